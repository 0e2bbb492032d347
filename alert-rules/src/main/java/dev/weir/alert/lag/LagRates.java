package dev.weir.alert.lag;

import java.util.OptionalDouble;

/**
 * How fast a group reads and a partition fills, in records per second over the window judged.
 *
 * @param consumedPerSecond commits' progress, measured from commit to commit over at least three of
 *     them, after any set-back
 * @param producedPerSecond growth of the partition's end
 * @param growthPerSecond of the lag; negative while it drains
 */
public record LagRates(
    OptionalDouble consumedPerSecond,
    OptionalDouble producedPerSecond,
    OptionalDouble growthPerSecond) {
  /** Nothing known. */
  public static final LagRates UNKNOWN =
      new LagRates(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
}
