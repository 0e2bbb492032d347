package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.engine.finding.Fault;
import dev.weir.engine.notify.Delivery;
import dev.weir.engine.notify.Letter;
import dev.weir.engine.notify.Outbox;
import dev.weir.engine.threads.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Keeps alerts, silences and letters on disk. Its thread {@code alerts} does all work on the file;
 * nobody waits for it. A letter is handed on once it is on the disk, or at once where the disk
 * cannot be used: better told twice than not at all. Thread-safe.
 */
public final class AlertStore implements Outbox, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertStore.class);
  private static final long RETRY_MILLIS = 5_000;
  private static final int MOST_BACKLOG = 10_000;

  private final Path path;
  private final InstantSource clock;
  private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CompletableFuture<AlertFile.Kept> kept = new CompletableFuture<>();
  private volatile Consumer<Letter> post = letter -> {};
  private volatile Consumer<Delivery> told = delivery -> {};
  private volatile boolean started;
  private volatile Optional<Fault> fault = Optional.empty();
  private Optional<Fault> begunAnew = Optional.empty();

  /** The rest is confined to the thread. */
  private final Deque<AlertBatch> backlog = new ArrayDeque<>();

  private @Nullable AlertFile file;
  private long triedAtMillis;
  private long unkept;

  private interface Work {
    void on(@Nullable AlertFile file) throws SQLException;
  }

  /** Nothing happens before {@link #connect}. */
  public AlertStore(Path file, InstantSource clock) {
    this.path = file;
    this.clock = clock;
  }

  /**
   * Opens or creates the file in the background.
   *
   * @param letters takes letters to be sent
   * @param deliveries is told how sending went
   */
  void connect(Consumer<Letter> letters, Consumer<Delivery> deliveries) {
    post = letters;
    told = deliveries;
    started = true;
    Threads.startPlatform("alerts", this::run);
  }

  /** What was known when the program ended; nothing where the file cannot be used. */
  CompletableFuture<AlertFile.Kept> kept() {
    return kept;
  }

  /** Why nothing is being kept; empty while all is well. */
  public Optional<Fault> fault() {
    return fault;
  }

  /** Writes a batch, then hands its letters on. */
  void write(AlertBatch batch) {
    queue.add(_ -> writeNow(batch));
  }

  /**
   * What happened to an alert, oldest first, as far as it was written down; nothing where the file
   * cannot be used.
   */
  CompletableFuture<List<HistoryLine>> history(long alert) {
    return asked(open -> open.history(alert), List.of());
  }

  /** See {@link AlertFile#episodes}. */
  CompletableFuture<List<AlertRow>> episodes(long fromMillis) {
    return asked(open -> open.episodes(fromMillis), List.of());
  }

  /** See {@link AlertFile#recorded}. */
  CompletableFuture<StoredSeries.Found> recorded(
      Predicate<Series> wanted, long fromMillis, int most) {
    return asked(open -> open.recorded(wanted, fromMillis, most), StoredSeries.Found.NOTHING);
  }

  private interface Question<T> {
    T ask(AlertFile open) throws SQLException;
  }

  private <T> CompletableFuture<T> asked(Question<T> question, T otherwise) {
    var answer = new CompletableFuture<T>();
    queue.add(
        open -> {
          try {
            answer.complete(open == null ? otherwise : question.ask(open));
          } finally {
            answer.complete(otherwise);
          }
        });
    return answer;
  }

  @Override
  public void done(List<Letter> letters, Delivery delivery) {
    queue.add(
        open -> {
          if (open != null) {
            open.done(letters);
          }
        });
    told.accept(delivery);
  }

  @Override
  public void again(List<Letter> letters, long dueMillis, Delivery delivery) {
    queue.add(
        open -> {
          if (open != null) {
            open.again(letters, dueMillis);
          }
        });
    told.accept(delivery);
  }

  private void writeNow(AlertBatch batch) throws SQLException {
    backlog.add(batch);
    AlertFile open = file;
    while (open != null && !backlog.isEmpty()) {
      List<Letter> letters = open.write(backlog.getFirst());
      backlog.removeFirst();
      letters.forEach(post);
    }
    if (open == null) {
      unkept(batch);
    }
  }

  /** The disk cannot be used: letters go out all the same, and are kept again if it comes back. */
  private void unkept(AlertBatch batch) {
    for (AlertBatch.Addressed addressed : batch.notices()) {
      for (String channel : addressed.channels()) {
        post.accept(new Letter(--unkept, channel, addressed.notice(), addressed.dueMillis(), 0));
      }
    }
    batch.notices().clear();
    while (backlog.size() > MOST_BACKLOG) {
      backlog.removeFirst();
    }
  }

  private void run() {
    boolean closing = false;
    while (!closing) {
      Work work = null;
      try {
        work = queue.poll(1, TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        closing = true;
      }
      open();
      try {
        if (work == END) {
          closing = true;
        } else if (work != null) {
          work.on(file);
        } else if (file != null && !backlog.isEmpty()) {
          writeNow(new AlertBatch());
        }
      } catch (SQLException e) {
        failed(e);
      } catch (RuntimeException e) {
        LOG.error("Work on {} failed", path, e);
      }
    }
    shut();
    ended.countDown();
  }

  private static final Work END = file -> {};

  private void open() {
    long now = clock.millis();
    if (file != null || (triedAtMillis > 0 && now - triedAtMillis < RETRY_MILLIS)) {
      return;
    }
    triedAtMillis = now;
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      var opened = new AlertFile(path);
      file = opened;
      if (!kept.isDone()) {
        AlertFile.Kept read = opened.read(now);
        kept.complete(read);
        read.letters().forEach(post);
      }
      fault = begunAnew;
    } catch (SQLException | IOException e) {
      if (e instanceof SQLException sql && isSpoilt(sql)) {
        setAside(e);
        return;
      }
      failed(e);
      if (!(e instanceof SQLException sql && isTaken(sql))) {
        kept.complete(AlertFile.Kept.NOTHING);
      }
    }
  }

  /** Another program has the file, and with it the alerts: this one waits until it is free. */
  private static boolean isTaken(SQLException e) {
    return is(e, SQLiteErrorCode.SQLITE_BUSY) || is(e, SQLiteErrorCode.SQLITE_LOCKED);
  }

  private static boolean isSpoilt(SQLException e) {
    return is(e, SQLiteErrorCode.SQLITE_CORRUPT) || is(e, SQLiteErrorCode.SQLITE_NOTADB);
  }

  /** Extended codes have the plain one in their lowest byte. */
  private static boolean is(SQLException e, SQLiteErrorCode code) {
    return e instanceof SQLiteException sqlite && (sqlite.getResultCode().code & 0xff) == code.code;
  }

  /** A spoilt file is kept for whoever wants to look into it, and a new one is begun. */
  private void setAside(Exception spoilt) {
    failed(spoilt);
    Path aside = path.resolveSibling(path.getFileName() + ".spoilt-" + clock.millis());
    try {
      Files.move(path, aside);
      for (String beside : List.of("-wal", "-shm")) {
        Files.deleteIfExists(path.resolveSibling(path.getFileName() + beside));
      }
      triedAtMillis = 0;
      begunAnew =
          Optional.of(
              new Fault(
                  clock.millis(),
                  "alerts",
                  path + " was spoilt.",
                  "It is kept as "
                      + aside.getFileName()
                      + "; a new one is begun, without the alerts and silences before."));
      fault = begunAnew;
    } catch (IOException e) {
      LOG.warn("{} cannot be set aside", path, e);
      kept.complete(AlertFile.Kept.NOTHING);
    }
  }

  private void failed(Exception e) {
    boolean taken = e instanceof SQLException sql && isTaken(sql) && !kept.isDone();
    if (!taken) {
      LOG.warn("{} cannot be used", path, e);
    } else if (fault.isEmpty()) {
      LOG.info("{} is in use by another Weir; standing by", path);
    }
    shut();
    fault =
        Optional.of(
            taken
                ? new Fault(
                    clock.millis(),
                    "alerts",
                    "Another Weir of this user watches and tells of alerts.",
                    "This one will as soon as that one ends.")
                : new Fault(
                    clock.millis(),
                    "alerts",
                    "Alerts are not being kept: " + path + " cannot be used.",
                    "Look at the log, and whether the disk is full."));
    for (AlertBatch batch : new ArrayList<>(backlog)) {
      unkept(batch);
    }
  }

  private void shut() {
    AlertFile open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.debug("Closing {} failed", path, e);
      }
    }
  }

  /** Writes what is waiting, and closes the file. */
  @Override
  public void close() {
    if (!started) {
      return;
    }
    queue.add(END);
    try {
      boolean _ = ended.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
