package dev.weir.engine.meter;

import dev.weir.stream.TimestampType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says what a latency measures, which depends on who stamped the records. */
public final class LatencyKind {
  private LatencyKind() {}

  /**
   * "create → console, CreateTime"; several where streams differ; "to console" where unknown.
   *
   * @param byApplication whether some were timed from a moment that the application itself told
   */
  public static String of(Set<TimestampType> types, boolean byApplication) {
    List<String> kinds = new ArrayList<>();
    if (byApplication) {
      kinds.add("end-to-end, by the application's own stamp");
    }
    for (TimestampType type : types) {
      switch (type) {
        case CREATE_TIME -> kinds.add("create → console, " + type.label());
        case LOG_APPEND_TIME -> kinds.add("append → console, " + type.label());
        case ENTRY_ID -> kinds.add("entry id → console, " + type.label());
        case NONE -> {}
      }
    }
    if (kinds.isEmpty()) {
      return "to console";
    }
    return kinds.size() == 1
        ? kinds.getFirst()
        : "to console, from " + String.join(" and ", labels(types, byApplication));
  }

  private static List<String> labels(Set<TimestampType> types, boolean byApplication) {
    List<String> labels = new ArrayList<>();
    if (byApplication) {
      labels.add("the application's stamp");
    }
    for (TimestampType type : types) {
      if (type != TimestampType.NONE) {
        labels.add(type.label());
      }
    }
    return labels;
  }
}
