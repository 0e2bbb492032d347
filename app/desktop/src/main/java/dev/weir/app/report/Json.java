package dev.weir.app.report;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Writes reports as JSON: names in snake case, empty optionals as null. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private Json() {}

  /** One line of UTF-8. */
  public static byte[] of(Object report) {
    return MAPPER.writeValueAsBytes(report);
  }

  /** Several lines, for a file that people read too. */
  public static byte[] indented(Object report) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(report);
  }
}
