package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
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
  private @Nullable Long deliveries;

  @Option(
      names = "--consumer",
      paramLabel = "NAME",
      description = "Pending entries that were given to this consumer last.")
  private @Nullable String consumer;

  /** Whether nobody chose, or chose what all are. */
  boolean isNone() {
    return (idle == null || idle.isZero()) && deliveries == null && consumer == null;
  }

  PendingFilter filter(Set<EntryId> ids, int most) {
    Long typed = deliveries;
    if (typed != null && typed < 1) {
      throw new UsageProblem("--deliveries takes 1 or more, not " + typed + ".");
    }
    return new PendingFilter(
        ids,
        Optional.ofNullable(consumer),
        Optional.ofNullable(idle).orElse(Duration.ZERO),
        typed == null ? 0 : typed,
        most);
  }
}
