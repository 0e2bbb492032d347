package dev.weir.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineChartTest {
  @Test
  void labelsWithRoomStayAtTheirLines() {
    assertThat(LineChart.apart(new double[] {20, 60, 120}, 14, 200)).containsExactly(13, 53, 113);
  }

  @Test
  void labelsNeverCoverEachOther() {
    var random = new Random(3);
    for (int i = 0; i < 500; i++) {
      double[] middles = random.doubles(2 + i % 6, 0, 160).sorted().toArray();
      double[] tops = LineChart.apart(middles, 14, 160);
      for (int j = 1; j < tops.length; j++) {
        assertThat(tops[j] - tops[j - 1])
            .as("labels of " + Arrays.toString(middles))
            .isGreaterThanOrEqualTo(14 - 1e-9);
      }
      assertThat(tops[tops.length - 1]).isLessThanOrEqualTo(160 - 7 + 1e-9);
    }
  }

  @Test
  void theNearestPointIsRead() {
    long[] times = {10, 20, 30};
    assertThat(LineChart.nearest(times, 0)).isZero();
    assertThat(LineChart.nearest(times, 14)).isZero();
    assertThat(LineChart.nearest(times, 16)).isEqualTo(1);
    assertThat(LineChart.nearest(times, 20)).isEqualTo(1);
    assertThat(LineChart.nearest(times, 99)).isEqualTo(2);
  }
}
