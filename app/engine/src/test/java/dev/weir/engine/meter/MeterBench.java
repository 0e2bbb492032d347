package dev.weir.engine.meter;

import dev.weir.engine.fixture.AgedBatch;
import dev.weir.engine.fixture.HeavyTail;
import dev.weir.stream.StreamRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What metering costs: a record among 64 live streams, and the percentiles of 300 seconds; and how
 * far percentiles of a million latencies with a heavy tail are from the exact ones. Records of
 * every batch differ in their timestamps, so that none is counted with its neighbour.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 8, time = 1)
@State(Scope.Thread)
public class MeterBench {
  private static final int STREAMS = 64;
  private static final int BATCH = 500;
  private static final int SLICES = 300;
  private static final int RECORDS_PER_SLICE = 5_000;
  private static final int MILLION = 1_000_000;
  private static final long NOW = 1_790_000_000_000L;

  private final Map<StreamRef, Meter> meters = new HashMap<>();
  private final List<AgedBatch> batches = new ArrayList<>();
  private final MeterBoard board = new MeterBoard(1L << 30);
  private final long newest = NOW / 1_000;

  /** Fills what is measured. */
  public MeterBench() {
    var heavy = new HeavyTail(1);
    for (int stream = 0; stream < STREAMS; stream++) {
      var ref = new StreamRef("bench", "stream-" + stream);
      meters.put(ref, new Meter());
      batches.add(new AgedBatch(ref, NOW, ages(heavy, BATCH)));
    }
    StreamRef one = batches.getFirst().stream();
    var meter = new Meter();
    for (int slice = 0; slice < SLICES; slice++) {
      meter.record(new AgedBatch(one, NOW, ages(heavy, RECORDS_PER_SLICE)));
      board.add(newest - SLICES + 1 + slice, List.of(one), Map.of(one, meter.cut()), _ -> true);
    }
  }

  private static long[] ages(HeavyTail heavy, int count) {
    long[] ages = new long[count];
    for (int i = 0; i < count; i++) {
      ages[i] = heavy.nextMillis();
    }
    return ages;
  }

  /** Counts and times one record; batches of 64 streams come by turns. */
  @Benchmark
  @OperationsPerInvocation(STREAMS * BATCH)
  public long aRecord() {
    long counted = 0;
    for (AgedBatch batch : batches) {
      Meter meter = meters.computeIfAbsent(batch.stream(), _ -> new Meter());
      meter.record(batch);
      counted += meter.records();
    }
    return counted;
  }

  /** Merges 300 slices of one second and asks for a percentile. */
  @Benchmark
  public double percentileOf300Seconds() {
    return board.percentileMillis(board.total(), newest - SLICES + 1, newest + 1, 99);
  }

  /** Of 100 merged slices, in percent of the exact value. */
  private static double worstPercentileError() {
    var heavy = new HeavyTail(2);
    var meter = new Meter();
    long[] all = new long[MILLION];
    LatencyCounts merged = LatencyCounts.NONE;
    for (int slice = 0; slice < 100; slice++) {
      long[] some = ages(heavy, MILLION / 100);
      System.arraycopy(some, 0, all, slice * some.length, some.length);
      meter.record(new AgedBatch(new StreamRef("bench", "tail"), NOW, some));
      merged = merged.plus(meter.cut().latency());
    }
    Arrays.sort(all);
    Histogram histogram = Meter.newHistogram();
    merged.addTo(histogram);
    double worst = 0;
    for (double percentile : new double[] {50, 90, 95, 99, 99.9}) {
      double exact = all[(int) Math.ceil(percentile / 100 * MILLION) - 1];
      double found = histogram.getValueAtPercentile(percentile) / 1_000.0;
      worst = Math.max(worst, 100 * Math.abs(found - exact) / exact);
    }
    return worst;
  }

  /** Runs all and prints them beside what is claimed of them. */
  public static void main(String[] arguments) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(MeterBench.class.getName())
                    .addProfiler(GCProfiler.class)
                    .build())
            .run();
    for (RunResult result : results) {
      double nanos = result.getPrimaryResult().getScore();
      Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
      double bytes = allocated == null ? Double.NaN : allocated.getScore();
      if (result.getParams().getBenchmark().endsWith("aRecord")) {
        print("metering: %.1f ns per record, at most 30", nanos);
        print("metering: %.3f bytes allocated per record, 0 beyond the client's", bytes);
      } else {
        print("merging 300 slices: %.3f ms, at most 3", nanos / 1e6);
      }
    }
    print(
        "percentiles of 1,000,000 with a heavy tail: %.2f %% off at worst, at most 1",
        worstPercentileError());
  }

  private static void print(String format, double figure) {
    System.out.println(String.format(Locale.ROOT, format, figure));
  }
}
