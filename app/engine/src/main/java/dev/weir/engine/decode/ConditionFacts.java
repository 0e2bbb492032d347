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
    Map<String, String> headers = new HashMap<>();
    if (condition.text().contains("headers")) {
      for (Header header : record.headers()) {
        headers.put(
            header.name(),
            header.value() instanceof Payload.Bytes(byte[] bytes, _)
                ? new String(bytes, StandardCharsets.UTF_8)
                : "");
      }
    }
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
