package dev.weir.views.overview;

import dev.weir.engine.overview.OverviewSnapshot.Tile;
import dev.weir.engine.overview.OverviewSnapshot.TileKind;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Formats.Figure;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What is written on a tile.
 *
 * @param aside the second figure; empty where unknown
 */
record TileFace(String title, Figure figure, String aside) {

  static TileFace of(Tile tile) {
    return new TileFace(title(tile.kind()), figure(tile), aside(tile.kind(), tile.aside()));
  }

  static String title(TileKind kind) {
    return switch (kind) {
      case PRODUCED -> "Produced";
      case CONSUMED -> "Consumed";
      case LATENCY -> "Latency p99";
      case LAG -> "Lag";
      case ERRORS -> "Errors";
      case DEAD_LETTERS -> "Dead letters";
    };
  }

  private static Figure figure(Tile tile) {
    if (tile.value().isEmpty()) {
      return new Figure(Formats.UNKNOWN, "");
    }
    double value = tile.value().getAsDouble();
    return switch (tile.kind()) {
      case PRODUCED, CONSUMED -> {
        Figure rate = Formats.si(value);
        yield new Figure(rate.number(), rate.unit() + "/s");
      }
      case LATENCY -> Formats.latency(value);
      case LAG, DEAD_LETTERS -> Formats.si(value);
      case ERRORS -> new Figure(Formats.si(value).text(), "%");
    };
  }

  private static String aside(TileKind kind, OptionalDouble aside) {
    if (aside.isEmpty()) {
      return "";
    }
    double value = aside.getAsDouble();
    return switch (kind) {
      case PRODUCED, CONSUMED -> Formats.change(value);
      case LATENCY -> "p50 " + Formats.duration(Duration.ofMillis(Math.round(value)));
      case LAG, DEAD_LETTERS -> Formats.duration(Duration.ofMillis(Math.round(value)));
      case ERRORS -> "limit " + Formats.percent(value);
    };
  }
}
