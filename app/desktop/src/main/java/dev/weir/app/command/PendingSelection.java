package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.stream.Connector;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.PendingPort;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Only what a group of Redis was given and never acknowledged. */
final class PendingSelection {
  @Option(
      names = "--pending",
      paramLabel = "GROUP",
      description = "Only entries that this group was given and never acknowledged.")
  private @Nullable String group;

  @Option(
      names = "--idle",
      paramLabel = "DURATION",
      description = "With --pending: those that were given at least so long ago, such as 10m.")
  private @Nullable Duration idle;

  @Option(
      names = "--deliveries",
      paramLabel = "N",
      description = "With --pending: those that were given at least N times.")
  private long deliveries;

  @Option(
      names = "--consumer",
      paramLabel = "NAME",
      description = "With --pending: those that were given to this consumer last.")
  private @Nullable String consumer;

  /**
   * Places of the entries; empty if nobody asks for pending ones.
   *
   * @throws UsageProblem if they cannot be listed, or are too many to act on in one go
   */
  Optional<Set<Position>> places(Connector connector, StreamRef stream) {
    String name = group;
    if (name == null) {
      if (idle != null || deliveries > 0 || consumer != null) {
        throw new UsageProblem("--idle, --deliveries and --consumer go with --pending GROUP.");
      }
      return Optional.empty();
    }
    if (!(connector instanceof PendingPort port)) {
      throw new UsageProblem("Only Redis keeps a list of pending entries.");
    }
    PendingList list =
        port.pending(
            new GroupRef(connector.name(), name),
            stream,
            new PendingFilter(
                Set.of(),
                Optional.ofNullable(consumer),
                Optional.ofNullable(idle).orElse(Duration.ZERO),
                deliveries,
                PendingFilter.MOST));
    if (!list.complete()) {
      throw new UsageProblem(
          "More than "
              + Wording.count(PendingFilter.MOST)
              + " pending entries are asked for: ask for fewer, by --idle or --deliveries.");
    }
    return Optional.of(
        list.rows().stream()
            .filter(PendingList.Row::kept)
            .map(row -> row.entry().id())
            .collect(Collectors.toSet()));
  }

  /** What was asked for, for the plan's file. */
  Optional<String> words() {
    if (group == null) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>(List.of(group));
    if (idle != null) {
      words.add("idle " + Wording.duration(idle));
    }
    if (deliveries > 0) {
      words.add("deliveries " + deliveries);
    }
    if (consumer != null) {
      words.add("consumer " + consumer);
    }
    return Optional.of(String.join(", ", words));
  }

  /** That they stay pending, and how that is ended. */
  Optional<String> advice(Plan plan) {
    return Optional.ofNullable(group)
        .map(
            name ->
                "They stay pending in group "
                    + name
                    + ", which may still handle them: when the job is done, weir dlq pending "
                    + plan.stream().name()
                    + " --group "
                    + name
                    + " --ack takes them off its list.");
  }
}
