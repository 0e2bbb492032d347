package dev.weir.engine.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeterSeriesTest {
  private static final long START = 1_790_000_040L;

  private final MeterSeries series = new MeterSeries();

  private static MeterSlice records(long n) {
    return new MeterSlice(n, n, 0, 0, 0, 1, LatencyCounts.NONE);
  }

  @Test
  void aSecondNobodyWatchedIsNotAnEmptyOne() {
    series.put(START, MeterSlice.EMPTY);
    series.put(START + 2, records(3));
    assertThat(series.at(START)).isEqualTo(MeterSlice.EMPTY);
    assertThat(series.at(START + 1)).as("the gap").isNull();
    assertThat(series.at(START + 3)).as("the future").isNull();
  }

  @Test
  void olderThanAnHourOnlyMinutesAreTold() {
    int seconds = MeterSeries.SECONDS + 600;
    for (int i = 0; i < seconds; i++) {
      series.put(START + i, records(1));
    }
    List<Long> times = new ArrayList<>();
    long[] sum = {0};
    series.each(
        START,
        START + seconds,
        (slice, second) -> {
          times.add(second);
          sum[0] += slice.records();
        });
    assertThat(sum[0]).as("no record told twice or left out").isEqualTo(seconds);
    assertThat(times).isSorted().doesNotHaveDuplicates();
    assertThat(times.get(1) - times.get(0)).isEqualTo(60);
  }

  @Test
  void trimmedSecondsLiveOnInTheirMinutes() {
    for (int i = 0; i < 120; i++) {
      series.put(START + i, records(1));
    }
    series.trimSeconds(START + 60);
    assertThat(series.at(START + 10)).isNull();
    long[] sum = {0};
    series.each(START, START + 120, (slice, _) -> sum[0] += slice.records());
    assertThat(sum[0]).isEqualTo(120);
  }
}
