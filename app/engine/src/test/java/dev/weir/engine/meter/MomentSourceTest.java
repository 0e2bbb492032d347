package dev.weir.engine.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.decode.SchemaBook;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentSourceTest {
  private static final long MOMENT = 1_790_000_000_123L;

  private final PayloadDecoder decoder = new PayloadDecoder(new SchemaBook());

  private static StreamRecord record(String value, Header... headers) {
    return new StreamRecord(
        new StreamRef("shop", "orders"),
        new Position.Offset(0, 0),
        0,
        TimestampType.NONE,
        0,
        Payload.ABSENT,
        Payload.of(value.getBytes(StandardCharsets.UTF_8)),
        List.of(headers),
        value.length());
  }

  private static Header header(byte[] value) {
    return new Header("produced-at", Payload.of(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1790000000123",
        "1790000000123456",
        "1790000000123456789",
        "2026-09-21T14:13:20.123Z",
        "2026-09-21T16:13:20.123+02:00"
      })
  void readsAMomentInAnyUsualForm(String text) {
    MomentSource source = MomentSource.parse("header:produced-at").orElseThrow();
    assertThat(source.millis(record("", header(text.getBytes(StandardCharsets.UTF_8))), decoder))
        .hasValue(MOMENT);
    MomentSource field = MomentSource.parse("field:data.moments.1").orElseThrow();
    String json = "{\"data\":{\"moments\":[0,\"" + text + "\"]}}";
    assertThat(field.millis(record(json), decoder)).hasValue(MOMENT);
  }

  @Test
  void readsSecondsAndBinaryNumbers() {
    MomentSource field = MomentSource.parse("field:at").orElseThrow();
    assertThat(field.millis(record("{\"at\":1790000000}"), decoder)).hasValue(1_790_000_000_000L);
    assertThat(field.millis(record("{\"at\":1790000000123}"), decoder)).hasValue(MOMENT);
    byte[] binary = ByteBuffer.allocate(Long.BYTES).putLong(MOMENT).array();
    MomentSource source = MomentSource.parse("header:produced-at").orElseThrow();
    assertThat(source.millis(record("", header(binary)), decoder)).hasValue(MOMENT);
  }

  @Test
  void whatIsNoMomentIsNone() {
    MomentSource field = MomentSource.parse("field:at.x").orElseThrow();
    for (String value :
        List.of(
            "", "text", "{}", "{\"at\":7}", "{\"at\":{\"x\":\"soon\"}}", "{\"at\":{\"x\":42}}")) {
      assertThat(field.millis(record(value), decoder)).as(value).isEmpty();
    }
    assertThat(MomentSource.parse("header:")).isEmpty();
    assertThat(MomentSource.parse("produced-at")).isEmpty();
  }

  @Test
  void aSettingNamesStreamsAndTheirMoments() {
    assertThat(
            MomentSources.read(
                " kafka-1/orders=header:produced-at, cache-1/jobs:1=field:data.time,"))
        .isEqualTo(
            new MomentSources.Read.Sources(
                new MomentSources(
                    Map.of(
                        new StreamRef("kafka-1", "orders"),
                        new MomentSource.OfHeader("produced-at"),
                        new StreamRef("cache-1", "jobs:1"),
                        new MomentSource.OfField("data.time")))));
    assertThat(MomentSources.read(""))
        .isEqualTo(new MomentSources.Read.Sources(MomentSources.NONE));
    for (String wrong :
        List.of("orders=header:x", "a/b", "a/b=produced-at", "/b=header:x", "a/=header:x")) {
      assertThat(MomentSources.read(wrong))
          .as(wrong)
          .isInstanceOfSatisfying(
              MomentSources.Read.Problem.class,
              problem -> assertThat(problem.why()).contains(wrong).contains("CONNECTION/STREAM"));
    }
  }

  @Test
  void tenRecordsMustLieBeyondAPercentile() {
    assertThat(Percentiles.needed(50)).isEqualTo(20);
    assertThat(Percentiles.needed(90)).isEqualTo(100);
    assertThat(Percentiles.needed(95)).isEqualTo(200);
    assertThat(Percentiles.needed(99)).isEqualTo(1_000);
    assertThat(Percentiles.needed(99.9)).isEqualTo(10_000);
    assertThat(Percentiles.isEnough(99, 999)).isFalse();
    assertThat(Percentiles.isEnough(99, 1_000)).isTrue();
  }
}
