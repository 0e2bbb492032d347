package dev.weir.views.kit;

import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Figures, sizes, durations and times as Weir writes them everywhere: three significant digits, SI
 * suffixes apart from the figure, durations in words, ISO-8601 times with milliseconds and zone.
 * The same in every locale, so that what is copied out can be compared.
 */
public final class Formats {
  /** What is shown where nobody can know a number. */
  public static final String UNKNOWN = "unknown";

  /** Between a figure and its unit: they stay on one line. */
  private static final String GAP = "\u00a0";

  private static final String MINUS = "\u2212";
  private static final String[] SI_SUFFIXES = {"", "k", "M", "G", "T", "P"};
  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
  private static final DateTimeFormatter CLOCK_SECONDS =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private Formats() {}

  /**
   * A figure and its unit, to be set apart from each other.
   *
   * @param number "48.2", or {@link #UNKNOWN}
   * @param unit "k", "MiB", "ms"; may be empty
   */
  public record Figure(String number, String unit) {
    /** Both on one line. */
    public String text() {
      return unit.isEmpty() ? number : number + GAP + unit;
    }
  }

  /** Three significant digits with an SI suffix: 48.2 k. */
  public static Figure si(double value) {
    return scaled(value, 1000, SI_SUFFIXES);
  }

  /** As {@link #si}, on one line. */
  public static String count(double value) {
    return si(value).text();
  }

  /** A rate in records: "48.2 k/s". */
  public static String perSecond(double value) {
    Figure figure = si(value);
    if (figure.number().equals(UNKNOWN)) {
      return UNKNOWN;
    }
    return figure.number() + (figure.unit().isEmpty() ? "" : GAP + figure.unit()) + "/s";
  }

  /** All digits, in groups of three: 77 319. */
  public static String exact(long value) {
    String digits = Long.toString(Math.abs(value));
    if (value == Long.MIN_VALUE) {
      digits = digits.substring(1);
    }
    var text = new StringBuilder(value < 0 ? MINUS : "");
    for (int i = 0; i < digits.length(); i++) {
      if (i > 0 && (digits.length() - i) % 3 == 0) {
        text.append(GAP);
      }
      text.append(digits.charAt(i));
    }
    return text.toString();
  }

  /** A size in bytes, in binary units: 1.21 MiB. */
  public static String bytes(double bytes) {
    return scaled(bytes, 1024, BYTE_UNITS).text();
  }

  /** A byte rate: 1.21 MiB/s. */
  public static String bytesPerSecond(double bytes) {
    return Double.isNaN(bytes) ? UNKNOWN : bytes(bytes) + "/s";
  }

  /** A latency: 182 ms, 1.24 s, 2 min 5 s. */
  public static Figure latency(double millis) {
    if (Double.isNaN(millis)) {
      return new Figure(UNKNOWN, "");
    }
    if (Math.abs(millis) < 999.5) {
      return new Figure(significant(millis), "ms");
    }
    if (Math.abs(millis) < 59_950) {
      return new Figure(significant(millis / 1000), "s");
    }
    return new Figure(duration(Duration.ofMillis(Math.round(millis))), "");
  }

  /** A duration in words, two units at most: 4 min 10 s. */
  public static String duration(Duration duration) {
    if (duration.isNegative()) {
      return MINUS + duration(duration.negated());
    }
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + GAP + "ms";
    }
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return (seconds < 10 ? significant(millis / 1000.0) : Long.toString(seconds)) + GAP + "s";
    }
    if (seconds < 3600) {
      return two(seconds / 60, "min", seconds % 60, "s");
    }
    long minutes = seconds / 60;
    if (minutes < 24 * 60) {
      return two(minutes / 60, "h", minutes % 60, "min");
    }
    long hours = minutes / 60;
    return two(hours / 24, "d", hours % 24, "h");
  }

  /** A share in percent: 0.8 %. */
  public static String percent(double percent) {
    return Double.isNaN(percent) ? UNKNOWN : significant(percent) + GAP + "%";
  }

  /** A change in percent with its sign: +3 %. */
  public static String change(double percent) {
    if (Double.isNaN(percent)) {
      return UNKNOWN;
    }
    long rounded = Math.round(percent);
    String sign = rounded > 0 ? "+" : rounded < 0 ? MINUS : "\u00b1";
    return sign + exact(Math.abs(rounded)) + GAP + "%";
  }

  /** The zone that times are shown in. */
  public static ZoneId zone(Settings settings) {
    return switch (settings.get(Setting.TIME_ZONE)) {
      case LOCAL -> ZoneId.systemDefault();
      case UTC -> ZoneOffset.UTC;
    };
  }

  /** 2026-11-21T14:40:11.000+01:00. */
  public static String iso(long epochMillis, ZoneId zone) {
    return ISO.format(Instant.ofEpochMilli(epochMillis).atZone(zone));
  }

  /** 14:40:11.000, for columns whose day and zone are told elsewhere. */
  public static String clock(long epochMillis, ZoneId zone) {
    return CLOCK.format(Instant.ofEpochMilli(epochMillis).atZone(zone));
  }

  /** 14:40:11. */
  public static String clockSeconds(long epochMillis, ZoneId zone) {
    return CLOCK_SECONDS.format(Instant.ofEpochMilli(epochMillis).atZone(zone));
  }

  /** How long ago: "4 min 10 s ago". */
  public static String ago(Duration age) {
    return age.isNegative() ? "in " + duration(age.negated()) : duration(age) + " ago";
  }

  private static Figure scaled(double value, double base, String[] units) {
    if (Double.isNaN(value)) {
      return new Figure(UNKNOWN, "");
    }
    double scaled = value;
    int unit = 0;
    while (unit < units.length - 1 && Math.abs(scaled) >= (unit == 0 ? base - 0.5 : 999.5)) {
      scaled /= base;
      unit++;
    }
    return new Figure(significant(scaled), units[unit]);
  }

  /** Three significant digits at most; no zeros that say nothing. */
  private static String significant(double value) {
    double size = Math.abs(value);
    String digits;
    if (Double.isInfinite(size)) {
      digits = "\u221e";
    } else if (size == 0) {
      return "0";
    } else if (size < 0.01) {
      digits = "<" + GAP + "0.01";
    } else if (size >= 99.95 || size == Math.rint(size)) {
      digits = String.format(Locale.ROOT, "%.0f", size);
    } else if (size >= 9.995) {
      digits = String.format(Locale.ROOT, "%.1f", size);
    } else if (size >= 0.995) {
      digits = String.format(Locale.ROOT, "%.2f", size);
    } else {
      digits = String.format(Locale.ROOT, "%.2g", size);
      if (digits.endsWith("0")) {
        digits = digits.substring(0, digits.length() - 1);
      }
    }
    return value < 0 ? MINUS + digits : digits;
  }

  private static String two(long major, String majorUnit, long minor, String minorUnit) {
    String text = major + GAP + majorUnit;
    return minor == 0 ? text : text + GAP + minor + GAP + minorUnit;
  }
}
