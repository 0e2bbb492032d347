package dev.weir.engine.decode;

import dev.weir.alert.expression.RecordCondition;
import dev.weir.alert.expression.RecordFacts;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TimestampType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a condition may ask of a record, decoded. */
public final class ConditionFacts {
  private ConditionFacts() {}

  /** Decodes what {@code condition} asks for and leaves out the rest, as decoding is dear. */
  public static RecordFacts of(
      StreamRecord record, RecordCondition condition, PayloadDecoder decoder) {
    @Nullable Object key =
        condition.text().contains("key") ? decoder.plain(record.stream(), record.key()) : null;
    @Nullable Object value =
        condition.text().contains("value") ? decoder.plain(record.stream(), record.value()) : null;
    return of(
        record,
        key,
        value,
        condition.text().contains("headers") ? headers(record.headers()) : Map.of());
  }

  /**
   * Of a record that is decoded already.
   *
   * @param key plain, as is {@code value}; null where it has none
   */
  public static RecordFacts decoded(
      StreamRecord record, @Nullable Object key, @Nullable Object value) {
    return of(record, key, value, headers(record.headers()));
  }

  private static Map<String, String> headers(List<Header> headers) {
    Map<String, String> texts = new HashMap<>();
    for (Header header : headers) {
      texts.put(
          header.name(),
          header.value() instanceof Payload.Bytes(byte[] bytes, _)
              ? new String(bytes, StandardCharsets.UTF_8)
              : "");
    }
    return texts;
  }

  private static RecordFacts of(
      StreamRecord record,
      @Nullable Object key,
      @Nullable Object value,
      Map<String, String> headers) {
    return new RecordFacts(
        record.stream().name(),
        record.partition(),
        record.position() instanceof Position.Offset(_, long offset)
            ? OptionalLong.of(offset)
            : OptionalLong.empty(),
        record.position() instanceof Position.EntryId id
            ? Optional.of(id.toString())
            : Optional.empty(),
        record.timestampType() == TimestampType.NONE
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(record.timestampMillis())),
        key,
        value,
        headers,
        record.sizeBytes());
  }
}
