package dev.weir.alert.judge;

import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Check;
import dev.weir.alert.state.State;

/**
 * Holds the mean of an error ratio over six windows against its budget. Samples are added up by the
 * minute; each window's sum is kept up to date as minutes come and go. About 52 KiB.
 */
final class BurnRateJudge implements SeriesJudge {
  private static final long MINUTE_MS = 60_000;
  private static final int MINUTES = 3 * 24 * 60;

  /** Minutes of the windows. */
  private static final int[] WINDOWS = {5, 30, 60, 360, 3 * 24 * 60};

  private static final double FAST = 14.4;
  private static final double MIDDLE = 6;
  private static final double SLOW = 1;

  private final double budget;
  private final double[] sums = new double[MINUTES];
  private final int[] counts = new int[MINUTES];
  private final double[] windowSums = new double[WINDOWS.length];
  private final long[] windowCounts = new long[WINDOWS.length];
  private long minute = Long.MIN_VALUE;
  private long first;
  private Verdict verdict = Verdict.WARMING;
  private double burn = Double.NaN;
  private int window;

  BurnRateJudge(Check.BurnRate check) {
    budget = 1 - check.objective();
  }

  @Override
  public void take(long at, double value, boolean firing) {
    long now = Math.floorDiv(at, MINUTE_MS);
    if (minute == Long.MIN_VALUE) {
      minute = now;
      first = now;
    }
    if (now - minute > MINUTES) {
      minute = now - MINUTES;
    }
    while (minute < now) {
      minute++;
      leave();
    }
    int slot = (int) Math.floorMod(minute, (long) MINUTES);
    sums[slot] += value;
    counts[slot]++;
    for (int i = 0; i < WINDOWS.length; i++) {
      windowSums[i] += value;
      windowCounts[i]++;
    }
    judge();
  }

  /** Takes what has become too old out of the windows, and empties the new minute. */
  private void leave() {
    for (int i = 0; i < WINDOWS.length; i++) {
      int slot = (int) Math.floorMod(minute - WINDOWS[i], (long) MINUTES);
      windowSums[i] -= sums[slot];
      windowCounts[i] -= counts[slot];
      if (windowCounts[i] == 0) {
        windowSums[i] = 0;
      }
    }
    int slot = (int) Math.floorMod(minute, (long) MINUTES);
    sums[slot] = 0;
    counts[slot] = 0;
  }

  private void judge() {
    double fast = Math.min(burn(2), burn(0)) / FAST;
    double middle = Math.min(burn(3), burn(1)) / MIDDLE;
    double slow = Math.min(burn(4), burn(3)) / SLOW;
    if (fast > 1 || middle > 1) {
      verdict = Verdict.CRITICAL;
    } else if (slow > 1) {
      verdict = Verdict.WARNING;
    } else {
      verdict = minute - first < WINDOWS[0] ? Verdict.WARMING : Verdict.CLEAR;
    }
    window = fast >= middle && fast >= slow ? 2 : middle >= slow ? 3 : 4;
    burn = burn(window);
  }

  /** How many times faster than it lasts a window uses the budget; 0 before the window is full. */
  private double burn(int index) {
    boolean full = minute - first + 1 >= WINDOWS[index];
    return full && windowCounts[index] > 0 ? windowSums[index] / windowCounts[index] / budget : 0;
  }

  @Override
  public String kind() {
    return "burn-rate 1";
  }

  @Override
  public void state(State state) {
    minute = state.whole(minute);
    first = state.whole(first);
    verdict = state.choice(verdict, Verdict.values());
    burn = state.number(burn);
    window = state.count(window, WINDOWS.length - 1);
    state.numbers(sums, MINUTES);
    state.counts(counts, MINUTES);
    state.numbers(windowSums, WINDOWS.length);
    for (int i = 0; i < WINDOWS.length; i++) {
      windowCounts[i] = state.whole(windowCounts[i]);
    }
  }

  @Override
  public int bytes() {
    return MINUTES * (Double.BYTES + Integer.BYTES) + 200;
  }

  @Override
  public Verdict verdict() {
    return verdict;
  }

  @Override
  public double figure() {
    return burn;
  }

  @Override
  public double baseline() {
    return window == 2 ? FAST : window == 3 ? MIDDLE : SLOW;
  }

  @Override
  public double strength() {
    return Double.isNaN(burn) ? 0 : burn / baseline();
  }

  @Override
  public double firingStrength() {
    return 1;
  }

  @Override
  public String reason() {
    return "over "
        + Figures.time(WINDOWS[window] * MINUTE_MS)
        + " the error budget is used "
        + Figures.of(burn)
        + " times as fast as it lasts, "
        + (verdict.isBreach() ? "above " : "against ")
        + Figures.of(baseline());
  }
}
