package dev.weir.engine.connection;

import dev.weir.engine.settings.JsonFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Connections in {@code connections.json}. What it does not know there is left as it is. */
final class ConnectionFile {
  private static final String CONNECTIONS = "connections";

  private final JsonFile file;

  ConnectionFile(JsonFile file) {
    this.file = file;
  }

  /**
   * A connection as stored.
   *
   * @param open whether to open it at start
   */
  record Stored(ConnectionSettings settings, boolean open) {}

  Optional<String> notice() {
    return file.notice();
  }

  List<Stored> read() {
    List<Stored> stored = new ArrayList<>();
    for (JsonNode node : file.read().path(CONNECTIONS)) {
      String name = node.path("name").asString("");
      if (!name.isBlank()) {
        Map<String, String> properties = new HashMap<>();
        for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
          properties.put(property.getKey(), property.getValue().asString(""));
        }
        stored.add(
            new Stored(
                new ConnectionSettings(
                    name,
                    node.path("kind").asString(""),
                    node.path("address").asString(""),
                    properties,
                    environment(node.path("environment").asString("")),
                    node.path("readOnly").asBoolean(true)),
                node.path("open").asBoolean(true)));
      }
    }
    return stored;
  }

  /** Writes a connection in the place of {@code previousName}, or behind all others. */
  void put(String previousName, Stored stored) {
    file.update(
        content -> {
          ArrayNode all =
              content.path(CONNECTIONS) instanceof ArrayNode array
                  ? array
                  : content.putArray(CONNECTIONS);
          ObjectNode node = null;
          for (JsonNode candidate : all) {
            if (candidate instanceof ObjectNode object
                && candidate.path("name").asString("").equals(previousName)) {
              node = object;
            }
          }
          write(node == null ? all.addObject() : node, stored);
        });
  }

  void remove(String name) {
    file.update(
        content -> {
          if (content.path(CONNECTIONS) instanceof ArrayNode all) {
            for (int i = all.size() - 1; i >= 0; i--) {
              if (all.path(i).path("name").asString("").equals(name)) {
                all.remove(i);
              }
            }
          }
        });
  }

  private static void write(ObjectNode node, Stored stored) {
    ConnectionSettings settings = stored.settings();
    node.put("name", settings.name());
    node.put("kind", settings.kind());
    node.put("address", settings.address());
    node.put("environment", settings.environment().label());
    node.put("readOnly", settings.readOnly());
    node.put("open", stored.open());
    ObjectNode properties = node.putObject("properties");
    settings.properties().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(property -> properties.put(property.getKey(), property.getValue()));
  }

  /** Production where it cannot be told: the one that is guarded. */
  private static Environment environment(String label) {
    for (Environment environment : Environment.values()) {
      if (environment.label().equals(label.toLowerCase(Locale.ROOT))) {
        return environment;
      }
    }
    return Environment.PRODUCTION;
  }
}
