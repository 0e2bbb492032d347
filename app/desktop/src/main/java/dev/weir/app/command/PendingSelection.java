package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.deadletter.replay.PendingChoice;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.PendingFilter;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Only what a group of Redis was given and never acknowledged. */
final class PendingSelection {
  @Option(
      names = "--pending",
      paramLabel = "GROUP",
      description = "Only entries that this group was given and never acknowledged.")
  private @Nullable String group;

  @Mixin private PendingOptions which = new PendingOptions();

  /** Empty if nobody asks for pending ones. */
  Optional<PendingChoice> choice() {
    if (group == null && !which.isNone()) {
      throw new UsageProblem("--idle, --deliveries and --consumer go with --pending GROUP.");
    }
    return Optional.ofNullable(group)
        .map(name -> new PendingChoice(name, which.filter(Set.of(), PendingFilter.MOST)));
  }

  /** What becomes of them, and how that is ended. */
  Optional<String> advice(Plan plan) {
    return plan.pending()
        .filter(_ -> !plan.records().isEmpty())
        .map(
            held ->
                plan.after() == AfterReplay.ACK
                    ? "Each is acknowledged in group "
                        + held.group()
                        + " as it is brought back (--after). One that the group acknowledges or is"
                        + " given again before that is set aside."
                    : "They stay pending in group "
                        + held.group()
                        + ", which may still handle them. When the job is done, weir dlq pending "
                        + plan.stream().name()
                        + " --group "
                        + held.group()
                        + " --ack, with --id ID for each, takes them off its list.");
  }
}
