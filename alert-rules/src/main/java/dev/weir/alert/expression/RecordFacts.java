package dev.weir.alert.expression;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a condition may ask of a record.
 *
 * @param stream the stream's name
 * @param partition 0 for a Redis stream
 * @param offset empty for a Redis entry
 * @param id a Redis entry's id, "1700000000000-0"; empty for a Kafka record
 * @param timestamp empty where the record has none
 * @param key decoded: a Map with text keys, List, String, Boolean, any boxed number, byte[] or
 *     null, nested at will
 * @param value decoded, as {@code key}
 * @param headers name to the last value's text
 * @param size length of key, value and headers in bytes
 */
public record RecordFacts(
    String stream,
    int partition,
    OptionalLong offset,
    Optional<String> id,
    Optional<Instant> timestamp,
    @Nullable Object key,
    @Nullable Object value,
    Map<String, String> headers,
    long size) {}
