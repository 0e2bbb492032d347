package dev.weir.engine.watch;

import dev.weir.engine.meter.Meter;
import dev.weir.engine.meter.MeterSlice;
import dev.weir.engine.threads.Threads;
import dev.weir.engine.watch.ConnectionHealth.Question;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import dev.weir.stream.TailPoll;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads along all streams of a connection and meters every record without looking into it. Runs on
 * one thread; {@link #want}, {@link #progress} and {@link #close} may be called from any.
 */
public final class MeterReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MeterReader.class);

  private static final long LEAST_POLL_MILLIS = 20;

  private static final Duration RETRY = Duration.ofMillis(500);

  /** Further behind than this it jumps to the end: what is metered should be of now. */
  private static final long MOST_BEHIND = 5_000_000;

  private final String name;
  private final Connector connector;
  private final Findings findings;
  private final ConnectionHealth health;
  private final InstantSource clock;
  private final Map<StreamRef, Meter> meters = new HashMap<>();
  private final Pace pace;

  private volatile Set<StreamRef> wanted = Set.of();
  private volatile Function<StreamRef, Optional<Function<StreamRecord, OptionalLong>>> moments =
      _ -> Optional.empty();
  private volatile boolean open = true;
  private volatile Progress progress = new Progress(0, 0, 0, 0);
  private volatile @Nullable RecordCursor current;
  private volatile Optional<Thread> thread = Optional.empty();
  private long second;
  private boolean covered;
  private @Nullable StreamRef lastStream;
  private @Nullable Meter lastMeter;

  /**
   * How far reading has come.
   *
   * @param skipped records passed without reading
   * @param newestReceivedMillis when the newest record was received, 0 before the first
   */
  public record Progress(long records, long bytes, long skipped, long newestReceivedMillis) {}

  MeterReader(
      String name,
      Connector connector,
      Findings findings,
      ConnectionHealth health,
      InstantSource clock) {
    this.name = name;
    this.connector = connector;
    this.findings = findings;
    this.health = health;
    this.clock = clock;
    pace = new Pace(new SplittableRandom(name.hashCode()));
  }

  void want(Set<StreamRef> streams) {
    if (!streams.equals(wanted)) {
      wanted = streams;
    }
  }

  /** Records of which streams tell themselves when they began; the others' timestamps do. */
  void timeFrom(Function<StreamRef, Optional<Function<StreamRecord, OptionalLong>>> wanted) {
    moments = wanted;
  }

  Progress progress() {
    return progress;
  }

  @Override
  public void close() {
    open = false;
    RecordCursor cursor = current;
    if (cursor == null) {
      thread.ifPresent(Thread::interrupt);
    } else {
      // An interrupt would make the client give up in the middle of something.
      cursor.wakeup();
    }
  }

  void start() {
    thread = Optional.of(Threads.startVirtual("meter-" + name, this::run));
  }

  private void run() {
    while (open) {
      Set<StreamRef> streams = wanted;
      if (streams.isEmpty()) {
        sleep(Duration.ofMillis(50));
        continue;
      }
      try (RecordCursor cursor =
          connector.open(streams, new TailFrom.Latest(), ReadIsolation.READ_UNCOMMITTED)) {
        current = cursor;
        read(cursor, streams);
      } catch (ConnectorException e) {
        failed(e);
        sleep(pace.afterFailure(RETRY));
      } catch (RuntimeException e) {
        if (open) {
          LOG.error("{}: metering failed", name, e);
        }
        sleep(pace.afterFailure(RETRY));
      } finally {
        current = null;
      }
    }
  }

  private void read(RecordCursor cursor, Set<StreamRef> opened) {
    second = clock.millis() / 1_000;
    covered = false;
    Set<StreamRef> streams = opened;
    while (open) {
      try {
        Set<StreamRef> now = wanted;
        if (!now.equals(streams)) {
          // In place: what is read of the others must not have a hole because one is new.
          cursor.follow(now, new TailFrom.Latest());
          streams = now;
        }
        TailPoll poll = cursor.poll(untilSecondEnds(clock.millis()));
        long before = second;
        take(poll, streams, clock.millis());
        health.quiet(Question.METER);
        pace.answered();
        // Once a second: it looks at every partition.
        if (second != before && cursor.behind() > MOST_BEHIND) {
          cursor.skipToEnd();
        }
      } catch (ConnectorException e) {
        switch (e.failure()) {
          case ConnectorFailure.Missing _ ->
              // One was deleted; the others go on, and the next plan leaves it out.
              LOG.debug("{}: metering lost a stream: {}", name, e.failure().what());
          case ConnectorFailure.Unreachable _, ConnectorFailure.TimedOut _ -> {
            // The cursor keeps its place: what was produced meanwhile is read, and timed in full.
            failed(e);
            covered = false;
            sleep(pace.afterFailure(RETRY));
          }
          case ConnectorFailure.Unauthorized _, ConnectorFailure.Rejected _ -> throw e;
        }
      }
    }
    handOver(streams, clock.millis() / 1_000 + 1);
  }

  /** Records end a poll at once; without any it ends with the second, which is then handed over. */
  static Duration untilSecondEnds(long nowMillis) {
    return Duration.ofMillis(Math.max(LEAST_POLL_MILLIS, 1_000 - nowMillis % 1_000));
  }

  private void take(TailPoll poll, Set<StreamRef> streams, long nowMillis) {
    handOver(streams, nowMillis / 1_000);
    covered = true;
    long records = 0;
    long bytes = 0;
    long skipped = 0;
    long newest = 0;
    for (RecordBatch batch : poll.batches()) {
      Meter meter = meterOf(batch.stream());
      Optional<Function<StreamRecord, OptionalLong>> moment = moments.apply(batch.stream());
      if (moment.isPresent()) {
        meter.record(batch, moment.get());
      } else {
        meter.record(batch);
      }
      records += batch.count();
      bytes += batch.bytes();
      newest = Math.max(newest, batch.receivedMillis());
    }
    for (TailGap gap : poll.gaps()) {
      skipped += Math.max(0, gap.records());
    }
    if (records > 0 || skipped > 0) {
      Progress before = progress;
      progress =
          new Progress(
              before.records() + records,
              before.bytes() + bytes,
              before.skipped() + skipped,
              Math.max(before.newestReceivedMillis(), newest));
    }
  }

  /** Hands the second over that has ended, if one has. */
  private void handOver(Set<StreamRef> streams, long now) {
    if (now <= second) {
      return;
    }
    if (covered) {
      Map<StreamRef, MeterSlice> slices = new HashMap<>();
      for (Map.Entry<StreamRef, Meter> meter : meters.entrySet()) {
        MeterSlice slice = meter.getValue().cut();
        if (slice.records() > 0) {
          slices.put(meter.getKey(), slice);
        }
      }
      findings.metered(name, second, streams, slices);
    }
    second = now;
    covered = false;
  }

  private Meter meterOf(StreamRef stream) {
    Meter meter = lastMeter;
    if (meter == null || !stream.equals(lastStream)) {
      meter = meters.computeIfAbsent(stream, _ -> new Meter());
      lastStream = stream;
      lastMeter = meter;
    }
    return meter;
  }

  private void failed(ConnectorException e) {
    if (open) {
      LOG.debug("{}: metering failed", name, e);
      health.failed(Question.METER, e.failure(), clock.millis());
    }
  }

  private void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException _) {
      open = false;
    }
  }
}
