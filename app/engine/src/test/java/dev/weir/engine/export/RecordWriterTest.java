package dev.weir.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordWriterTest {
  private static final Header TRACE = new Header("trace", Payload.of(utf8("a")));

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static StreamRecord record(Payload key, Payload value, Header... headers) {
    return new StreamRecord(
        new StreamRef("prod", "orders"),
        new Position.Offset(3, 42),
        1_795_256_130_120L,
        TimestampType.CREATE_TIME,
        1_795_256_130_999L,
        key,
        value,
        List.of(headers),
        17);
  }

  @Test
  void aLineIsAsTheCommandLinePromises() {
    StreamRecord record =
        record(
            Payload.of(utf8("k\"1")),
            Payload.of(new byte[] {(byte) 0xff, 0}),
            TRACE,
            new Header("trace", Payload.ABSENT),
            new Header("", Payload.of(new byte[0])));
    assertThat(RecordWriter.jsonLine(record))
        .isEqualTo(
            "{\"stream\":\"orders\",\"partition\":3,\"offset\":42,"
                + "\"timestamp\":\"2026-11-21T10:15:30.120Z\",\"timestamp_type\":\"CreateTime\","
                + "\"key\":\"k\\\"1\",\"value\":{\"base64\":\"/wA=\"},"
                + "\"headers\":[[\"trace\",\"a\"],[\"trace\",null],[\"\",\"\"]],\"size\":17}");
  }

  @Test
  void aRedisEntryHasAnIdAndNoPartition() {
    var record =
        new StreamRecord(
            new StreamRef("cache", "jobs"),
            new Position.EntryId(1700000000000L, -1),
            0,
            TimestampType.NONE,
            0,
            Payload.ABSENT,
            Payload.of(new byte[0]),
            List.of(),
            0);
    assertThat(RecordWriter.jsonLine(record))
        .isEqualTo(
            "{\"stream\":\"jobs\",\"partition\":null,\"id\":\"1700000000000-18446744073709551615\","
                + "\"timestamp\":null,\"timestamp_type\":\"none\",\"key\":null,\"value\":\"\","
                + "\"headers\":[],\"size\":0}");
  }

  @Test
  void whatWasCutIsNamed() throws IOException {
    var cut = new Payload.Bytes(utf8("abc"), 20_000_000);
    String line = RecordWriter.jsonLine(record(Payload.ABSENT, cut, TRACE, new Header("h", cut)));
    assertThat(line).contains("\"cut\":{\"value\":20000000,\"headers[1]\":20000000}");
    assertThat(read(line).getFirst().isCut()).isTrue();
    assertThat(read(RecordWriter.jsonLine(record(cut, cut))).getFirst().isCut()).isTrue();
    assertThat(RecordWriter.jsonLine(record(Payload.ABSENT, Payload.ABSENT))).doesNotContain("cut");
  }

  // --- what is written can be read --------------------------------------------------------------

  @Property(tries = 300)
  void everyRecordComesBackByteForByte(@ForAll("records") StreamRecord record) throws IOException {
    var out = new ByteArrayOutputStream();
    try (RecordWriter writer = RecordWriter.jsonLines(out)) {
      writer.write(record);
      writer.write(record);
    }
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(text.lines()).hasSize(2);
    for (RecordLine line : read(text)) {
      assertThat(line.stream()).contains(record.stream().name());
      assertThat(line.position()).contains(record.position());
      assertThat(line.key()).isEqualTo(record.key());
      assertThat(line.value()).isEqualTo(record.value());
      assertThat(line.headers()).isEqualTo(record.headers());
      if (record.timestampType() == TimestampType.NONE) {
        assertThat(line.timestampMillis()).isEmpty();
      } else {
        assertThat(line.timestampMillis()).hasValue(record.timestampMillis());
      }
    }
  }

  @Property(tries = 300)
  void everyCellOfCsvComesBack(@ForAll("records") StreamRecord record) throws IOException {
    var out = new ByteArrayOutputStream();
    try (RecordWriter writer = RecordWriter.csv(out)) {
      writer.write(record);
    }
    List<List<String>> rows = parseCsv(out.toString(StandardCharsets.UTF_8));
    assertThat(rows).hasSize(2);
    List<String> row = rows.get(1);
    assertThat(row).hasSameSizeAs(rows.getFirst());
    assertThat(row.getFirst()).isEqualTo(record.stream().name());
    assertThat(payload(row.get(6), row.get(7))).isEqualTo(record.key());
    assertThat(payload(row.get(8), row.get(9))).isEqualTo(record.value());
  }

  private static Payload payload(String cell, String encoding) {
    return switch (encoding) {
      case "null" -> Payload.ABSENT;
      case "text" -> Payload.of(utf8(cell));
      case "base64" -> Payload.of(java.util.Base64.getDecoder().decode(cell));
      default -> throw new AssertionError("unknown encoding " + encoding);
    };
  }

  /** RFC 4180. */
  private static List<List<String>> parseCsv(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c != '"') {
          cell.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == ',') {
        row.add(cell.toString());
        cell.setLength(0);
      } else if (c == '\r' && text.charAt(i + 1) == '\n') {
        row.add(cell.toString());
        cell.setLength(0);
        rows.add(row);
        row = new ArrayList<>();
        i++;
      } else {
        cell.append(c);
      }
    }
    return rows;
  }

  @Provide
  Arbitrary<StreamRecord> records() {
    Arbitrary<Payload> bytes =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Payload::of);
    Arbitrary<String> anyText = Arbitraries.strings().ofMaxLength(20).map(RecordWriterTest::valid);
    Arbitrary<Payload> text = anyText.map(s -> Payload.of(utf8(s)));
    Arbitrary<Payload> payload = Arbitraries.oneOf(Arbitraries.just(Payload.ABSENT), bytes, text);
    Arbitrary<Header> header = Combinators.combine(anyText, payload).as(Header::new);
    Arbitrary<Position> position =
        Arbitraries.oneOf(
            Combinators.combine(
                    Arbitraries.integers().greaterOrEqual(0), Arbitraries.longs().greaterOrEqual(0))
                .as(Position.Offset::new),
            Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                .as((millis, sequence) -> new Position.EntryId(millis & Long.MAX_VALUE, sequence)));
    return Combinators.combine(
            anyText,
            position,
            Arbitraries.longs(),
            Arbitraries.of(TimestampType.values()),
            payload,
            payload,
            header.list().ofMaxSize(4))
        .as(
            (stream, at, timestamp, type, key, value, headers) ->
                new StreamRecord(
                    new StreamRef("prod", stream), at, timestamp, type, 0, key, value, headers, 0));
  }

  /** Without halves of surrogate pairs, which no UTF-8 can hold. */
  private static String valid(String text) {
    return new String(utf8(text), StandardCharsets.UTF_8);
  }

  // --- reading ----------------------------------------------------------------------------------

  private static List<RecordLine> read(String text) throws IOException {
    List<RecordLine> lines = new ArrayList<>();
    try (var reader = new RecordReader(new ByteArrayInputStream(utf8(text)))) {
      for (Optional<RecordLine> line = reader.next(); line.isPresent(); line = reader.next()) {
        lines.add(line.get());
      }
    }
    return lines;
  }

  @Test
  void aLineWrittenByHandMayLeaveEverythingOut() throws IOException {
    List<RecordLine> lines = read("\n{}\n\n{\"value\":\"x\",\"timestamp\":5,\"more\":[]}");
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst().key()).isEqualTo(Payload.ABSENT);
    assertThat(lines.getFirst().position()).isEmpty();
    assertThat(lines.get(1).timestampMillis()).hasValue(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {                              | not one JSON object
          []                             | not a JSON object
          {} {}                          | not one JSON object
          {"key":5}                      | "key" is neither text
          {"key":{"base64":"*"}}         | not valid base64
          {"value":"\\ud800"}            | surrogate
          {"headers":{}}                 | not a list
          {"headers":[["a"]]}            | pair
          {"headers":[[1,"a"]]}          | not text
          {"partition":-1}               | whole number
          {"partition":1.5}              | whole number
          {"id":"x"}                     | entry id
          {"timestamp":"yesterday"}      | neither a time
          """)
  void aLineThatIsNoRecordIsNamed(String line, String problem) {
    assertThatThrownBy(() -> read("{}\n" + line))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Line 2")
        .hasMessageContaining(problem);
  }
}
