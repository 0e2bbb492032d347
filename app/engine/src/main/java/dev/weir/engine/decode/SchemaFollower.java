package dev.weir.engine.decode;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.ConnectionWatcher;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the {@value SchemaBook#TOPIC} topic of every open connection into a book, from its
 * beginning and then as it grows. One virtual thread per connection.
 */
public final class SchemaFollower implements ConnectionWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaFollower.class);
  private static final int MAX_SCHEMA_BYTES = 4 << 20;
  private static final Duration POLL = Duration.ofSeconds(1);

  private final SchemaBook book;
  private final Duration retry;
  private final Duration lookAgain;
  private final Map<String, Following> all = new ConcurrentHashMap<>();

  public SchemaFollower(SchemaBook book) {
    this(book, Duration.ofSeconds(5), Duration.ofMinutes(2));
  }

  /**
   * @param retry after the broker was away
   * @param lookAgain after there was no such topic
   */
  SchemaFollower(SchemaBook book, Duration retry, Duration lookAgain) {
    this.book = book;
    this.retry = retry;
    this.lookAgain = lookAgain;
  }

  @Override
  public void opened(ConnectionSettings settings, Connector connector) {
    var following = new Following(connector, new StreamRef(settings.name(), SchemaBook.TOPIC));
    all.put(settings.name(), following);
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
    private volatile @Nullable RecordCursor cursor;

    Following(Connector connector, StreamRef stream) {
      this.connector = connector;
      this.stream = stream;
    }

    void stop() {
      stopped.countDown();
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

    /** Until it is stopped or fails; the book does not mind reading a schema twice. */
    private void follow() {
      try (RecordCursor open =
          connector.open(
              List.of(stream), new TailFrom.Earliest(), ReadIsolation.READ_UNCOMMITTED)) {
        cursor = open;
        while (!isStopped()) {
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
