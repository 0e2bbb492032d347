package dev.weir.engine.deadletter.change;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a Redis entry as a JSON object. A field whose text is a JSON object or list is one
 * there, so that places in it can be named; every other is a text. Fields that are no text are left
 * out, and stay as they are.
 */
final class EntryFields {
  private final List<Header> fields;
  private final ObjectNode document = JsonNodeFactory.instance.objectNode();

  EntryFields(List<Header> fields) throws Unfit {
    this.fields = fields;
    Set<String> names = new HashSet<>();
    for (Header field : fields) {
      if (!names.add(field.name())) {
        throw new Unfit("it has two fields of one name");
      }
      JsonNode node = node(field.value());
      if (node != null) {
        JsonNode unused = document.set(field.name(), node);
      }
    }
  }

  JsonNode document() {
    return document;
  }

  private static @Nullable JsonNode node(Payload value) {
    if (!(value instanceof Payload.Bytes(byte[] bytes, int _))) {
      return null;
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
    String begins = text.stripLeading();
    if (begins.startsWith("{") || begins.startsWith("[")) {
      try {
        return Json.read(text);
      } catch (Unfit _) {
        // Then it is a text like any other.
      }
    }
    return JsonNodeFactory.instance.stringNode(text);
  }

  /** The fields with what {@code after} says; those that it leaves alone keep their bytes. */
  List<Header> with(JsonNode after) throws Unfit {
    if (!(after instanceof ObjectNode object)) {
      throw new Unfit("an entry can only become fields");
    }
    List<Header> changed = new ArrayList<>(fields.size());
    Set<String> placed = new HashSet<>();
    for (Header field : fields) {
      JsonNode before = document.get(field.name());
      JsonNode now = object.get(field.name());
      if (before == null && now != null) {
        throw new Unfit("the field " + field.name() + " is no text");
      }
      if (now != null || before == null) {
        changed.add(
            now == null || now.equals(before) ? field : new Header(field.name(), bytes(now)));
      }
      placed.add(field.name());
    }
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (placed.add(member.getKey())) {
        changed.add(new Header(member.getKey(), bytes(member.getValue())));
      }
    }
    if (changed.isEmpty()) {
      throw new Unfit("no field would be left");
    }
    return changed;
  }

  private static Payload bytes(JsonNode node) throws Unfit {
    if (node.isNull()) {
      throw new Unfit("a field cannot be null: remove it");
    }
    return Payload.of(
        node.isString() ? node.asString().getBytes(StandardCharsets.UTF_8) : Json.write(node));
  }
}
