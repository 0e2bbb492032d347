package dev.weir.app.demo;

import dev.weir.engine.overview.OverviewSnapshot;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;

/** The overview in one line of a terminal. */
final class Summary {
  private Summary() {}

  static String line(Duration running, OverviewSnapshot overview) {
    var line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%4d s", running.toSeconds()));
    for (OverviewSnapshot.Tile tile : overview.tiles()) {
      line.append("  ").append(words(tile));
    }
    return line.append("  ").append(overview.sentences().getFirst().text()).toString();
  }

  private static String words(OverviewSnapshot.Tile tile) {
    return switch (tile.kind()) {
      case PRODUCED -> "in " + figure(tile.value(), "%,.0f/s");
      case CONSUMED -> "out " + figure(tile.value(), "%,.0f/s");
      case LATENCY -> "p99 " + figure(tile.value(), "%,.0f ms");
      case LAG -> "lag " + figure(tile.value(), "%,.0f");
      case ERRORS -> "errors " + figure(tile.value(), "%.2f %%");
      case DEAD_LETTERS -> "dead " + figure(tile.value(), "%,.0f");
    };
  }

  private static String figure(OptionalDouble value, String format) {
    return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "?";
  }
}
