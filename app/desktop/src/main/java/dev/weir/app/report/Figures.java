package dev.weir.app.report;

import java.util.OptionalDouble;

/** Numbers as they are printed: thousandths are enough. */
public final class Figures {
  private Figures() {}

  /** To thousandths. */
  public static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }

  /** 0 where no time has passed. */
  static double perSecond(long amount, double seconds) {
    return seconds > 0 ? rounded(amount / seconds) : 0;
  }

  /** Empty for NaN and infinity. */
  public static OptionalDouble known(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(rounded(value)) : OptionalDouble.empty();
  }
}
