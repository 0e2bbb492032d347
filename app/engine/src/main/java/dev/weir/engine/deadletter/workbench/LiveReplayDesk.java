package dev.weir.engine.deadletter.workbench;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.deadletter.find.Choices;
import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.PlanFile;
import dev.weir.engine.deadletter.replay.ReplayLedger;
import dev.weir.engine.deadletter.replay.ReplayStore;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.threads.Threads;
import dev.weir.engine.write.WriteGuard;
import dev.weir.stream.Connector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans and runs through the connectors that are open, on virtual threads. Thread-safe. */
public final class LiveReplayDesk implements ReplayDesk, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveReplayDesk.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration ENDING = Duration.ofSeconds(3);

  /** What the desk reaches, as the engine has it. */
  public interface Reach {
    /** The connector of a connection that is open. */
    Optional<Connector> connector(String connection);

    /** What is saved of a connection. */
    Optional<ConnectionSettings> settings(String connection);

    /** What stands before a write to a connection. */
    WriteGuard guard(String connection);

    /** Reads payloads, for conditions. */
    PayloadDecoder decoder();
  }

  private final Reach reach;
  private final Choices choices;
  private final Supplier<ReplayStore> stores;
  private final Supplier<Boolean> anyStored;
  private final InstantSource clock;
  private final Slot<List<ReplayJob>> jobs = new Slot<>(List.of());
  private final Map<String, LiveReplay> running = new ConcurrentHashMap<>();
  private final Map<String, ReplayJob> described = new HashMap<>();
  private Optional<ReplayStore> opened = Optional.empty();
  private final CountDownLatch ending = new CountDownLatch(1);
  private final ReentrantLock runs = new ReentrantLock();
  private final Condition ended = runs.newCondition();
  private final AtomicReference<@Nullable String> unreadable = new AtomicReference<>();
  private volatile boolean open = true;

  /**
   * @param stores opens what the machine keeps of its replays; once, and not before it is needed
   * @param anyStored whether there is anything to open
   */
  public LiveReplayDesk(
      Reach reach,
      Choices choices,
      Supplier<ReplayStore> stores,
      Supplier<Boolean> anyStored,
      InstantSource clock) {
    this.reach = reach;
    this.choices = choices;
    this.stores = stores;
    this.anyStored = anyStored;
    this.clock = clock;
  }

  /** Begins to publish. */
  public void start() {
    Threads.startVirtual("replays", this::publish);
  }

  /** The files, opened when they are first needed. */
  synchronized ReplayStore store() {
    if (!open) {
      throw new IllegalStateException("Weir is ending");
    }
    ReplayStore store = opened.orElseGet(stores);
    opened = Optional.of(store);
    return store;
  }

  @Override
  public Slot<List<ReplayJob>> jobs() {
    return jobs;
  }

  @Override
  public OpenReplay plan(ReplayRequest request) {
    var replay = new LiveReplay(this, reach, clock);
    replay.plan(request, choices.pinned(request.stream()));
    return replay;
  }

  @Override
  public OpenReplay open(Path plan) {
    var replay = new LiveReplay(this, reach, clock);
    replay.load(plan);
    return replay;
  }

  @Override
  public OpenReplay open(String job) {
    LiveReplay known = running.get(job);
    if (known != null) {
      known.watch();
      return known;
    }
    var replay = new LiveReplay(this, reach, clock);
    replay.load(job);
    return replay;
  }

  void begun(String job, LiveReplay replay) {
    running.put(job, replay);
  }

  void ended(String job) {
    runs.lock();
    try {
      running.remove(job);
      ended.signalAll();
    } finally {
      runs.unlock();
    }
  }

  /**
   * Whether a replay that writes to this connection needs a second person, as the settings file
   * says at this moment. Reads it.
   */
  boolean isApprovalAskedFor(ConnectionSettings settings) {
    Choices now = choices.asOfNow();
    now.notice().ifPresent(unreadable::set);
    return now.isApprovalAskedFor(settings);
  }

  /** Why the settings could not be read lately, where nobody was told so far; tells it once. */
  Optional<String> unreadableSettings() {
    return Optional.ofNullable(unreadable.getAndSet(null));
  }

  private void publish() {
    while (open) {
      try {
        if (ending.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        if (anyStored.get()) {
          List<ReplayJob> now = look();
          if (!now.equals(jobs.latest().value())) {
            jobs.publish(now, clock.millis());
          }
        }
      } catch (InterruptedException _) {
        return;
      } catch (ReplayLedger.LedgerProblem | IllegalStateException e) {
        if (open) {
          LOG.warn("The jobs of replays cannot be listed", e);
        }
      }
    }
  }

  private List<ReplayJob> look() {
    ReplayStore store = store();
    if (!store.ledger().changed()) {
      return jobs.latest().value();
    }
    List<ReplayJob> all = new ArrayList<>();
    for (Job job : store.ledger().jobs()) {
      ReplayJob known = described.computeIfAbsent(job.id(), _ -> describe(store, job));
      all.add(new ReplayJob(job, known.connection(), known.causes()));
    }
    return all;
  }

  private static ReplayJob describe(ReplayStore store, Job job) {
    try {
      return store
          .outline(job.id())
          .map(
              plan ->
                  new ReplayJob(
                      job,
                      plan.from().connection(),
                      Optional.ofNullable(plan.selection().get("cause"))
                          .map(ids -> Set.of(ids.split(",")))
                          .orElse(Set.of())))
          .orElseGet(() -> new ReplayJob(job, "", Set.of()));
    } catch (IOException | PlanFile.NotAPlan e) {
      LOG.warn("The plan of job {} cannot be read", job.id(), e);
      return new ReplayJob(job, "", Set.of());
    }
  }

  /** Has what is written paused, and waits a little for it. */
  @Override
  public void close() {
    ending.countDown();
    running.values().forEach(LiveReplay::pause);
    runs.lock();
    try {
      long rest = ENDING.toNanos();
      while (!running.isEmpty() && rest > 0) {
        rest = ended.awaitNanos(rest);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      runs.unlock();
    }
    synchronized (this) {
      open = false;
      opened.ifPresent(ReplayStore::close);
      opened = Optional.empty();
    }
  }
}
