package dev.weir.app.report;

import dev.weir.engine.alert.AlertRow;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** One alert, as {@code weir watch --json} prints it whenever it changes. */
public record AlertLine(
    long id,
    String rule,
    String severity,
    String state,
    Map<String, String> labels,
    String summary,
    String reason,
    String evidence,
    List<String> near,
    OptionalDouble value,
    OptionalDouble baseline,
    String pendingAt,
    Optional<String> firedAt,
    Optional<String> resolvedAt,
    Optional<String> suppressedBy) {
  public static AlertLine of(AlertRow row) {
    return new AlertLine(
        row.id(),
        row.rule(),
        row.severity().name().toLowerCase(Locale.ROOT),
        row.state().label(),
        new TreeMap<>(row.labels()),
        row.summary(),
        row.endedAt() > 0 ? row.endReason() : row.reason(),
        row.evidence(),
        row.near(),
        known(row.value()),
        known(row.baseline()),
        Instant.ofEpochMilli(row.pendingAt()).toString(),
        time(row.raisedAt()),
        time(row.endedAt()),
        Optional.of(row.suppressedBy()).filter(why -> !why.isEmpty()));
  }

  private static Optional<String> time(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis).toString());
  }

  private static OptionalDouble known(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
