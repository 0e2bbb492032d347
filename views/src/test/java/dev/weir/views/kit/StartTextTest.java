package dev.weir.views.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.Position;
import dev.weir.stream.TailFrom;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartTextTest {
  private static final Instant NOW = Instant.parse("2026-11-21T14:30:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "15 min, 2026-11-21T14:15:00Z",
    "15m, 2026-11-21T14:15:00Z",
    "2h ago, 2026-11-21T12:30:00Z",
    "30 s, 2026-11-21T14:29:30Z",
    "1d, 2026-11-20T14:30:00Z",
    "14:05, 2026-11-21T13:05:00Z",
    "23:59, 2026-11-20T22:59:00Z",
    "2026-11-21 14:05, 2026-11-21T13:05:00Z",
    "2026-11-21T14:05:30.250, 2026-11-21T13:05:30.250Z",
    "2026-11-21, 2026-11-20T23:00:00Z",
    "2026-11-21T14:05:00Z, 2026-11-21T14:05:00Z",
    "2026-11-21 14:05:00+01:00, 2026-11-21T13:05:00Z",
    "1795271400000, 2026-11-21T14:30:00Z",
  })
  void readsTimesAsPeopleTypeThem(String typed, Instant meant) throws Exception {
    assertThat(StartText.since(typed, NOW, BERLIN)).isEqualTo(new TailFrom.Since(meant));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "25:00", "2026-13-01", "15 parsecs"})
  void saysWhatATimeLooksLike(String typed) {
    assertThatThrownBy(() -> StartText.since(typed, NOW, BERLIN))
        .hasMessageContaining("“" + typed + "” is no time")
        .hasMessageContaining("15 min");
  }

  @Test
  void readsPlaces() throws Exception {
    assertThat(StartText.offset("77,319")).isEqualTo(new TailFrom.AtOffset(77_319));
    assertThat(StartText.offset(" 4 @ 77319 "))
        .isEqualTo(new TailFrom.At(new Position.Offset(4, 77_319)));
    assertThat(StartText.offset("1795271400000-18446744073709551615"))
        .as("the second part of an entry id is unsigned")
        .isEqualTo(new TailFrom.At(new Position.EntryId(1_795_271_400_000L, -1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "4@", "x", "99999999999999999999"})
  void saysWhatAPlaceLooksLike(String typed) {
    assertThatThrownBy(() -> StartText.offset(typed)).hasMessageContaining("offset");
  }

  @Test
  void readsHowManyRecords() throws Exception {
    assertThat(StartText.newest("1 000")).isEqualTo(new TailFrom.Newest(1_000));
    assertThatThrownBy(() -> StartText.newest("0")).hasMessageContaining("no number of records");
  }
}
