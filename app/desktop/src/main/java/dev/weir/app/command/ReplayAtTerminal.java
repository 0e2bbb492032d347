package dev.weir.app.command;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.lifecycle.Interrupt;
import dev.weir.app.report.Json;
import dev.weir.app.report.ReplayReport;
import dev.weir.engine.deadletter.change.Body;
import dev.weir.engine.deadletter.find.Choices;
import dev.weir.engine.deadletter.replay.Check;
import dev.weir.engine.deadletter.replay.DryRun;
import dev.weir.engine.deadletter.replay.FourEyes;
import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.JobState;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.PlanFile;
import dev.weir.engine.deadletter.replay.Preflight;
import dev.weir.engine.deadletter.replay.Rebuilt;
import dev.weir.engine.deadletter.replay.Receipt;
import dev.weir.engine.deadletter.replay.Redeaths;
import dev.weir.engine.deadletter.replay.ReplayControls;
import dev.weir.engine.deadletter.replay.ReplayRoute;
import dev.weir.engine.deadletter.replay.ReplayRun;
import dev.weir.engine.deadletter.replay.ReplayStore;
import dev.weir.engine.export.RecordWriter;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.NewRecord;
import dev.weir.stream.StreamRef;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs a plan for {@code weir dlq run} and {@code weir dlq resume}. Confined to one thread. */
final class ReplayAtTerminal {
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Reach reach;
  private final ReplayStore store;
  private final RunOptions options;
  private final Plan plan;
  private final PlanServers servers;
  private long toldNanos = System.nanoTime();

  ReplayAtTerminal(
      Reach reach, ReplayStore store, RunOptions options, Plan plan, PlanServers servers) {
    this.reach = reach;
    this.store = store;
    this.options = options;
    this.plan = plan;
    this.servers = servers;
  }

  /**
   * Runs.
   *
   * @param file the plan's file, to be kept; null if it was begun here before
   */
  int run(@Nullable Path file) throws IOException {
    options.check();
    boolean write = options.consent.write && !options.dryRun;
    if (write) {
      servers.written().ifPresent(chosen -> options.consent.guard(chosen, plan.targets()));
    }
    Optional<Job> known = store.ledger().job(plan.job());
    if (known.isPresent() && known.get().state().isOver()) {
      note("job " + plan.job() + " is " + known.get().state().label() + ": nothing is sent.");
      int code = report(known.get(), lookAgain());
      return known.get().remaining() > 0 ? ExitCode.FINDING : code;
    }
    var controls = new ReplayControls();
    try (PlanServers.Open open = servers.open();
        var interrupt = reach.interrupts().open(controls::pause)) {
      ReplayRoute route = open.route();
      List<Check> checks = check(route, interrupt);
      if (!write) {
        return dryRun(route, interrupt);
      }
      FourEyes standing = fourEyes(file);
      standing
          .refusal(checks)
          .ifPresent(
              why -> {
                throw new UsageProblem(why);
              });
      try (Closeable _ =
          store
              .lock(plan.job())
              .orElseThrow(
                  () -> new UsageProblem("Another Weir runs job " + plan.job() + " just now."))) {
        if (file != null) {
          store.keep(plan, file);
        }
        return write(route, controls, interrupt, standing.approvedBy());
      }
    }
  }

  /** What became of the records of a job that is over, where the servers can tell. */
  private Optional<Redeaths.Found> lookAgain() {
    try (PlanServers.Open open = servers.open()) {
      ReplayRoute route = open.route();
      if (!route.isOf(plan)) {
        note("whether records died again was not looked at: this is not where they were.");
        return Optional.empty();
      }
      return Optional.of(Redeaths.look(plan, route, store.ledger()));
    } catch (ConnectorException e) {
      note("whether records died again was not found out: " + e.failure().sentence());
      return Optional.empty();
    }
  }

  /** Whether a second person has approved the plan, where one must. */
  private FourEyes fourEyes(@Nullable Path file) throws IOException {
    try {
      return FourEyes.of(
          plan,
          servers.written().filter(this::isApprovalAskedFor).isPresent(),
          file == null ? store.approvals(plan.job()) : PlanFile.approvals(file));
    } catch (PlanFile.NotAPlan e) {
      throw new UsageProblem(String.valueOf(e.getMessage()));
    }
  }

  private boolean isApprovalAskedFor(Brokers.Chosen chosen) {
    if (chosen.deciding().isEmpty()) {
      return false;
    }
    Choices choices = reach.choices().get();
    if (choices.notice().isPresent()) {
      throw new UsageProblem(
          "The plan is not run, as the settings may ask for the approval of another person: correct"
              + " the file, or take it away.");
    }
    return choices.isApprovalAskedFor(chosen.deciding());
  }

  private List<Check> check(ReplayRoute route, Interrupt interrupt) {
    List<Check> checks =
        new Preflight(plan, route, store.ledger(), reach.clock())
            .run(options.allow.checks(), () -> !interrupt.isRequested());
    if (!options.json) {
      DlqPreflightCommand.print(reach.terminal(), checks);
      reach.terminal().flush();
    }
    List<String> blocking = new ArrayList<>();
    for (Check check : checks) {
      switch (check.level()) {
        case PASS -> {}
        case WARN -> {
          if (options.json) {
            note(check.name() + ": " + check.detail());
          }
        }
        case BLOCK -> blocking.add(check.name() + ": " + DlqPreflightCommand.found(check));
      }
    }
    if (!blocking.isEmpty()) {
      throw new UsageProblem("The plan is not run. " + String.join(" ", blocking));
    }
    return checks;
  }

  private int dryRun(ReplayRoute route, Interrupt interrupt) {
    int from = store.ledger().job(plan.job()).map(Job::next).orElse(0);
    List<Receipt> setAside = new ArrayList<>();
    long[] ready = {0};
    long[] changed = {0};
    List<ReplayReport.SampleLine> samples = new ArrayList<>();
    DryRun.run(
        plan,
        route,
        from,
        (index, rebuilt) -> {
          switch (rebuilt) {
            case Rebuilt.SetAside(String why, Optional<Body> _) ->
                setAside.add(
                    new Receipt(
                        index,
                        Receipt.Outcome.QUARANTINED,
                        plan.records().get(index).target(),
                        Optional.empty(),
                        Optional.of(why)));
            case Rebuilt.Ready one -> {
              boolean shown = ready[0]++ < options.preview;
              if (one.changed().isPresent()) {
                // A change is shown even where the first records have none.
                shown |= changed[0]++ < options.preview;
              }
              if (shown && options.json) {
                samples.add(ReplayReport.SampleLine.of(plan, one));
              } else if (shown) {
                preview(one);
              }
            }
          }
          return !interrupt.isRequested();
        });
    if (options.json) {
      reach
          .terminal()
          .bytes(Json.of(ReplayReport.dry(plan, ready[0], changed[0], setAside, samples)));
    } else {
      reach
          .terminal()
          .line(
              Wording.records(ready[0])
                  + " would be written, "
                  + (changed[0] > 0 ? Wording.count(changed[0]) + " of them changed, " : "")
                  + Wording.count(setAside.size())
                  + " set aside. Nothing was written.");
    }
    if (!options.dryRun) {
      note("nothing was written: add --write to do it. It cannot be undone.");
    }
    return setAside.isEmpty() ? ExitCode.SUCCESS : ExitCode.FINDING;
  }

  /** A record as it would be written, as {@code weir tail} prints one. */
  private void preview(Rebuilt.Ready ready) {
    StreamRef to = ready.record().to();
    NewRecord record = ready.record().record();
    Terminal terminal = reach.terminal();
    terminal.line(
        plan.stream().name()
            + " "
            + plan.records().get(ready.record().index()).position()
            + " → "
            + to.name()
            + (record.partition().isPresent()
                ? ", partition " + record.partition().getAsInt()
                : ""));
    terminal.line("  off  " + String.join(", ", ready.removed()));
    terminal.line("  on   " + String.join(", ", ready.added()));
    ready
        .changed()
        .ifPresent(
            changed -> terminal.line("  was  " + notWritten(to, as(record, changed.before()))));
    terminal.line((ready.changed().isPresent() ? "  now  " : "  ") + notWritten(to, record));
  }

  private static String notWritten(StreamRef to, NewRecord record) {
    return RecordWriter.jsonLine(to, Optional.empty(), record);
  }

  private static NewRecord as(NewRecord record, Body body) {
    return new NewRecord(
        record.partition(), record.timestampMillis(), body.key(), body.value(), body.headers());
  }

  private int write(
      ReplayRoute route, ReplayControls controls, Interrupt interrupt, Optional<String> approvedBy)
      throws IOException {
    controls.rate(options.rate, options.bytesPerSecond);
    controls.ramp(options.ramp);
    Long lag = options.mostLag;
    if (lag != null) {
      controls.waitAbove(lag);
    }
    if (plan.policy().holdKeys() && store.ledger().job(plan.job()).isPresent()) {
      controls.diedAgain(Redeaths.look(plan, route, store.ledger()).diedAgain());
    }
    int from = store.ledger().job(plan.job()).map(Job::next).orElse(0);
    String reason = options.consent.reason == null ? "" : options.consent.reason;
    var run =
        new ReplayRun(
            plan, route, store.ledger(), store.audit(), reach.clock(), controls, new Telling());
    note(
        Wording.records(plan.records().size() - from)
            + (plan.records().size() - from == 1 ? " goes to " : " go to ")
            + String.join(", ", plan.targets())
            + " on "
            + servers.destination()
            + ". What is written cannot be taken back; Ctrl-C pauses.");
    if (options.canary > 0 && from + options.canary < plan.records().size()) {
      controls.stopAfter(from + options.canary);
      ReplayRun.Ended ended = run.run(reason, approvedBy);
      Job job = store.ledger().job(plan.job()).orElseThrow();
      if (ended.failure().isPresent()
          || interrupt.isRequested()
          || job.state() != JobState.PAUSED
          || job.next() < from + options.canary) {
        return ended(ended, route);
      }
      Redeaths.Found found = watch(route, interrupt);
      double share = 100.0 * found.diedAgain().size() / Math.max(1, job.sent());
      note(
          String.format(
              Locale.ROOT,
              "canary: %,d sent, %,d died again within %s.",
              job.sent(),
              found.diedAgain().size(),
              Wording.duration(options.canaryWait)));
      if (share > options.stopAtPercent || options.canaryOnly || interrupt.isRequested()) {
        boolean bad = share > options.stopAtPercent;
        note(
            "job "
                + plan.job()
                + " is paused after the canary"
                + (bad ? ", too many of which died again" : "")
                + "; weir dlq resume goes on, weir dlq cancel ends it.");
        int code = report(job, Optional.of(found));
        return bad ? ExitCode.FINDING : code;
      }
      controls.stopAfter(Integer.MAX_VALUE);
      controls.diedAgain(found.diedAgain());
    }
    return ended(run.run(reason, approvedBy), route);
  }

  /** Waits for the canary, and ends early once it is known to be bad. */
  private Redeaths.Found watch(ReplayRoute route, Interrupt interrupt) {
    long until = System.nanoTime() + options.canaryWait.toNanos();
    while (true) {
      Redeaths.Found found = Redeaths.look(plan, route, store.ledger());
      long left = until - System.nanoTime();
      boolean bad = found.diedAgain().size() > options.canary * options.stopAtPercent / 100;
      if (bad || left <= 0 || interrupt.isRequested()) {
        return found;
      }
      interrupt.await(left < BETWEEN_LOOKS.toNanos() ? Duration.ofNanos(left) : BETWEEN_LOOKS);
    }
  }

  private int ended(ReplayRun.Ended ended, ReplayRoute route) {
    Job job = store.ledger().job(plan.job()).orElseThrow();
    if (!ended.why().isEmpty()) {
      note("job " + plan.job() + " is " + ended.state().label() + ": " + ended.why());
    }
    int code =
        report(
            job,
            ended.failure().isEmpty()
                ? Optional.of(Redeaths.look(plan, route, store.ledger()))
                : Optional.empty());
    if (ended.failure().isPresent()) {
      return ExitCode.of(ended.failure().get());
    }
    // Who stops it by Ctrl-C knows; a script whose job somebody else stopped has to be told.
    return job.remaining() > 0 ? ExitCode.FINDING : code;
  }

  private int report(Job job, Optional<Redeaths.Found> after) {
    ReplayReport report = ReplayReport.of(job, plan, store.ledger().receipts(job.id()), after);
    print(reach.terminal(), report, options.json);
    return codeOf(report);
  }

  static int codeOf(ReplayReport report) {
    return report.quarantined() > 0
            || report.unknown() > 0
            || report.held() > 0
            || report.diedAgain().orElse(0) > 0
            || report.state().equals(JobState.PAUSED.label()) && report.remaining() == 0
        ? ExitCode.FINDING
        : ExitCode.SUCCESS;
  }

  /** Prints a job: all of it as JSON, else its figures. */
  static void print(Terminal terminal, ReplayReport report, boolean json) {
    if (json) {
      terminal.bytes(Json.of(report));
      return;
    }
    terminal.line(
        String.format(
            Locale.ROOT,
            "Job %s is %s: %,d planned, %,d sent, %,d set aside, %s%,d unknown, %,d remaining.",
            report.job(),
            report.state(),
            report.planned(),
            report.sent(),
            report.quarantined(),
            report.held() > 0 ? Wording.count(report.held()) + " held, " : "",
            report.unknown(),
            report.remaining()));
    report
        .receipts()
        .forEach(
            receipt -> {
              receipt.why().ifPresent(why -> terminal.line("  " + place(receipt) + why));
              receipt
                  .diedAgain()
                  .ifPresent(
                      where -> terminal.line("  " + place(receipt) + "died again: " + where));
            });
    report
        .diedAgain()
        .ifPresent(
            died -> terminal.line(Wording.count(died) + " of those sent died again until now."));
    report
        .passed()
        .forEach(
            (group, count) ->
                terminal.line(
                    "Group " + group + " has read beyond " + Wording.count(count) + " of them."));
  }

  private static String place(ReplayReport.ReceiptLine receipt) {
    ReplayReport.PlaceLine from = receipt.from();
    return from.stream()
        + " "
        + (from.offset().isPresent()
            ? from.partition().orElse(0) + "@" + from.offset().getAsLong()
            : from.id().orElse(""))
        + ": ";
  }

  private void note(String sentence) {
    reach.terminal().diagnose("weir: " + sentence);
  }

  /** Says now and then how far it is. */
  private final class Telling implements ReplayRun.Listener {
    @Override
    public void progress(int planned, int next, long sent, long quarantined) {
      if (System.nanoTime() - toldNanos > BETWEEN_REPORTS.toNanos()) {
        toldNanos = System.nanoTime();
        ReplayAtTerminal.this.note(
            Wording.count(sent)
                + " of "
                + Wording.count(planned)
                + " sent"
                + (quarantined > 0 ? ", " + Wording.count(quarantined) + " set aside" : ""));
      }
    }

    @Override
    public void note(String sentence) {
      ReplayAtTerminal.this.note(sentence);
    }
  }
}
