package dev.weir.engine.mark;

import dev.weir.engine.finding.Fault;
import dev.weir.engine.mark.DeployMark.About;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.threads.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploy marks of a running engine: looks each second whether anybody has put one, on a virtual
 * thread of its own. What people do comes from any thread.
 */
public final class LiveMarks implements MarkDesk, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveMarks.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final MarkStore store;
  private final String who;
  private final InstantSource clock;
  private final Consumer<List<DeployMark>> listener;
  private final Slot<List<DeployMark>> slot = new Slot<>(List.of());
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<Fault> fault = Optional.empty();

  /** Guarded by this. */
  private Object stamp = "not looked yet";

  /**
   * @param who puts marks here
   * @param listener is told of all marks whenever they are others; from any thread
   */
  public LiveMarks(
      MarkStore store, String who, InstantSource clock, Consumer<List<DeployMark>> listener) {
    this.store = store;
    this.who = who;
    this.clock = clock;
    this.listener = listener;
  }

  /** Begins to look. */
  public void start() {
    Threads.startVirtual("deploy-marks", this::follow);
  }

  private void follow() {
    try {
      do {
        look();
      } while (!closed.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void look() {
    Object now = store.stamp();
    if (now.equals(stamp)) {
      return;
    }
    try {
      List<DeployMark> marks = store.since(clock.instant().minus(MarkStore.KEPT));
      // What changed while it was read is read once more.
      stamp = now;
      fault = Optional.empty();
      if (!marks.equals(slot.latest().value())) {
        slot.publish(marks, clock.millis());
        listener.accept(marks);
      }
    } catch (MarkProblem problem) {
      if (fault.isEmpty()) {
        LOG.warn("Deploy marks cannot be read", problem);
      }
      fault = Optional.of(new Fault(clock.millis(), "deploy marks", problem.sentence(), ""));
    }
  }

  /** Why marks cannot be read; empty while all is well. */
  public Optional<Fault> fault() {
    return fault;
  }

  @Override
  public Slot<List<DeployMark>> marks() {
    return slot;
  }

  @Override
  public CompletableFuture<Optional<String>> put(Instant at, String text, About about) {
    return done(() -> store.put(at, text, about, who));
  }

  @Override
  public CompletableFuture<Optional<String>> remove(long id) {
    return done(() -> store.remove(id));
  }

  private CompletableFuture<Optional<String>> done(Runnable work) {
    return Threads.compute(
        "deploy-mark",
        () -> {
          try {
            work.run();
          } catch (MarkProblem problem) {
            return Optional.of(problem.sentence());
          }
          look();
          return Optional.empty();
        });
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
