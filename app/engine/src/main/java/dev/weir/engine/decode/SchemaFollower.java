package dev.weir.engine.decode;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.ConnectionWatcher;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.PartitionEnds;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the {@value SchemaBook#TOPIC} topic of every open connection into a book, from its
 * beginning and then as it grows: it looks now and then, and soon when a schema is asked for that
 * is not there. A reader that stayed open would ask each second. One virtual thread per connection.
 */
public final class SchemaFollower implements ConnectionWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaFollower.class);
  private static final int MAX_SCHEMA_BYTES = 4 << 20;
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Payloads that only look like one with a schema ask for schemas that never come. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final SchemaBook book;
  private final Duration look;
  private final Duration retry;
  private final Duration lookAgain;
  private final Map<String, Following> all = new ConcurrentHashMap<>();

  public SchemaFollower(SchemaBook book) {
    this(book, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(2));
  }

  /**
   * @param look for new schemas while none is missed
   * @param retry after the broker was away
   * @param lookAgain after there was no such topic
   */
  SchemaFollower(SchemaBook book, Duration look, Duration retry, Duration lookAgain) {
    this.book = book;
    this.look = look;
    this.retry = retry;
    this.lookAgain = lookAgain;
  }

  @Override
  public void opened(ConnectionSettings settings, Connector connector) {
    var following = new Following(connector, new StreamRef(settings.name(), SchemaBook.TOPIC));
    all.put(settings.name(), following);
    book.whenMissed(settings.name(), following::look);
    Threads.startVirtual("schemas-" + settings.name(), following::run);
  }

  @Override
  public void closed(String name) {
    Following following = all.remove(name);
    if (following != null) {
      following.stop();
    }
  }

  private final class Following {
    private final Connector connector;
    private final StreamRef stream;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Semaphore looks = new Semaphore(0);
    private volatile @Nullable RecordCursor cursor;

    Following(Connector connector, StreamRef stream) {
      this.connector = connector;
      this.stream = stream;
    }

    void look() {
      if (looks.availablePermits() == 0) {
        looks.release();
      }
    }

    void stop() {
      stopped.countDown();
      looks.release();
      RecordCursor open = cursor;
      if (open != null) {
        open.wakeup();
      }
    }

    void run() {
      try {
        while (!isStopped()) {
          Duration pause = retry;
          try {
            follow();
          } catch (ConnectorException e) {
            pause = e.failure() instanceof ConnectorFailure.Unreachable ? retry : lookAgain;
          } catch (RuntimeException e) {
            if (!isStopped()) {
              LOG.warn("Schemas of {} are not read: {}", stream.connection(), e.toString());
            }
            pause = lookAgain;
          }
          if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    /** Until it is stopped or fails, or the topic is gone. */
    private void follow() throws InterruptedException {
      Map<PartitionRef, PartitionEnds> known = ends();
      read(new TailFrom.Earliest());
      while (!known.isEmpty() && !isStopped()) {
        boolean missed = looks.tryAcquire(look.toMillis(), TimeUnit.MILLISECONDS);
        if (missed && stopped.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        looks.drainPermits();
        Map<PartitionRef, PartitionEnds> now = ends();
        for (PartitionEnds partition : now.values()) {
          PartitionEnds before = known.get(partition.partition());
          if (before == null || partition.end() != before.end()) {
            // One that ends earlier than before was made anew.
            long from =
                before == null || partition.end() < before.end()
                    ? partition.logStart()
                    : Math.max(before.end(), partition.logStart());
            read(new TailFrom.At(new Position.Offset(partition.partition().partition(), from)));
          }
        }
        known = now;
      }
    }

    private Map<PartitionRef, PartitionEnds> ends() {
      Map<PartitionRef, PartitionEnds> ends = new HashMap<>();
      for (StreamEnds of : connector.ends(List.of(stream))) {
        of.partitions().forEach(partition -> ends.put(partition.partition(), partition));
      }
      return ends;
    }

    /** Up to the end; the book does not mind reading a schema twice. */
    private void read(TailFrom from) {
      try (RecordCursor open =
          connector.open(List.of(stream), from, ReadIsolation.READ_UNCOMMITTED)) {
        cursor = open;
        while (!isStopped() && !open.reachedOpeningEnd()) {
          for (RecordBatch batch : open.poll(POLL).batches()) {
            for (int i = 0; i < batch.count(); i++) {
              book.accept(batch.record(i, MAX_SCHEMA_BYTES));
            }
          }
        }
      } finally {
        cursor = null;
      }
    }

    private boolean isStopped() {
      return stopped.getCount() == 0;
    }
  }
}
