package dev.weir.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryBatchTest {
  private static final StreamRef STREAM = new StreamRef("test", "s");
  private static final long NOW = 1_790_000_000_000L;

  private static List<Object> entry(String id, Object... fields) {
    List<Object> parts = new ArrayList<>();
    for (Object field : fields) {
      parts.add(field instanceof byte[] ? field : Command.bytes((String) field));
    }
    return List.of(Command.bytes(id), parts);
  }

  private static StreamRecord record(int limit, Object... fields) {
    return EntryBatch.of(STREAM, List.of(entry(NOW + "-7", fields)), NOW)
        .getFirst()
        .record(0, limit);
  }

  private static String text(Payload payload) {
    return new String(((Payload.Bytes) payload).bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void oneFieldIsTheValue() {
    StreamRecord record = record(100, "data", "{\"a\":1}");
    assertThat(text(record.value())).isEqualTo("{\"a\":1}");
    assertThat(record.key()).isEqualTo(Payload.ABSENT);
    assertThat(record.headers()).extracting(Header::name).containsExactly("data");
    assertThat(record.position()).isEqualTo(new EntryId(NOW, 7));
    assertThat(record.timestampMillis()).isEqualTo(NOW);
    assertThat(record.timestampType()).isEqualTo(TimestampType.ENTRY_ID);
    assertThat(record.sizeBytes()).isEqualTo(11);
    StreamRecord key = record(100, "key", "k");
    assertThat(text(key.value())).isEqualTo("k");
    assertThat(key.key())
        .as("a field alone is the value, whatever its name")
        .isEqualTo(Payload.ABSENT);
  }

  @Test
  void severalFieldsAreAnObjectInTheirOrderWithDuplicates() {
    StreamRecord record = record(1000, "z", "1", "key", "ann", "z", "2", "a", "");
    assertThat(text(record.value()))
        .isEqualTo("{\"z\":\"1\",\"key\":\"ann\",\"z\":\"2\",\"a\":\"\"}");
    assertThat(text(record.key())).isEqualTo("ann");
    assertThat(record.headers()).extracting(Header::name).containsExactly("z", "key", "z", "a");
    assertThat(record.headers())
        .extracting(h -> text(h.value()))
        .containsExactly("1", "ann", "2", "");
  }

  @Test
  void anyTextAndAnyBytesMakeValidJson() {
    StreamRecord record =
        record(
            1000,
            "q\"uote\\",
            "a\nb\r\t\u0001\u001f\"\\é😀",
            "raw",
            new byte[] {(byte) 0xff, 0, 1},
            new byte[] {'n', (byte) 0xfe},
            "x");
    assertThat(text(record.value()))
        .isEqualTo(
            "{\"q\\\"uote\\\\\":\"a\\nb\\r\\t\\u0001\\u001f\\\"\\\\é😀\","
                + "\"raw\":{\"base64\":\"/wAB\"},\"n\\\\xfe\":\"x\"}");
    assertThat(((Payload.Bytes) record.headers().get(1).value()).bytes())
        .containsExactly(0xff, 0, 1);
  }

  @Test
  void payloadsAreCutAtTheLimitAndTellTheirTrueLength() {
    StreamRecord one = record(10, "data", "x".repeat(1000));
    assertThat(((Payload.Bytes) one.value()).bytes()).hasSize(10);
    assertThat(one.value().trueLength()).isEqualTo(1000);
    assertThat(one.sizeBytes()).isEqualTo(1004);
    StreamRecord two = record(10, "a", "x".repeat(1000), "b", "y");
    assertThat(text(two.value())).isEqualTo("{\"a\":\"xxxx");
    assertThat(two.value().trueLength()).isEqualTo(1000 + "{\"a\":\"\",\"b\":\"y\"}".length());
  }

  @Test
  void idsThatAreNoTimesStandInBatchesOfTheirOwn() {
    List<EntryBatch> batches =
        EntryBatch.of(
            STREAM,
            List.of(
                entry("1-1", "a", "1"),
                entry("2-1", "a", "1"),
                entry(NOW - 5 + "-0", "a", "1"),
                entry(NOW + "-0", "a", "1"),
                entry(NOW + 7_200_000 + "-0", "a", "1")),
            NOW);
    assertThat(batches).extracting(EntryBatch::count).containsExactly(2, 2, 1);
    assertThat(batches)
        .extracting(EntryBatch::timestampType)
        .containsExactly(TimestampType.NONE, TimestampType.ENTRY_ID, TimestampType.NONE);
    assertThat(batches.get(1).position(1)).isEqualTo(new EntryId(NOW, 0));
    assertThat(batches.get(1).timestampMillis(0)).isEqualTo(NOW - 5);
    assertThat(batches.get(0).bytes()).isEqualTo(4);
    assertThat(batches.get(0).record(1, 10).timestampType()).isEqualTo(TimestampType.NONE);
    assertThat(
            EntryBatch.of(
                STREAM, List.of(entry("1-1", "a", "1"), entry(NOW * 2 + "-0", "a", "1")), NOW))
        .hasSize(1)
        .first()
        .extracting(EntryBatch::count)
        .isEqualTo(2);
  }

  @Test
  void idsCountUnsigned() {
    EntryId top = new EntryId(5, -1);
    assertThat(EntryIds.parse(Command.bytes("5-18446744073709551615"))).isEqualTo(top);
    assertThat(EntryIds.next(top)).isEqualTo(new EntryId(6, 0));
    assertThat(EntryIds.previous(new EntryId(6, 0))).isEqualTo(top);
    assertThat(EntryIds.previous(EntryIds.ZERO)).isEqualTo(EntryIds.ZERO);
    assertThat(EntryIds.compare(top, new EntryId(5, 7))).isPositive();
    assertThat(EntryIds.bytes(top)).isEqualTo(Command.bytes("5-18446744073709551615"));
  }
}
