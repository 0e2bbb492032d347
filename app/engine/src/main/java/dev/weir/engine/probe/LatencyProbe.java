package dev.weir.engine.probe;

import dev.weir.engine.meter.Meter;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.ClockOffset;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Payload;
import dev.weir.stream.ProbeLane;
import dev.weir.stream.ProbePort;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TimestampType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of its own at fixed times and reads them back. Every record is timed from when it
 * should have been sent, so that coordinated omission cannot hide a stall: the schedule goes on
 * while the broker does not answer, and what is late is sent at once and counted as late.
 */
public final class LatencyProbe {
  /** A record not read back this long after the last was sent is lost. */
  private static final Duration LOST_AFTER = Duration.ofSeconds(20);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final long LONGEST_PARK_NANOS = 50_000_000L;

  private final ProbePlan plan;
  private final Connector connector;
  private final InstantSource clock;
  private final BooleanSupplier ended;
  private final UUID run = UUID.randomUUID();
  private final long[] intended;
  private final AtomicLongArray sentAt;
  private final AtomicLongArray sentMillis;
  private final AtomicLongArray ackedAt;
  private final AtomicLongArray receivedAt;
  private final AtomicLongArray stampedMillis;
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger received = new AtomicInteger();
  private final AtomicReference<@Nullable ConnectorFailure> failure = new AtomicReference<>();
  private volatile boolean reading = true;

  /**
   * @param ended asked between records; ends the probe early
   */
  public LatencyProbe(
      ProbePlan plan, Connector connector, InstantSource clock, BooleanSupplier ended) {
    this.plan = plan;
    this.connector = connector;
    this.clock = clock;
    this.ended = ended;
    int records = plan.records();
    intended = new long[records];
    sentAt = new AtomicLongArray(records);
    sentMillis = new AtomicLongArray(records);
    ackedAt = new AtomicLongArray(records);
    receivedAt = new AtomicLongArray(records);
    stampedMillis = new AtomicLongArray(records);
  }

  /**
   * Writes and reads. Blocks until the plan is done and everything is read back or lost.
   *
   * @throws ConnectorException if the stream cannot be written or read at all
   */
  public ProbeResult run(ProbePort port) {
    Thread reader = null;
    try (ProbeLane lane = port.openProbe(plan.stream());
        RecordCursor cursor =
            connector.open(
                List.of(plan.stream()), new TailFrom.Latest(), ReadIsolation.READ_UNCOMMITTED)) {
      reader = Threads.startVirtual("probe-" + plan.stream().name(), () -> read(cursor));
      int planned = write(lane);
      awaitAll(planned);
      reading = false;
      cursor.wakeup();
      join(reader);
      return result(planned);
    } finally {
      reading = false;
    }
  }

  /** Returns how many the schedule had until the probe was ended. */
  private int write(ProbeLane lane) {
    long interval = plan.interval().toNanos();
    long start = System.nanoTime() + interval;
    for (int i = 0; i < intended.length; i++) {
      intended[i] = start + i * interval;
      for (long left = intended[i] - System.nanoTime();
          left > 0;
          left = intended[i] - System.nanoTime()) {
        if (ended.getAsBoolean()) {
          return i;
        }
        LockSupport.parkNanos(Math.min(left, LONGEST_PARK_NANOS));
      }
      int number = i;
      sentMillis.set(i, clock.millis());
      sentAt.set(i, System.nanoTime());
      lane.send(value(i), ack -> told(number, ack));
    }
    return intended.length;
  }

  private void told(int number, ProbeLane.Ack ack) {
    if (ack.failure().isPresent()) {
      refused.incrementAndGet();
      failure.compareAndSet(null, ack.failure().get());
    } else {
      ackedAt.set(number, ack.nanos());
      acknowledged.incrementAndGet();
    }
  }

  private byte[] value(int number) {
    return ByteBuffer.allocate(ProbePlan.VALUE_BYTES)
        .putLong(run.getMostSignificantBits())
        .putLong(run.getLeastSignificantBits())
        .putLong(number)
        .array();
  }

  private void read(RecordCursor cursor) {
    while (reading) {
      try {
        List<RecordBatch> batches = cursor.poll(POLL).batches();
        long now = System.nanoTime();
        for (RecordBatch batch : batches) {
          for (int i = 0; i < batch.count(); i++) {
            take(batch.record(i, ProbePlan.VALUE_BYTES), now);
          }
        }
      } catch (ConnectorException e) {
        // What it cannot read is lost, unless the broker is there again in time.
        failure.compareAndSet(null, e.failure());
        LockSupport.parkNanos(LONGEST_PARK_NANOS);
      }
    }
  }

  private void take(StreamRecord record, long now) {
    if (!(record.value() instanceof Payload.Bytes(byte[] bytes, _))
        || bytes.length != ProbePlan.VALUE_BYTES) {
      return;
    }
    ByteBuffer value = ByteBuffer.wrap(bytes);
    boolean mine =
        value.getLong() == run.getMostSignificantBits()
            && value.getLong() == run.getLeastSignificantBits();
    if (!mine) {
      return;
    }
    int number = (int) value.getLong();
    if (number >= 0 && number < intended.length && receivedAt.compareAndSet(number, 0, now)) {
      received.incrementAndGet();
      if (record.timestampType() == TimestampType.LOG_APPEND_TIME
          || record.timestampType() == TimestampType.ENTRY_ID) {
        stampedMillis.set(number, record.timestampMillis());
      }
    }
  }

  private void awaitAll(int planned) {
    long end = System.nanoTime() + LOST_AFTER.toNanos();
    while (received.get() + refused.get() < planned && end - System.nanoTime() > 0) {
      LockSupport.parkNanos(LONGEST_PARK_NANOS / 10);
    }
  }

  private static void join(Thread reader) {
    try {
      reader.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private ProbeResult result(int planned) {
    Histogram ack = Meter.newHistogram();
    Histogram roundTrip = Meter.newHistogram();
    long latest = 0;
    int lost = 0;
    Optional<ClockOffset> best = Optional.empty();
    for (int i = 0; i < planned; i++) {
      latest = Math.max(latest, sentAt.get(i) - intended[i]);
      boolean written = ackedAt.get(i) != 0;
      if (written) {
        ack.recordValue(Math.max(0, ackedAt.get(i) - intended[i]) / 1_000);
      }
      if (receivedAt.get(i) != 0) {
        roundTrip.recordValue(Math.max(0, receivedAt.get(i) - intended[i]) / 1_000);
      } else if (written) {
        lost++;
      }
      if (written && stampedMillis.get(i) != 0) {
        // The broker's stamp is a whole millisecond: on average half of one is cut off.
        double half = (ackedAt.get(i) - sentAt.get(i)) / 2e6;
        double ahead = stampedMillis.get(i) + 0.5 - (sentMillis.get(i) + half);
        if (best.isEmpty() || half + 1 < best.get().errorMillis()) {
          best = Optional.of(new ClockOffset(ahead, half + 1));
        }
      }
    }
    return new ProbeResult(
        planned,
        acknowledged.get(),
        refused.get(),
        received.get(),
        lost,
        ack,
        roundTrip,
        latest / 1_000_000,
        best,
        Optional.ofNullable(failure.get()));
  }
}
