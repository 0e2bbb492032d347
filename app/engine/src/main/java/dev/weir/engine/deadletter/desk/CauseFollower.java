package dev.weir.engine.deadletter.desk;

import dev.weir.engine.deadletter.PendingLetters;
import dev.weir.engine.deadletter.cause.CauseRow;
import dev.weir.engine.deadletter.cause.CauseTable;
import dev.weir.engine.deadletter.cause.LetterRow;
import dev.weir.engine.deadletter.dialect.DeadLetterReader;
import dev.weir.engine.deadletter.find.DeadLetterFinder;
import dev.weir.engine.deadletter.find.FoundStream;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the causes of one stream from its beginning, and goes on as records come. Reads on a
 * virtual thread of its own; its answers may be asked for from any thread.
 */
final class CauseFollower {
  private static final Logger LOG = LoggerFactory.getLogger(CauseFollower.class);
  private static final long MINUTE_MILLIS = 60_000;
  private static final int PAYLOAD_BYTES = 1 << 16;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PENDING = Duration.ofSeconds(3);
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final Connector connector;
  private final FoundStream found;
  private final DeadLetterReader reader;
  private final InstantSource clock;
  private final AtomicBoolean open = new AtomicBoolean(true);
  private CauseTable table = new CauseTable();
  private StreamOfLetters.Reading reading;
  private List<CauseRow> shown = List.of();
  private long shownRecords = -1;
  private long shownMinute;
  private Thread thread = Thread.currentThread();

  CauseFollower(Connector connector, FoundStream found, InstantSource clock) {
    this.connector = connector;
    this.found = found;
    this.reader = new DeadLetterReader(found.pinned());
    this.clock = clock;
    reading = new StreamOfLetters.Reading.Counting(0, found.records());
  }

  void start() {
    thread = Threads.startVirtual("causes-" + found.stream().name(), this::run);
  }

  void close() {
    open.set(false);
    thread.interrupt();
  }

  FoundStream found() {
    return found;
  }

  synchronized StreamOfLetters.Reading reading() {
    return reading;
  }

  synchronized List<CauseRow> rows(int most) {
    long minute = clock.millis() / MINUTE_MILLIS;
    if (table.records() != shownRecords || minute != shownMinute) {
      shownRecords = table.records();
      shownMinute = minute;
      shown = table.rows(clock.millis(), most);
    }
    return shown;
  }

  synchronized int causes() {
    return table.causes();
  }

  synchronized List<LetterRow> letters(String causeId) {
    return table.letters(causeId);
  }

  private void run() {
    while (open.get()) {
      try {
        if (found.pending()) {
          countPending();
        } else {
          count();
        }
      } catch (ConnectorException e) {
        failed(e.failure().what());
      } catch (RuntimeException e) {
        if (open.get()) {
          LOG.error("Counting causes of {} failed", found.stream().name(), e);
          failed("It could not be read; the log has the details.");
        }
      }
      sleep(found.pending() ? PENDING : AGAIN);
    }
  }

  private synchronized void failed(String why) {
    reading = new StreamOfLetters.Reading.Failed(why);
  }

  private void countPending() {
    var entries =
        new PendingLetters(connector).of(found.stream(), DeadLetterFinder.MANY_DELIVERIES);
    CauseTable fresh = new CauseTable();
    PendingLetters.count(entries, fresh);
    synchronized (this) {
      shownRecords = -1;
      table = fresh;
      reading = new StreamOfLetters.Reading.Live(entries.size());
    }
  }

  private void count() {
    synchronized (this) {
      table = new CauseTable();
    }
    try (RecordCursor cursor =
        connector.open(
            List.of(found.stream()), new TailFrom.Earliest(), ReadIsolation.READ_COMMITTED)) {
      boolean live = false;
      while (open.get()) {
        for (RecordBatch batch : cursor.poll(POLL).batches()) {
          add(batch);
        }
        live |= cursor.reachedOpeningEnd();
        told(live);
      }
    }
  }

  private synchronized void add(RecordBatch batch) {
    for (int i = 0; i < batch.count(); i++) {
      StreamRecord record = batch.record(i, PAYLOAD_BYTES);
      table.add(record, reader.read(record));
    }
  }

  private synchronized void told(boolean live) {
    reading =
        live
            ? new StreamOfLetters.Reading.Live(table.records())
            : new StreamOfLetters.Reading.Counting(table.records(), found.records());
  }

  private void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException _) {
      open.set(false);
    }
  }
}
