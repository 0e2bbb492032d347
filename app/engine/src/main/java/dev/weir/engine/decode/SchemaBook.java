package dev.weir.engine.decode;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of all connections, as their {@value #TOPIC} topics tell them. Feed it every record of
 * such a topic, oldest first. Schemas that were deleted are kept, as old records still need them.
 * Thread-safe; a schema is parsed when it is first needed.
 */
public final class SchemaBook {
  /** Where Confluent's Schema Registry, and those like it, keep their schemas. */
  public static final String TOPIC = "_schemas";

  private static final int MAX_REFERENCE_DEPTH = 20;

  private final Map<String, Registry> registries = new ConcurrentHashMap<>();

  /**
   * Files that any .proto file may import without the registry having them. Apart, because naming
   * them loads half of the library, which most connections never need.
   */
  private static final class WellKnown {
    static final List<FileDescriptor> FILES =
        List.of(
            AnyProto.getDescriptor(),
            DurationProto.getDescriptor(),
            EmptyProto.getDescriptor(),
            FieldMaskProto.getDescriptor(),
            StructProto.getDescriptor(),
            TimestampProto.getDescriptor(),
            WrappersProto.getDescriptor(),
            DescriptorProtos.getDescriptor());
  }

  private static final class Registry {
    private volatile Runnable whenMissed = () -> {};
    private final Map<Integer, RegisteredSchema> byId = new ConcurrentHashMap<>();
    private final Map<String, RegisteredSchema> bySubjectVersion = new ConcurrentHashMap<>();
    private final Map<UUID, RegisteredSchema> byGuid = new ConcurrentHashMap<>();
    private final Map<RegisteredSchema, Parsed> parsed = new ConcurrentHashMap<>();
  }

  /** What parsing a schema came to. */
  sealed interface Parsed {
    record Avro(Schema schema, long fingerprint) implements Parsed {}

    record Protobuf(FileDescriptor file) implements Parsed {}

    record Json() implements Parsed {}

    record Unusable(String why) implements Parsed {}
  }

  /** Takes one record of a {@value #TOPIC} topic; any other record is ignored. */
  public void accept(StreamRecord record) {
    if (!record.stream().name().equals(TOPIC)
        || !(record.value() instanceof Payload.Bytes value)
        || value.isCut()) {
      return;
    }
    JsonTree.read(value.bytes(), 0, value.bytes().length)
        .tree()
        .map(PlainValues::of)
        .flatMap(RegisteredSchema::of)
        .ifPresent(schema -> add(record.stream().connection(), schema));
  }

  /** How many schemas a connection has. */
  public int size(String connection) {
    Registry registry = registries.get(connection);
    return registry == null ? 0 : registry.byId.size();
  }

  /**
   * Tells when a schema of a connection is asked for that is not here.
   *
   * @param told on whatever thread asks; quick, and more than once for the same schema
   */
  void whenMissed(String connection, Runnable told) {
    registry(connection).whenMissed = told;
  }

  private Registry registry(String connection) {
    return registries.computeIfAbsent(connection, _ -> new Registry());
  }

  /** What was looked for; tells where it is not there. */
  private Optional<RegisteredSchema> orMissed(
      String connection, Function<Registry, @Nullable RegisteredSchema> look) {
    Registry registry = registries.get(connection);
    if (registry == null) {
      return Optional.empty();
    }
    Optional<RegisteredSchema> found = Optional.ofNullable(look.apply(registry));
    if (found.isEmpty()) {
      registry.whenMissed.run();
    }
    return found;
  }

  private void add(String connection, RegisteredSchema schema) {
    Registry registry = registry(connection);
    // The same schema may be registered under several subjects; the first names it.
    registry.byId.putIfAbsent(schema.id(), schema);
    registry.bySubjectVersion.put(schema.subject() + "\n" + schema.version(), schema);
    schema.guid().ifPresent(guid -> registry.byGuid.putIfAbsent(guid, schema));
    // One that could not be used may be, now that another it refers to is there.
    registry.parsed.values().removeIf(Parsed.Unusable.class::isInstance);
  }

  Optional<RegisteredSchema> byId(String connection, int id) {
    return orMissed(connection, registry -> registry.byId.get(id));
  }

  Optional<RegisteredSchema> byGuid(String connection, UUID guid) {
    return orMissed(connection, registry -> registry.byGuid.get(guid));
  }

  /** By the CRC-64-AVRO fingerprint that single-object encoding carries. */
  Optional<RegisteredSchema> byFingerprint(String connection, long fingerprint) {
    return orMissed(
        connection,
        registry -> {
          for (RegisteredSchema schema : registry.byId.values()) {
            if (schema.type().equals("AVRO")
                && parsed(connection, schema) instanceof Parsed.Avro avro
                && avro.fingerprint() == fingerprint) {
              return schema;
            }
          }
          return null;
        });
  }

  Parsed parsed(String connection, RegisteredSchema schema) {
    Registry registry = registry(connection);
    Parsed known = registry.parsed.get(schema);
    if (known != null) {
      return known;
    }
    Parsed parsed = parse(registry, schema);
    registry.parsed.put(schema, parsed);
    return parsed;
  }

  private static Parsed parse(Registry registry, RegisteredSchema schema) {
    try {
      return switch (schema.type()) {
        case "AVRO" -> {
          List<String> referenced = new ArrayList<>();
          collectAvro(registry, schema, referenced, 0);
          Schema avro = AvroTree.parse(schema.text(), referenced);
          yield new Parsed.Avro(avro, SchemaNormalization.parsingFingerprint64(avro));
        }
        case "PROTOBUF" ->
            new Parsed.Protobuf(link(registry, schema, "schema.proto", new HashMap<>(), 0));
        case "JSON" -> new Parsed.Json();
        default -> new Parsed.Unusable("it is of type " + schema.type());
      };
    } catch (Malformed e) {
      return new Parsed.Unusable(e.why());
    }
  }

  private static void collectAvro(
      Registry registry, RegisteredSchema schema, List<String> referenced, int depth)
      throws Malformed {
    for (RegisteredSchema.Reference reference : schema.references()) {
      RegisteredSchema other = referred(registry, reference, depth);
      collectAvro(registry, other, referenced, depth + 1);
      if (!referenced.contains(other.text())) {
        referenced.add(other.text());
      }
    }
  }

  private static FileDescriptor link(
      Registry registry,
      RegisteredSchema schema,
      String name,
      Map<String, FileDescriptor> linked,
      int depth)
      throws Malformed {
    FileDescriptorProto file = ProtoText.parse(name, schema.text());
    for (RegisteredSchema.Reference reference : schema.references()) {
      if (!linked.containsKey(reference.name())) {
        RegisteredSchema other = referred(registry, reference, depth);
        linked.put(reference.name(), link(registry, other, reference.name(), linked, depth + 1));
      }
    }
    List<FileDescriptor> dependencies = new ArrayList<>();
    for (String path : file.getDependencyList()) {
      FileDescriptor dependency = linked.get(path);
      for (FileDescriptor wellKnown : WellKnown.FILES) {
        if (dependency == null && wellKnown.getName().equals(path)) {
          dependency = wellKnown;
        }
      }
      if (dependency != null) {
        dependencies.add(dependency);
      }
    }
    try {
      // Imports of options' files are often not registered; what they define is not needed.
      return FileDescriptor.buildFrom(file, dependencies.toArray(FileDescriptor[]::new), true);
    } catch (Descriptors.DescriptorValidationException e) {
      throw new Malformed("its schema cannot be used: " + e.getMessage());
    }
  }

  private static RegisteredSchema referred(
      Registry registry, RegisteredSchema.Reference reference, int depth) throws Malformed {
    RegisteredSchema other =
        registry.bySubjectVersion.get(reference.subject() + "\n" + reference.version());
    if (other == null || depth > MAX_REFERENCE_DEPTH) {
      throw new Malformed(
          "its schema refers to "
              + reference.subject()
              + " version "
              + reference.version()
              + ", which is not there");
    }
    return other;
  }

  /** The message type at a path of indexes, as the wire format names it. */
  static Descriptor messageType(FileDescriptor file, List<Integer> path) throws Malformed {
    List<Descriptor> types = file.getMessageTypes();
    Descriptor found = null;
    for (int index : path) {
      if (index < 0 || index >= types.size()) {
        throw new Malformed("it names a message type that its schema does not have");
      }
      found = types.get(index);
      types = found.getNestedTypes();
    }
    if (found == null) {
      throw new Malformed("it names no message type");
    }
    return found;
  }
}
