package dev.weir.engine.deadletter.replay;

import dev.weir.engine.files.WholeFile;
import dev.weir.engine.ledger.AuditTrail;
import dev.weir.engine.settings.UserFolders;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a machine keeps of its replays: ledger, audit, and the plans that were run. Thread-safe. */
public final class ReplayStore implements AutoCloseable {
  private final Path plans;
  private final ReplayLedger ledger;
  private final AuditTrail audit;
  private final InstantSource clock;

  /**
   * Opens the user's files, making what is not there.
   *
   * @throws ReplayLedger.LedgerProblem if the ledger cannot be opened
   */
  public ReplayStore(UserFolders folders, InstantSource clock, AuditTrail audit) {
    plans = folders.plansFolder();
    ledger = new ReplayLedger(folders.replayFile(), clock);
    this.audit = audit;
    this.clock = clock;
  }

  public ReplayLedger ledger() {
    return ledger;
  }

  public AuditTrail audit() {
    return audit;
  }

  /** Keeps a copy of a plan that is about to be run, so that its job can go on without the file. */
  public void keep(Plan plan, Path file) throws IOException {
    Path kept = file(plan.job());
    // One that has been approved since is longer.
    if (!Files.exists(kept) || Files.size(kept) < Files.size(file)) {
      WholeFile.copy(file, kept);
    }
  }

  /** Keeps a plan that is about to be run, so that its job can go on. */
  public void keep(PlanFile.Sealed plan) throws IOException {
    Path kept = file(plan.plan().job());
    if (!Files.exists(kept)) {
      plan.write(kept);
    }
  }

  /**
   * The plan of a job without its records; empty if it was never run from here.
   *
   * @throws PlanFile.NotAPlan if the copy is none; whether it was changed is not looked at
   */
  public Optional<Plan> outline(String job) throws IOException, PlanFile.NotAPlan {
    Path kept = file(job);
    return Files.exists(kept) ? Optional.of(PlanFile.outline(kept, job)) : Optional.empty();
  }

  /**
   * The plan of a job; empty if it was never run from here.
   *
   * @throws PlanFile.NotAPlan if the copy was changed
   */
  public Optional<Plan> plan(String job) throws IOException, PlanFile.NotAPlan {
    Path kept = file(job);
    return Files.exists(kept) ? Optional.of(PlanFile.read(kept)) : Optional.empty();
  }

  /**
   * Who has approved a plan that was run from here, or is about to be.
   *
   * @throws PlanFile.NotAPlan if the copy was changed
   */
  public List<Approval> approvals(String job) throws IOException, PlanFile.NotAPlan {
    Path kept = file(job);
    return Files.exists(kept) ? PlanFile.approvals(kept) : List.of();
  }

  /**
   * Has the user of this process approve a plan: it is in the audit before it is in the plan's
   * file.
   *
   * @param checks as they have seen them
   * @param reason what they gave for it; empty: nothing
   * @return why it is not approved, as a sentence; empty if it is
   * @throws PlanFile.NotAPlan if the file was changed, or is of another plan
   */
  public Optional<String> approve(Path file, Plan plan, List<Check> checks, String reason)
      throws IOException, PlanFile.NotAPlan {
    if (!Preflight.passes(checks)) {
      return Optional.of("A check stands against the plan: it is not approved.");
    }
    Optional<Job> known = ledger.job(plan.job());
    if (known.isPresent() && known.get().state().isOver()) {
      return Optional.of(
          "Job "
              + plan.job()
              + " is "
              + known.get().state().label()
              + " already: there is nothing left to approve.");
    }
    Optional<Approval> approval = FourEyes.approve(plan, audit.who(), clock.instant(), checks);
    if (approval.isEmpty()) {
      return Optional.of(
          plan.author().isEmpty()
              ? "The plan does not say who made it: make a new one."
              : "The plan was made by "
                  + plan.author()
                  + ", which is you: another person has to approve it.");
    }
    audit.append("replay-approved", approval.get().audited(plan, reason));
    PlanFile.approve(file, approval.get());
    return Optional.empty();
  }

  /** Where the copy of a job's plan is. */
  public Path file(String job) {
    return plans.resolve(job + ".plan");
  }

  /** Keeps every other Weir of this user from running the job; ends with the process. */
  public Optional<Closeable> lock(String job) throws IOException {
    Files.createDirectories(plans);
    FileChannel channel =
        FileChannel.open(
            plans.resolve(job + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(channel::close);
  }

  /**
   * Pauses a job, wherever it runs.
   *
   * @return what is wrong, in words
   */
  public Optional<String> pause(String job) throws IOException {
    return ask(job, "pause", JobState.PAUSED);
  }

  /**
   * Ends a job for good, wherever it runs. One that nobody runs and whose last batch is not settled
   * is not ended: whether that was written is found out when it goes on.
   *
   * @return what is wrong, in words
   */
  public Optional<String> cancel(String job) throws IOException {
    return ask(job, "cancel", JobState.CANCELLED);
  }

  private Optional<String> ask(String job, String wish, JobState then) throws IOException {
    Optional<Job> known = ledger.job(job);
    if (known.isEmpty()) {
      return Optional.of("There is no job " + job + " on this machine.");
    }
    if (known.get().state().isOver()) {
      return Optional.of("Job " + job + " is " + known.get().state().label() + " already.");
    }
    Optional<Closeable> lock = lock(job);
    if (lock.isEmpty()) {
      ledger.wish(job, wish);
      return Optional.empty();
    }
    try (Closeable _ = lock.get()) {
      if (then == JobState.CANCELLED && ledger.intent(job) > known.get().next()) {
        return Optional.of(
            "Job "
                + job
                + " ended without a word while writing: weir dlq resume it first, which finds out"
                + " what was written.");
      }
      ledger.state(job, then, "");
      audit.append("replay-" + then.label(), Map.of("job", job));
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    ledger.close();
  }
}
