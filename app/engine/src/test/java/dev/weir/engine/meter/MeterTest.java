package dev.weir.engine.meter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weir.engine.fixture.AgedBatch;
import dev.weir.engine.fixture.HeavyTail;
import dev.weir.engine.fixture.MemoryBatch;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class MeterTest {
  private static final StreamRef ORDERS = new StreamRef("shop", "orders");
  private static final long NOW = 1_790_000_000_000L;
  private static final long HOUR = 3_600_000;
  private static final long YEAR = 365 * 24 * HOUR;

  private final Meter meter = new Meter();

  @Test
  void countsAndTimesEveryRecord() {
    meter.record(MemoryBatch.aged(ORDERS, NOW, 5, 5, 5, 10, 100));
    assertThat(meter.records()).isEqualTo(5);
    assertThat(meter.bytes()).isEqualTo(5 * 6);
    assertThat(meter.timed()).isEqualTo(5);
    assertThat(meter.percentileMillis(50)).isBetween(5.0, 5.05);
    assertThat(meter.maxMillis()).isBetween(100.0, 101.0);
    assertThat(meter.timestampTypes()).containsExactly(TimestampType.CREATE_TIME);
  }

  @Test
  void negativeLatenciesAreCountedAndNotClamped() {
    meter.record(MemoryBatch.aged(ORDERS, NOW, -1, -500, 20));
    assertThat(meter.negatives()).isEqualTo(2);
    assertThat(meter.timed()).as("records timed").isEqualTo(1);
    assertThat(meter.percentileMillis(1)).as("lowest latency").isBetween(20.0, 20.2);
  }

  @Test
  void stampsThatAreNoTimesAreCountedAndLeftOut() {
    meter.record(MemoryBatch.aged(ORDERS, NOW, -HOUR - 1, 11 * YEAR, -HOUR, 9 * YEAR));
    assertThat(meter.badTimestamps()).isEqualTo(2);
    assertThat(meter.negatives()).isEqualTo(1);
    assertThat(meter.timed()).isEqualTo(1);
    assertThat(meter.maxMillis()).isBetween(9.0 * YEAR, 9.1 * YEAR);
  }

  @Test
  void percentilesOfAHeavyTailAreWithinOnePercent() {
    var heavy = new HeavyTail(42);
    int n = 1_000_000;
    long[] ages = new long[n];
    int timed = 0;
    LatencyCounts merged = LatencyCounts.NONE;
    for (int slice = 0; slice < 100; slice++) {
      long[] some = new long[n / 100];
      for (int i = 0; i < some.length; i++) {
        some[i] = heavy.nextMillis();
        ages[timed++] = some[i];
      }
      meter.record(new AgedBatch(ORDERS, NOW, some));
      merged = merged.plus(meter.cut().latency());
    }
    Arrays.sort(ages);
    var all = Meter.newHistogram();
    merged.addTo(all);
    assertThat(all.getTotalCount()).isEqualTo(n);
    for (double percentile : new double[] {50, 90, 95, 99, 99.9}) {
      double exact = ages[(int) Math.ceil(percentile / 100 * n) - 1];
      double found = all.getValueAtPercentile(percentile) / 1_000.0;
      assertThat(found)
          .as("p%s, exactly %s ms", percentile, exact)
          .isCloseTo(exact, Percentage.withPercentage(1));
    }
  }

  @Test
  void aRecordCostsNoByteOfHeap() {
    var heavy = new HeavyTail(7);
    long[] ages = new long[10_000];
    for (int i = 0; i < ages.length; i++) {
      ages[i] = heavy.nextMillis();
    }
    var batch = new AgedBatch(ORDERS, NOW, ages);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // The histogram grows with the first long latencies, and never again.
    meter.record(batch);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 200; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      meter.record(batch);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(meter.records()).isEqualTo(201L * ages.length);
    assertThat(least).as("bytes allocated for 10,000 records").isLessThan(100);
  }

  @Test
  void nothingTimedIsNotZero() {
    assertThat(meter.percentileMillis(99)).isNaN();
    assertThat(meter.maxMillis()).isNaN();
  }

  @Test
  void aCutBeginsAnew() {
    meter.record(MemoryBatch.aged(ORDERS, NOW, 1, 2));
    assertThat(meter.cut().records()).isEqualTo(2);
    assertThat(meter.cut()).isEqualTo(MeterSlice.EMPTY);
    meter.record(MemoryBatch.aged(ORDERS, NOW, 3));
    assertThat(meter.cut().latency().total()).isEqualTo(1);
  }

  @Property(tries = 200)
  void slicesMergedAreTheOneHistogram(
      @ForAll @Size(max = 20)
          List<@Size(min = 1, max = 50) List<@LongRange(max = 7_200_000) Long>> seconds) {
    var one = Meter.newHistogram();
    var sliced = new Meter();
    MeterSlice sum = MeterSlice.EMPTY;
    for (List<Long> second : seconds) {
      sliced.record(
          MemoryBatch.aged(ORDERS, NOW, second.stream().mapToLong(Long::longValue).toArray()));
      second.forEach(age -> one.recordValue(age * 1_000));
      sum = sum.plus(sliced.cut());
    }
    Histogram merged = Meter.newHistogram();
    sum.latency().addTo(merged);
    assertThat(merged.getTotalCount()).isEqualTo(one.getTotalCount());
    for (double percentile : new double[] {0, 25, 50, 90, 99, 99.9, 100}) {
      assertThat(merged.getValueAtPercentile(percentile))
          .as("p%s of slices merged", percentile)
          .isEqualTo(one.getValueAtPercentile(percentile));
    }
  }

  @Property(tries = 300)
  void percentilesAreThoseOfHdrHistogram(
      @ForAll @Size(min = 1, max = 200) List<@LongRange(max = 400_000_000_000L) Long> micros,
      @ForAll @DoubleRange(max = 100) double percentile) {
    var histogram = Meter.newHistogram();
    micros.forEach(histogram::recordValue);
    LatencyCounts counts = LatencyCounts.of(histogram);
    assertThat(counts.total()).isEqualTo(micros.size());
    for (double asked : new double[] {percentile, 50, 95, 99, 99.9, 100}) {
      // Below the first record's share HdrHistogram tells the lower edge for exactly 0.
      if (asked > 0) {
        assertThat(counts.percentileMicros(asked))
            .as("p%s", asked)
            .isEqualTo(histogram.getValueAtPercentile(asked));
      }
    }
  }

  @Property(tries = 500)
  void aBucketHoldsWhatHdrHistogramPutsThere(
      @ForAll @LongRange(max = 400_000_000_000L) long micros) {
    var histogram = Meter.newHistogram();
    histogram.recordValue(micros);
    LatencyCounts counts = LatencyCounts.of(histogram);
    assertThat(counts.micros(0)).isEqualTo(histogram.lowestEquivalentValue(micros));
  }
}
