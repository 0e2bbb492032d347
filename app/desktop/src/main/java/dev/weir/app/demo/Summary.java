package dev.weir.app.demo;

import dev.weir.engine.overview.OverviewSnapshot;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The overview in one line of a terminal. */
final class Summary {
  private Summary() {}

  /**
   * How fast it was there.
   *
   * @param windowMillis from the start of the program to the window
   * @param firstPointMillis from there to the first figure on it
   */
  static String start(OptionalLong windowMillis, OptionalLong firstPointMillis) {
    return "Window after "
        + seconds(windowMillis)
        + ", its first figure after "
        + seconds(firstPointMillis)
        + ", counted from the start of the program.";
  }

  private static String seconds(OptionalLong millis) {
    return millis.isPresent()
        ? String.format(Locale.ROOT, "%.1f s", millis.getAsLong() / 1_000.0)
        : "an unknown time";
  }

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
