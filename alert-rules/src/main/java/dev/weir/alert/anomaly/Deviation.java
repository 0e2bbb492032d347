package dev.weir.alert.anomaly;

import dev.weir.alert.state.State;

/**
 * Distance from a running centre in running scales, neither of which an odd value moves far: it
 * counts as three scales at most. After sixty values one needs about a thousand to be forgotten.
 */
final class Deviation {
  private static final int READY = 60;
  private static final double SLOWEST_RATE = 0.001;
  private static final double CLIP_SCALES = 3;

  /** Standard deviation of normal noise in mean absolute deviations. */
  private static final double NORMAL = 1.2533;

  private final double varianceShare;
  private int count;
  private double centre;
  private double meanDistance;
  private double mean;
  private double variance;
  private double clipped;

  /**
   * Starts empty.
   *
   * @param varianceShare the scale is never below this share of the standard deviation of all
   *     history; 0: no such floor
   */
  Deviation(double varianceShare) {
    this.varianceShare = varianceShare;
  }

  /**
   * Scales between {@code value} and the centre as it was before it; NaN while too few are known.
   */
  double add(double value) {
    count++;
    double rate = Math.max(SLOWEST_RATE, 1.0 / count);
    if (count == 1) {
      mean = value;
      centre = value;
      clipped = 0;
      return Double.NaN;
    }
    double delta = value - mean;
    mean += delta / count;
    variance = (1 - 1.0 / count) * (variance + delta * delta / count);
    double scale =
        Math.max(
            Math.max(NORMAL * meanDistance, varianceShare * Math.sqrt(variance)),
            Double.MIN_NORMAL);
    double distance = value - centre;
    boolean ready = count > READY;
    double limit = CLIP_SCALES * scale;
    clipped = ready && meanDistance > 0 ? Math.clamp(distance, -limit, limit) : distance;
    centre += rate * clipped;
    meanDistance += rate * (Math.abs(clipped) - meanDistance);
    return ready ? Math.abs(distance) / scale : Double.NaN;
  }

  void state(State state) {
    count = state.count(count);
    centre = state.number(centre);
    meanDistance = state.number(meanDistance);
    mean = state.number(mean);
    variance = state.number(variance);
    clipped = state.number(clipped);
  }

  /** The last value's distance from the centre, as it was learnt. */
  double clipped() {
    return clipped;
  }

  double centre() {
    return centre;
  }

  double rate() {
    return Math.max(SLOWEST_RATE, 1.0 / Math.max(1, count));
  }
}
