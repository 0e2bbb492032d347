package dev.weir.engine.alert;

import dev.weir.engine.notify.Brokers;
import dev.weir.engine.notify.DeliveryException;
import dev.weir.engine.notify.LeasePlan;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.LeaseShare;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease through a broker, as the file of notifications says; without one this program tells. It
 * is renewed three times a term on a virtual thread. Where the broker cannot be asked, this program
 * tells too, once its own term is over: told twice is better than not at all. Thread-safe.
 */
final class SharedLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedLease.class);
  private static final int RENEWALS = 3;

  /** Terms: on Kafka two until it is free, and what it takes to ask. */
  private static final int LONGEST_HANDOVER = 3;

  private static final Duration LONGEST_END = Duration.ofSeconds(3);

  private final Brokers brokers;
  private final LinkedBlockingQueue<Optional<LeasePlan>> wanted = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile Standing standing = Standing.ALONE;
  private volatile Duration handover = Duration.ZERO;
  private volatile boolean open = true;

  /** The rest is confined to the thread. */
  private Optional<LeasePlan> plan = Optional.empty();

  private @Nullable LeaseShare share;
  private long awayNanos = Long.MIN_VALUE;
  private long notHeldNanos = Long.MIN_VALUE;

  /**
   * How it stands.
   *
   * @param isTrusted whether it holds however old it is
   * @param untilNanos of the clock that never jumps
   * @param word what an operator should know; empty if nothing
   */
  private record Standing(boolean isHeld, boolean isTrusted, long untilNanos, String word) {
    static final Standing ALONE = new Standing(true, true, 0, "");
  }

  SharedLease(Brokers brokers) {
    this.brokers = brokers;
    thread = Threads.startVirtual("lease", this::run);
  }

  /** The lease from now on. Until it has been asked for, this program does not tell. */
  void plan(Optional<LeasePlan> now) {
    if (now.isPresent() && standing.equals(Standing.ALONE)) {
      standing = new Standing(false, true, 0, "");
    }
    handover = now.map(one -> one.term().multipliedBy(LONGEST_HANDOVER)).orElse(Duration.ZERO);
    wanted.add(now);
  }

  /** Whether this program tells, at the moment. */
  boolean isHeld() {
    Standing now = standing;
    return now.isHeld() && (now.isTrusted() || System.nanoTime() - now.untilNanos() < 0);
  }

  /**
   * How long after the end of who tells another one does, at most; zero where there is no lease.
   */
  Duration handover() {
    return handover;
  }

  /** What an operator should know of it, as a sentence; empty if nothing. */
  String word() {
    return standing.word();
  }

  private void run() {
    try {
      while (open) {
        long pause =
            plan.map(one -> Math.max(1, one.term().toMillis() / RENEWALS)).orElse(Long.MAX_VALUE);
        Optional<LeasePlan> next = wanted.poll(pause, TimeUnit.MILLISECONDS);
        if (next != null && !next.equals(plan)) {
          giveUp();
          plan = next;
          awayNanos = Long.MIN_VALUE;
          notHeldNanos = Long.MIN_VALUE;
        }
        if (plan.isPresent()) {
          ask(plan.get());
        } else {
          standing = Standing.ALONE;
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    } finally {
      giveUp();
    }
  }

  private void ask(LeasePlan now) {
    long began = System.nanoTime();
    try {
      LeaseShare sharing = share;
      if (sharing == null) {
        sharing = brokers.lease(now);
        share = sharing;
      }
      boolean isHeld = sharing.renew();
      if (isHeld != standing.isHeld()) {
        LOG.info("Lease {} on {}: {}", now.name(), now.connection(), isHeld ? "held" : "not held");
      }
      awayNanos = Long.MIN_VALUE;
      if (isHeld || notHeldNanos == Long.MIN_VALUE) {
        notHeldNanos = began;
      }
      // One that was left behind stands still for a term before it can be taken.
      boolean isOthers = began - notHeldNanos > 2 * now.term().toNanos();
      standing =
          new Standing(
              isHeld,
              false,
              began + now.term().toNanos(),
              isOthers ? "Another Weir has the lease on " + now.connection() + " and tells." : "");
    } catch (ConnectorException e) {
      away(now, began, e.failure().sentence());
    } catch (DeliveryException e) {
      away(now, began, e.sentence());
    } catch (RuntimeException e) {
      LOG.error("Lease {} failed", now.name(), e);
      away(now, began, e.getClass().getSimpleName() + " while asking.");
    }
  }

  /** What could not be asked for a term is nobody's. */
  private void away(LeasePlan now, long began, String why) {
    if (awayNanos == Long.MIN_VALUE) {
      awayNanos = began;
    }
    if (began - awayNanos >= now.term().toNanos()) {
      standing =
          new Standing(true, true, 0, "The lease cannot be asked for, so this Weir tells: " + why);
    }
  }

  private void giveUp() {
    LeaseShare old = share;
    share = null;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    open = false;
    thread.interrupt();
    try {
      if (!thread.join(LONGEST_END)) {
        LOG.debug("The lease ends with its term");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
