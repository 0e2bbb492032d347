package dev.weir.engine.deadletter.replay;

import dev.weir.engine.threads.Threads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads and rebuilds the records of a plan in order on a thread of its own, some way ahead of who
 * takes them: while one batch is written, the next is made ready. Bounded by records and bytes.
 * What is ready is handed over in portions, and room waited for until half of all is free: to wake
 * the other side for each record costs more than the record.
 */
final class RebuiltAhead implements AutoCloseable {
  private static final int PORTION_RECORDS = 250;
  private static final long PORTION_BYTES = 256 << 10;

  private final Plan plan;
  private final Rebuilder rebuilder;
  private final Settlement.Settled settled;
  private final int mostRecords;
  private final long mostBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Deque<Turn> ready = new ArrayDeque<>();
  private long readyBytes;
  private boolean ended;
  private @Nullable RuntimeException failure;
  private volatile boolean closed;

  /**
   * A record of the plan whose turn it is.
   *
   * @param bytes that it takes to write; none where it is set aside
   */
  record Turn(int index, Rebuilt rebuilt, long bytes) {
    Turn(int index, Rebuilt rebuilt) {
      this(
          index,
          rebuilt,
          rebuilt instanceof Rebuilt.Ready ready ? ready.record().record().bytes() : 0);
    }
  }

  /**
   * Begins to read.
   *
   * @param settled where to begin, and what is done already
   */
  RebuiltAhead(
      Plan plan, ReplayRoute route, Settlement.Settled settled, int mostRecords, long mostBytes) {
    this.plan = plan;
    this.rebuilder = new Rebuilder(plan, route);
    this.settled = settled;
    this.mostRecords = mostRecords;
    this.mostBytes = mostBytes;
    Threads.startVirtual("replay-read", this::run);
  }

  private void run() {
    RuntimeException failed = null;
    List<Turn> portion = new ArrayList<>(PORTION_RECORDS);
    long bytes = 0;
    try (rebuilder) {
      for (int i = settled.next(); i < plan.records().size() && !closed; i++) {
        if (!settled.done().contains(i)) {
          var one = new Turn(i, rebuilder.rebuild(i));
          portion.add(one);
          bytes += one.bytes();
          if (portion.size() == PORTION_RECORDS || bytes >= PORTION_BYTES) {
            put(portion, bytes);
            portion.clear();
            bytes = 0;
          }
        }
      }
    } catch (RuntimeException e) {
      failed = e;
    }
    put(portion, bytes);
    lock.lock();
    try {
      failure = failed;
      ended = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void put(List<Turn> portion, long bytes) {
    lock.lock();
    try {
      if (ready.size() >= mostRecords || readyBytes >= mostBytes) {
        while (!closed && !isHalfFree()) {
          moved.awaitUninterruptibly();
        }
      }
      ready.addAll(portion);
      readyBytes += bytes;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isHalfFree() {
    return ready.size() <= mostRecords / 2 && readyBytes <= mostBytes / 2;
  }

  /**
   * The next record in order that is not done; waits for it.
   *
   * @return empty after the last
   * @throws dev.weir.stream.ConnectorException if the broker went away
   */
  Optional<Turn> take() {
    lock.lock();
    try {
      while (ready.isEmpty() && !ended) {
        moved.awaitUninterruptibly();
      }
      if (ready.isEmpty()) {
        if (failure != null) {
          throw failure;
        }
        return Optional.empty();
      }
      Turn one = ready.removeFirst();
      readyBytes -= one.bytes();
      if (isHalfFree()) {
        moved.signalAll();
      }
      return Optional.of(one);
    } finally {
      lock.unlock();
    }
  }

  /** Returns at once; the thread ends when what it reads has come. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
