package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.rules.RuleShelf;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A thousand rules over five thousand series with a sample each ten seconds, as the program judges
 * them: from a sample to its decision, what it costs, what it takes, and what a rule that is far
 * too dear does to the others. Argument: seconds of samples, 600 unless told.
 */
final class RulesLoadBench {
  private static final int METRICS = 20;
  private static final int LABELS = 250;
  private static final int RULES = 1_000;
  private static final int SAMPLE_SECONDS = 10;
  private static final int WARM_SECONDS = 120;
  private static final long T0 = 1_790_000_000_000L;

  private final PrintStream out;
  private final int seconds;
  private final Series[] series = new Series[METRICS * LABELS];
  private final double[] values = new double[series.length];
  private final Random random = new Random(5);

  private RulesLoadBench(PrintStream out, int seconds) {
    this.out = out;
    this.seconds = seconds;
    for (int i = 0; i < series.length; i++) {
      series[i] =
          new Series(
              "metric_" + i % METRICS, Map.of("connection", "shop", "group", "g" + i / METRICS));
    }
  }

  public static void main(String[] arguments) throws IOException {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 600;
    var bench = new RulesLoadBench(System.out, seconds);
    bench.run("1,000 rules", "");
    bench.run("and one that is far too dear", runaway());
  }

  /** Always in breach, and asks two thousand questions of each sample. */
  private static String runaway() {
    var when = new StringBuilder("value < -1000000.0");
    for (int i = 0; i < 2_000; i++) {
      when.append(" || labels.group.matches('^(x|y)+").append(i).append("$')");
    }
    return "  - name: runaway\n    when: "
        + when.substring(0, Math.min(9_900, when.length())).replaceFirst(" \\|\\| [^|]*$", "")
        + "\n    threshold: {above: -1000000}\n";
  }

  private static String rules(String more) {
    var text = new StringBuilder("rules:\n");
    for (int i = 0; i < RULES - 1; i++) {
      text.append("  - name: rule-").append(i).append("\n    metric: metric_").append(i % METRICS);
      text.append("\n    ").append(check(i / METRICS)).append('\n');
      if (i % 7 == 0) {
        text.append("    for: 30s\n    keep-firing-for: 30s\n");
      }
    }
    return text + more;
  }

  /** Most rules are limits, some are not. */
  private static String check(int kind) {
    return switch (kind) {
      case 0 -> "adaptive: {}";
      case 1 -> "anomaly: {}";
      case 2 -> "forecast: {above: 1000}";
      case 3 -> "flatline: {over: 1h}";
      case 4, 5, 6 -> "threshold: {aggregate: p95, over: 5m, above: 160}";
      case 7, 8, 9 -> "threshold: {aggregate: avg, over: 1m, above: {warning: 150, critical: 190}}";
      case 10, 11 -> "change: {over: 1m, ago: 5m, above: 200}";
      default -> "threshold: {above: " + (130 + kind) + ", recover: 120}";
    };
  }

  private void run(String what, String more) throws IOException {
    Path folder = Files.createTempDirectory("weir-rules-load");
    Path rulesFolder = Files.createDirectories(folder.resolve("rules"));
    Files.writeString(rulesFolder.resolve("load.yaml"), rules(more));
    long before = usedBytes();
    long[] batches = {0, 0};
    var board =
        new AlertBoard(
            batch -> {
              batches[0]++;
              batches[1] += batch.history().size();
            });
    board.restore(AlertFile.Kept.NOTHING, T0);
    RuleShelf.Contents contents = new RuleShelf(rulesFolder).changed().orElseThrow();
    if (!contents.problems().isEmpty()) {
      throw new AssertionError(contents.problems());
    }
    board.rules(contents, T0);
    long[] waits = new long[(seconds + SAMPLE_SECONDS) * series.length / SAMPLE_SECONDS];
    long[] ticks = new long[seconds];
    int[] count = {0};
    long cpu = 0;
    AlertTable table = AlertTable.EMPTY;
    for (int second = 0; second < WARM_SECONDS + seconds; second++) {
      boolean measured = second >= WARM_SECONDS;
      long cpuBegan = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long began = System.nanoTime();
      int now = second;
      board.second(
          T0 / 1_000 + second,
          T0 + second * 1_000L,
          second * 1_000_000_000L,
          List.of(),
          source(now, began, measured ? waits : new long[0], count));
      board.handOver();
      table = board.table().orElse(table);
      if (measured) {
        ticks[second - WARM_SECONDS] = System.nanoTime() - began;
        cpu += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBegan;
      }
    }
    long[] taken = Arrays.copyOf(waits, count[0]);
    Arrays.sort(taken);
    Arrays.sort(ticks);
    long held = usedBytes() - before;
    int runs = table.rules().stream().mapToInt(RuleRow::series).sum();
    print(
        "%n%s, %,d series, a sample each %d s: %,d runs (rule and series), %,d s of samples%n",
        what, series.length, SAMPLE_SECONDS, runs, seconds);
    print(
        "sample to decision: p50 %.1f ms, p99 %.1f ms, most %.1f ms%n",
        millis(taken, 0.5), millis(taken, 0.99), millis(taken, 1));
    print(
        "a second's work with all that is told and shown: p50 %.1f ms, p99 %.1f ms, most %.1f ms%n",
        millis(ticks, 0.5), millis(ticks, 0.99), millis(ticks, 1));
    print(
        "of one core: %.1f %%; heap: %,d MiB, %,d bytes a run; %,d alerts began or ended%n",
        100.0 * cpu / 1e9 / seconds, held >> 20, held / Math.max(1, runs), batches[1]);
    table.rules().stream()
        .filter(row -> row.name().equals("runaway"))
        .forEach(row -> print("runaway: %s. %s%n", row.health().label(), row.why()));
    if (millis(taken, 0.99) > 1_000) {
      throw new AssertionError("from sample to decision takes longer than a second");
    }
    delete(folder);
  }

  private SampleSource source(int second, long began, long[] waits, int[] count) {
    return new SampleSource() {
      @Override
      public void collect(
          long epochSecond,
          long nowMillis,
          long nowNanos,
          List<ConnectionStatus> connections,
          SampleSink sink) {
        for (int i = second % SAMPLE_SECONDS; i < series.length; i += SAMPLE_SECONDS) {
          values[i] = 0.9 * values[i] + 10 + 8 * random.nextGaussian();
          sink.take(series[i], values[i], "");
          if (waits.length > 0) {
            waits[count[0]++] = System.nanoTime() - began;
          }
        }
      }

      @Override
      public Presence presence(List<ConnectionStatus> connections) {
        return new Presence(Set.of("shop"), Set.of(), Set.of());
      }
    };
  }

  private static double millis(long[] sorted, double share) {
    int at = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.clamp(at, 0, sorted.length - 1)] / 1e6;
  }

  private static long usedBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> found = Files.walk(folder)) {
      found.forEach(paths::add);
    }
    paths.sort(Comparator.reverseOrder());
    for (Path path : paths) {
      Files.delete(path);
    }
  }

  private void print(String format, Object... arguments) {
    out.printf(java.util.Locale.ROOT, format, arguments);
  }
}
