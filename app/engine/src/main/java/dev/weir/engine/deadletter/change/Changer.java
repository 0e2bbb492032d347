package dev.weir.engine.deadletter.change;

import dev.weir.alert.expression.RecordExpression;
import dev.weir.alert.expression.RecordFacts;
import dev.weir.engine.decode.ConditionFacts;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.decode.SchemaBook;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Changes records as a {@link Change} says, each wholly or not at all. A record that comes out as
 * it was keeps its bytes. Thread-safe. Making one that has expressions loads their language, about
 * a second the first time.
 */
public final class Changer {
  /** The registry's wire format: a zero, a schema id of four bytes, the message. */
  private static final int REGISTRY_BYTES = 5;

  private static final String SCHEMA_HEADER = "__value_schema_id";

  private final Change change;
  private final Optional<JsonPatch> patch;
  private final Map<Pointer, RecordExpression> values;
  private final Map<String, RecordExpression> headers;
  private final Optional<RecordExpression> key;
  private final PayloadDecoder decoder = new PayloadDecoder(new SchemaBook());

  private Changer(
      Change change,
      Optional<JsonPatch> patch,
      Map<Pointer, RecordExpression> values,
      Map<String, RecordExpression> headers,
      Optional<RecordExpression> key) {
    this.change = change;
    this.patch = patch;
    this.values = values;
    this.headers = headers;
    this.key = key;
  }

  /** What became of a change's text. */
  public sealed interface Made {
    record Ready(Changer changer) implements Made {}

    /** It is none; {@code why} is a sentence that names the part. */
    record Problem(String why) implements Made {}
  }

  /** What became of a record. */
  public sealed interface Outcome {
    record Done(Body body) implements Outcome {}

    /** It does not fit; {@code why} is a sentence, alike for alike records. */
    record Refused(String why) implements Outcome {}
  }

  /**
   * Reads a change.
   *
   * @param locked the beginning of names of headers that may not be set; empty: none is locked
   * @param entries whether the records are entries, which have no key
   */
  public static Made of(Change change, String locked, boolean entries) {
    try {
      Optional<JsonPatch> patch =
          change.patch().isPresent()
              ? Optional.of(JsonPatch.read(change.patch().get()))
              : Optional.empty();
      Map<Pointer, RecordExpression> values = new LinkedHashMap<>();
      for (Change.Assignment one : change.values()) {
        Pointer at =
            Pointer.of(one.at())
                .orElseThrow(
                    () -> new Unfit("“" + one.at() + "” is no pointer such as /order/total"));
        if (values.put(at, expression(one.expression(), "For " + one.at())) != null) {
          throw new Unfit(one.at() + " is set twice");
        }
      }
      Map<String, RecordExpression> headers = new LinkedHashMap<>();
      for (Change.Assignment one : change.headers()) {
        if (one.at().isBlank() || (!locked.isEmpty() && one.at().startsWith(locked))) {
          throw new Unfit("the header “" + one.at() + "” is Weir's own and cannot be set");
        }
        if (headers.put(one.at(), expression(one.expression(), "For " + one.at())) != null) {
          throw new Unfit(one.at() + " is set twice");
        }
      }
      if (entries && change.key().isPresent()) {
        throw new Unfit("an entry has no key: set a field");
      }
      return new Made.Ready(
          new Changer(
              change,
              patch,
              values,
              headers,
              change.key().isPresent()
                  ? Optional.of(expression(change.key().get(), "For the key"))
                  : Optional.empty()));
    } catch (Unfit unfit) {
      String why = unfit.why();
      return new Made.Problem(
          why.substring(0, 1).toUpperCase(Locale.ROOT)
              + why.substring(1)
              + (why.endsWith(".") || why.endsWith("?") ? "" : "."));
    }
  }

  private static RecordExpression expression(String cel, String name) throws Unfit {
    return switch (RecordExpression.compile(cel)) {
      case RecordExpression.Made.Compiled(RecordExpression expression) -> expression;
      case RecordExpression.Made.Failed(var problem) ->
          throw new Unfit(name + ": " + problem.sentence());
    };
  }

  /**
   * Changes one record.
   *
   * @param dead as it died, which expressions see with all its headers
   * @param before what would be written of it
   */
  public Outcome change(StreamRecord dead, Body before) {
    try {
      return new Outcome.Done(
          dead.position() instanceof Position.EntryId ? entry(dead, before) : record(dead, before));
    } catch (Unfit unfit) {
      return new Outcome.Refused("The change does not fit: " + unfit.why() + ".");
    }
  }

  private Body record(StreamRecord dead, Body before) throws Unfit {
    RecordFacts facts =
        facts(
            dead,
            () ->
                ConditionFacts.decoded(
                    dead,
                    decoder.plain(dead.stream(), before.key()),
                    decoder.plain(dead.stream(), json(before.value()))));
    Payload value = before.value();
    if (change.isOfValue()) {
      boolean whole = patch.isEmpty() && values.keySet().iterator().next().isRoot();
      if (dead.headers().stream().anyMatch(header -> header.name().equals(SCHEMA_HEADER))) {
        throw new Unfit("its value is of a registered schema, and only JSON can be changed");
      }
      int from = value instanceof Payload.Bytes(byte[] bytes, int _) ? jsonFrom(bytes) : 0;
      JsonNode document = whole ? MissingNode.getInstance() : document(value, from);
      JsonNode after = changed(document.deepCopy(), facts);
      if (!after.equals(document)) {
        byte[] text = Json.write(after);
        value =
            value instanceof Payload.Bytes(byte[] bytes, int _) && from > 0
                ? Payload.of(
                    ByteBuffer.allocate(from + text.length).put(bytes, 0, from).put(text).array())
                : Payload.of(text);
      }
    }
    return new Body(
        key.isPresent() ? payload(key.get(), facts) : before.key(),
        value,
        headers(before.headers(), facts));
  }

  private static JsonNode document(Payload value, int from) throws Unfit {
    if (!(value instanceof Payload.Bytes(byte[] bytes, int _))) {
      throw new Unfit("it has no value");
    }
    return Json.read(bytes, from);
  }

  /** Where JSON begins: behind the id of a registered schema, where there is one. */
  private static int jsonFrom(byte[] bytes) throws Unfit {
    if (!isOfSchema(bytes)) {
      return 0;
    }
    if (!isJson(bytes)) {
      throw new Unfit(
          "its value is Avro or Protobuf of the registered schema "
              + ByteBuffer.wrap(bytes).getInt(1)
              + ", and only JSON can be changed");
    }
    return REGISTRY_BYTES;
  }

  private static boolean isOfSchema(byte[] bytes) {
    return bytes.length > REGISTRY_BYTES && bytes[0] == 0;
  }

  private static boolean isJson(byte[] ofSchema) {
    return ofSchema[REGISTRY_BYTES] == '{' || ofSchema[REGISTRY_BYTES] == '[';
  }

  /** A value as expressions read it. */
  private static Payload json(Payload value) {
    return value instanceof Payload.Bytes(byte[] bytes, int _) && isOfSchema(bytes) && isJson(bytes)
        ? Payload.of(Arrays.copyOfRange(bytes, REGISTRY_BYTES, bytes.length))
        : value;
  }

  private JsonNode changed(JsonNode document, RecordFacts facts) throws Unfit {
    JsonNode after = document;
    if (patch.isPresent()) {
      after = patch.get().on(after);
    }
    for (Map.Entry<Pointer, RecordExpression> one : values.entrySet()) {
      after = one.getKey().put(after, Json.of(asked(one.getValue(), facts)));
    }
    return after;
  }

  private Body entry(StreamRecord dead, Body before) throws Unfit {
    var fields = new EntryFields(before.headers());
    JsonNode document = fields.document();
    RecordFacts facts =
        facts(
            dead,
            () ->
                ConditionFacts.decoded(
                    dead, null, decoder.plain(dead.stream(), Payload.of(Json.write(document)))));
    List<Header> after = before.headers();
    if (change.isOfValue()) {
      after = fields.with(changed(document.deepCopy(), facts));
    }
    return new Body(before.key(), before.value(), headers(after, facts));
  }

  private List<Header> headers(List<Header> before, RecordFacts facts) throws Unfit {
    List<Header> after = before;
    for (Map.Entry<String, RecordExpression> one : headers.entrySet()) {
      after = Edit.with(after, one.getKey(), payload(one.getValue(), facts));
    }
    return after;
  }

  private static @Nullable Object asked(RecordExpression expression, RecordFacts facts)
      throws Unfit {
    return switch (expression.of(facts)) {
      case RecordExpression.Outcome.Value(Object value) -> value;
      case RecordExpression.Outcome.Failed(String why) ->
          throw new Unfit(why.endsWith(".") ? why.substring(0, why.length() - 1) : why);
    };
  }

  /** What an expression gives, as bytes: a text itself, what has structure as JSON. */
  private static Payload payload(RecordExpression expression, RecordFacts facts) throws Unfit {
    return switch (asked(expression, facts)) {
      case null -> Payload.ABSENT;
      case String text -> Payload.of(text.getBytes(StandardCharsets.UTF_8));
      case byte[] bytes -> Payload.of(bytes);
      case Instant time -> Payload.of(time.toString().getBytes(StandardCharsets.UTF_8));
      case Object other -> Payload.of(Json.write(Json.of(other)));
    };
  }

  /** What expressions see; nothing is decoded where there are none. */
  private RecordFacts facts(StreamRecord dead, Supplier<RecordFacts> decoded) {
    return values.isEmpty() && headers.isEmpty() && key.isEmpty()
        ? ConditionFacts.decoded(dead, null, null)
        : decoded.get();
  }

  /** What is changed, in a few words, for the plan's summary. */
  public static String words(Change change) {
    List<String> parts = new ArrayList<>();
    if (change.patch().isPresent()) {
      parts.add("a JSON patch");
    }
    change.values().forEach(one -> parts.add((one.at().isEmpty() ? "the value" : one.at())));
    change.headers().forEach(one -> parts.add("header " + one.at()));
    if (change.key().isPresent()) {
      parts.add("the key");
    }
    return String.join(", ", parts);
  }
}
