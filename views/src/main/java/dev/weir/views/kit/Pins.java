package dev.weir.views.kit;

import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.Settings;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Charts that a person pinned to the Overview, in their order, remembered in the settings. Confined
 * to the FX thread.
 */
public final class Pins {
  /** More would make the wall useless, and each chart costs some of the engine's time. */
  public static final int MOST = 12;

  static final Setting<List<ChartQuery>> SETTING =
      new Setting<>(
          "pinned-charts", List.of(), Pins::parse, Pins::print, "Charts pinned to the Overview.");

  private final Settings settings;

  public Pins(Settings settings) {
    this.settings = settings;
  }

  /** In their order. */
  public List<ChartQuery> list() {
    return settings.get(SETTING);
  }

  /** Whether there is room for one more. */
  public boolean hasRoom() {
    return list().size() < MOST;
  }

  public boolean isPinned(ChartQuery query) {
    return list().contains(query);
  }

  /** Pins a chart at the end, or takes it off. */
  public void toggle(ChartQuery query) {
    var pinned = new ArrayList<>(list());
    if (!pinned.remove(query) && pinned.size() < MOST) {
      pinned.add(query);
    }
    settings.set(SETTING, List.copyOf(pinned));
  }

  /** Moves a chart one place towards the beginning. */
  public void moveEarlier(ChartQuery query) {
    var pinned = new ArrayList<>(list());
    int at = pinned.indexOf(query);
    if (at > 0) {
      pinned.add(at - 1, pinned.remove(at));
      settings.set(SETTING, List.copyOf(pinned));
    }
  }

  /** "orders · Throughput". */
  public static String title(ChartQuery query) {
    String kind =
        switch (query) {
          case ChartQuery.Throughput _ -> "Throughput";
          case ChartQuery.Latency _ -> "Latency";
          case ChartQuery.LagTime _ -> "Behind";
          case ChartQuery.LagRecords _ -> "Lag in records";
          case ChartQuery.Errors _ -> "Errors";
          case ChartQuery.LatencyHeatmap _ -> "Latency distribution";
          case ChartQuery.OfAlert _ -> "Alert";
        };
    return name(query).map(name -> name + " · " + kind).orElse(kind);
  }

  private static Optional<String> name(ChartQuery query) {
    return switch (query) {
      case ChartQuery.Throughput(Optional<StreamRef> stream) -> stream.map(StreamRef::name);
      case ChartQuery.Latency(Optional<StreamRef> stream) -> stream.map(StreamRef::name);
      case ChartQuery.LatencyHeatmap(Optional<StreamRef> stream) -> stream.map(StreamRef::name);
      case ChartQuery.LagTime(Optional<GroupRef> group) -> group.map(GroupRef::name);
      case ChartQuery.LagRecords(Optional<GroupRef> group) -> group.map(GroupRef::name);
      case ChartQuery.Errors() -> Optional.empty();
      case ChartQuery.OfAlert _ -> Optional.empty();
    };
  }

  /** "throughput shop/orders, lag-time shop/billing". */
  private static String print(List<ChartQuery> pins) {
    return pins.stream().map(Pins::print).collect(Collectors.joining(", "));
  }

  private static String print(ChartQuery query) {
    return switch (query) {
      case ChartQuery.Throughput(Optional<StreamRef> stream) -> "throughput" + ofStream(stream);
      case ChartQuery.Latency(Optional<StreamRef> stream) -> "latency" + ofStream(stream);
      case ChartQuery.LatencyHeatmap(Optional<StreamRef> stream) -> "heatmap" + ofStream(stream);
      case ChartQuery.LagTime(Optional<GroupRef> group) -> "lag-time" + ofGroup(group);
      case ChartQuery.LagRecords(Optional<GroupRef> group) -> "lag-records" + ofGroup(group);
      case ChartQuery.Errors() -> "errors";
      // An alert passes, a pin stays: no card offers to pin one.
      case ChartQuery.OfAlert _ -> "";
    };
  }

  private static String ofStream(Optional<StreamRef> stream) {
    return stream.map(it -> " " + coded(it.connection()) + "/" + coded(it.name())).orElse("");
  }

  private static String ofGroup(Optional<GroupRef> group) {
    return group.map(it -> " " + coded(it.connection()) + "/" + coded(it.name())).orElse("");
  }

  private static List<ChartQuery> parse(String text) {
    var pins = new ArrayList<ChartQuery>();
    for (String pin : text.split(",", -1)) {
      if (!pin.isBlank()) {
        String[] words = pin.strip().split(" ", -1);
        Optional<String[]> names =
            words.length < 2 ? Optional.empty() : Optional.of(words[1].split("/", -1));
        Optional<StreamRef> stream = names.map(it -> new StreamRef(decoded(it[0]), decoded(it[1])));
        Optional<GroupRef> group = names.map(it -> new GroupRef(decoded(it[0]), decoded(it[1])));
        pins.add(
            switch (words[0]) {
              case "throughput" -> new ChartQuery.Throughput(stream);
              case "latency" -> new ChartQuery.Latency(stream);
              case "heatmap" -> new ChartQuery.LatencyHeatmap(stream);
              case "lag-time" -> new ChartQuery.LagTime(group);
              case "lag-records" -> new ChartQuery.LagRecords(group);
              case "errors" -> new ChartQuery.Errors();
              default -> throw new IllegalArgumentException(words[0] + " is no chart.");
            });
      }
    }
    return List.copyOf(pins);
  }

  private static String coded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private static String decoded(String name) {
    return URLDecoder.decode(name, StandardCharsets.UTF_8);
  }
}
