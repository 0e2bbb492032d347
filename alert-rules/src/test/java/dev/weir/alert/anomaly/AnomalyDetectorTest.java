package dev.weir.alert.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class AnomalyDetectorTest {
  private static final long MINUTE_S = 60;

  private static void add(AnomalyDetector detector, long epochSecond, double value) {
    detector.judge(epochSecond, value);
    detector.learn();
  }

  private static int exceedances(int rows, IntToDoubleFunction values) {
    var detector = new AnomalyDetector();
    int exceedances = 0;
    for (int i = 0; i < rows; i++) {
      add(detector, i * MINUTE_S, values.applyAsDouble(i));
      if (detector.strength() >= AnomalyDetector.THRESHOLD) {
        exceedances++;
      }
    }
    return exceedances;
  }

  @Test
  void normalNoiseIsNoAnomaly() {
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      DoubleSupplier noise = () -> 100 + 5 * random.nextGaussian();
      assertThat(exceedances(20_000, i -> noise.getAsDouble())).as("seed %d", seed).isZero();
    }
  }

  @Test
  void whatNeverChangesIsNoAnomaly() {
    for (double level : new double[] {0, 42, -1e9, 1e-9}) {
      assertThat(exceedances(20_000, i -> level)).as("constant %s", level).isZero();
    }
  }

  @Test
  void aCleanDayIsNoAnomalyWhereverItBegins() {
    for (int phase = 0; phase < 1440; phase += 240) {
      int start = phase;
      assertThat(exceedances(20_000, i -> 100 + 50 * Math.sin(2 * Math.PI * (i + start) / 1440)))
          .as("from minute %d of the day", phase)
          .isZero();
    }
  }

  @Test
  void aSpikeAndAShiftAreFoundAtOnce() {
    Random random = new Random(3);
    var detector = new AnomalyDetector();
    for (int i = 0; i < 6_000; i++) {
      double shift = i >= 5_000 ? 40 : 0;
      double spike = i == 4_000 ? 100 : 0;
      add(detector, i * MINUTE_S, 100 + 5 * random.nextGaussian() + shift + spike);
      boolean exceeds = detector.strength() >= AnomalyDetector.THRESHOLD;
      if (i == 4_000) {
        assertThat(exceeds).as("a spike of 20 deviations: %s", detector.strength()).isTrue();
        assertThat(detector.contribution(AnomalyTerm.LEVEL)).as("level").isPositive();
      }
      if (i == 5_002) {
        assertThat(exceeds).as("a shift of 8 deviations, third row").isTrue();
      }
      if (i < 4_000 || (i > 4_010 && i < 5_000)) {
        assertThat(exceeds).as("row %d", i).isFalse();
      }
    }
  }

  @Test
  void aValueUnusualForItsHourIsFound() {
    Random random = new Random(5);
    var detector = new AnomalyDetector();
    double strongestBefore = 0;
    double strongestAt = 0;
    for (int i = 0; i < 12 * 1440; i++) {
      double usual = 100 + 80 * Math.sin(2 * Math.PI * i / 1440);
      boolean odd = i >= 11 * 1440 + 360 && i < 11 * 1440 + 370;
      add(detector, i * MINUTE_S, (odd ? 20 : usual) + random.nextGaussian());
      if (odd) {
        strongestAt = Math.max(strongestAt, detector.strength());
      } else if (i < 11 * 1440 + 360) {
        strongestBefore = Math.max(strongestBefore, detector.strength());
      }
    }
    assertThat(strongestAt)
        .as("the night's value at noon, within the day's range")
        .isGreaterThan(strongestBefore);
    assertThat(detector.isSeasoned()).isTrue();
  }

  @Test
  void whatComesLaterChangesNothing() {
    Random random = new Random(7);
    double[] values = random.doubles(5_000).toArray();
    var whole = new AnomalyDetector();
    var part = new AnomalyDetector();
    double[] strengths = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      add(whole, i * MINUTE_S, values[i]);
      strengths[i] = whole.strength();
    }
    for (int i = 0; i < 3_000; i++) {
      add(part, i * MINUTE_S, values[i]);
      assertThat(part.strength()).isEqualTo(strengths[i]);
    }
  }

  @Test
  void largeLevelsKeepTheirSmallVariation() {
    Random random = new Random(11);
    assertThat(
            exceedances(
                10_000,
                i -> 1e12 + 1e10 * Math.sin(2 * Math.PI * i / 1440) + 1e9 * random.nextGaussian()))
        .isZero();
  }

  @Test
  void aValueBetweenTwoModesIsNewToTheNoveltyDetectorAlone() {
    Random random = new Random(13);
    var novelty = new NoveltyDetector();
    var pooled = new AnomalyDetector();
    for (int i = 0; i < 5_000; i++) {
      double value = (random.nextBoolean() ? 10 : 90) + random.nextGaussian();
      novelty.judge(value);
      novelty.learn();
      add(pooled, i * MINUTE_S, value);
    }
    novelty.judge(50);
    pooled.judge(5_000 * MINUTE_S, 50);
    assertThat(novelty.gap()).as("in spreads").isGreaterThan(0.3);
    assertThat(pooled.strength()).isLessThan(AnomalyDetector.THRESHOLD);
  }
}
