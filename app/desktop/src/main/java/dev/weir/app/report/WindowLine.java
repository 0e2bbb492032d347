package dev.weir.app.report;

import dev.weir.alert.window.ClosedWindow;
import dev.weir.engine.window.Aggregate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code weir windows} prints of one final window of one group. */
public final class WindowLine {
  private WindowLine() {}

  /**
   * The line, for {@link Json#of}.
   *
   * @param isGrouped whether a group is to be named
   */
  public static Map<String, @Nullable Object> of(
      String stream, boolean isGrouped, List<Aggregate> aggregates, ClosedWindow<Object> window) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("stream", stream);
    line.put("partition", window.partition() < 0 ? null : window.partition());
    line.put("partitions", window.partitions());
    if (isGrouped) {
      line.put("group", window.group());
    }
    line.put("start", Instant.ofEpochMilli(window.bounds().startMillis()).toString());
    line.put("end", Instant.ofEpochMilli(window.bounds().endMillis()).toString());
    line.put("start_ms", window.bounds().startMillis());
    line.put("end_ms", window.bounds().endMillis());
    for (Aggregate aggregate : aggregates) {
      line.put(aggregate.name(), aggregate.of(window.tally()));
    }
    line.put("closed_by", window.closedBy().name().toLowerCase(Locale.ROOT));
    line.put("complete", window.complete());
    return line;
  }
}
