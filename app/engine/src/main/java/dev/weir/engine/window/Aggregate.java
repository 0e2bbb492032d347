package dev.weir.engine.window;

import dev.weir.alert.window.Tally;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A figure of a window.
 *
 * @param name as it is asked for and printed: {@code count}, {@code stddev}, {@code p99.9}
 * @param percent of a percentile; 0 for the others
 */
public record Aggregate(String name, Kind kind, double percent) {
  private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,3})?|100)");
  private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

  /** Which figure. */
  public enum Kind {
    /** Records. */
    COUNT,
    /** Records that are errors. */
    ERRORS,
    /** Errors per record, 0 to 1. */
    ERROR_RATE,
    /** Records with a number where one was asked for: what the following speak of. */
    VALUES,
    SUM,
    MIN,
    MAX,
    MEAN,
    /** Of the sample: divided by n − 1. */
    STDDEV,
    /** To 0.4 %. */
    PERCENTILE;

    /** Whether it speaks of errors. */
    public boolean needsErrors() {
      return this == ERRORS || this == ERROR_RATE;
    }

    /** Whether it speaks of values. */
    public boolean needsValues() {
      return compareTo(VALUES) >= 0;
    }
  }

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException with a sentence, if it is none
   */
  public static Aggregate parse(String name) {
    Matcher percentile = PERCENTILE.matcher(name);
    if (percentile.matches()) {
      return new Aggregate(name, Kind.PERCENTILE, Double.parseDouble(percentile.group(1)));
    }
    for (Kind kind : Kind.values()) {
      if (kind != Kind.PERCENTILE && nameOf(kind).equals(name)) {
        return new Aggregate(name, kind, 0);
      }
    }
    throw new IllegalArgumentException(
        "'"
            + name
            + "' is no figure of a window: there are "
            + Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.PERCENTILE)
                .map(Aggregate::nameOf)
                .collect(Collectors.joining(", "))
            + ", and percentiles such as p99 or p99.9.");
  }

  private static String nameOf(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** What it comes to; null where it is not known. */
  public @Nullable Number of(Tally tally) {
    return switch (kind) {
      case COUNT -> tally.count();
      case ERRORS -> tally.errors();
      case VALUES -> tally.values();
      case ERROR_RATE -> known(tally.errorRate());
      case SUM -> tally.values() == 0 ? null : known(decimal(tally.sum()));
      case MIN -> known(tally.min());
      case MAX -> known(tally.max());
      case MEAN -> known(decimal(tally.mean()));
      case STDDEV -> known(decimal(tally.standardDeviation()));
      case PERCENTILE -> known(tally.percentile(percent));
    };
  }

  /** Without the last digit, which is of binary fractions: 0.1 and 0.2 are 0.3. */
  private static double decimal(double value) {
    return !Double.isFinite(value) || value == Math.rint(value)
        ? value
        : new BigDecimal(value).round(DIGITS).doubleValue();
  }

  /** Null for what is no number; whole numbers without a fraction. */
  private static @Nullable Number known(double value) {
    if (!Double.isFinite(value)) {
      return null;
    }
    boolean isWhole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
    return isWhole ? (Number) (long) value : (Number) value;
  }
}
