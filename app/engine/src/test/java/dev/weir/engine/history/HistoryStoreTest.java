package dev.weir.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryStoreTest {
  private static final long NOON = Instant.parse("2026-11-21T12:00:00Z").getEpochSecond();
  private static final SeriesKey RATE = new SeriesKey("records-per-second", "prod", "orders");
  private static final SeriesKey LATENCY = new SeriesKey("latency-micros", "prod", "orders");
  private static final HistoryStore.Limits LIMITS =
      new HistoryStore.Limits(Duration.ofHours(24), 512L << 20);

  @TempDir Path folder;

  private HistoryStore open() {
    return open(folder.resolve("history.db"), LIMITS);
  }

  private static HistoryStore open(Path file, HistoryStore.Limits limits) {
    InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(NOON));
    return new HistoryStore(file, () -> limits, clock, Duration.ofMillis(50));
  }

  private static Histogram histogram(long... values) {
    var histogram = new Histogram(1, 3_600_000_000L, 2);
    for (long value : values) {
      histogram.recordValue(value);
    }
    return histogram;
  }

  private static List<Measurement> figure(double value) {
    return List.of(new Measurement.Figure(RATE, value));
  }

  @Test
  void secondsComeBackAsTheyWereAfterReopening() {
    try (HistoryStore store = open()) {
      store.append(
          NOON,
          List.of(
              new Measurement.Figure(RATE, 12.5),
              new Measurement.Distribution(LATENCY, histogram(100, 200, 300))));
      store.append(NOON + 1, figure(Double.NaN));
      store.append(NOON + 2, figure(7));
    }
    try (HistoryStore store = open()) {
      assertThat(store.series()).containsExactlyInAnyOrder(RATE, LATENCY);
      assertThat(store.figures(RATE, NOON, NOON + 10, Resolution.SECOND))
          .as("a second without a figure is a gap, not a zero")
          .containsExactly(
              new FigureSlice(NOON, 1, 12.5, 12.5, 12.5, 12.5),
              new FigureSlice(NOON + 2, 1, 7, 7, 7, 7));
      List<DistributionSlice> slices =
          store.distributions(LATENCY, NOON, NOON + 10, Resolution.SECOND);
      assertThat(slices).hasSize(1);
      assertThat(slices.getFirst().histogram()).isEqualTo(histogram(100, 200, 300));
      assertThat(store.fault()).isEmpty();
    }
  }

  @Test
  void minutesAndHoursEqualAllSecondsMerged() throws Exception {
    var random = new Random(7);
    var all = new Histogram(1, 3_600_000_000L, 2);
    double sum = 0;
    double max = 0;
    long seconds = 2 * 3600 + 90;
    long hour = NOON / 3600 * 3600;
    try (var file = new HistoryFile(folder.resolve("history.db"))) {
      for (long i = 0; i < seconds; i++) {
        double value = random.nextInt(1000);
        long micros = 1 + (long) Math.exp(random.nextGaussian() * 2 + 8);
        if (i < 3600) {
          sum += value;
          max = Math.max(max, value);
          all.recordValue(micros);
        }
        file.append(
            List.of(
                EncodedSecond.of(
                    hour + i,
                    List.of(
                        new Measurement.Figure(RATE, value),
                        new Measurement.Distribution(LATENCY, histogram(micros))))));
      }
      List<FigureSlice> minutes = file.figures(RATE, hour, hour + seconds, Resolution.MINUTE);
      assertThat(minutes).as("the minute under way is included").hasSize(122);
      assertThat(minutes.getLast().count()).isEqualTo(30);
      List<FigureSlice> hours = file.figures(RATE, hour, hour + seconds, Resolution.HOUR);
      assertThat(hours).as("the hour under way is included").hasSize(3);
      assertThat(hours.getFirst().count()).isEqualTo(3600);
      assertThat(hours.getFirst().sum()).isEqualTo(sum);
      assertThat(hours.getFirst().max()).isEqualTo(max);
      assertThat(hours.getLast().count()).isEqualTo(90);
      Histogram rolled =
          file.distributions(LATENCY, hour, hour + 3600, Resolution.HOUR)
              .getFirst()
              .slice()
              .histogram();
      assertThat(rolled).as("percentiles of an hour are those of all its records").isEqualTo(all);
    }
  }

  @Test
  void aRollUpThatTheEndOfTheProcessPreventedIsMadeUpForAtTheNextStart() throws Exception {
    Path db = folder.resolve("history.db");
    try (var file = new HistoryFile(db)) {
      for (long i = 0; i < 150; i++) {
        file.append(List.of(EncodedSecond.of(NOON + i, figure(i))));
      }
    }
    try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + db);
        Statement statement = sql.createStatement()) {
      statement.execute("DELETE FROM figure");
      statement.execute("UPDATE progress SET minutes = 0");
    }
    try (var file = new HistoryFile(db)) {
      assertThat(file.figures(RATE, NOON, NOON + 200, Resolution.MINUTE))
          .extracting(FigureSlice::count)
          .containsExactly(60L, 60L, 30L);
    }
  }

  @Test
  void aClockSetBackLosesNothing() throws Exception {
    try (var file = new HistoryFile(folder.resolve("history.db"))) {
      for (long i = 0; i < 120; i++) {
        file.append(List.of(EncodedSecond.of(NOON + i, figure(1))));
      }
      for (long i = 30; i < 200; i++) {
        file.append(List.of(EncodedSecond.of(NOON + i, figure(2))));
      }
      assertThat(file.figures(RATE, NOON, NOON + 200, Resolution.MINUTE))
          .extracting(FigureSlice::sum)
          .containsExactly(60.0 + 60, 60.0 + 120, 120.0, 40.0);
    }
  }

  @Test
  void allSeriesAreShownInOrderOfTime() {
    try (HistoryStore store = open()) {
      for (long i = 0; i < 5; i++) {
        store.append(
            NOON - 70 + i * 20,
            List.of(
                new Measurement.Figure(RATE, i),
                new Measurement.Distribution(LATENCY, histogram(i + 1))));
      }
      for (Resolution resolution : Resolution.values()) {
        List<Long> figures = new ArrayList<>();
        List<Double> sums = new ArrayList<>();
        var merged = histogram();
        store.read(
            NOON - 7200,
            NOON + 100,
            resolution,
            new HistoryReader() {
              @Override
              public void figure(SeriesKey series, FigureSlice slice) {
                assertThat(series).isEqualTo(RATE);
                figures.add(slice.epochSecond());
                sums.add(slice.sum());
              }

              @Override
              public void distribution(SeriesKey series, DistributionSlice slice) {
                assertThat(series).isEqualTo(LATENCY);
                merged.add(slice.histogram());
              }
            });
        assertThat(figures).as(resolution.name()).isSorted().doesNotHaveDuplicates();
        assertThat(sums.stream().mapToDouble(d -> d).sum()).as(resolution.name()).isEqualTo(10);
        assertThat(merged).as(resolution.name()).isEqualTo(histogram(1, 2, 3, 4, 5));
      }
    }
  }

  @Test
  void oldSlicesGoTheFinestFirst() throws Exception {
    long start = NOON - 3 * 3600;
    try (var file = new HistoryFile(folder.resolve("history.db"))) {
      for (long at = start; at < NOON; at++) {
        file.append(List.of(EncodedSecond.of(at, figure(1))));
      }
      file.prune(NOON - 600, NOON - 2 * 3600, NOON - 24 * 3600, Long.MAX_VALUE);
      assertThat(file.figures(RATE, start, NOON, Resolution.SECOND)).hasSize(600);
      assertThat(file.figures(RATE, start, NOON, Resolution.MINUTE)).hasSize(120);
      assertThat(file.figures(RATE, start, NOON, Resolution.HOUR))
          .extracting(FigureSlice::count)
          .containsExactly(3600L, 3600L, 3600L);
      file.prune(NOON + 1, NOON + 1, NOON + 1, Long.MAX_VALUE);
      assertThat(file.figures(RATE, start, NOON, Resolution.SECOND))
          .as("the minute under way is not rolled up yet, so its seconds stay")
          .hasSize(60);
    }
  }

  @Test
  void aFileOverItsLimitShrinksAndKeepsTheNewest() throws Exception {
    long start = NOON - 3 * 3600;
    Path db = folder.resolve("history.db");
    long limit = 200_000;
    try (var file = new HistoryFile(db)) {
      for (long at = start; at < NOON; at++) {
        List<Measurement> many = new ArrayList<>();
        for (int series = 0; series < 20; series++) {
          many.add(new Measurement.Figure(new SeriesKey("m", "c", "s" + series), series));
        }
        file.append(List.of(EncodedSecond.of(at, many)));
      }
      assertThat(file.usedBytes()).isGreaterThan(3 * limit);
      file.prune(NOON - 86400, NOON - 86400, NOON - 86400, limit);
      assertThat(file.usedBytes()).isLessThanOrEqualTo(limit);
      SeriesKey one = new SeriesKey("m", "c", "s3");
      assertThat(file.figures(one, NOON - 60, NOON, Resolution.SECOND)).hasSize(60);
    }
    assertThat(Files.size(db)).as("space is given back to the system").isLessThan(2 * limit);
  }

  @Test
  void aFullDiskIsSaidAndWhatWasMeasuredMeanwhileIsStoredOnceThereIsSpace() throws Exception {
    Path db = folder.resolve("history.db");
    try (HistoryStore store = open(db, LIMITS)) {
      store.append(NOON, figure(0));
      assertThat(store.figures(RATE, NOON, NOON + 1, Resolution.SECOND)).hasSize(1);
      store.onFile(f -> f.limitTo(f.usedBytes()));
      long at = NOON + 1;
      while (store.fault().isEmpty()) {
        store.append(at++, wide());
        store.series();
        assertThat(at).as("the disk never filled up").isLessThan(NOON + 250);
      }
      assertThat(store.fault().get().what()).contains("is full").contains("history.db");
      assertThat(store.fault().get().remedy()).contains("Free some space");
      store.onFile(f -> f.limitTo(1L << 30));
      await("storing goes on").until(() -> store.fault().isEmpty());
      assertThat(store.lostSeconds()).isZero();
      assertThat(store.figures(RATE, NOON, at, Resolution.SECOND)).hasSize((int) (at - NOON));
    }
  }

  private static List<Measurement> wide() {
    List<Measurement> many = new ArrayList<>(figure(1));
    for (int series = 0; series < 200; series++) {
      many.add(new Measurement.Figure(new SeriesKey("m", "c", "s" + series), series));
    }
    return many;
  }

  @Test
  void aFileLockedByAnotherProgramIsSaidAndTakenUpWhenItIsFree() throws Exception {
    Path db = folder.resolve("history.db");
    try (HistoryStore first = open(db, LIMITS)) {
      assertThat(first.series()).isEmpty();
      try (HistoryStore second = open(db, LIMITS)) {
        await("the second notices").until(() -> second.fault().isPresent());
        assertThat(second.fault().get().what()).contains("in use by another program");
        assertThat(second.fault().get().remedy()).contains("WEIR_HOME");
        second.append(NOON, figure(3));
        assertThat(second.series()).isEmpty();
        first.close();
        await("the second takes over").until(() -> second.fault().isEmpty());
        assertThat(second.figures(RATE, NOON, NOON + 1, Resolution.SECOND)).hasSize(1);
        assertThat(second.lostSeconds()).isZero();
      }
    }
  }

  @Test
  void aCorruptFileIsKeptAsideAndANewOneUsed() throws Exception {
    Path db = folder.resolve("history.db");
    Files.writeString(db, "This is not a database. ".repeat(500));
    try (HistoryStore store = open(db, LIMITS)) {
      store.append(NOON, figure(1));
      assertThat(store.figures(RATE, NOON, NOON + 1, Resolution.SECOND)).hasSize(1);
      assertThat(store.notice().orElseThrow()).contains("history.db.corrupt-20261121T120000Z");
      assertThat(store.fault()).isEmpty();
    }
    assertThat(Files.readString(folder.resolve("history.db.corrupt-20261121T120000Z")))
        .startsWith("This is not a database.");
  }

  @Test
  void aFileDamagedInTheMiddleIsKeptAsideWhenThatIsFoundOut() throws Exception {
    Path db = folder.resolve("history.db");
    try (var file = new HistoryFile(db)) {
      for (long i = 0; i < 600; i++) {
        file.append(List.of(EncodedSecond.of(NOON + i, wide())));
      }
    }
    byte[] bytes = Files.readAllBytes(db);
    for (int at = 4096; at < bytes.length; at++) {
      bytes[at] = (byte) (at * 31);
    }
    Files.write(db, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    try (HistoryStore store = open(db, LIMITS)) {
      store.append(NOON + 700, figure(1));
      assertThat(store.figures(RATE, NOON + 700, NOON + 701, Resolution.SECOND)).hasSize(1);
      assertThat(store.notice()).isPresent();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.startsWith("history.db.corrupt-"));
    }
  }

  @Test
  void aFileOfALaterVersionIsLeftAlone() throws Exception {
    Path db = folder.resolve("history.db");
    try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + db);
        Statement statement = sql.createStatement()) {
      statement.execute("CREATE TABLE future (x)");
      statement.execute("PRAGMA user_version = 99");
    }
    byte[] before = Files.readAllBytes(db);
    try (HistoryStore store = open(db, LIMITS)) {
      await().until(() -> store.fault().isPresent());
      assertThat(store.fault().get().what()).contains("later version");
      store.append(NOON, figure(1));
    }
    try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + db);
        Statement statement = sql.createStatement()) {
      assertThat(statement.executeQuery("SELECT count(*) FROM future").next()).isTrue();
    }
    assertThat(before).isNotEmpty();
  }

  @Test
  void aFolderThatCannotBeMadeIsSaid() throws Exception {
    Path notAFolder = folder.resolve("taken");
    Files.writeString(notAFolder, "");
    try (HistoryStore store = open(notAFolder.resolve("history.db"), LIMITS)) {
      await().until(() -> store.fault().isPresent());
      assertThat(store.fault().get().what()).contains(notAFolder.toString());
      assertThat(store.figures(RATE, 0, NOON, Resolution.MINUTE)).isEmpty();
    }
  }

  @Test
  void killedWithoutWarningItLosesNoSecondThatWasStored() throws Exception {
    Path db = folder.resolve("history.db");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                db.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long stored = 0;
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      while (stored < 200) {
        String line = lines.readLine();
        assertThat(line).as("the writer ended after %d seconds", stored).isNotNull();
        stored = Long.parseLong(line);
      }
      // Through its handle, as Process.destroyForcibly() closes what it has printed, too.
      process.toHandle().destroyForcibly();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        stored = Long.parseLong(line);
      }
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("the writer is dead").isTrue();
    try (var file = new HistoryFile(db)) {
      assertThat(file.figures(RATE, NOON, NOON + 1_000_000, Resolution.SECOND))
          .as("seconds there after %d were reported stored", stored)
          .hasSizeGreaterThanOrEqualTo((int) stored);
      List<FigureSlice> minutes = file.figures(RATE, NOON, NOON + 1_000_000, Resolution.MINUTE);
      assertThat(minutes.stream().mapToLong(FigureSlice::count).sum())
          .isGreaterThanOrEqualTo(stored);
    }
  }

  /** Stores second after second and prints how many are stored, until it is killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws Exception {
      try (var file = new HistoryFile(Path.of(args[0]))) {
        for (long i = 0; i < 1_000_000; i++) {
          file.append(List.of(EncodedSecond.of(NOON + i, figure(i))));
          System.out.println(i + 1);
        }
      }
    }
  }

  @Test
  void closingTwiceAndAskingAfterwardsIsHarmless() throws IOException {
    HistoryStore store = open();
    store.append(NOON, figure(1));
    store.close();
    store.close();
    assertThat(store.series()).isEmpty();
    assertThat(Files.size(folder.resolve("history.db"))).isPositive();
  }
}
