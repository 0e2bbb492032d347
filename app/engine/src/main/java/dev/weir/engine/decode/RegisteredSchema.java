package dev.weir.engine.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schema as a registry stores it.
 *
 * @param type "AVRO", "PROTOBUF" or "JSON"
 */
record RegisteredSchema(
    int id,
    Optional<UUID> guid,
    String subject,
    int version,
    String type,
    String text,
    List<Reference> references) {
  RegisteredSchema {
    references = List.copyOf(references);
  }

  /** Another schema that this one builds on, by the name it uses for it. */
  record Reference(String name, String subject, int version) {}

  /** As a record of the registry's topic has it; empty for other kinds of record. */
  static Optional<RegisteredSchema> of(Object stored) {
    if (!(stored instanceof Map<?, ?> map
        && map.get("subject") instanceof String subject
        && map.get("id") instanceof Long id
        && map.get("version") instanceof Long version
        && map.get("schema") instanceof String text)) {
      return Optional.empty();
    }
    String type = map.get("schemaType") instanceof String named ? named : "AVRO";
    List<Reference> references = new ArrayList<>();
    if (map.get("references") instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> reference
            && reference.get("name") instanceof String name
            && reference.get("subject") instanceof String of
            && reference.get("version") instanceof Long at) {
          references.add(new Reference(name, of, at.intValue()));
        }
      }
    }
    return Optional.of(
        new RegisteredSchema(
            id.intValue(),
            guid(map.get("guid")),
            subject,
            version.intValue(),
            type,
            text,
            references));
  }

  private static Optional<UUID> guid(@Nullable Object text) {
    try {
      return text instanceof String guid ? Optional.of(UUID.fromString(guid)) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** "Schema 7: orders-value version 3." */
  String sentence() {
    return "Schema " + id + ": " + subject + " version " + version + ".";
  }
}
