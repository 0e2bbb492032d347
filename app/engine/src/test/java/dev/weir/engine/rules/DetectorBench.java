package dev.weir.engine.rules;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.SeriesRun;
import dev.weir.alert.rule.Rule;
import dev.weir.engine.rules.NabScorer.Profile;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Scores the default anomaly rule, as {@code weir rules backtest} runs it, on two public corpora.
 * Arguments: a folder of the Numenta Anomaly Benchmark, with data and labels, and one of
 * Microsoft's cloud-monitoring dataset, with data. Labels are read here, never by a rule.
 */
final class DetectorBench {
  private static final String RULE = "anomaly-default";
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private final PrintStream out;
  private final Rule rule = RuleBook.defaultPack().rule(RULE).orElseThrow();

  private DetectorBench(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    var bench = new DetectorBench(System.out);
    bench.synthetic();
    bench.memory();
    bench.corpora(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  /** A series of a corpus, run. */
  private record Run(String name, Backtest backtest, List<Integer> alertRows) {
    /** From the end of the probation on. */
    double days(int probation) {
      SeriesCsv series = backtest.series();
      return Math.abs(series.time(series.size() - 1) - series.time(probation)) / 86_400_000.0;
    }

    /** Halves that have nothing to do with what is in them. */
    boolean isInFirstHalf() {
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
        return (hash[0] & 1) == 0;
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }
  }

  private Run run(String name, SeriesCsv series) {
    Backtest backtest = Backtest.of(rule, series);
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < series.size(); row++) {
      if (backtest.score(row) >= 0.5) {
        rows.add(row);
      }
    }
    if (rows.size() != backtest.alerts().size()) {
      throw new AssertionError(
          name
              + ": "
              + rows.size()
              + " scores of 0.5, but "
              + backtest.alerts().size()
              + " alerts");
    }
    return new Run(name, backtest, rows);
  }

  private void corpora(Path nab, Path cloud) throws IOException {
    JsonNode windows =
        JsonMapper.shared().readTree(Files.readString(nab.resolve("labels/combined_windows.json")));
    List<Run> nabRuns = new ArrayList<>();
    List<NabScorer.Labelled> nabLabels = new ArrayList<>();
    List<Run> cloudRuns = new ArrayList<>();
    List<EventScorer.Labelled> cloudLabels = new ArrayList<>();
    long began = System.nanoTime();
    long samples = 0;
    for (Path file : files(nab.resolve("data"))) {
      String name = nab.resolve("data").relativize(file).toString().replace('\\', '/');
      SeriesCsv series = read(file);
      nabLabels.add(nabLabels(name, series, windows.get(name)));
      nabRuns.add(run(name, series));
      samples += series.size();
    }
    for (Path file : files(cloud.resolve("data"))) {
      String name = cloud.resolve("data").relativize(file).toString().replace('\\', '/');
      SeriesCsv series = read(file);
      cloudLabels.add(cloudLabels(name, file));
      cloudRuns.add(run(name, series));
      samples += series.size();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    print(
        "%n%d series of NAB, %d of cloud monitoring, %,d samples read and judged in %.1f s%n",
        nabRuns.size(), cloudRuns.size(), samples, seconds);
    print("%nalerts as the rule raises them, one configuration, one threshold%n");
    print(
        "%-12s %8s %8s %8s %9s %7s %9s | %6s %6s %6s %8s %7s %9s%n",
        "",
        "standard",
        "low FP",
        "low FN",
        "windows",
        "false",
        "per day",
        "F1",
        "P",
        "R",
        "events",
        "false",
        "per day");
    line("all", nabRuns, nabLabels, cloudRuns, cloudLabels, run -> true);
    line("first half", nabRuns, nabLabels, cloudRuns, cloudLabels, Run::isInFirstHalf);
    line("second half", nabRuns, nabLabels, cloudRuns, cloudLabels, run -> !run.isInFirstHalf());
    print(
        "%nNAB's own way, every row of the score at or above one threshold chosen in hindsight%n");
    List<double[]> scores = nabRuns.stream().map(DetectorBench::scores).toList();
    for (Profile profile : Profile.values()) {
      print(
          "%-16s %6.1f%n",
          profile.name().toLowerCase(Locale.ROOT),
          NabScorer.bestInHindsight(nabLabels, scores, profile));
    }
  }

  private void line(
      String name,
      List<Run> nabRuns,
      List<NabScorer.Labelled> nabLabels,
      List<Run> cloudRuns,
      List<EventScorer.Labelled> cloudLabels,
      Predicate<Run> which) {
    List<NabScorer.Reported> nab = new ArrayList<>();
    double nabDays = 0;
    for (int i = 0; i < nabRuns.size(); i++) {
      if (which.test(nabRuns.get(i))) {
        nab.add(new NabScorer.Reported(nabLabels.get(i), nabRuns.get(i).alertRows()));
        nabDays += nabRuns.get(i).days(nabLabels.get(i).probation());
      }
    }
    List<EventScorer.Reported> cloud = new ArrayList<>();
    double cloudDays = 0;
    for (int i = 0; i < cloudRuns.size(); i++) {
      if (which.test(cloudRuns.get(i))) {
        cloud.add(new EventScorer.Reported(cloudLabels.get(i), cloudRuns.get(i).alertRows()));
        cloudDays += cloudRuns.get(i).days(cloudLabels.get(i).probation());
      }
    }
    NabScorer.Result standard = NabScorer.score(nab, Profile.STANDARD);
    EventScorer.Result events = EventScorer.score(cloud);
    print(
        "%-12s %8.1f %8.1f %8.1f %4d/%-4d %7d %9.3f | %6.3f %6.2f %6.2f %4d/%-4d %6d %9.3f%n",
        name,
        standard.score(),
        NabScorer.score(nab, Profile.REWARD_LOW_FP).score(),
        NabScorer.score(nab, Profile.REWARD_LOW_FN).score(),
        standard.windows(),
        standard.ofWindows(),
        standard.falseAlarms(),
        standard.falseAlarms() / nabDays,
        events.f1(),
        events.precision(),
        events.recall(),
        events.hit(),
        events.events(),
        events.falseAlarms(),
        events.falseAlarms() / cloudDays);
  }

  /** What should be quiet, and what a sample costs. */
  private void synthetic() {
    print("%-28s %14s %14s%n", "20,000 points, 20 seeds", "alerts/run", "CPU us/point");
    for (int minutes : new int[] {1, 5, 60}) {
      Random random = new Random(1);
      quiet("normal noise, " + minutes + " min", minutes, random::nextGaussian);
      quiet("10,000 +- 2, " + minutes + " min", minutes, () -> 10_000 + 2 * random.nextGaussian());
      quiet("constant, " + minutes + " min", minutes, () -> 42);
      long[] row = {0};
      quiet(
          "daily sine, " + minutes + " min",
          minutes,
          () -> 100 + 50 * Math.sin(2 * Math.PI * row[0]++ * minutes / 1440));
    }
  }

  /** What is left on the heap by many series that have seen all they can hold. */
  private void memory() {
    int count = 500;
    List<SeriesRun> runs = new ArrayList<>();
    var random = new Random(1);
    long before = used();
    for (int i = 0; i < count; i++) {
      var run = new SeriesRun(rule, new Series("m", Map.of()));
      for (int row = 0; row < 5_000; row++) {
        run.take(row * 60_000L, random.nextGaussian(), transition -> {});
      }
      runs.add(run);
    }
    print("%nheap per series: %,d bytes%n", (used() - before) / runs.size());
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void quiet(String name, int minutes, DoubleSupplier values) {
    int runs = 20;
    int points = 20_000;
    int alerts = 0;
    long nanos = 0;
    for (int run = 0; run < runs; run++) {
      double[] series = new double[points];
      for (int i = 0; i < points; i++) {
        series[i] = values.getAsDouble();
      }
      var count = new int[1];
      var watched = new SeriesRun(rule, new Series(name, Map.of()));
      long began = CPU.getCurrentThreadCpuTime();
      for (int i = 0; i < points; i++) {
        watched.take(
            i * minutes * 60_000L,
            series[i],
            transition -> count[0] += transition.change().isRaise() ? 1 : 0);
      }
      nanos += CPU.getCurrentThreadCpuTime() - began;
      alerts += count[0];
    }
    print("%-28s %14.2f %14.2f%n", name, alerts / (double) runs, nanos / 1e3 / runs / points);
  }

  private static double[] scores(Run run) {
    double[] scores = new double[run.backtest().series().size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = run.backtest().score(i);
    }
    return scores;
  }

  private static NabScorer.Labelled nabLabels(String name, SeriesCsv series, JsonNode windows) {
    List<NabScorer.Window> rows = new ArrayList<>();
    for (JsonNode window : windows) {
      rows.add(
          new NabScorer.Window(
              rowOf(name, series, window.get(0).asString()),
              rowOf(name, series, window.get(1).asString())));
    }
    return new NabScorer.Labelled(name, series.size(), rows);
  }

  private static int rowOf(String name, SeriesCsv series, String stamp) {
    String seconds = stamp.replaceFirst("\\.0+$", "");
    for (int i = 0; i < series.size(); i++) {
      if (series.stamp(i).equals(seconds)) {
        return i;
      }
    }
    throw new AssertionError("no row " + stamp + " in " + name);
  }

  private static EventScorer.Labelled cloudLabels(String name, Path file) throws IOException {
    List<String> lines =
        Files.readAllLines(file).stream().skip(1).filter(l -> !l.isBlank()).toList();
    boolean[] labels = new boolean[lines.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = lines.get(i).replace("\"", "").strip().endsWith(",1");
    }
    return new EventScorer.Labelled(name, labels);
  }

  private static SeriesCsv read(Path file) {
    try {
      return SeriesCsv.read(file, ZoneOffset.UTC);
    } catch (SeriesCsv.UnreadableSeries e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    }
  }

  private void print(String format, Object... arguments) {
    out.printf(Locale.ROOT, format, arguments);
  }
}
