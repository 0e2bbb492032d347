package dev.weir.app.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.Position;
import dev.weir.stream.TailFrom;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartTextTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void readsPlaces() {
    assertThat(parse("earliest")).isEqualTo(new TailFrom.Earliest());
    assertThat(parse("latest")).isEqualTo(new TailFrom.Latest());
    assertThat(parse("0")).isEqualTo(new TailFrom.AtOffset(0));
    assertThat(parse("4711")).isEqualTo(new TailFrom.AtOffset(4711));
    assertThat(parse("3@99")).isEqualTo(new TailFrom.At(new Position.Offset(3, 99)));
    assertThat(parse("1700000000000-5"))
        .isEqualTo(new TailFrom.At(new Position.EntryId(1_700_000_000_000L, 5)));
    assertThat(parse("0-1")).isEqualTo(new TailFrom.At(new Position.EntryId(0, 1)));
    assertThat(parse("1700000000000-18446744073709551615"))
        .as("an id's second part is unsigned")
        .isEqualTo(new TailFrom.At(new Position.EntryId(1_700_000_000_000L, -1)));
    assertThat(parse("group:billing")).isEqualTo(new TailFrom.Committed("billing"));
  }

  @Test
  void readsTimes() {
    assertThat(parse("1700000000000")).isEqualTo(since("2023-11-14T22:13:20Z"));
    assertThat(parse("2026-11-21T09:30:00Z")).isEqualTo(since("2026-11-21T09:30:00Z"));
    assertThat(parse("2026-11-21T09:30:00+02:00")).isEqualTo(since("2026-11-21T07:30:00Z"));
    assertThat(parse("2026-11-21T09:30")).as("local").isEqualTo(since("2026-11-21T08:30:00Z"));
    assertThat(parse("2026-11-21")).as("a local day").isEqualTo(since("2026-11-20T23:00:00Z"));
  }

  @Test
  void refusesTheRest() {
    for (String text :
        List.of(
            "",
            "soon",
            "-1",
            "group:",
            "3@",
            "@3",
            "99999999999999999999",
            "2026-13-01",
            "2026-11")) {
      assertThatThrownBy(() -> parse(text))
          .as("'%s'", text)
          .isInstanceOf(UsageProblem.class)
          .hasMessageContaining("write earliest, latest");
    }
  }

  private static TailFrom since(String instant) {
    return new TailFrom.Since(Instant.parse(instant));
  }

  private static TailFrom parse(String text) {
    return StartText.parse(text, BERLIN);
  }
}
