package dev.weir.sample.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Holds an event against the catalogue. */
public final class Conformity {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Conformity() {}

  /** Fails with the event's text when it is not what the catalogue says. */
  public static EventType check(byte[] value) {
    String text = new String(value, StandardCharsets.UTF_8);
    JsonNode event = JSON.readTree(text);
    assertThat(event.propertyNames())
        .as(text)
        .containsExactly("id", "type", "version", "source", "time", "correlation_id", "data");
    EventType type = EventType.named(event.get("type").asString()).orElseThrow();
    assertThat(UUID.fromString(event.get("id").asString()).version()).as(text).isEqualTo(8);
    assertThat(event.get("version").asInt()).as(text).isEqualTo(EventType.VERSION);
    assertThat(event.get("source").asString()).as(text).isEqualTo(type.source());
    assertThat(Instant.parse(event.get("time").asString())).as(text).isAfter(Instant.EPOCH);
    JsonNode data = event.get("data");
    assertThat(data.propertyNames())
        .as(text)
        .containsExactlyInAnyOrderElementsOf(type.fields().stream().map(Field::name).toList());
    for (Field field : type.fields()) {
      JsonNode found = data.get(field.name());
      boolean right =
          switch (field.kind()) {
            case TEXT -> found.isString();
            case INTEGER -> found.isIntegralNumber();
            case DECIMAL -> found.isNumber();
            case FLAG -> found.isBoolean();
          };
      assertThat(right).as(field.name() + " in " + text).isTrue();
      if (!field.values().isEmpty()) {
        assertThat(field.values()).as(text).contains(found.asString());
      }
    }
    return type;
  }
}
