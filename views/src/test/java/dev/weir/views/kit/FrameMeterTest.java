package dev.weir.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FrameMeterTest {
  private static final long MILLI = 1_000_000L;

  private final AtomicLong nowMillis = new AtomicLong(1_000);
  private final FrameMeter meter =
      new FrameMeter((InstantSource) () -> java.time.Instant.ofEpochMilli(nowMillis.get()));

  @Test
  void knowsNothingAtFirst() {
    FrameMeter.Report report = meter.report();
    assertThat(report.frameMillisP99()).isNaN();
    assertThat(report.recordAgeAtPixelMillisP99()).isNaN();
    assertThat(report.fxBusyRatio()).isNaN();
  }

  @Test
  void measuresFramesFromTheAskingToTheLayout() {
    long nanos = 0;
    for (int i = 0; i < 200; i++) {
      nanos += 1_000 * MILLI;
      meter.asked(nanos);
      nanos += (i % 50 == 49 ? 100 : 16) * MILLI;
      meter.laidOut(nanos, 0);
    }
    assertThat(meter.report().frameMillisP50()).isEqualTo(16);
    assertThat(meter.report().frameMillisP99()).isEqualTo(100);
    assertThat(meter.report().fxBusyRatio()).isBetween(0.0, 1.0);
  }

  @Test
  void aLayoutNobodyAskedForIsNoFrame() {
    meter.laidOut(0, 0);
    meter.laidOut(900 * MILLI, 0);
    assertThat(meter.report().frameMillisP50()).isNaN();
  }

  @Test
  void whoWaitsLongestCountsWhereSeveralAskForOneFrame() {
    meter.asked(0);
    meter.asked(40 * MILLI);
    meter.laidOut(50 * MILLI, 0);
    assertThat(meter.report().frameMillisP50()).isEqualTo(50);
  }

  @Test
  void countsARecordOnceWhenItFirstReachesTheScreen() {
    meter.laidOut(0, 970);
    nowMillis.set(5_000);
    meter.laidOut(0, 970);
    meter.laidOut(0, 970);
    assertThat(meter.report().recordAgeAtPixelMillisP99()).isEqualTo(30);
    meter.laidOut(0, 4_800);
    assertThat(meter.report().recordAgeAtPixelMillisP99()).isEqualTo(200);
  }

  @Test
  void forgetsWhenReset() {
    meter.asked(0);
    meter.laidOut(900 * MILLI, 0);
    meter.reset();
    meter.asked(1_000 * MILLI);
    meter.laidOut(1_016 * MILLI, 0);
    assertThat(meter.report().frameMillisP99()).isEqualTo(16);
  }

  @Test
  void whatHappensWhilePausedDoesNotCount() {
    meter.asked(0);
    meter.laidOut(16 * MILLI, 970);
    meter.pause();
    meter.asked(20 * MILLI);
    nowMillis.set(9_000);
    meter.laidOut(900 * MILLI, 2_000);
    meter.resume();
    meter.laidOut(1_000 * MILLI, 3_000);
    meter.asked(2_000 * MILLI);
    nowMillis.set(9_500);
    meter.laidOut(2_020 * MILLI, 9_400);
    assertThat(meter.report().frameMillisP99()).isEqualTo(20);
    assertThat(meter.report().recordAgeAtPixelMillisP99()).isEqualTo(100);
  }
}
