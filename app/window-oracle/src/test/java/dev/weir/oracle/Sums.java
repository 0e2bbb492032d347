package dev.weir.oracle;

import dev.weir.alert.window.Tally;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import tools.jackson.databind.JsonNode;

/**
 * What the Streams side adds up, in the plainest way there is: values are small whole numbers, so
 * that sum and sum of squares are exact and the deviation follows from the textbook's formula.
 */
record Sums(long count, long errors, long sum, long squares, long min, long max) {
  static final Sums NONE = new Sums(0, 0, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE);

  private static final double ROUNDING = 1e-9;

  Sums plus(Input input) {
    long value = input.value();
    return plus(new Sums(1, input.isError() ? 1 : 0, value, value * value, value, value));
  }

  Sums plus(Sums other) {
    return new Sums(
        count + other.count,
        errors + other.errors,
        sum + other.sum,
        squares + other.squares,
        Math.min(min, other.min),
        Math.max(max, other.max));
  }

  double deviation() {
    return count < 2 ? Double.NaN : Math.sqrt((squares - (double) sum * sum / count) / (count - 1));
  }

  /** Whether {@code tally} says the same. */
  boolean isSameAs(Tally tally) {
    return count == tally.count()
        && isSame(errors, (double) errors / count, sum, min, max, deviation(), tally);
  }

  private static boolean isSame(
      long errors, double rate, long sum, long min, long max, double deviation, Tally tally) {
    return errors == tally.errors()
        && isNear(rate, tally.errorRate())
        && sum == tally.sum()
        && min == tally.min()
        && max == tally.max()
        && isNear((double) sum / tally.count(), tally.mean())
        && isNear(deviation, tally.standardDeviation());
  }

  /** Whether a line of {@code weir windows} says the same. */
  boolean isSameAs(JsonNode line) {
    return count == line.path("count").asLong()
        && errors == line.path("errors").asLong()
        && isNear((double) errors / count, line.path("error_rate").asDouble())
        && sum == line.path("sum").asDouble()
        && min == line.path("min").asDouble()
        && max == line.path("max").asDouble()
        && isNear((double) sum / count, line.path("mean").asDouble())
        && (count < 2
            ? line.path("stddev").isNull()
            : isNear(deviation(), line.path("stddev").asDouble()));
  }

  /** Equal but for the last digits; not a number equals itself. */
  static boolean isNear(double expected, double actual) {
    return Double.compare(expected, actual) == 0
        || Math.abs(expected - actual) <= ROUNDING * Math.max(1, Math.abs(expected));
  }

  static String of(Tally tally) {
    return String.format(
        Locale.ROOT,
        "Tally[count=%d, errors=%d, sum=%s, min=%s, max=%s, mean=%s, deviation=%s]",
        tally.count(),
        tally.errors(),
        tally.sum(),
        tally.min(),
        tally.max(),
        tally.mean(),
        tally.standardDeviation());
  }

  static Serde<Sums> serde() {
    return Serdes.serdeFrom(
        (_, sums) ->
            sums == null
                ? null
                : ByteBuffer.allocate(6 * Long.BYTES)
                    .putLong(sums.count)
                    .putLong(sums.errors)
                    .putLong(sums.sum)
                    .putLong(sums.squares)
                    .putLong(sums.min)
                    .putLong(sums.max)
                    .array(),
        (_, bytes) -> {
          if (bytes == null) {
            return null;
          }
          ByteBuffer in = ByteBuffer.wrap(bytes);
          return new Sums(
              in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
        });
  }
}
