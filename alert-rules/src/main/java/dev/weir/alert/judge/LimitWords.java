package dev.weir.alert.judge;

import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Limits;

/** Figures and limits, in one sentence and in one number. */
final class LimitWords {
  /** The greatest strength there is. */
  static final double MOST = 1e6;

  private LimitWords() {}

  static String sentence(String what, double figure, Limits limits, Verdict verdict, String unit) {
    boolean bad = verdict.isBreach();
    String beyond = limits.above() == (bad || verdict == Verdict.HOLD) ? "above" : "not above";
    if (!limits.above()) {
      beyond = bad || verdict == Verdict.HOLD ? "below" : "not below";
    }
    double limit =
        verdict == Verdict.HOLD
            ? limits.recovery().orElse(limits.mildest())
            : limits.limitOf(verdict);
    return what
        + " is "
        + Figures.of(figure)
        + unit
        + ", "
        + beyond
        + " "
        + Figures.of(limit)
        + unit;
  }

  /** 1 at the mildest limit, 2 twice as far from 0; for limits at or across 0, by distance. */
  static double strength(Limits limits, double figure) {
    if (Double.isNaN(figure)) {
      return 0;
    }
    double limit = limits.mildest();
    double ratio;
    if (limit > 0) {
      ratio = limits.above() ? figure / limit : figure <= 0 ? MOST : limit / figure;
    } else {
      double distance = limits.above() ? figure - limit : limit - figure;
      ratio = 1 + distance / Math.max(1, Math.abs(limit));
    }
    return Math.clamp(ratio, 0, MOST);
  }

  /** The figure whose strength is {@code strength}; the mildest limit for 1. */
  static double limit(Limits limits, double strength) {
    double limit = limits.mildest();
    if (limit > 0) {
      return limits.above() ? limit * strength : limit / strength;
    }
    double distance = (strength - 1) * Math.max(1, Math.abs(limit));
    return limits.above() ? limit + distance : limit - distance;
  }
}
