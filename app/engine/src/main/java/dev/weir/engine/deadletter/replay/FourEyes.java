package dev.weir.engine.deadletter.replay;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether a second person has approved a plan. */
public sealed interface FourEyes {
  /** Nobody asks for it. */
  record NotAsked() implements FourEyes {}

  /** Another person has to approve it first. */
  record Waiting() implements FourEyes {}

  /** It may be run. */
  record Approved(Approval approval) implements FourEyes {}

  /**
   * How a plan stands.
   *
   * @param demanded whether the connection that is written to asks for approval; the plan may too
   */
  static FourEyes of(Plan plan, boolean demanded, List<Approval> approvals) {
    Optional<Approval> by =
        approvals.stream()
            .filter(approval -> approval.plan().equals(plan.hash()))
            .filter(approval -> !isAuthor(plan, approval.by()))
            .reduce((_, later) -> later);
    if (by.isPresent()) {
      return new Approved(by.get());
    }
    return demanded || plan.fourEyes() ? new Waiting() : new NotAsked();
  }

  private static boolean isAuthor(Plan plan, String who) {
    return plan.author().isEmpty()
        || who.strip()
            .toLowerCase(Locale.ROOT)
            .equals(plan.author().strip().toLowerCase(Locale.ROOT));
  }

  /**
   * Why a plan must not be run now; empty if it may be.
   *
   * @param checks as they are now
   */
  default Optional<String> refusal(List<Check> checks) {
    return switch (this) {
      case NotAsked _ -> Optional.empty();
      case Waiting _ ->
          Optional.of("The plan waits for the approval of another person: weir dlq approve PLAN.");
      case Approved(Approval approval) -> {
        Set<String> fresh = new TreeSet<>(warnings(checks));
        fresh.removeAll(approval.warnings());
        yield fresh.isEmpty()
            ? Optional.empty()
            : Optional.of(
                "Since "
                    + approval.by()
                    + " approved the plan, checks no longer pass that did: "
                    + String.join(", ", fresh)
                    + ". Have it approved again.");
      }
    };
  }

  /** Who has approved it; empty where nobody has. */
  default Optional<String> approvedBy() {
    return this instanceof Approved(Approval approval)
        ? Optional.of(approval.by())
        : Optional.empty();
  }

  /**
   * Approves a plan.
   *
   * @param checks as the person has seen them
   * @return what is to be written into the plan's file and into the audit; empty if that person
   *     must not approve it, because they made it or nobody knows who did
   */
  static Optional<Approval> approve(Plan plan, String by, Instant at, List<Check> checks) {
    return isAuthor(plan, by)
        ? Optional.empty()
        : Optional.of(new Approval(plan.hash(), by, at, warnings(checks)));
  }

  private static Set<String> warnings(List<Check> checks) {
    return checks.stream()
        .filter(check -> check.level() != Check.Level.PASS)
        .map(Check::name)
        .collect(Collectors.toSet());
  }
}
