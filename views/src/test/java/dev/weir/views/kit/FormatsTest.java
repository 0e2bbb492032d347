package dev.weir.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {
  @ParameterizedTest
  @CsvSource({
    "2026-11-23T06:05:04.003Z, 06:05:04, 06:05:04.003",
    "2026-11-22T23:59:59Z, 22 Nov 23:59, 22 Nov 23:59",
    "2025-12-31T23:59:59Z, 31 Dec 2025, 31 Dec 2025"
  })
  void momentsOfOtherDaysHaveTheirDay(Instant at, String second, String milli) {
    var moments =
        new Moments(
            InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z")), () -> ZoneOffset.UTC);
    assertThat(moments.second(at.toEpochMilli())).isEqualTo(second);
    assertThat(moments.milli(at.toEpochMilli())).isEqualTo(milli);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "0.8, 0.8",
    "0.25, 0.25",
    "0.004, < 0.01",
    "3.456, 3.46",
    "21.44, 21.4",
    "412, 412",
    "999.4, 999",
    "999.6, 1.00 k",
    "1000, 1 k",
    "1240, 1.24 k",
    "48200, 48.2 k",
    "228000, 228 k",
    "999600, 1.00 M",
    "57000000, 57 M",
    "-47300, −47.3 k"
  })
  void countsHaveThreeDigitsAndASuffix(double value, String text) {
    assertThat(plain(Formats.count(value))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "1536, 1.50 KiB",
    "268435456, 256 MiB",
    "2000000000, 1.86 GiB"
  })
  void bytesAreBinary(double bytes, String text) {
    assertThat(plain(Formats.bytes(bytes))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 ms",
    "PT0.182S, 182 ms",
    "PT1.24S, 1.24 s",
    "PT42S, 42 s",
    "PT4M10S, 4 min 10 s",
    "PT5M, 5 min",
    "PT2H5M30S, 2 h 5 min",
    "PT26H, 1 d 2 h",
    "PT-3S, −3 s"
  })
  void durationsAreWords(Duration duration, String text) {
    assertThat(plain(Formats.duration(duration))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"21, 21 ms", "0.25, 0.25 ms", "182.4, 182 ms", "1240, 1.24 s", "250000, 4 min 10 s"})
  void latenciesChangeTheirUnit(double millis, String text) {
    assertThat(plain(Formats.latency(millis).text())).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "999, 999", "77319, 77 319", "1204110, 1 204 110", "-1000, −1 000"})
  void exactCountsKeepAllDigits(long value, String text) {
    assertThat(plain(Formats.exact(value))).isEqualTo(text);
  }

  @Test
  void exactCountsReachBothEnds() {
    assertThat(plain(Formats.exact(Long.MAX_VALUE))).isEqualTo("9 223 372 036 854 775 807");
    assertThat(plain(Formats.exact(Long.MIN_VALUE))).isEqualTo("−9 223 372 036 854 775 808");
  }

  @ParameterizedTest
  @CsvSource({"3.2, +3 %", "-1.4, −1 %", "0.2, ±0 %"})
  void changesHaveASign(double percent, String text) {
    assertThat(plain(Formats.change(percent))).isEqualTo(text);
  }

  @Test
  void whatNobodyKnowsIsNeverZero() {
    assertThat(Formats.count(Double.NaN)).isEqualTo("unknown");
    assertThat(Formats.perSecond(Double.NaN)).isEqualTo("unknown");
    assertThat(Formats.bytesPerSecond(Double.NaN)).isEqualTo("unknown");
    assertThat(Formats.latency(Double.NaN).text()).isEqualTo("unknown");
    assertThat(Formats.percent(Double.NaN)).isEqualTo("unknown");
    assertThat(Formats.change(Double.NaN)).isEqualTo("unknown");
  }

  @Test
  void timesAreIsoWithMillisAndZone() {
    long millis = 1_795_271_411_000L;
    assertThat(Formats.iso(millis, ZoneOffset.UTC)).isEqualTo("2026-11-21T14:30:11.000Z");
    assertThat(Formats.iso(millis, ZoneId.of("Europe/Berlin")))
        .isEqualTo("2026-11-21T15:30:11.000+01:00");
    assertThat(Formats.clock(millis + 7, ZoneOffset.UTC)).isEqualTo("14:30:11.007");
  }

  @Test
  void ratesJoinUnitAndSecond() {
    assertThat(plain(Formats.perSecond(48_200))).isEqualTo("48.2 k/s");
    assertThat(plain(Formats.perSecond(0.4))).isEqualTo("0.4/s");
    assertThat(plain(Formats.bytesPerSecond(1536))).isEqualTo("1.50 KiB/s");
  }

  private static String plain(String text) {
    return text.replace('\u00a0', ' ');
  }
}
