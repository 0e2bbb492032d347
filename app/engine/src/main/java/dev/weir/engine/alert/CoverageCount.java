package dev.weir.engine.alert;

import dev.weir.alert.rule.Rule;
import dev.weir.engine.finding.Target;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds out which rules watch what there is. Reads and keeps nothing; the engine's thread. */
final class CoverageCount {
  private CoverageCount() {}

  private static final class Found {
    private final Set<String> rules = new TreeSet<>();
    private final Set<String> general = new TreeSet<>();
    private final Set<String> metrics = new TreeSet<>();
  }

  static Coverage of(Collection<Followed> followed, SampleSource.Presence presence) {
    Map<StreamRef, Found> streams = new HashMap<>();
    Map<GroupRef, Found> groups = new HashMap<>();
    presence.streams().forEach(stream -> streams.put(stream, new Found()));
    presence.groups().forEach(group -> groups.put(group, new Found()));
    for (Followed on : followed) {
      Map<String, String> labels = on.series.labels();
      String connection = labels.getOrDefault("connection", "");
      String group = labels.get("group");
      String stream = labels.get("stream");
      if (group != null) {
        count(groups.get(new GroupRef(connection, group)), on);
      }
      // What is asked of a group on a stream watches the group, not the stream.
      if (stream != null && group == null) {
        count(streams.get(new StreamRef(connection, stream)), on);
      }
    }
    List<Coverage.Row> rows = new ArrayList<>();
    streams.forEach(
        (stream, found) ->
            rows.add(
                row(
                    "stream",
                    stream.connection(),
                    stream.name(),
                    found,
                    new Target.ToStream(stream))));
    groups.forEach(
        (group, found) ->
            rows.add(
                row("group", group.connection(), group.name(), found, new Target.ToGroup(group))));
    rows.sort(
        Comparator.comparing((Coverage.Row row) -> row.rules().isEmpty() ? 0 : 1)
            .thenComparing(row -> row.general().size())
            .thenComparing(Coverage.Row::connection)
            .thenComparing(Coverage.Row::kind)
            .thenComparing(Coverage.Row::name));
    return new Coverage(rows);
  }

  private static void count(@org.jspecify.annotations.Nullable Found found, Followed on) {
    if (found == null) {
      return;
    }
    if (!Rule.isOfRule(on.series.metric())) {
      found.metrics.add(on.series.metric());
    }
    for (Run run : on.runs) {
      Rule rule = run.ruled.rule;
      (rule.metric().equals(Rule.ANY) ? found.general : found.rules).add(rule.name());
    }
  }

  private static Coverage.Row row(
      String kind, String connection, String name, Found found, Target target) {
    return new Coverage.Row(
        kind,
        connection,
        name,
        List.copyOf(found.rules),
        List.copyOf(found.general),
        List.copyOf(found.metrics),
        target);
  }
}
