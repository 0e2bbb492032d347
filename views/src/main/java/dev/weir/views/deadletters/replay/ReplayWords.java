package dev.weir.views.deadletters.replay;

import dev.weir.engine.deadletter.replay.Approval;
import dev.weir.engine.deadletter.replay.Check;
import dev.weir.engine.deadletter.replay.FourEyes;
import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.JobState;
import dev.weir.engine.deadletter.replay.LeftOut;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.PlannedRecord;
import dev.weir.engine.deadletter.replay.Rebuilt;
import dev.weir.engine.deadletter.replay.Receipt;
import dev.weir.engine.deadletter.replay.Redeaths;
import dev.weir.engine.deadletter.replay.ReplayPolicy;
import dev.weir.engine.deadletter.workbench.Rehearsal;
import dev.weir.engine.deadletter.workbench.ReplayJob;
import dev.weir.engine.deadletter.workbench.ReplayState;
import dev.weir.engine.finding.Severity;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.PendingSource;
import dev.weir.stream.Position;
import dev.weir.views.kit.Formats;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Replays in words. */
public final class ReplayWords {
  private ReplayWords() {}

  /** "1 record", "412 records". */
  static String records(long count) {
    return Formats.exact(count) + (count == 1 ? " record" : " records");
  }

  static String title(ReplayState state) {
    return state
        .plan()
        .map(plan -> "Replay of " + records(plan.records().size()) + " of " + plan.stream().name())
        .orElse("Replay");
  }

  /** "payments (origin) · by key · time: now". */
  static String destination(Plan plan) {
    Map<String, Long> targets = new TreeMap<>();
    plan.records().forEach(record -> targets.merge(record.target(), 1L, Long::sum));
    String names =
        targets.size() == 1
            ? targets.keySet().iterator().next()
            : targets.entrySet().stream()
                .map(entry -> entry.getKey() + " " + Formats.exact(entry.getValue()))
                .collect(Collectors.joining(", "));
    if (targets.isEmpty()) {
      return "nothing to send";
    }
    ReplayPolicy policy = plan.policy();
    boolean home = policy.to().isEmpty() && policy.rules().isEmpty();
    String elsewhere =
        plan.destination()
            .map(
                to ->
                    to.isFile()
                        ? "file " + to.at().address() + ", as "
                        : (to.at().connection().isEmpty()
                                ? to.at().address()
                                : to.at().connection())
                            + ": ")
            .orElse("");
    return elsewhere
        + names
        + (home ? " (origin)" : "")
        + (isToEntries(plan) ? "" : placement(policy));
  }

  /** Redis gives entries their place and their time itself. */
  private static boolean isToEntries(Plan plan) {
    return plan.destination()
        .map(to -> to.at().kind().equals("redis"))
        .orElseGet(() -> plan.records().getFirst().position() instanceof Position.EntryId);
  }

  private static String placement(ReplayPolicy policy) {
    String partition =
        switch (policy.partition()) {
          case ReplayPolicy.Partition.ByKey _ -> "by key";
          case ReplayPolicy.Partition.Original _ -> "to the partition it was in";
          case ReplayPolicy.Partition.Fixed(int number) -> "to partition " + number;
        };
    return " · " + partition + " · time: " + (policy.keepTimestamps() ? "their own" : "now");
  }

  /** Who reads the targets, the one that failed first. */
  static String receivers(List<Check> checks, Optional<String> failed) {
    List<String> found =
        checks.stream().filter(check -> check.name().equals("groups")).map(Check::detail).toList();
    String words = String.join(" ", found);
    return failed.isEmpty() ? words : failed.get() + " failed. " + words;
  }

  /** What becomes of the dead letters themselves, where they do not just stay. */
  static String afterwards(Plan plan) {
    return switch (plan.after()) {
      case KEEP ->
          plan.pending().map(held -> "they stay pending in group " + held.group()).orElse("");
      case DELETE -> "each is deleted from " + plan.stream().name() + " in the same step";
      case DONE ->
          "each is moved to " + AfterReplay.done(plan.stream()).name() + " in the same step";
      case ACK ->
          "each is acknowledged in group "
              + plan.pending().map(PendingSource::group).orElse("")
              + " in the same step, and stays in "
              + plan.stream().name();
    };
  }

  /** Whether another person has approved it; empty where nobody asks for that. */
  static String approval(ReplayState state, ZoneId zone) {
    return switch (state.fourEyes()) {
      case FourEyes.NotAsked() -> "";
      case FourEyes.Waiting() -> {
        String author = state.plan().map(Plan::author).orElse("");
        yield "waits for a person"
            + (author.isEmpty() ? "" : " other than " + author)
            + " to open the saved plan under Jobs and approve it";
      }
      case FourEyes.Approved(Approval approval) ->
          "by "
              + approval.by()
              + ", "
              + Formats.clockSeconds(approval.at().toEpochMilli(), zone)
              + (approval.warnings().isEmpty()
                  ? ""
                  : "; not passed then: " + String.join(", ", new TreeSet<>(approval.warnings())));
    };
  }

  static String leftOut(Plan plan) {
    return plan.leftOut().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> Formats.exact(entry.getValue()) + " " + leftOut(entry.getKey()))
        .collect(Collectors.joining(" · "));
  }

  private static String leftOut(LeftOut reason) {
    return reason.words();
  }

  /** What a rehearsal found of headers. */
  static String headers(Rehearsal rehearsal) {
    return rehearsal.samples().stream()
        .map(Rehearsal.Sample::rebuilt)
        .flatMap(it -> it instanceof Rebuilt.Ready ready ? Stream.of(ready) : Stream.empty())
        .findFirst()
        .map(
            ready ->
                ready.removed().size()
                    + " of their failure taken off · "
                    + ready.added().size()
                    + " put on · the others kept")
        .orElse("");
  }

  static String rehearsal(Rehearsal rehearsal) {
    String words =
        records(rehearsal.ready())
            + " of "
            + Formats.bytes(rehearsal.bytes())
            + " would be written"
            + (rehearsal.changed() > 0
                ? ", " + Formats.exact(rehearsal.changed()) + " of them changed"
                : "");
    if (rehearsal.setAsideRecords() > 0) {
      words +=
          ", "
              + Formats.exact(rehearsal.setAsideRecords())
              + " set aside: "
              + String.join(" ", rehearsal.setAside().keySet());
    }
    return words.endsWith(".") ? words : words + ". Nothing was written.";
  }

  /** "412 sent, 2 set aside, 1 unknown". */
  static String settled(Job job) {
    List<String> parts = new ArrayList<>();
    parts.add(Formats.exact(job.sent()) + " of " + Formats.exact(job.planned()) + " sent");
    if (job.quarantined() > 0) {
      parts.add(Formats.exact(job.quarantined()) + " set aside");
    }
    if (job.unknown() > 0) {
      parts.add(Formats.exact(job.unknown()) + " unknown");
    }
    return String.join(", ", parts);
  }

  /** "10 read by billing · 0 died again". */
  static String after(Redeaths.Found found, Job job, Optional<String> failed) {
    List<String> parts = new ArrayList<>();
    found
        .passed()
        .forEach(
            (group, count) -> {
              boolean isFailed = failed.filter(group::equals).isPresent();
              if (isFailed || failed.isEmpty()) {
                parts.add(
                    (count >= job.sent() ? "all" : Formats.exact(count)) + " read by " + group);
              }
            });
    if (parts.isEmpty() && failed.isPresent()) {
      parts.add(failed.get() + " has not read them");
    }
    parts.add(Formats.exact(found.diedAgain().size()) + " died again");
    return String.join(" · ", parts);
  }

  /** How it turned out, in a word: "resolved" where the failing group has passed all of them. */
  static Optional<String> outcome(Job job, Redeaths.Found found, Optional<String> failed) {
    if (!found.diedAgain().isEmpty()) {
      return Optional.of("died again");
    }
    long passed =
        failed
            .map(group -> found.passed().getOrDefault(group, 0L))
            .orElseGet(
                () -> found.passed().values().stream().mapToLong(Long::longValue).min().orElse(0));
    return job.sent() > 0 && passed >= job.sent() && job.state() == JobState.COMPLETED
        ? Optional.of("resolved")
        : Optional.empty();
  }

  static Severity severity(Check.Level level) {
    return switch (level) {
      case PASS -> Severity.OK;
      case WARN -> Severity.WARNING;
      case BLOCK -> Severity.CRITICAL;
    };
  }

  static String place(Position position) {
    return position.toString();
  }

  static String goesTo(Rebuilt.Ready ready) {
    return ready.record().to().name()
        + (ready.record().record().partition().isPresent()
            ? " partition " + ready.record().record().partition().getAsInt()
            : "");
  }

  static String from(Plan plan, int index) {
    PlannedRecord record = plan.records().get(index);
    return plan.stream().name() + " " + record.position();
  }

  /**
   * What it became.
   *
   * @param died where it is seen that it died again
   */
  static String receipt(Receipt receipt, Optional<String> died) {
    return switch (receipt.outcome()) {
      case SENT ->
          receipt.stream()
              + receipt.placeText().map(at -> " " + at).orElse("")
              + died.map(where -> " → " + where).orElse("");
      case QUARANTINED, UNKNOWN, HELD -> receipt.why().orElse("");
    };
  }

  static String outcome(Receipt receipt, Optional<String> died) {
    return switch (receipt.outcome()) {
      case SENT -> died.isPresent() ? "died again" : "sent";
      case QUARANTINED -> "set aside";
      case UNKNOWN -> "unknown";
      case HELD -> "held";
    };
  }

  /** How a job stands, in a word or two. */
  public static String state(ReplayJob row) {
    return switch (row.job().state()) {
      case RUNNING -> "running";
      case PAUSED -> "paused";
      case CANCELLED -> "cancelled";
      case COMPLETED -> "completed";
      case COMPLETED_WITH_QUARANTINE -> "completed, some set aside";
      case NEEDS_DECISION -> "needs a decision";
    };
  }

  /** How bad a job stands. */
  public static Severity severity(ReplayJob row) {
    return switch (row.job().state()) {
      case RUNNING, COMPLETED -> Severity.OK;
      case PAUSED, CANCELLED, COMPLETED_WITH_QUARANTINE -> Severity.WARNING;
      case NEEDS_DECISION -> Severity.CRITICAL;
    };
  }

  /** What jobs did for a cause: "open", "412 brought back", "120 of 412 …". */
  public static String state(List<ReplayJob> ofCause) {
    long sent = 0;
    long left = 0;
    boolean running = false;
    for (ReplayJob row : ofCause) {
      sent += row.job().sent();
      if (!row.job().state().isOver()) {
        left += row.job().remaining();
        running |= row.job().state() == JobState.RUNNING;
      }
    }
    if (sent == 0 && left == 0) {
      return "open";
    }
    String done = Formats.exact(sent) + " replayed";
    return left == 0
        ? done
        : String.format(
            Locale.ROOT, "%s, %s %s", done, Formats.exact(left), running ? "to go" : "held");
  }
}
