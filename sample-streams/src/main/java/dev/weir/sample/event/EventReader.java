package dev.weir.sample.event;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads events from JSON. Safe for several threads. */
public final class EventReader {
  private static final JsonFactory JSON = new JsonFactory();

  private EventReader() {}

  /**
   * The event in these bytes.
   *
   * @throws UnreadableEvent when they are no JSON or lack a part of the envelope
   */
  public static Event read(byte @Nullable [] json) {
    if (json == null) {
      throw new UnreadableEvent("the record has no value");
    }
    var envelope = new String[] {"", "", "", "", "", ""};
    List<String> names = new ArrayList<>(12);
    List<String> values = new ArrayList<>(12);
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new UnreadableEvent("the record's value is no JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "id" -> envelope[0] = parser.getString();
          case "type" -> envelope[1] = parser.getString();
          case "version" -> envelope[2] = parser.getString();
          case "source" -> envelope[3] = parser.getString();
          case "time" -> envelope[4] = parser.getString();
          case "correlation_id" -> envelope[5] = parser.getString();
          case "data" -> {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
              names.add(parser.currentName());
              parser.nextToken();
              values.add(parser.getString());
            }
          }
          default -> parser.skipChildren();
        }
      }
    } catch (JacksonException malformed) {
      throw new UnreadableEvent("malformed JSON: " + malformed.getOriginalMessage(), malformed);
    }
    if (envelope[0].isEmpty() || envelope[1].isEmpty() || envelope[2].isEmpty()) {
      throw new UnreadableEvent("the envelope lacks id, type or version");
    }
    return new Event(
        envelope[0],
        envelope[1],
        version(envelope[2]),
        envelope[3],
        envelope[4],
        envelope[5],
        names,
        values);
  }

  private static int version(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException noVersion) {
      throw new UnreadableEvent("the envelope's version is no integer: " + text, noVersion);
    }
  }
}
