package dev.weir.views.settings;

import dev.weir.engine.meter.MomentSources;
import dev.weir.engine.settings.Setting;
import dev.weir.views.kit.Formats;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A setting that is typed in.
 *
 * @param label as before the text field
 * @param unit after the text field; may be empty
 * @param show how a value is written into the text field
 * @param read what a typed text means
 */
record Field<T>(
    Setting<T> setting,
    String label,
    String unit,
    Function<T, String> show,
    Function<String, Reading<T>> read) {

  /** How many characters its text field shows. */
  int columns() {
    return setting.defaultValue() instanceof String ? 24 : 9;
  }

  /** What a typed text means: a value, or why it is none, in words. */
  record Reading<T>(Optional<T> value, String problem) {
    static <T> Reading<T> of(T value) {
      return new Reading<>(Optional.of(value), "");
    }

    static <T> Reading<T> wrong(String problem) {
      return new Reading<>(Optional.empty(), problem);
    }
  }

  private static final Pattern DURATION_PART =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|min|m|h|d)\\b\\s*");

  /** A whole number from {@code min} to {@code max}. */
  static Field<Integer> whole(
      Setting<Integer> setting, String label, String unit, int min, int max) {
    return new Field<>(
        setting,
        label,
        unit,
        String::valueOf,
        text -> {
          String range = "Type a whole number from " + exact(min) + " to " + exact(max) + ".";
          try {
            int value = Integer.parseInt(text.replaceAll("[\\s\u00a0]", ""));
            return value < min || value > max
                ? Reading.wrong(range + " " + text.strip() + " is outside.")
                : Reading.of(value);
          } catch (NumberFormatException e) {
            return text.strip().matches("[+-]?\\d+")
                ? Reading.wrong(range + " " + text.strip() + " is outside.")
                : Reading.wrong("“" + text.strip() + "” is no whole number. " + range);
          }
        });
  }

  /** Streams and where their records tell their moment. */
  static Field<String> latencyFrom(Setting<String> setting, String label) {
    return new Field<>(
        setting,
        label,
        "",
        text -> text,
        text ->
            switch (MomentSources.read(text)) {
              case MomentSources.Read.Sources _ -> Reading.of(text.strip());
              case MomentSources.Read.Problem(String why) -> Reading.wrong(why);
            });
  }

  /** A percentage above zero, up to 100. */
  static Field<Double> percent(Setting<Double> setting, String label) {
    return new Field<>(
        setting,
        label,
        "%",
        value -> value == Math.rint(value) ? String.valueOf(value.intValue()) : value.toString(),
        text -> {
          String hint = "Type a percentage above 0 and up to 100, such as 0.5.";
          try {
            double value = Double.parseDouble(text.replace("%", "").strip().replace(',', '.'));
            return value > 0 && value <= 100
                ? Reading.of(value)
                : Reading.wrong(hint + " " + text.strip() + " is outside.");
          } catch (NumberFormatException e) {
            return Reading.wrong("“" + text.strip() + "” is no number. " + hint);
          }
        });
  }

  /** A duration in words, from {@code min} to {@code max}. */
  static Field<Duration> duration(
      Setting<Duration> setting, String label, Duration min, Duration max) {
    return new Field<>(
        setting,
        label,
        "",
        value -> words(value),
        text -> {
          String hint =
              "Type a duration from " + words(min) + " to " + words(max) + ", such as 90 s or 2 h.";
          Optional<Duration> value = parseDuration(text);
          if (value.isEmpty()) {
            return Reading.wrong("“" + text.strip() + "” is no duration. " + hint);
          }
          return value.get().compareTo(min) < 0 || value.get().compareTo(max) > 0
              ? Reading.wrong(hint + " " + text.strip() + " is outside.")
              : Reading.of(value.get());
        });
  }

  /** "90 s", "4 min 10 s", "1.5 h", "2 d"; empty if it is nothing of the kind. */
  static Optional<Duration> parseDuration(String text) {
    String rest = text.replace('\u00a0', ' ').strip().toLowerCase(Locale.ROOT);
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    Matcher part = DURATION_PART.matcher(rest);
    double millis = 0;
    int end = 0;
    while (part.find()) {
      if (part.start() != end) {
        return Optional.empty();
      }
      end = part.end();
      millis += Double.parseDouble(part.group(1)) * millisOf(part.group(2));
    }
    return end == rest.length() && millis < Long.MAX_VALUE / 2.0
        ? Optional.of(Duration.ofMillis(Math.round(millis)))
        : Optional.empty();
  }

  private static double millisOf(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "min", "m" -> 60_000;
      case "h" -> 3_600_000;
      default -> 86_400_000;
    };
  }

  private static String words(Duration duration) {
    return Formats.duration(duration).replace('\u00a0', ' ');
  }

  private static String exact(long value) {
    return Formats.exact(value);
  }
}
