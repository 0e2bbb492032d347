package dev.weir.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FrameMeterTest {
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
  void measuresFramesByPercentile() {
    long nanos = 0;
    for (int i = 0; i < 200; i++) {
      nanos += (i % 50 == 49 ? 100 : 16) * 1_000_000L;
      meter.frame(nanos);
    }
    assertThat(meter.report().frameMillisP50()).isEqualTo(16);
    assertThat(meter.report().frameMillisP99()).isEqualTo(100);
    assertThat(meter.report().fxBusyRatio()).isBetween(0.0, 1.0);
  }

  @Test
  void countsARecordOnceWhenItFirstReachesTheScreen() {
    meter.laidOut(970);
    nowMillis.set(5_000);
    meter.laidOut(970);
    meter.laidOut(970);
    assertThat(meter.report().recordAgeAtPixelMillisP99()).isEqualTo(30);
    meter.laidOut(4_800);
    assertThat(meter.report().recordAgeAtPixelMillisP99()).isEqualTo(200);
  }

  @Test
  void forgetsWhenReset() {
    meter.frame(0);
    meter.frame(900_000_000);
    meter.reset();
    meter.frame(1_000_000_000);
    meter.frame(1_016_000_000);
    assertThat(meter.report().frameMillisP99()).isEqualTo(16);
  }
}
