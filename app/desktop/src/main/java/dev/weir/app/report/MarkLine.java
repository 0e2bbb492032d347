package dev.weir.app.report;

import dev.weir.engine.mark.DeployMark;
import java.time.Instant;
import java.util.Optional;

/**
 * A deploy mark as {@code weir mark --json} prints it.
 *
 * @param at ISO-8601 in UTC
 */
public record MarkLine(
    long id,
    String at,
    String text,
    Optional<String> connection,
    Optional<String> stream,
    Optional<String> group,
    String by) {
  public static MarkLine of(DeployMark mark) {
    return new MarkLine(
        mark.id(),
        Instant.ofEpochMilli(mark.atMillis()).toString(),
        mark.text(),
        named(mark.about().connection()),
        named(mark.about().stream()),
        named(mark.about().group()),
        mark.by());
  }

  private static Optional<String> named(String name) {
    return Optional.of(name).filter(it -> !it.isEmpty());
  }
}
