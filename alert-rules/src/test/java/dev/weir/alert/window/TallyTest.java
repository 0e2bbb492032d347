package dev.weir.alert.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static Tally of(double... values) {
    var tally = new Tally(true);
    for (double value : values) {
      tally.add(value, false);
    }
    return tally;
  }

  @Test
  void knowsNothingOfNoRecords() {
    Tally empty = of();

    assertThat(empty.count()).isZero();
    assertThat(empty.sum()).isZero();
    assertThat(
            new double[] {
              empty.errorRate(),
              empty.min(),
              empty.max(),
              empty.mean(),
              empty.standardDeviation(),
              empty.percentile(50)
            })
        .containsOnly(Double.NaN);
  }

  @Test
  void deviationIsTheSamples() {
    assertThat(of(2, 4, 4, 4, 5, 5, 7, 9).standardDeviation())
        .as("√(32/7), not √(32/8)")
        .isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
    assertThat(of(3).standardDeviation()).as("one value has no spread").isNaN();
  }

  @Test
  void countsWhatHasNoValueAndLeavesItOutOfTheRest() {
    var tally = new Tally(true);
    tally.add(10, false);
    tally.add(Double.NaN, true);
    tally.add(Double.POSITIVE_INFINITY, false);
    tally.add(20, true);

    assertThat(tally.count()).isEqualTo(4);
    assertThat(tally.values()).isEqualTo(2);
    assertThat(tally.mean()).isEqualTo(15);
    assertThat(tally.max()).isEqualTo(20);
    assertThat(tally.errors()).isEqualTo(2);
    assertThat(tally.errorRate()).as("of all records, not of those with a value").isEqualTo(0.5);
  }

  @Test
  void partsMergeIntoTheWhole() {
    var random = new Random(11);
    for (int round = 0; round < 200; round++) {
      int parts = 1 + random.nextInt(6);
      var whole = new Tally(true);
      var merged = new Tally(true);
      double offset = random.nextBoolean() ? 0 : 1e9;
      for (int part = 0; part < parts; part++) {
        var one = new Tally(true);
        int count = random.nextInt(50);
        for (int i = 0; i < count; i++) {
          double value = offset + random.nextGaussian() * 100;
          boolean isError = random.nextInt(7) == 0;
          whole.add(value, isError);
          one.add(value, isError);
        }
        merged.add(one.copy());
      }
      assertThat(merged.count()).isEqualTo(whole.count());
      assertThat(merged.errors()).isEqualTo(whole.errors());
      if (whole.count() > 0) {
        assertThat(merged.min()).isEqualTo(whole.min());
        assertThat(merged.max()).isEqualTo(whole.max());
        assertThat(merged.sum()).isCloseTo(whole.sum(), within(Math.ulp(whole.sum()) * 2));
        assertThat(merged.mean()).isCloseTo(whole.mean(), within(1e-6));
      }
      if (whole.count() > 1) {
        assertThat(merged.standardDeviation())
            .as("round %d: far from 0 the spread must not drown", round)
            .isCloseTo(whole.standardDeviation(), within(1e-6));
      }
      for (double percent : new double[] {0, 50, 90, 99.9, 100}) {
        assertThat(Double.compare(merged.percentile(percent), whole.percentile(percent)))
            .as("p%s: %s and %s", percent, merged.percentile(percent), whole.percentile(percent))
            .isZero();
      }
    }
  }

  @Test
  void sumKeepsWhatPlainAdditionLoses() {
    assertThat(of(1e16, 1, -1e16, 1).sum()).isEqualTo(2);
  }

  @Test
  void percentilesAreWithinFourThousandthsOfTheExactOnes() {
    var random = new Random(5);
    double[] values = new double[100_000];
    var tally = new Tally(true);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.exp(random.nextGaussian() * 2) * (random.nextInt(10) == 0 ? -1 : 1);
      tally.add(values[i], false);
    }
    Arrays.sort(values);
    for (double percent : new double[] {0, 1, 10, 25, 50, 75, 90, 99, 99.9, 99.99, 100}) {
      double exact = values[(int) Math.max(0, Math.ceil(percent / 100 * values.length) - 1)];
      assertThat(tally.percentile(percent))
          .as("p%s of %s", percent, exact)
          .isCloseTo(exact, within(Math.abs(exact) * 0.004));
    }
  }

  @Test
  void percentilesOfSmallWholeNumbersAreExact() {
    var tally = new Tally(true);
    for (int value = -500; value <= 500; value++) {
      tally.add(value, false);
    }
    assertThat(tally.percentile(50)).isZero();
    assertThat(tally.percentile(100)).isEqualTo(500);
    assertThat(tally.percentile(0)).isEqualTo(-500);
    assertThat(tally.percentile(75)).isEqualTo(250);
    assertThat(of(-0.0, 0.0).percentile(50)).as("one zero").isZero();
  }
}
