package dev.weir.oracle;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A record both sides get.
 *
 * @param time epoch milliseconds
 */
record Input(int partition, String key, long time, int value, boolean isError) {
  Input at(long base) {
    return new Input(partition, key, base + time, value, isError);
  }

  /** As it is written to a topic. */
  String json() {
    return "{\"v\":" + value + ",\"bad\":" + isError + "}";
  }

  /** Reads {@link #json}; key and time are the record's own. */
  static Input ofJson(String json) {
    int comma = json.indexOf(',');
    return new Input(0, "", 0, Integer.parseInt(json.substring(5, comma)), json.endsWith("true}"));
  }

  static Serde<Input> serde() {
    return Serdes.serdeFrom(
        (_, input) -> input.json().getBytes(StandardCharsets.UTF_8),
        (_, bytes) -> ofJson(new String(bytes, StandardCharsets.UTF_8)));
  }
}
