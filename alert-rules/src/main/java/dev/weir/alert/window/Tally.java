package dev.weir.alert.window;

import org.jspecify.annotations.Nullable;

/**
 * What records of one window add up to. Two tallies merge into exactly the tally of all their
 * records: mean and spread by Welford's update and Chan's merge (Chan, Golub, LeVeque 1979), the
 * sum with Neumaier's compensation, percentiles by bucket counts.
 *
 * <p>A record without a usable value is counted in {@link #count} and left out of everything that
 * speaks of values; {@link #values} says how many had one. Confined to one thread.
 */
public final class Tally {
  private long count;
  private long errors;
  private long values;
  private double sum;
  private double sumRest;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double mean;
  private double squares;
  private @Nullable QuantileCounts quantiles;

  /**
   * An empty tally.
   *
   * @param withQuantiles whether {@link #percentile} will be asked; a few kilobytes more
   */
  public Tally(boolean withQuantiles) {
    quantiles = withQuantiles ? new QuantileCounts() : null;
  }

  /**
   * Counts a record.
   *
   * @param value NaN or infinite if it has no usable one
   */
  public void add(double value, boolean isError) {
    count++;
    if (isError) {
      errors++;
    }
    if (Double.isFinite(value)) {
      values++;
      addToSum(value);
      min = Math.min(min, value);
      max = Math.max(max, value);
      double fromOldMean = value - mean;
      mean += fromOldMean / values;
      squares += fromOldMean * (value - mean);
      if (quantiles != null) {
        quantiles.add(value);
      }
    }
  }

  /** Adds all that {@code other} counted. */
  public void add(Tally other) {
    count += other.count;
    errors += other.errors;
    if (other.values == 0) {
      return;
    }
    addToSum(other.sum);
    addToSum(other.sumRest);
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    long all = values + other.values;
    double apart = other.mean - mean;
    if (values == 0) {
      mean = other.mean;
      squares = other.squares;
    } else {
      mean += apart * other.values / all;
      squares += other.squares + apart * apart * values / all * other.values;
    }
    values = all;
    if (quantiles != null && other.quantiles != null) {
      quantiles.add(other.quantiles);
    }
  }

  /** Another tally of the same records. */
  public Tally copy() {
    var copy = new Tally(false);
    copy.count = count;
    copy.errors = errors;
    copy.values = values;
    copy.sum = sum;
    copy.sumRest = sumRest;
    copy.min = min;
    copy.max = max;
    copy.mean = mean;
    copy.squares = squares;
    copy.quantiles = quantiles == null ? null : quantiles.copy();
    return copy;
  }

  private void addToSum(double value) {
    double next = sum + value;
    sumRest += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }

  /** Records. */
  public long count() {
    return count;
  }

  /** Records that were errors. */
  public long errors() {
    return errors;
  }

  /** Records with a usable value. */
  public long values() {
    return values;
  }

  /** Errors per record of this window, 0 to 1; NaN without records. */
  public double errorRate() {
    return count == 0 ? Double.NaN : (double) errors / count;
  }

  /** Sum of the values; 0 without any. */
  public double sum() {
    return sum + sumRest;
  }

  /** Smallest value, NaN without any. */
  public double min() {
    return values == 0 ? Double.NaN : min;
  }

  /** Largest value, NaN without any. */
  public double max() {
    return values == 0 ? Double.NaN : max;
  }

  /** Arithmetic mean, NaN without values. */
  public double mean() {
    return values == 0 ? Double.NaN : mean;
  }

  /** Sample standard deviation, {@code √(Σ(x−mean)²/(n−1))}; NaN with fewer than two values. */
  public double standardDeviation() {
    return values < 2 ? Double.NaN : Math.sqrt(squares / (values - 1));
  }

  /**
   * The value that {@code percent} percent of the values did not exceed, to 0.4 %; NaN without
   * values or if quantiles were not asked for.
   */
  public double percentile(double percent) {
    if (quantiles == null || values == 0) {
      return Double.NaN;
    }
    return Math.clamp(quantiles.percentile(percent), min, max);
  }
}
