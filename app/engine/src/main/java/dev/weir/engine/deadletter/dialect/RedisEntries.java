package dev.weir.engine.deadletter.dialect;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Failures told by the fields of a Redis entry. There is no standard: Protean and rotif are
 * recognised by their whole set of fields, all others by what single fields are called.
 */
final class RedisEntries {
  private static final String PROTEAN = "_dlq_metadata";
  private static final Set<String> ROTIF =
      Set.of("channel", "payload", "error", "timestamp", "attempt");
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private RedisEntries() {}

  static DeadLetter read(StreamRecord record, @Nullable Dialect pinned) {
    List<Header> fields = record.headers();
    for (Header field : fields) {
      if (field.name().equals(PROTEAN) && wants(pinned, Dialect.PROTEAN)) {
        return told(protean(field.value()));
      }
    }
    if (wants(pinned, Dialect.ROTIF) && isRotif(fields)) {
      return told(rotif(fields));
    }
    return wants(pinned, Dialect.REDIS_FIELDS) ? told(named(fields)) : DeadLetter.SILENT;
  }

  /** Whether a field of this name is a mark of one of the dialects that an entry is written in. */
  static boolean isMark(String name, Set<Dialect> written) {
    return (written.contains(Dialect.PROTEAN) && name.equals(PROTEAN))
        || (written.contains(Dialect.ROTIF) && ROTIF.contains(name) && !name.equals("payload"))
        || (written.contains(Dialect.REDIS_FIELDS) && part(name) != null);
  }

  private static boolean wants(@Nullable Dialect pinned, Dialect dialect) {
    return pinned == null || pinned == dialect;
  }

  private static DeadLetter told(@Nullable Hop hop) {
    return hop == null ? DeadLetter.SILENT : new DeadLetter(List.of(hop), true);
  }

  private static @Nullable Hop protean(Payload value) {
    if (!(value instanceof Payload.Bytes(byte[] bytes, int _))) {
      return null;
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(bytes);
    } catch (JacksonException _) {
      return null;
    }
    return node.isObject() ? Envelopes.hop(node, Dialect.PROTEAN) : null;
  }

  private static boolean isRotif(List<Header> fields) {
    Set<String> names = new HashSet<>();
    fields.forEach(field -> names.add(field.name()));
    return names.equals(ROTIF);
  }

  private static Hop rotif(List<Header> fields) {
    Block block = new Block(Dialect.ROTIF, 0, false);
    for (Header field : fields) {
      switch (field.name()) {
        case "channel" -> add(block, field, Part.STREAM, Encoding.TEXT);
        case "error" -> add(block, field, Part.MESSAGE, Encoding.TEXT);
        case "timestamp" -> add(block, field, Part.FAILED_AT, Encoding.TIME);
        case "attempt" -> add(block, field, Part.ATTEMPTS, Encoding.DECIMAL);
        default -> {}
      }
    }
    return block.hop();
  }

  private static @Nullable Hop named(List<Header> fields) {
    Block block = new Block(Dialect.REDIS_FIELDS, 0, false);
    for (Header field : fields) {
      Part part = part(field.name());
      if (part != null) {
        add(
            block,
            field,
            part,
            part == Part.TIMESTAMP || part == Part.FAILED_AT ? Encoding.TIME : Encoding.DECIMAL);
      }
    }
    boolean failed =
        block.has(Part.STREAM)
            || block.has(Part.ENTRY_ID)
            || (block.has(Part.MESSAGE) && (block.has(Part.ATTEMPTS) || block.has(Part.FAILED_AT)));
    return failed ? block.hop() : null;
  }

  private static @Nullable Part part(String name) {
    Part part = Marks.handWritten(name);
    if (part != null) {
      return part;
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "group", "consumer_group" -> Part.GROUP;
      case "consumer" -> Part.FACT;
      default -> null;
    };
  }

  private static void add(Block block, Header field, Part part, Encoding encoding) {
    if (field.value() instanceof Payload.Bytes(byte[] bytes, int _)) {
      block.add(field.name(), part, encoding, bytes, false);
    }
  }
}
