package dev.weir.engine.deadletter.replay;

import dev.weir.engine.deadletter.change.Body;
import dev.weir.engine.deadletter.change.Changer;
import dev.weir.engine.ledger.AuditTrail;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.LagSample;
import dev.weir.stream.Position;
import dev.weir.stream.ReplayLane;
import dev.weir.stream.ReplayPort;
import dev.weir.stream.ReplayRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan, or goes on with one that was begun: here, before a crash, or on another machine. Of
 * each batch, the ledger has on the disk that it is about to be written before it is. Blocks;
 * confined to one thread.
 */
public final class ReplayRun {
  private static final long MOST_BYTES = 4 << 20;

  private static final String HELD =
      "An earlier record of its key was set aside, or died again. Plan it again when that is"
          + " mended.";

  /** How long a broker that went away is waited for. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Brokers that come back do so before they are asked for targets, mostly. */
  private static final Duration BEFORE_A_TARGET_IS_MISSED = Duration.ofSeconds(5);

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final long GLANCE_NANOS = Duration.ofMillis(50).toNanos();

  private final Plan plan;
  private final ReplayRoute route;
  private final ReplayPort port;
  private final ReplayLedger ledger;
  private final AuditTrail audit;
  private final InstantSource clock;
  private final ReplayControls controls;
  private final Listener listener;

  /** Is told how far a job is, on the thread that runs it. */
  public interface Listener {
    /** Called after each batch. */
    void progress(int planned, int next, long sent, long quarantined);

    /** Something happened that a person should see. */
    void note(String sentence);
  }

  /**
   * How a run ended.
   *
   * @param failure why, if the broker is the reason
   */
  public record Ended(JobState state, String why, Optional<ConnectorFailure> failure) {}

  public ReplayRun(
      Plan plan,
      ReplayRoute route,
      ReplayLedger ledger,
      AuditTrail audit,
      InstantSource clock,
      ReplayControls controls,
      Listener listener) {
    this.plan = plan;
    this.route = route;
    this.port = route.toPort();
    this.ledger = ledger;
    this.audit = audit;
    this.clock = clock;
    this.controls = controls;
    this.listener = listener;
  }

  /**
   * Runs until all is settled or it is told to stop.
   *
   * @param reason why the operator does it, for the audit
   * @param approvedBy who else wants it, for the audit
   * @throws IOException if the audit cannot be written; then nothing more is written to the broker
   * @throws ReplayLedger.LedgerProblem likewise
   */
  public Ended run(String reason, Optional<String> approvedBy) throws IOException {
    Optional<Job> known = ledger.job(plan.job());
    if (known.isPresent() && known.get().state().isOver()) {
      return new Ended(known.get().state(), known.get().why(), Optional.empty());
    }
    if (known.isEmpty()) {
      ledger.open(plan, reason);
    } else {
      ledger.reason(plan.job(), reason);
    }
    ledger.wish(plan.job(), "");
    ledger.state(plan.job(), JobState.RUNNING, "");
    Map<String, Object> started = new LinkedHashMap<>();
    started.put("job", plan.job());
    started.put("plan_sha256", plan.hash());
    started.put("author", plan.author());
    approvedBy.ifPresent(who -> started.put("approved_by", who));
    started.put("cluster", plan.cluster());
    plan.destination().ifPresent(other -> started.put("destination", other.cluster()));
    started.put("stream", plan.stream().name());
    started.put("targets", plan.targets());
    started.put("records", plan.records().size());
    if (!plan.policy().change().isNone()) {
      started.put("change", Changer.words(plan.policy().change()));
    }
    if (plan.after() != AfterReplay.KEEP) {
      started.put("after", plan.after().name().toLowerCase(Locale.ROOT));
    }
    plan.pending().ifPresent(held -> started.put("pending_in", held.group()));
    long byHand = plan.records().stream().filter(record -> record.edit().isPresent()).count();
    if (byHand > 0) {
      started.put("edited_by_hand", byHand);
    }
    started.put("reason", reason);
    audit.append("replay-" + (known.isEmpty() ? "started" : "resumed"), started);
    Ended ended;
    try {
      ended = sessions();
    } catch (ConnectorException refused) {
      ended =
          new Ended(JobState.PAUSED, refused.failure().sentence(), Optional.of(refused.failure()));
    }
    ledger.state(plan.job(), ended.state(), ended.why());
    Job job = ledger.job(plan.job()).orElseThrow();
    audit.append(
        "replay-" + ended.state().label(),
        Map.of(
            "job",
            job.id(),
            "why",
            ended.why(),
            "sent",
            job.sent(),
            "quarantined",
            job.quarantined(),
            "unknown",
            job.unknown(),
            "held",
            job.held(),
            "remaining",
            job.remaining()));
    return ended;
  }

  private Ended sessions() throws IOException {
    long progressNanos = System.nanoTime();
    int before = -1;
    while (true) {
      ConnectorFailure failure;
      try (var session = new Session()) {
        Optional<Ended> ended = session.run();
        if (ended.isPresent()) {
          return ended.get();
        }
        failure = session.failure;
      } catch (ConnectorException e) {
        switch (e.failure()) {
          case ConnectorFailure.Unreachable _, ConnectorFailure.TimedOut _ -> failure = e.failure();
          case ConnectorFailure.Unauthorized _,
              ConnectorFailure.Missing _,
              ConnectorFailure.Rejected _ ->
              throw e;
        }
      }
      int next = ledger.job(plan.job()).map(Job::next).orElse(0);
      if (next != before) {
        before = next;
        progressNanos = System.nanoTime();
      }
      if (System.nanoTime() - progressNanos > PATIENCE.toNanos()) {
        return new Ended(JobState.PAUSED, failure.sentence(), Optional.of(failure));
      }
      if (System.nanoTime() - progressNanos > BEFORE_A_TARGET_IS_MISSED.toNanos()) {
        Optional<ConnectorFailure> gone = gone();
        if (gone.isPresent()) {
          return new Ended(JobState.PAUSED, gone.get().sentence(), gone);
        }
      }
      listener.note(failure.what() + " Trying again.");
      Optional<Ended> told = told();
      if (told.isPresent()) {
        return told.get();
      }
      rest(System.nanoTime() + BETWEEN_TRIES.toNanos());
    }
  }

  /** Whether a target was deleted: that is not waited for, as no broker brings it back. */
  private Optional<ConnectorFailure> gone() {
    if (route.to().isEmpty()) {
      return Optional.empty();
    }
    try {
      for (String target : plan.targets()) {
        if (port.replayTarget(route.target(target)).isEmpty()) {
          return Optional.of(
              new ConnectorFailure.Missing(
                  target + " is not there any more, or may not be seen.",
                  "Make it again and resume the job, or cancel it."));
        }
      }
    } catch (ConnectorException _) {
      // The broker is away, and that is waited for.
    }
    return Optional.empty();
  }

  /** Whether the job was told to stop, here or through the ledger. */
  private Optional<Ended> told() {
    String wish = ledger.wish(plan.job());
    if (controls.isCancelled() || wish.equals("cancel")) {
      return Optional.of(new Ended(JobState.CANCELLED, "It was cancelled.", Optional.empty()));
    }
    if (controls.isPaused() || wish.equals("pause")) {
      return Optional.of(
          new Ended(
              JobState.PAUSED,
              "It was asked to, and can go on where it stopped.",
              Optional.empty()));
    }
    return Optional.empty();
  }

  /** Waits, unless it is told to stop meanwhile. */
  private void rest(long untilNanos) {
    while (!controls.isPaused() && !controls.isCancelled()) {
      long left = untilNanos - System.nanoTime();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(Math.min(left, GLANCE_NANOS));
    }
  }

  /** From opening a lane until it is of no more use. */
  private final class Session implements AutoCloseable {
    private final ReplayLane lane = port.openReplay(plan.replayJob(route));
    private final Deque<RebuiltAhead.Turn> pending = new ArrayDeque<>();
    private @Nullable RebuiltAhead ahead;
    private final Set<String> stopped = new HashSet<>();
    private final Set<Integer> held = new HashSet<>();
    private final Brake brake = new Brake(controls);
    private long sent;
    private long quarantined;
    private int most = port.mostAtOnce();
    private boolean underWay;
    private boolean waiting;
    private ConnectorFailure failure = new ConnectorFailure.TimedOut("", "");

    /** Empty if the lane broke: {@link #failure} says why. */
    Optional<Ended> run() throws IOException {
      Settlement.Settled found = settle();
      var book = new ReplayBook(plan, ledger, audit, found.next());
      var reader = new RebuiltAhead(plan, route, found, port.mostAtOnce(), MOST_BYTES);
      ahead = reader;
      try {
        return run(book, reader);
      } finally {
        // Of what is under way when a lane breaks it stays in the ledger that it may be written.
        if (underWay) {
          book.leave();
        } else {
          book.close();
        }
      }
    }

    private Optional<Ended> run(ReplayBook book, RebuiltAhead reader) throws IOException {
      long due = System.nanoTime();
      long glance = due;
      while (true) {
        // Who asks it to stop ends the wait for the next batch, which must not be written then.
        if (controls.isPaused() || controls.isCancelled() || System.nanoTime() - glance >= 0) {
          Optional<Ended> told = told();
          if (told.isPresent()) {
            return told;
          }
          glance = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
          if (isTooFarBehind()) {
            rest(glance);
            due = System.nanoTime();
            continue;
          }
        }
        if (book.settled() >= Math.min(controls.stopAfter(), plan.records().size())) {
          book.close();
          endWhatWasLeftOpen();
          return Optional.of(end(book.settled()));
        }
        int end = Math.min(controls.stopAfter(), plan.records().size());
        List<RebuiltAhead.Turn> batch = take(reader, book.settled(), end);
        if (batch.isEmpty()) {
          book.settled(List.of(), end, 0);
          continue;
        }
        int next = batch.getLast().index() + 1;
        List<ReplayRecord> records = records(batch);
        if (records.isEmpty()) {
          book.settled(receipts(batch, List.of()), next, batch.size());
          continue;
        }
        book.intend(next, 2 * batch.size());
        underWay = true;
        long bytes = batch.stream().mapToLong(RebuiltAhead.Turn::bytes).sum();
        int aside = batch.size() - records.size();
        long begun = System.nanoTime();
        switch (lane.write(records, next, (int) quarantined + aside)) {
          case ReplayLane.Outcome.Written(List<Position> places) -> {
            underWay = false;
            book.settled(receipts(batch, places), next, 2 * batch.size());
            most = Math.min(port.mostAtOnce(), most * 2);
          }
          case ReplayLane.Outcome.Refused(ConnectorFailure why, boolean ofRecords) -> {
            underWay = false;
            if (!ofRecords) {
              // Nothing of it was written, and that is certain.
              return Optional.of(new Ended(JobState.PAUSED, why.sentence(), Optional.of(why)));
            }
            if (batch.size() > 1) {
              most = Math.max(1, batch.size() / 2);
              for (int i = batch.size() - 1; i >= 0; i--) {
                pending.addFirst(batch.get(i));
              }
              continue;
            }
            stop(batch.getFirst().index());
            book.settled(List.of(aside(batch.getFirst().index(), why.what())), next, 1);
          }
          case ReplayLane.Outcome.Unclear(ConnectorFailure why) -> {
            failure = why;
            return Optional.empty();
          }
          case ReplayLane.Outcome.Fenced _ -> {
            return Optional.of(
                new Ended(
                    JobState.PAUSED,
                    "Another console has taken this job over, or a transaction took too long:"
                        + " resume it here if nobody else runs it.",
                    Optional.empty()));
          }
        }
        listener.progress(plan.records().size(), book.settled(), sent, quarantined);
        due = Math.max(due, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
        if (brake.told(lane.throttled(), System.nanoTime() - begun)) {
          listener.note("The broker throttles this user: it goes on more slowly.");
        }
        due += brake.nanos(records.size(), bytes);
        if (due - System.nanoTime() > 0) {
          rest(due);
        }
      }
    }

    private ReplayLane.Begun begun(Settlement settlement) throws IOException {
      ReplayLane.Begun begun = lane.begin();
      return begun instanceof ReplayLane.Begun.Open open ? ended(settlement, open) : begun;
    }

    /** What counts as sent is to be there for readers before the job counts as done. */
    private void endWhatWasLeftOpen() throws IOException {
      Optional<ReplayLane.Begun.Open> open = lane.leftOpen();
      if (open.isPresent()) {
        try (var rebuilder = new Rebuilder(plan, route)) {
          ended(new Settlement(plan, route, rebuilder), open.get());
        }
      }
    }

    private ReplayLane.Begun ended(Settlement settlement, ReplayLane.Begun.Open open)
        throws IOException {
      Map<ReplayLane.OpenTransaction, ReplayLane.Ending> endings =
          settlement.endings(
              open, ledger.job(plan.job()).orElseThrow(), ledger.receipts(plan.job()));
      for (var one : endings.entrySet()) {
        ReplayLane.OpenTransaction transaction = one.getKey();
        String ending =
            switch (one.getValue()) {
              case COMMITTED -> "committed";
              case ROLLED_BACK -> "rolled back";
            };
        audit.append(
            "replay-ends-open-transaction",
            Map.of(
                "job",
                plan.job(),
                "stream",
                transaction.partition().stream().name(),
                "partition",
                transaction.partition().partition(),
                "from_offset",
                transaction.firstOffset(),
                "producer",
                transaction.producerId(),
                "epoch",
                transaction.producerEpoch(),
                "as",
                ending));
        listener.note(
            "A transaction of this job's own was left open on "
                + Settlement.words(transaction)
                + ", although its coordinator says it is over: it is "
                + ending
                + ".");
      }
      return lane.endOpen(endings);
    }

    private Settlement.Settled settle() throws IOException {
      Settlement.Settled found;
      List<Receipt> takenBack;
      try (var rebuilder = new Rebuilder(plan, route)) {
        var settlement = new Settlement(plan, route, rebuilder);
        // First: the ledger is read once every earlier lane is shut out.
        ReplayLane.Begun begun = begun(settlement);
        List<Receipt> known = ledger.receipts(plan.job());
        found =
            settlement.settle(
                begun,
                ledger.job(plan.job()).orElseThrow(),
                ledger.intent(plan.job()),
                known,
                clock.instant());
        takenBack = settlement.takenBack(lane, known);
      }
      List<Receipt> fresh = new ArrayList<>(found.receipts());
      fresh.addAll(takenBack);
      if (!fresh.isEmpty()) {
        ReplayBook.tell(plan, audit, fresh);
        ledger.step(plan, fresh, found.next(), found.next());
      }
      if (!found.receipts().isEmpty()) {
        listener.note(
            found.receipts().size()
                + " records were under way when the job ended; what became of them is settled.");
      }
      if (!takenBack.isEmpty()) {
        listener.note(
            takenBack.size()
                + " records that the broker had confirmed were rolled back by it after that: they"
                + " count as unknown.");
      }
      Job now = ledger.job(plan.job()).orElseThrow();
      sent = now.sent();
      quarantined = now.quarantined();
      if (plan.policy().holdKeys()) {
        for (Receipt receipt : ledger.receipts(plan.job())) {
          if (receipt.outcome() == Receipt.Outcome.QUARANTINED
              || receipt.outcome() == Receipt.Outcome.HELD) {
            stop(receipt.index());
          }
        }
        controls.diedAgain().forEach(this::stop);
      }
      return found;
    }

    /** The next records, set aside or ready, at most as many as may go together. */
    private List<RebuiltAhead.Turn> take(RebuiltAhead reader, int settled, int end) {
      double rate = brake.recordsPerSecond();
      // A tenth of a second's worth: a change of rate is felt at once, readers get it evenly.
      int allowed =
          rate > 0 ? (int) Math.clamp((long) (rate / 10), 1, port.mostAtOnce()) : port.mostAtOnce();
      int size = Math.min(Math.min(most, allowed), end - settled);
      List<RebuiltAhead.Turn> batch = new ArrayList<>(size);
      long bytes = 0;
      while (batch.size() < size) {
        if (pending.isEmpty()) {
          reader.take().ifPresent(pending::add);
        }
        if (pending.isEmpty() || pending.getFirst().index() >= end) {
          break;
        }
        hold(pending.getFirst());
        long more = pending.getFirst().bytes();
        if (!batch.isEmpty() && bytes + more > MOST_BYTES) {
          break;
        }
        bytes += more;
        batch.add(pending.removeFirst());
      }
      return batch;
    }

    /** Nothing of its key is written any more. */
    private void stop(int index) {
      plan.records().get(index).sequence().ifPresent(stopped::add);
    }

    /** Looks whether an earlier record of its key stands before it. */
    private void hold(RebuiltAhead.Turn turn) {
      if (plan.records().get(turn.index()).sequence().filter(stopped::contains).isPresent()) {
        held.add(turn.index());
      } else if (turn.rebuilt() instanceof Rebuilt.SetAside) {
        stop(turn.index());
      }
    }

    /** Whether a group that reads what is written is further behind than it may be. */
    private boolean isTooFarBehind() {
      long most = controls.mostLag();
      if (most == Long.MAX_VALUE || route.to().isEmpty()) {
        return false;
      }
      Optional<LagSample> worst = TargetLag.worst(route.to().get(), Set.copyOf(plan.targets()));
      boolean behind = worst.filter(sample -> TargetLag.of(sample) > most).isPresent();
      if (behind && !waiting) {
        listener.note(
            "Waiting: group "
                + worst.get().group().name()
                + " is "
                + TargetLag.of(worst.get())
                + " records behind.");
      }
      waiting = behind;
      return behind;
    }

    private List<ReplayRecord> records(List<RebuiltAhead.Turn> batch) {
      List<ReplayRecord> records = new ArrayList<>(batch.size());
      for (RebuiltAhead.Turn turn : batch) {
        if (turn.rebuilt() instanceof Rebuilt.Ready ready && !held.contains(turn.index())) {
          records.add(ready.record());
        }
      }
      return records;
    }

    /**
     * What became of a batch.
     *
     * @param places of the records that were ready, in their order
     */
    private List<Receipt> receipts(List<RebuiltAhead.Turn> batch, List<Position> places) {
      List<Receipt> fresh = new ArrayList<>(batch.size());
      int place = 0;
      for (RebuiltAhead.Turn turn : batch) {
        if (held.contains(turn.index())) {
          fresh.add(
              new Receipt(
                  turn.index(),
                  Receipt.Outcome.HELD,
                  plan.records().get(turn.index()).target(),
                  Optional.empty(),
                  Optional.of(HELD)));
          continue;
        }
        switch (turn.rebuilt()) {
          case Rebuilt.Ready ready -> {
            fresh.add(
                new Receipt(
                    turn.index(),
                    Receipt.Outcome.SENT,
                    ready.record().to().name(),
                    Optional.of(places.get(place++)),
                    Optional.empty(),
                    ready.changed().map(Rebuilt.Changed::digest)));
            sent++;
          }
          case Rebuilt.SetAside(String why, Optional<Body> _) ->
              fresh.add(aside(turn.index(), why));
        }
      }
      return fresh;
    }

    private Receipt aside(int index, String why) {
      quarantined++;
      return new Receipt(
          index,
          Receipt.Outcome.QUARANTINED,
          plan.records().get(index).target(),
          Optional.empty(),
          Optional.of(why));
    }

    private Ended end(int settled) {
      if (settled < plan.records().size()) {
        return new Ended(
            JobState.PAUSED,
            "It stopped after " + settled + " records, as told.",
            Optional.empty());
      }
      Job job = ledger.job(plan.job()).orElseThrow();
      if (job.unknown() > 0) {
        return new Ended(
            JobState.NEEDS_DECISION,
            "Of " + job.unknown() + " records nobody can tell whether they were written.",
            Optional.empty());
      }
      return new Ended(
          job.quarantined() + job.held() > 0
              ? JobState.COMPLETED_WITH_QUARANTINE
              : JobState.COMPLETED,
          "",
          Optional.empty());
    }

    @Override
    public void close() {
      lane.close();
      if (ahead != null) {
        ahead.close();
      }
    }
  }
}
