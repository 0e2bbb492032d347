package dev.weir.app.command;

import dev.weir.stream.PendingFilter;
import dev.weir.stream.Position.EntryId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of a group's pending entries, by what the group knows of them. */
final class PendingOptions {
  @Option(
      names = "--idle",
      paramLabel = "DURATION",
      description = "Pending entries that were given at least so long ago, such as 10m.")
  private @Nullable Duration idle;

  @Option(
      names = "--deliveries",
      paramLabel = "N",
      description = "Pending entries that were given at least N times.")
  private long deliveries;

  @Option(
      names = "--consumer",
      paramLabel = "NAME",
      description = "Pending entries that were given to this consumer last.")
  private @Nullable String consumer;

  /** Whether nobody chose. */
  boolean isNone() {
    return idle == null && deliveries == 0 && consumer == null;
  }

  PendingFilter filter(Set<EntryId> ids, int most) {
    return new PendingFilter(
        ids,
        Optional.ofNullable(consumer),
        Optional.ofNullable(idle).orElse(Duration.ZERO),
        deliveries,
        most);
  }
}
