package dev.weir.engine.history;

import dev.weir.engine.finding.Fault;
import dev.weir.engine.threads.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Measurements of the last hours on disk: by the second, rolled up to minutes and hours by merging
 * sums and histograms. Its thread {@code history} does all work on the file; {@link #append} never
 * waits. Where the file cannot be used the console goes on without it, {@link #fault} says why, and
 * it is tried again every few seconds.
 */
public final class HistoryStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryStore.class);

  /** Seconds waiting for the thread. More means that it hangs on the disk. */
  private static final int QUEUE_SECONDS = 30;

  /** Seconds kept, compressed, while the file cannot be used. */
  private static final int BACKLOG_SECONDS = 300;

  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final long SECONDS_KEPT = Duration.ofHours(24).toSeconds();
  private static final long MINUTES_KEPT = Duration.ofHours(24).toSeconds();
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path path;
  private final Supplier<Limits> limits;
  private final InstantSource clock;
  private final Duration retry;
  private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUE_SECONDS);
  private final AtomicLong lostSeconds = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Optional<Fault> fault = Optional.empty();
  private volatile Optional<String> notice = Optional.empty();
  private volatile boolean closing;

  /** The rest is confined to the thread. */
  private final Deque<EncodedSecond> backlog = new ArrayDeque<>();

  private @Nullable HistoryFile file;
  private long retryAtNanos;
  private long prunedMinute;

  /**
   * How much is kept.
   *
   * @param retention of hourly slices; seconds and minutes are kept for a day at most
   * @param maxBytes of the file; over it, the oldest seconds go first, then the oldest minutes
   */
  public record Limits(Duration retention, long maxBytes) {}

  private sealed interface Work {
    record Append(long epochSecond, List<Measurement> measurements) implements Work {}

    /** Nothing but to look whether it is to end. */
    record Look() implements Work {}

    record Ask<T>(Question<T> question, CompletableFuture<T> answer, T without) implements Work {
      void giveUp() {
        answer.complete(without);
      }

      void answer(@Nullable HistoryFile file) throws SQLException {
        if (file == null) {
          answer.complete(without);
          return;
        }
        try {
          answer.complete(question.put(file));
        } finally {
          answer.complete(without);
        }
      }
    }
  }

  private interface Question<T> {
    T put(HistoryFile file) throws SQLException;
  }

  /**
   * Opens or creates the file in the background.
   *
   * @param limits read once a minute
   */
  public HistoryStore(Path file, Supplier<Limits> limits, InstantSource clock) {
    this(file, limits, clock, RETRY);
  }

  HistoryStore(Path file, Supplier<Limits> limits, InstantSource clock, Duration retry) {
    this.path = file.toAbsolutePath();
    this.limits = limits;
    this.clock = clock;
    this.retry = retry;
    Threads.startPlatform("history", this::run);
  }

  /** Stores what was measured in one second. From any thread; never waits. */
  public void append(long epochSecond, List<Measurement> measurements) {
    if (!queue.offer(new Work.Append(epochSecond, List.copyOf(measurements)))) {
      lostSeconds.incrementAndGet();
    }
  }

  /** All series with anything stored. Blocks; empty while the file cannot be used. */
  public List<SeriesKey> series() {
    return ask(HistoryFile::series, List.of());
  }

  /**
   * Figures of one series, ascending; slices without any are left out. The minute and the hour
   * under way are included as far as they are stored. Blocks; empty while the file cannot be used.
   *
   * @param fromEpochSecond of the first slice's start
   * @param toEpochSecond behind the last slice's start
   */
  public List<FigureSlice> figures(
      SeriesKey series, long fromEpochSecond, long toEpochSecond, Resolution resolution) {
    return ask(file -> file.figures(series, fromEpochSecond, toEpochSecond, resolution), List.of());
  }

  /** Like {@link #figures}, for distributions. */
  public List<DistributionSlice> distributions(
      SeriesKey series, long fromEpochSecond, long toEpochSecond, Resolution resolution) {
    return ask(
            file -> file.distributions(series, fromEpochSecond, toEpochSecond, resolution),
            List.<HistoryFile.Raw>of())
        .stream()
        .map(HistoryFile.Raw::slice)
        .toList();
  }

  /** Shows {@code reader} every series in a stretch of time, on the calling thread. Blocks. */
  public void read(
      long fromEpochSecond, long toEpochSecond, Resolution resolution, HistoryReader reader) {
    read(_ -> true, fromEpochSecond, toEpochSecond, resolution, reader);
  }

  /** Like {@link #read(long, long, Resolution, HistoryReader)}, for the series {@code wanted}. */
  public void read(
      Predicate<SeriesKey> wanted,
      long fromEpochSecond,
      long toEpochSecond,
      Resolution resolution,
      HistoryReader reader) {
    Map<Integer, SeriesKey> names = new HashMap<>(ask(HistoryFile::names, Map.of()));
    names.values().removeIf(wanted.negate());
    if (resolution == Resolution.SECOND) {
      readSeconds(names, fromEpochSecond, toEpochSecond, reader);
      return;
    }
    List<FigureSlice> noFigures = List.of();
    List<HistoryFile.Raw> noDistributions = List.of();
    names.forEach(
        (id, series) -> {
          ask(file -> file.rolledFigures(id, fromEpochSecond, toEpochSecond, resolution), noFigures)
              .forEach(slice -> reader.figure(series, slice));
          ask(
                  file -> file.rolledDistributions(id, fromEpochSecond, toEpochSecond, resolution),
                  noDistributions)
              .forEach(raw -> reader.distribution(series, raw.slice()));
        });
    // Once for all series, as the seconds of all lie together.
    List<Rollup> none = List.of();
    for (Rollup rollup :
        ask(file -> file.unrolled(fromEpochSecond, toEpochSecond, resolution), none)) {
      rollup
          .figures()
          .forEach(
              (id, slice) -> {
                SeriesKey series = names.get(id);
                if (series != null) {
                  reader.figure(series, slice);
                }
              });
      rollup
          .histograms()
          .forEach(
              (id, histogram) -> {
                SeriesKey series = names.get(id);
                if (series != null) {
                  reader.distribution(
                      series, new DistributionSlice(rollup.epochSecond(), histogram));
                }
              });
    }
  }

  private void readSeconds(
      Map<Integer, SeriesKey> names, long from, long to, HistoryReader reader) {
    long step = 60;
    for (long start = from; start < to && !names.isEmpty(); start += step) {
      long chunk = start;
      List<HistoryFile.PackedSecond> none = List.of();
      for (HistoryFile.PackedSecond second :
          ask(file -> file.seconds(chunk, Math.min(to, chunk + step)), none)) {
        long at = second.epochSecond();
        Blob.figures(
            second.figures(),
            (id, value) -> {
              SeriesKey series = names.get(id);
              if (series != null) {
                reader.figure(series, Rollup.slice(at, value));
              }
            });
        Blob.distributions(
            second.distributions(),
            (id, histogram) -> {
              SeriesKey series = names.get(id);
              if (series != null) {
                reader.distribution(
                    series, new DistributionSlice(at, Rollup.decode(histogram.bytes())));
              }
            });
      }
    }
  }

  /** Why nothing is being stored, and what to do about it; empty while all is well. */
  public Optional<Fault> fault() {
    return fault;
  }

  /** What the user should know of the file, such as that it was corrupt and is kept aside. */
  public Optional<String> notice() {
    return notice;
  }

  /** Seconds of measurements that could not be stored since start. */
  public long lostSeconds() {
    return lostSeconds.get();
  }

  /** Stores what was appended so far and closes the file. Blocks for a few seconds at most. */
  @Override
  public void close() {
    closing = true;
    // One that is not taken finds others before it, and is not needed.
    boolean _ = queue.offer(new Work.Look());
    try {
      if (!ended.await(5, TimeUnit.SECONDS)) {
        LOG.warn("The history is still writing; it is left to itself.");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does something to the file on the thread that owns it, and waits until it is done. */
  void onFile(FileWork work) {
    ask(
        file -> {
          work.apply(file);
          return true;
        },
        false);
  }

  /** See {@link #onFile}. */
  interface FileWork {
    void apply(HistoryFile file) throws SQLException;
  }

  private <T> T ask(Question<T> question, T without) {
    var ask = new Work.Ask<>(question, new CompletableFuture<T>(), without);
    try {
      while (!queue.offer(ask, 100, TimeUnit.MILLISECONDS)) {
        if (ended.getCount() == 0) {
          return without;
        }
      }
      if (ended.getCount() == 0) {
        ask.answer.complete(without);
      }
      return ask.answer.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return without;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- thread "history" -------------------------------------------------------------------------

  private void run() {
    retryAtNanos = System.nanoTime();
    try {
      while (!closing || !queue.isEmpty()) {
        Work work = queue.poll(1, TimeUnit.SECONDS);
        boolean isDue = System.nanoTime() - retryAtNanos >= 0;
        // Unless asked for, not in the first second, in which the program starts.
        if (file == null && isDue && !(work instanceof Work.Look)) {
          open();
        }
        switch (work) {
          case Work.Append(long epochSecond, var measurements) -> {
            remember(EncodedSecond.of(epochSecond, measurements));
            if (fault.isEmpty() || isDue) {
              store();
            }
          }
          case Work.Ask<?> ask -> attempt(() -> ask.answer(file));
          case Work.Look() -> {}
          case null -> {
            if (fault.isPresent() && isDue) {
              store();
            }
          }
        }
      }
      store();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      closeFile();
      lostSeconds.addAndGet(backlog.size());
      ended.countDown();
      for (Work work = queue.poll(); work != null; work = queue.poll()) {
        switch (work) {
          case Work.Append _ -> lostSeconds.incrementAndGet();
          case Work.Look _ -> {}
          case Work.Ask<?> ask -> ask.giveUp();
        }
      }
    }
  }

  private void remember(EncodedSecond second) {
    backlog.addLast(second);
    if (backlog.size() > BACKLOG_SECONDS) {
      backlog.removeFirst();
      lostSeconds.incrementAndGet();
    }
  }

  /** Writes the backlog; it stays as it is if that does not work. */
  private void store() {
    HistoryFile open = file;
    if (open == null || (backlog.isEmpty() && fault.isEmpty())) {
      return;
    }
    attempt(
        () -> {
          open.append(List.copyOf(backlog));
          backlog.clear();
          if (fault.isPresent()) {
            LOG.info("Measurements are stored again in {}.", path);
            fault = Optional.empty();
          }
          prune(open);
        });
  }

  private void prune(HistoryFile open) throws SQLException {
    long now = clock.instant().getEpochSecond();
    if (now / 60 == prunedMinute) {
      return;
    }
    prunedMinute = now / 60;
    Limits limit = limits.get();
    long retention = Math.max(60, limit.retention().toSeconds());
    open.prune(
        now - Math.min(SECONDS_KEPT, retention),
        now - Math.min(MINUTES_KEPT, retention),
        now - retention,
        limit.maxBytes());
  }

  private interface Attempt {
    void make() throws SQLException;
  }

  private void attempt(Attempt attempt) {
    try {
      attempt.make();
    } catch (SQLException | RuntimeException e) {
      failed(e);
    }
  }

  private void open() {
    try {
      Files.createDirectories(path.getParent());
      file = new HistoryFile(path);
      if (fault.isPresent() && backlog.isEmpty()) {
        fault = Optional.empty();
      }
    } catch (HistoryFile.NewerFileException _) {
      say(
          path + " was written by a later version of Weir, so measurements are not stored.",
          "Use that version, or move the file away.");
    } catch (IOException e) {
      say(
          "The folder " + path.getParent() + " cannot be made, so measurements are not stored.",
          "Check its permissions.");
    } catch (SQLException | RuntimeException e) {
      failed(e);
    }
  }

  private void failed(Exception e) {
    SQLiteErrorCode code =
        e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
    LOG.warn("History: {} {}", code, e.getMessage());
    // Extended codes carry the plain one in their lowest byte.
    switch (code.code & 0xff) {
      case 13 -> // SQLITE_FULL
          say(
              "The disk of " + path + " is full, so measurements are not stored.",
              "Free some space; storing goes on by itself.");
      case 5, 6 -> { // SQLITE_BUSY, SQLITE_LOCKED
        closeFile();
        say(
            path + " is in use by another program, so measurements are not stored.",
            "Close the other Weir, or give this one a folder of its own with WEIR_HOME.");
      }
      case 11, 26 -> { // SQLITE_CORRUPT, SQLITE_NOTADB
        closeFile();
        keepAside();
      }
      default -> {
        if (e instanceof IllegalStateException) {
          // What was read makes no sense, although SQLite is content with it.
          closeFile();
          keepAside();
          return;
        }
        closeFile();
        say(
            path + " cannot be used (" + code.name() + "), so measurements are not stored.",
            "Check that its folder can be written to.");
      }
    }
  }

  private void keepAside() {
    String name = path.getFileName() + ".corrupt-" + STAMP.format(clock.instant());
    Path aside = path.resolveSibling(name);
    for (int i = 2; Files.exists(aside); i++) {
      aside = path.resolveSibling(name + "-" + i);
    }
    try {
      Files.move(path, aside);
      for (String suffix : List.of("-wal", "-shm", "-journal")) {
        Path beside = path.resolveSibling(path.getFileName() + suffix);
        if (Files.exists(beside)) {
          Files.move(beside, aside.resolveSibling(aside.getFileName() + suffix));
        }
      }
      notice =
          Optional.of(
              path + " was corrupt. It is kept as " + aside.getFileName() + "; a new one is used.");
      LOG.warn("{}", notice.get());
      retryAtNanos = System.nanoTime();
      file = null;
      open();
    } catch (IOException _) {
      say(
          path + " is corrupt and cannot be moved away, so measurements are not stored.",
          "Remove it.");
    }
  }

  private void say(String what, String remedy) {
    retryAtNanos = System.nanoTime() + retry.toNanos();
    if (fault.isEmpty() || !fault.get().what().equals(what)) {
      fault = Optional.of(new Fault(clock.millis(), "history", what, remedy));
    }
  }

  private void closeFile() {
    HistoryFile open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.warn("History did not close cleanly: {}", e.getMessage());
      }
    }
  }
}
