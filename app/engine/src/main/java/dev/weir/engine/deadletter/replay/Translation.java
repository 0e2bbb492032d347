package dev.weir.engine.deadletter.replay;

import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes an entry of a record of a topic, and back. An entry has fields only: {@code key}, {@code
 * value}, and {@code header.NAME} for each header, in their order; what is null has no field. An
 * entry of such fields becomes the same record again. Of any other entry the value is a JSON object
 * of its fields, and there is no key.
 */
public final class Translation {
  private static final String KEY = "key";
  private static final String VALUE = "value";
  private static final String HEADER = "header.";

  private Translation() {}

  /**
   * A record as an entry.
   *
   * @param added how many of the last headers are the replay's own, which keep their names
   */
  public static NewRecord toEntry(NewRecord record, int added) {
    List<Header> fields = new ArrayList<>(record.headers().size() + 2);
    field(fields, KEY, record.key());
    field(fields, VALUE, record.value());
    int own = record.headers().size() - added;
    for (int i = 0; i < record.headers().size(); i++) {
      Header header = record.headers().get(i);
      field(fields, i < own ? HEADER + header.name() : header.name(), header.value());
    }
    return new NewRecord(
        OptionalInt.empty(), OptionalLong.empty(), Payload.ABSENT, Payload.ABSENT, fields);
  }

  private static void field(List<Header> fields, String name, Payload value) {
    if (value instanceof Payload.Bytes) {
      fields.add(new Header(name, value));
    }
  }

  /**
   * An entry as a record.
   *
   * @param added how many of the last fields are the replay's own
   * @return empty if it has two fields of one name, which a JSON object cannot hold
   */
  static Optional<NewRecord> toTopic(NewRecord entry, int added) {
    List<Header> fields = entry.headers().subList(0, entry.headers().size() - added);
    List<Header> own = entry.headers().subList(fields.size(), entry.headers().size());
    return isRecord(fields)
        ? Optional.of(record(entry, fields, own))
        : object(fields)
            .map(
                value ->
                    new NewRecord(
                        entry.partition(), entry.timestampMillis(), Payload.ABSENT, value, own));
  }

  private static boolean isRecord(List<Header> fields) {
    boolean key = false;
    boolean value = false;
    for (Header field : fields) {
      boolean again = (field.name().equals(KEY) && key) || (field.name().equals(VALUE) && value);
      key |= field.name().equals(KEY);
      value |= field.name().equals(VALUE);
      if (again
          || !(field.name().equals(KEY)
              || field.name().equals(VALUE)
              || field.name().startsWith(HEADER))) {
        return false;
      }
    }
    return key || value;
  }

  private static NewRecord record(NewRecord entry, List<Header> fields, List<Header> own) {
    Payload key = Payload.ABSENT;
    Payload value = Payload.ABSENT;
    List<Header> headers = new ArrayList<>();
    for (Header field : fields) {
      switch (field.name()) {
        case KEY -> key = field.value();
        case VALUE -> value = field.value();
        default -> headers.add(new Header(field.name().substring(HEADER.length()), field.value()));
      }
    }
    headers.addAll(own);
    return new NewRecord(entry.partition(), entry.timestampMillis(), key, value, headers);
  }

  private static Optional<Payload> object(List<Header> fields) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (Header field : fields) {
      if (field.value() instanceof Payload.Bytes(byte[] bytes, int _)
          && object.put(field.name(), text(bytes)) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(Payload.of(JsonMapper.shared().writeValueAsBytes(object)));
  }

  private static Object text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return Map.of("base64", Base64.getEncoder().encodeToString(bytes));
    }
  }
}
