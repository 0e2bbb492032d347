package dev.weir.engine.tail;

import dev.weir.engine.finding.Fault;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
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

  /** Further behind than this, a tail of what comes now jumps to the end. */
  private static final long MOST_BEHIND = 1_000_000;

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
  private volatile Optional<Fault> fault = Optional.empty();
  private volatile @Nullable RecordCursor current;

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
          fault = Optional.empty();
        }
        read(cursor);
      } catch (ConnectorException e) {
        failed(e.failure());
        boolean missing = e.failure() instanceof ConnectorFailure.Missing;
        if (missing) {
          Set<StreamRef> left = stillThere(connector.get());
          // A stream made anew is read from its start; what others missed meanwhile is not known.
          from = left.isEmpty() ? new TailFrom.Earliest() : new TailFrom.Latest();
          there = left.isEmpty() ? streams : left;
          sleep(left.isEmpty() ? RETRY_MISSING : RETRY);
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

  private void read(RecordCursor cursor) {
    while (open) {
      try {
        TailPoll poll = cursor.poll(POLL);
        if (fault.isPresent() && !poll.batches().isEmpty()) {
          fault = Optional.empty();
        }
        take(poll);
        if (historic && cursor.reachedOpeningEnd()) {
          historic = false;
          from = new TailFrom.Latest();
        }
        if (!historic && cursor.behind() > MOST_BEHIND) {
          cursor.skipToEnd();
        }
        while (open && historic && inbox.isHalfFull()) {
          sleep(WAIT_FOR_ROOM);
        }
      } catch (ConnectorException e) {
        if (!(e.failure() instanceof ConnectorFailure.Unreachable
            || e.failure() instanceof ConnectorFailure.TimedOut)) {
          throw e;
        }
        // The cursor keeps its place.
        failed(e.failure());
        sleep(RETRY);
      }
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // This thread alone writes them.
  private void take(TailPoll poll) {
    for (RecordBatch batch : poll.batches()) {
      seen += batch.count();
      bytes += batch.bytes();
      inbox.put(batch);
    }
    for (TailGap gap : poll.gaps()) {
      skipped += Math.max(0, gap.records());
    }
  }

  private Set<StreamRef> stillThere(Connector connector) {
    Set<StreamRef> left = new HashSet<>();
    try {
      for (StreamInfo info : connector.streams()) {
        if (streams.contains(info.stream())) {
          left.add(info.stream());
        }
      }
    } catch (ConnectorException e) {
      failed(e.failure());
    }
    return left.size() == streams.size() ? Set.of() : left;
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
