package dev.weir.engine.deadletter.workbench;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.deadletter.change.Body;
import dev.weir.engine.deadletter.change.Changer;
import dev.weir.engine.deadletter.change.Edit;
import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.deadletter.replay.Approval;
import dev.weir.engine.deadletter.replay.Check;
import dev.weir.engine.deadletter.replay.DryRun;
import dev.weir.engine.deadletter.replay.FourEyes;
import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.JobState;
import dev.weir.engine.deadletter.replay.LinesFile;
import dev.weir.engine.deadletter.replay.PendingChoice;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.PlanFile;
import dev.weir.engine.deadletter.replay.Planner;
import dev.weir.engine.deadletter.replay.Preflight;
import dev.weir.engine.deadletter.replay.Rebuilt;
import dev.weir.engine.deadletter.replay.Receipt;
import dev.weir.engine.deadletter.replay.Redeaths;
import dev.weir.engine.deadletter.replay.ReplayControls;
import dev.weir.engine.deadletter.replay.ReplayLedger;
import dev.weir.engine.deadletter.replay.ReplayPolicy;
import dev.weir.engine.deadletter.replay.ReplayRoute;
import dev.weir.engine.deadletter.replay.ReplayRun;
import dev.weir.engine.deadletter.replay.ReplayStore;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.tail.RecordFilter;
import dev.weir.engine.tail.TailFilter;
import dev.weir.engine.threads.Threads;
import dev.weir.engine.write.Consent;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Position;
import dev.weir.stream.ReplayPort;
import dev.weir.stream.StreamRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one thing after another on virtual threads of its own. Thread-safe. */
final class LiveReplay implements OpenReplay {
  private static final Logger LOG = LoggerFactory.getLogger(LiveReplay.class);

  /** Records shown of a rehearsal, and of what was settled. */
  private static final int MOST_SHOWN = 200;

  private static final long BETWEEN_REPORTS_NANOS = Duration.ofMillis(100).toNanos();

  /** How long what was written is followed, while it is looked at. */
  private static final Duration FOLLOWING = Duration.ofMinutes(30);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** Looking takes at most this share of time. */
  private static final int REST_PER_LOOK = 4;

  private final LiveReplayDesk desk;
  private final LiveReplayDesk.Reach reach;
  private final InstantSource clock;
  private final ReplayControls controls = new ReplayControls();
  private final Slot<ReplayState> slot = new Slot<>(ReplayState.BEGINNING);
  private String connection = "";
  private Optional<PlanFile.Sealed> sealed = Optional.empty();
  private volatile @Nullable Path saved;
  private final ReentrantLock watching = new ReentrantLock();
  private final Condition left = watching.newCondition();
  private volatile boolean watched = true;

  LiveReplay(LiveReplayDesk desk, LiveReplayDesk.Reach reach, InstantSource clock) {
    this.desk = desk;
    this.reach = reach;
    this.clock = clock;
  }

  @Override
  public Slot<ReplayState> slot() {
    return slot;
  }

  /** What is under way; blocks. */
  private interface Work {
    void run() throws IOException, ConnectorException;
  }

  private synchronized void tell(UnaryOperator<ReplayState> change) {
    slot.publish(change.apply(slot.latest().value()), clock.millis());
  }

  private ReplayState state() {
    return slot.latest().value();
  }

  /** Moves to {@code busy} if nothing is under way, and does {@code work}; else does nothing. */
  private synchronized void begin(
      Set<ReplayStage> from, ReplayStage busy, ReplayStage afterFailure, Work work) {
    if (!from.contains(state().stage())) {
      return;
    }
    tell(state -> state.at(busy, ""));
    Threads.startVirtual(
        "replay-" + busy,
        () -> {
          try {
            work.run();
          } catch (ConnectorException e) {
            tell(state -> state.at(afterFailure, e.failure().sentence()));
          } catch (ReplayLedger.LedgerProblem e) {
            LOG.error("The ledger of replays failed", e);
            tell(state -> state.at(afterFailure, String.valueOf(e.getMessage())));
          } catch (IOException e) {
            LOG.error("A replay's files failed", e);
            tell(
                state ->
                    state.at(
                        afterFailure,
                        "A file of the replay cannot be written or read: "
                            + e.getMessage()
                            + ". Make room, or give rights on its folder."));
          } catch (RuntimeException e) {
            LOG.error("A replay failed", e);
            tell(
                state ->
                    state.at(
                        afterFailure,
                        "Something went wrong that should not have ("
                            + e.getClass().getSimpleName()
                            + "); the log has the details."));
          }
        });
  }

  /** Reads the stream and freezes what is asked for. */
  void plan(ReplayRequest request, Optional<Dialect> dialect) {
    connection = request.stream().connection();
    begin(
        Set.of(ReplayStage.PLANNING),
        ReplayStage.PLANNING,
        ReplayStage.REFUSED,
        () -> {
          Connector connector = connector();
          ReplayPolicy policy = request.policy();
          if (!policy.change().isNone()
              && Changer.of(
                      policy.change(), policy.prefix(), source(connector).kind().equals("redis"))
                  instanceof Changer.Made.Problem(String why)) {
            tell(state -> state.at(ReplayStage.REFUSED, "Change: " + why));
            return;
          }
          Predicate<StreamRecord> meets;
          switch (RecordFilter.of(
              new TailFilter.Cel(request.where().orElse("")), reach.decoder())) {
            case RecordFilter.Made.Problem(String why) -> {
              tell(state -> state.at(ReplayStage.REFUSED, "Only where: " + why));
              return;
            }
            case RecordFilter.Made.Test(Predicate<StreamRecord> matches) -> meets = matches;
          }
          Optional<PendingChoice.Found> held =
              request.pending().map(choice -> choice.find(connector, request.stream()));
          var asked = new Asked(request, held.map(PendingChoice.Found::places), meets);
          Optional<PlanFile.Sealed> made;
          try {
            made =
                new Planner(planning(request, connector), desk.store().ledger(), clock)
                    .plan(
                        new Planner.Order(
                            source(connector),
                            desk.store().audit().who(),
                            request.fourEyes(),
                            request.elsewhere().map(this::destination),
                            request.stream(),
                            dialect,
                            request.policy(),
                            Optional.of(request.after()),
                            held.map(PendingChoice.Found::source),
                            words(request)),
                        asked,
                        () -> {
                          tell(state -> state.looked(asked.looked));
                          return watched;
                        });
          } catch (Planner.TooMany e) {
            tell(state -> state.at(ReplayStage.REFUSED, String.valueOf(e.getMessage())));
            return;
          }
          if (made.isEmpty()) {
            return;
          }
          sealed = made;
          Plan plan = made.get().plan();
          tell(state -> state.with(plan).at(ReplayStage.CHECKING, ""));
          check(connector, plan, Set.of());
          lookAtApprovals(plan);
          tell(state -> state.at(ReplayStage.READY, ""));
        });
  }

  private Plan.Source source(Connector connector) {
    return source(connector.name());
  }

  private Plan.Source source(String name) {
    ConnectionSettings settings =
        reach
            .settings(name)
            .orElseThrow(
                () ->
                    new ConnectorException(
                        new ConnectorFailure.Missing(
                            "Connection " + name + " is not known any more.",
                            "Add it under Connections.")));
    return new Plan.Source(settings.name(), settings.kind(), settings.address());
  }

  private Plan.Destination destination(ReplayRequest.Elsewhere elsewhere) {
    return switch (elsewhere) {
      case ReplayRequest.Elsewhere.Connection(String name) ->
          new Plan.Destination(source(name), port(connector(name)).clusterId());
      case ReplayRequest.Elsewhere.Lines(Path file) ->
          new Plan.Destination(
              new Plan.Source("", Plan.Destination.FILE, file.toAbsolutePath().toString()),
              LinesFile.clusterId(file));
    };
  }

  /** Where records are read and would be written. */
  private ReplayRoute planning(ReplayRequest request, Connector connector) {
    if (request.elsewhere().isEmpty()) {
      return ReplayRoute.within(connector, port(connector));
    }
    return switch (request.elsewhere().get()) {
      case ReplayRequest.Elsewhere.Connection(String name) -> {
        Connector other = connector(name);
        yield ReplayRoute.between(connector, port(connector), other, port(other));
      }
      case ReplayRequest.Elsewhere.Lines _ -> ReplayRoute.planned(connector, port(connector));
    };
  }

  private static Map<String, String> words(ReplayRequest request) {
    Map<String, String> words = new LinkedHashMap<>();
    if (!request.causes().isEmpty()) {
      words.put("cause", String.join(",", new TreeSet<>(request.causes())));
    }
    if (!request.places().isEmpty()) {
      words.put(
          "records",
          String.join(",", request.places().stream().map(Object::toString).sorted().toList()));
    }
    request.pending().ifPresent(choice -> words.put("pending", choice.words()));
    request.where().ifPresent(where -> words.put("where", where));
    return words;
  }

  /** Asks each dead letter. */
  private static final class Asked implements Planner.Selection {
    private final ReplayRequest request;
    private final Optional<Set<Position>> held;
    private final Predicate<StreamRecord> meets;
    private long looked;

    Asked(ReplayRequest request, Optional<Set<Position>> held, Predicate<StreamRecord> meets) {
      this.request = request;
      this.held = held;
      this.meets = meets;
    }

    @Override
    public boolean contains(StreamRecord record, DeadLetter letter, String causeId) {
      looked++;
      return (request.causes().isEmpty() || request.causes().contains(causeId))
          && (request.places().isEmpty() || request.places().contains(record.position()))
          && (held.isEmpty() || held.get().contains(record.position()))
          && meets.test(record);
    }
  }

  /** Opens a plan that was saved, and checks it anew. */
  void load(Path file) {
    begin(
        Set.of(ReplayStage.PLANNING),
        ReplayStage.PLANNING,
        ReplayStage.REFUSED,
        () -> {
          PlanFile.Sealed read;
          try {
            read = PlanFile.open(file);
          } catch (PlanFile.NotAPlan e) {
            tell(state -> state.at(ReplayStage.REFUSED, String.valueOf(e.getMessage())));
            return;
          }
          Plan plan = read.plan();
          connection = plan.from().connection();
          saved = file;
          Optional<Job> known = desk.store().ledger().job(plan.job());
          if (known.isPresent()) {
            show(plan, known.get());
            return;
          }
          sealed = Optional.of(read);
          tell(state -> state.with(plan).at(ReplayStage.CHECKING, ""));
          check(connector(), plan, Set.of());
          lookAtApprovals(plan);
          tell(state -> state.at(ReplayStage.READY, ""));
        });
  }

  private void show(Plan plan, Job known) throws IOException {
    lookAtApprovals(plan);
    tell(
        state ->
            state
                .with(plan)
                .with(known)
                .withReceipts(newest(plan))
                .at(known.state().isOver() ? ReplayStage.OVER : ReplayStage.PAUSED, known.why()));
    reach.connector(connection).ifPresent(connector -> follow(connector, plan));
  }

  @Override
  public void approve(Set<String> allowed) {
    ReplayStage then = state().stage();
    begin(
        Set.of(ReplayStage.READY, ReplayStage.PAUSED),
        ReplayStage.CHECKING,
        then,
        () -> {
          Plan plan = state().plan().orElseThrow();
          check(connector(), plan, allowed);
          String told = approved(plan);
          lookAtApprovals(plan);
          tell(state -> state.at(then, told));
        });
  }

  /** Approves it unless something stands against that; returns what a person should know. */
  private String approved(Plan plan) throws IOException {
    Path file = saved;
    if (file == null) {
      return "Save the plan first: the approval is written into its file.";
    }
    try {
      return desk.store().approve(file, plan, state().checks(), "").orElse("");
    } catch (PlanFile.NotAPlan e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Opens a job that was begun earlier. */
  void load(String job) {
    begin(
        Set.of(ReplayStage.PLANNING),
        ReplayStage.PLANNING,
        ReplayStage.REFUSED,
        () -> {
          ReplayStore store = desk.store();
          Optional<Plan> kept;
          try {
            kept = store.plan(job);
          } catch (PlanFile.NotAPlan e) {
            tell(state -> state.at(ReplayStage.REFUSED, String.valueOf(e.getMessage())));
            return;
          }
          Optional<Job> known = store.ledger().job(job);
          if (kept.isEmpty() || known.isEmpty()) {
            tell(
                state ->
                    state.at(
                        ReplayStage.REFUSED,
                        "The plan of job " + job + " is not on this machine."));
            return;
          }
          connection = kept.get().from().connection();
          show(kept.get(), known.get());
        });
  }

  private void check(Connector connector, Plan plan, Set<String> allowed) {
    List<Check> checks =
        new Preflight(plan, route(plan, connector), desk.store().ledger(), clock)
            .run(allowed, () -> watched || state().stage() == ReplayStage.RUNNING);
    tell(state -> state.with(checks));
  }

  @Override
  public void rehearse() {
    ReplayStage then = state().job().isPresent() ? ReplayStage.PAUSED : ReplayStage.READY;
    begin(
        Set.of(then),
        ReplayStage.REHEARSING,
        then,
        () -> {
          tryAll(state().plan().orElseThrow());
          tell(state -> state.at(then, ""));
        });
  }

  private void tryAll(Plan plan) {
    int from = state().job().map(Job::next).orElse(0);
    var seen = new Seen();
    DryRun.run(
        plan,
        route(plan, connector()),
        from,
        (index, rebuilt) -> {
          seen.add(index, rebuilt);
          if (seen.isDue()) {
            tell(state -> state.with(seen.rehearsal()));
          }
          return watched;
        });
    tell(state -> state.with(seen.rehearsal()));
  }

  @Override
  public void edit(int index, Edit edit) {
    if (state().job().isPresent()) {
      return;
    }
    begin(
        Set.of(ReplayStage.READY),
        ReplayStage.CHECKING,
        ReplayStage.READY,
        () -> {
          PlanFile.Sealed made =
              PlanFile.edited(
                  state().plan().orElseThrow(), index, edit, desk.store().audit().who());
          Plan plan = made.plan();
          sealed = Optional.of(made);
          saved = null;
          tell(state -> state.with(plan));
          check(connector(), plan, Set.of());
          lookAtApprovals(plan);
          tell(state -> state.at(ReplayStage.REHEARSING, ""));
          tryAll(plan);
          tell(state -> state.at(ReplayStage.READY, ""));
        });
  }

  /** Counts what a rehearsal shows. */
  private static final class Seen {
    private final Map<String, Long> setAside = new LinkedHashMap<>();
    private final List<Rehearsal.Sample> samples = new ArrayList<>();
    private long ready;
    private long changed;
    private long bytes;
    private long toldNanos = System.nanoTime();

    void add(int index, Rebuilt rebuilt) {
      boolean shown = samples.size() < MOST_SHOWN;
      switch (rebuilt) {
        case Rebuilt.SetAside(String why, Optional<Body> _) -> setAside.merge(why, 1L, Long::sum);
        case Rebuilt.Ready one -> {
          ready++;
          bytes += one.record().record().bytes();
          if (one.changed().isPresent()) {
            // Changes are shown even where the first records have none.
            shown |= changed++ < MOST_SHOWN;
          }
        }
      }
      if (shown) {
        samples.add(new Rehearsal.Sample(index, rebuilt));
      }
    }

    boolean isDue() {
      boolean due = System.nanoTime() - toldNanos > BETWEEN_REPORTS_NANOS;
      if (due) {
        toldNanos = System.nanoTime();
      }
      return due;
    }

    Rehearsal rehearsal() {
      return new Rehearsal(ready, bytes, changed, setAside, samples);
    }
  }

  @Override
  public void save(Path file) {
    Optional<PlanFile.Sealed> plan = sealed;
    if (plan.isEmpty()) {
      return;
    }
    Threads.startVirtual(
        "save-plan",
        () -> {
          String told;
          try {
            plan.get().write(file);
            saved = file;
            told = "The plan is in " + file + "; weir dlq run takes it.";
          } catch (IOException e) {
            told = "The plan cannot be written to " + file + ": choose another folder.";
            LOG.warn("A plan was not saved", e);
          }
          String sentence = told;
          tell(state -> state.stage().isBusy() ? state : state.at(state.stage(), sentence));
        });
  }

  @Override
  public void run(Pace pace, int canary, Set<String> allowed, Consent consent) {
    ReplayState before = state();
    if (before.plan().isEmpty()) {
      return;
    }
    Plan plan = before.plan().get();
    Optional<String> refusal =
        plan.writtenConnection()
            .flatMap(
                name ->
                    reach.guard(name).refusal(name, String.join(", ", plan.targets()), consent));
    if (refusal.isPresent()) {
      tell(state -> state.at(state.stage(), refusal.get()));
      return;
    }
    ReplayStage stopped = before.job().isPresent() ? ReplayStage.PAUSED : ReplayStage.READY;
    begin(
        Set.of(ReplayStage.READY, ReplayStage.PAUSED, ReplayStage.CANARY),
        ReplayStage.RUNNING,
        stopped,
        () -> write(plan, pace, canary, allowed, consent, stopped));
  }

  private void write(
      Plan plan, Pace pace, int canary, Set<String> allowed, Consent consent, ReplayStage stopped)
      throws IOException {
    Connector connector = connector();
    check(connector, plan, allowed);
    if (!Preflight.passes(state().checks())) {
      tell(state -> state.at(stopped, "A check stands against it: nothing was written."));
      return;
    }
    ReplayStore store = desk.store();
    Path file = saved;
    if (file != null && Files.exists(file)) {
      // With who approved it since.
      try {
        sealed = Optional.of(PlanFile.open(file));
      } catch (PlanFile.NotAPlan e) {
        tell(state -> state.at(stopped, String.valueOf(e.getMessage())));
        return;
      }
    }
    lookAtApprovals(plan);
    Optional<String> unreadable = desk.unreadableSettings();
    if (unreadable.isPresent()) {
      tell(
          state ->
              state.at(
                  stopped,
                  unreadable.get()
                      + " Nothing was written, as the settings may ask for the approval of another"
                      + " person: correct the file, or take it away."));
      return;
    }
    FourEyes standing = state().fourEyes();
    Optional<String> refusal = standing.refusal(state().checks());
    if (refusal.isPresent()) {
      tell(state -> state.at(stopped, refusal.get()));
      return;
    }
    Optional<Closeable> lock = store.lock(plan.job());
    if (lock.isEmpty()) {
      tell(
          state ->
              state.at(stopped, "Another Weir runs job " + plan.job() + ": pause it there first."));
      return;
    }
    ReplayRun.Ended ended;
    int from = store.ledger().job(plan.job()).map(Job::next).orElse(0);
    boolean first = canary > 0 && from + canary < plan.records().size();
    desk.begun(plan.job(), this);
    try (Closeable _ = lock.get()) {
      if (sealed.isPresent()) {
        store.keep(sealed.get());
      }
      controls.goOn();
      controls.rate(pace.recordsPerSecond(), pace.bytesPerSecond());
      controls.stopAfter(first ? from + canary : Integer.MAX_VALUE);
      ended =
          new ReplayRun(
                  plan,
                  route(plan, connector),
                  store.ledger(),
                  store.audit(),
                  clock,
                  controls,
                  new Progress(plan))
              .run(consent.reason().strip(), standing.approvedBy());
    } finally {
      desk.ended(plan.job());
    }
    Job job = store.ledger().job(plan.job()).orElseThrow();
    boolean canarySent =
        first && ended.failure().isEmpty() && job.next() >= from + canary && !job.state().isOver();
    ReplayStage stage =
        job.state().isOver()
            ? ReplayStage.OVER
            : canarySent ? ReplayStage.CANARY : ReplayStage.PAUSED;
    tell(
        state ->
            state.with(job).withReceipts(newest(plan)).at(stage, canarySent ? "" : ended.why()));
    if (ended.failure().isEmpty() && job.state() != JobState.CANCELLED) {
      follow(connector, plan);
    }
  }

  /** Whether another person has approved the plan, in the file that was saved or the one kept. */
  private void lookAtApprovals(Plan plan) throws IOException {
    List<Approval> approvals = new ArrayList<>();
    try {
      approvals.addAll(desk.store().approvals(plan.job()));
      Path file = saved;
      if (file != null && Files.exists(file)) {
        approvals.addAll(PlanFile.approvals(file));
      }
    } catch (PlanFile.NotAPlan e) {
      LOG.warn("Approvals of job {} cannot be read", plan.job(), e);
    }
    FourEyes standing =
        FourEyes.of(
            plan,
            plan.writtenConnection()
                .flatMap(reach::settings)
                .filter(desk::isApprovalAskedFor)
                .isPresent(),
            approvals);
    tell(state -> state.with(standing));
  }

  private List<Receipt> newest(Plan plan) {
    List<Receipt> all = desk.store().ledger().receipts(plan.job());
    return all.subList(Math.max(0, all.size() - MOST_SHOWN), all.size()).reversed();
  }

  /**
   * Looks what becomes of what was written, for as long as somebody watches and nothing else is.
   */
  private void follow(Connector connector, Plan plan) {
    ReplayStage stage = state().stage();
    long until = System.nanoTime() + FOLLOWING.toNanos();
    while (watched && state().stage() == stage && System.nanoTime() < until) {
      long start = System.nanoTime();
      Redeaths.Found found;
      try {
        found = Redeaths.look(plan, route(plan, connector), desk.store().ledger());
      } catch (ConnectorException away) {
        LOG.debug("What became of job {} cannot be looked at", plan.job(), away);
        return;
      }
      synchronized (this) {
        if (state().stage() == stage && !Optional.of(found).equals(state().after())) {
          tell(state -> state.with(found));
        }
      }
      long took = System.nanoTime() - start;
      if (!rest(Math.max(BETWEEN_LOOKS.toNanos(), took * REST_PER_LOOK))) {
        return;
      }
    }
  }

  /** Waits, unless nobody looks any more; false if the thread is to end. */
  private boolean rest(long nanos) {
    watching.lock();
    try {
      long rest = nanos;
      while (watched && rest > 0) {
        rest = left.awaitNanos(rest);
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      watching.unlock();
    }
  }

  /** Tells how far a run is. */
  private final class Progress implements ReplayRun.Listener {
    private final Plan plan;
    private long toldNanos;

    Progress(Plan plan) {
      this.plan = plan;
    }

    @Override
    public void progress(int planned, int next, long sent, long quarantined) {
      if (System.nanoTime() - toldNanos > BETWEEN_REPORTS_NANOS) {
        toldNanos = System.nanoTime();
        tell(
            state ->
                state.with(
                    new Job(
                        plan.job(),
                        plan.stream().name(),
                        JobState.RUNNING,
                        "",
                        "",
                        planned,
                        next,
                        sent,
                        quarantined,
                        state.job().map(Job::unknown).orElse(0L),
                        state.job().map(Job::held).orElse(0L),
                        state.job().map(Job::created).orElse(clock.instant()),
                        clock.instant())));
      }
    }

    @Override
    public void note(String sentence) {
      tell(state -> state.at(ReplayStage.RUNNING, sentence));
    }
  }

  @Override
  public void pace(Pace pace) {
    controls.rate(pace.recordsPerSecond(), pace.bytesPerSecond());
  }

  @Override
  public void pause() {
    controls.pause();
  }

  @Override
  public void cancel() {
    if (state().stage() == ReplayStage.RUNNING) {
      controls.cancel();
      return;
    }
    ReplayStage was = state().stage();
    begin(
        Set.of(ReplayStage.PAUSED, ReplayStage.CANARY),
        ReplayStage.CHECKING,
        was,
        () -> {
          String job = state().plan().orElseThrow().job();
          Optional<String> problem = desk.store().cancel(job);
          Job now = desk.store().ledger().job(job).orElseThrow();
          tell(
              state ->
                  state
                      .with(now)
                      .at(
                          now.state().isOver() ? ReplayStage.OVER : ReplayStage.PAUSED,
                          problem.orElse("")));
        });
  }

  /** Somebody looks again. */
  void watch() {
    watched = true;
  }

  @Override
  public void close() {
    watching.lock();
    try {
      watched = false;
      left.signalAll();
    } finally {
      watching.unlock();
    }
  }

  private Connector connector() {
    return connector(connection);
  }

  private Connector connector(String name) {
    return reach
        .connector(name)
        .orElseThrow(
            () ->
                new ConnectorException(
                    new ConnectorFailure.Missing(
                        name.isEmpty()
                            ? "The job was planned on the command line, on no saved connection."
                            : "Connection " + name + " is not open.",
                        name.isEmpty()
                            ? "Go on with weir dlq resume."
                            : "Open it under Connections.")));
  }

  /** Where the records of a plan go. */
  private ReplayRoute route(Plan plan, Connector connector) {
    if (plan.destination().isEmpty()) {
      return ReplayRoute.within(connector, port(connector));
    }
    Plan.Source at = plan.destination().get().at();
    if (plan.destination().get().isFile()) {
      return ReplayRoute.toFile(
          connector, port(connector), new LinesFile(Path.of(at.address()), plan));
    }
    Connector other = connector(at.connection());
    return ReplayRoute.between(connector, port(connector), other, port(other));
  }

  private static ReplayPort port(Connector connector) {
    if (connector instanceof ReplayPort port) {
      return port;
    }
    throw new ConnectorException(
        new ConnectorFailure.Rejected(
            "Dead letters of " + connector.name() + " cannot be brought back.",
            "Produce them again one by one, from Tail."));
  }
}
