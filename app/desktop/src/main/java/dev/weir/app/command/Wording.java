package dev.weir.app.command;

import dev.weir.stream.TailGap;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Figures as tables print them; JSON has the exact ones. */
final class Wording {
  /** For what nobody can know; never 0. */
  static final String UNKNOWN = "?";

  private Wording() {}

  static String count(OptionalLong count) {
    return count.isPresent() ? count(count.getAsLong()) : UNKNOWN;
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** "1 record", "2,000 records". */
  static String records(long count) {
    return count(count) + (count == 1 ? " record" : " records");
  }

  static String rate(OptionalDouble perSecond) {
    return perSecond.isPresent() ? rate(perSecond.getAsDouble()) : UNKNOWN;
  }

  static String rate(double perSecond) {
    return perSecond >= 100 || perSecond == 0
        ? String.format(Locale.ROOT, "%,.0f", perSecond)
        : String.format(Locale.ROOT, "%.1f", perSecond);
  }

  static String millis(OptionalDouble millis) {
    return millis.isPresent()
        ? String.format(Locale.ROOT, "%,.1f ms", millis.getAsDouble())
        : UNKNOWN;
  }

  /** What a reader passed over. */
  static String passed(TailGap gap) {
    return "weir: "
        + gap.partition().stream().name()
        + "-"
        + gap.partition().partition()
        + ": "
        + (gap.records() < 0 ? "some records" : records(gap.records()))
        + " passed without reading: "
        + gap.reason();
  }

  /** Two units at most: "850 ms", "4 min 10 s", "2 h". */
  static String duration(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 1) {
      return time.toMillis() + " ms";
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return two(seconds / 60, "min", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
    }
    return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String two(long big, String bigUnit, long small, String smallUnit) {
    return big + " " + bigUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }
}
