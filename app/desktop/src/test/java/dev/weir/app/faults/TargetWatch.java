package dev.weir.app.faults;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Tells from outside how far a replay is: by where its target ends. */
final class TargetWatch implements FaultyServer.Watch {
  private static final long BETWEEN_LOOKS_MILLIS = 3;

  private final Admin admin;
  private final Map<TopicPartition, OffsetSpec> ends;

  TargetWatch(Admin admin, String topic, int partitions) {
    this.admin = admin;
    this.ends =
        IntStream.range(0, partitions)
            .mapToObj(i -> new TopicPartition(topic, i))
            .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest()));
  }

  /**
   * Until the target holds so much that is committed, or the process has ended.
   *
   * @param offsets records and the marks of transactions
   */
  @Override
  public void awaitWritten(long offsets, Process process) throws InterruptedException {
    while (process.isAlive() && end(IsolationLevel.READ_COMMITTED) < offsets) {
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
    }
  }

  /** Half of the time into a transaction. */
  @Override
  public void goOn(Random random, Process process) throws InterruptedException {
    if (random.nextBoolean()) {
      awaitOpenTransaction(500);
    } else {
      process.waitFor(random.nextInt(120_000), TimeUnit.MICROSECONDS);
    }
  }

  /** Until a transaction is open on the target, at most so long. */
  private void awaitOpenTransaction(long atMostMillis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
    while (System.nanoTime() < until && !hasOpenTransaction()) {
      Thread.onSpinWait();
    }
  }

  /** Whether there is something on the target that is neither committed nor rolled back. */
  @Override
  public boolean hasOpenTransaction() throws InterruptedException {
    // In this order: what is committed in between must not look open.
    long all = end(IsolationLevel.READ_UNCOMMITTED);
    return end(IsolationLevel.READ_COMMITTED) < all;
  }

  /** 0 while the broker is away. */
  private long end(IsolationLevel isolation) throws InterruptedException {
    try {
      return admin
          .listOffsets(ends, new ListOffsetsOptions(isolation))
          .all()
          .get(5, TimeUnit.SECONDS)
          .values()
          .stream()
          .mapToLong(info -> info.offset())
          .sum();
    } catch (ExecutionException | TimeoutException _) {
      return 0;
    }
  }
}
