package dev.weir.engine.tail;

import dev.weir.engine.finding.Fault;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import dev.weir.stream.TailPoll;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the streams of one connection for a tail, on a virtual thread of its own, and puts what
 * comes into the tail's inbox. Goes on by itself when the broker is there again. Counters may be
 * read from any thread.
 */
final class TailReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TailReader.class);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration RETRY_MISSING = Duration.ofSeconds(3);
  private static final Duration WAIT_FOR_ROOM = Duration.ofMillis(5);
  private static final long RATE_NANOS = 1_000_000_000L;

  /** Further behind than this, a tail of what comes now jumps to the end. */
  private static final long MOST_BEHIND = 1_000_000;

  /** As {@link #MOST_BEHIND}, in time: what is behind divided by the rate of reading. */
  private static final double MOST_SECONDS_BEHIND = 15;

  /** So few are soon read, whatever the rate was. */
  private static final long FEW_BEHIND = 1_000;

  private final String connection;
  private final Set<StreamRef> streams;
  private final Function<String, Optional<Connector>> connectors;
  private final Inbox inbox;
  private final InstantSource clock;
  private final Thread thread;

  private volatile TailFrom from;
  private volatile boolean open = true;
  private volatile boolean historic;
  private volatile long seen;
  private volatile long bytes;
  private volatile long skipped;
  private volatile boolean skippedMore;
  private volatile Optional<Fault> fault = Optional.empty();
  private volatile @Nullable RecordCursor current;

  /** Streams wanted that are not there, as far as known. The reader's thread alone uses these. */
  private Set<StreamRef> missing = Set.of();

  private long lookAgainNanos;
  private long rateSeen;
  private long rateNanos;
  private double perSecond;

  TailReader(
      String connection,
      Set<StreamRef> streams,
      TailFrom from,
      Function<String, Optional<Connector>> connectors,
      Inbox inbox,
      InstantSource clock) {
    this.connection = connection;
    this.streams = streams;
    this.from = from;
    this.connectors = connectors;
    this.inbox = inbox;
    this.clock = clock;
    historic = !(from instanceof TailFrom.Latest);
    thread = Threads.startVirtual("tail-" + streams.iterator().next().name(), this::run);
  }

  long seen() {
    return seen;
  }

  long bytes() {
    return bytes;
  }

  long skipped() {
    return skipped;
  }

  /** Whether more were skipped than the broker could tell. */
  boolean skippedMore() {
    return skippedMore;
  }

  Optional<Fault> fault() {
    return fault;
  }

  /** Whether it still reads what was there before it was opened. Then it can wait for room. */
  boolean isHistoric() {
    return historic;
  }

  @Override
  public void close() {
    open = false;
    RecordCursor cursor = current;
    if (cursor == null) {
      thread.interrupt();
    } else {
      // An interrupt would make the client give up in the middle of something.
      cursor.wakeup();
    }
  }

  private void run() {
    Set<StreamRef> there = streams;
    while (open) {
      Optional<Connector> connector = connectors.apply(connection);
      if (connector.isEmpty()) {
        fault =
            Optional.of(
                new Fault(
                    clock.millis(),
                    connection,
                    connection + " is not connected.",
                    "Open it on the Connections screen."));
        sleep(RETRY);
        continue;
      }
      try (RecordCursor cursor =
          connector.get().open(there, from, ReadIsolation.READ_UNCOMMITTED)) {
        current = cursor;
        if (there.size() == streams.size()) {
          missing = Set.of();
          fault = Optional.empty();
        }
        read(cursor, connector.get());
      } catch (ConnectorException e) {
        failed(e.failure());
        boolean isMissing = e.failure() instanceof ConnectorFailure.Missing;
        if (isMissing) {
          lookWhatIsMissing(connector.get());
          there = new HashSet<>(streams);
          there.removeAll(missing);
          if (there.isEmpty()) {
            // A stream made anew is read from its start.
            there = streams;
            from = new TailFrom.Earliest();
            sleep(RETRY_MISSING);
          }
        } else {
          sleep(RETRY);
        }
      } catch (RuntimeException e) {
        if (open) {
          LOG.error("{}: a tail failed", connection, e);
          failed(
              new ConnectorFailure.Rejected(
                  "Reading failed: " + e.getClass().getSimpleName() + ".",
                  "It is tried again; the log has the details."));
        }
        sleep(RETRY);
      } finally {
        current = null;
      }
    }
  }

  private void read(RecordCursor cursor, Connector connector) {
    rateNanos = System.nanoTime();
    rateSeen = seen;
    perSecond = 0;
    while (open) {
      try {
        TailPoll poll = cursor.poll(POLL);
        take(poll);
        if (!missing.isEmpty()) {
          lookForMissing(cursor, connector);
        }
        if (fault.isPresent() && missing.isEmpty() && !poll.batches().isEmpty()) {
          fault = Optional.empty();
        }
        if (historic && cursor.reachedOpeningEnd()) {
          historic = false;
          from = new TailFrom.Latest();
        }
        measureRate();
        if (!historic && isTooFarBehind(cursor.behind())) {
          cursor.skipToEnd();
        }
        // What is not fetched stays on the broker; nothing is lost by waiting.
        while (open && (inbox.isFull() || (historic && inbox.isHalfFull()))) {
          sleep(WAIT_FOR_ROOM);
        }
      } catch (ConnectorException e) {
        switch (e.failure()) {
          case ConnectorFailure.Missing _ -> {
            // The cursor goes on with the others, and with this one if it is made anew.
            failed(e.failure());
            lookWhatIsMissing(connector);
            for (StreamRef gone : missing) {
              take(new TailGap(new PartitionRef(gone, 0), -1, "The stream was deleted."));
            }
          }
          case ConnectorFailure.Unreachable _, ConnectorFailure.TimedOut _ -> {
            // The cursor keeps its place.
            failed(e.failure());
            sleep(RETRY);
          }
          case ConnectorFailure.Unauthorized _, ConnectorFailure.Rejected _ -> throw e;
        }
      }
    }
  }

  private boolean isTooFarBehind(long behind) {
    return behind > MOST_BEHIND
        || (behind > FEW_BEHIND && perSecond > 0 && behind / perSecond > MOST_SECONDS_BEHIND);
  }

  private void measureRate() {
    long now = System.nanoTime();
    if (now - rateNanos > RATE_NANOS) {
      perSecond = (seen - rateSeen) * 1e9 / (now - rateNanos);
      rateNanos = now;
      rateSeen = seen;
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // This thread alone writes them.
  private void take(TailPoll poll) {
    for (TailGap gap : poll.gaps()) {
      take(gap);
    }
    for (RecordBatch batch : poll.batches()) {
      if (!missing.isEmpty() && missing.contains(batch.stream())) {
        missing = without(missing, batch.stream());
      }
      seen += batch.count();
      bytes += batch.bytes();
      inbox.put(batch);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // This thread alone writes them.
  private void take(TailGap gap) {
    skipped += Math.max(0, gap.records());
    skippedMore |= gap.records() < 0;
    inbox.put(gap, clock.millis());
  }

  private static Set<StreamRef> without(Set<StreamRef> all, StreamRef one) {
    Set<StreamRef> left = new HashSet<>(all);
    left.remove(one);
    return left;
  }

  /** Streams that were not there at first are read from their beginning once they are. */
  private void lookForMissing(RecordCursor cursor, Connector connector) {
    if (System.nanoTime() - lookAgainNanos < 0) {
      return;
    }
    Set<StreamRef> absent = cursor.follow(streams, new TailFrom.Earliest());
    lookWhatIsMissing(connector);
    Set<StreamRef> all = new HashSet<>(missing);
    all.addAll(absent);
    missing = all;
    if (missing.isEmpty()) {
      fault = Optional.empty();
    }
  }

  private void lookWhatIsMissing(Connector connector) {
    lookAgainNanos = System.nanoTime() + RETRY_MISSING.toNanos();
    Set<StreamRef> left = new HashSet<>(streams);
    try {
      for (StreamInfo info : connector.streams()) {
        left.remove(info.stream());
      }
      missing = left;
    } catch (ConnectorException e) {
      failed(e.failure());
    }
  }

  private void failed(ConnectorFailure failure) {
    if (open) {
      Optional<Fault> known = fault;
      if (known.isEmpty() || !known.get().what().equals(failure.what())) {
        fault =
            Optional.of(new Fault(clock.millis(), connection, failure.what(), failure.remedy()));
      }
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
