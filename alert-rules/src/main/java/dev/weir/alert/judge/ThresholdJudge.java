package dev.weir.alert.judge;

import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Aggregate;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Limits;
import dev.weir.alert.state.State;
import java.util.Locale;

/** Holds an aggregate of a window, or a share of its samples, against limits. */
final class ThresholdJudge implements SeriesJudge {
  private final Check.Threshold check;
  private final Window window;
  private final boolean counter;
  private double lastCount = Double.NaN;
  private double figure = Double.NaN;
  private Verdict verdict = Verdict.WARMING;
  private double tolerance = 1;

  ThresholdJudge(Check.Threshold check) {
    this.check = check;
    window = new Window(check.over().toMillis());
    counter = check.aggregate() == Aggregate.DELTA || check.aggregate() == Aggregate.RATE;
  }

  @Override
  public void take(long at, double value, boolean firing) {
    if (counter) {
      countGrowth(at, value);
    } else {
      window.add(at, value);
    }
    if (window.size() == 0 || !window.isFull(at)) {
      verdict = Verdict.WARMING;
      if (check.aggregate() == Aggregate.DELTA && check.limits().above() && window.size() > 0) {
        // Growth only adds up: what has grown too much already will not be less.
        figure = window.sum();
        Verdict early = judge(figure);
        verdict = early.isBreach() ? early : Verdict.WARMING;
      }
      return;
    }
    figure = aggregate();
    verdict = check.share().isPresent() ? byShare(check.share().getAsDouble()) : judge(figure);
  }

  /** What a counter has grown by since the last sample; one that falls has begun again at 0. */
  private void countGrowth(long at, double count) {
    if (!Double.isNaN(lastCount)) {
      window.add(at, count >= lastCount ? count - lastCount : count);
    }
    lastCount = count;
  }

  private double aggregate() {
    return switch (check.aggregate()) {
      case LAST -> window.newest();
      case AVG -> window.mean();
      case MIN -> window.least();
      case MAX -> window.most();
      case SUM, DELTA -> window.sum();
      case P50 -> window.quantile(0.5);
      case P90 -> window.quantile(0.9);
      case P95 -> window.quantile(0.95);
      case P99 -> window.quantile(0.99);
      case RATE -> window.sum() / (check.over().toMillis() / 1000.0);
    };
  }

  private Verdict judge(double figure) {
    return check.limits().judge(figure);
  }

  private Verdict byShare(double share) {
    Limits limits = check.limits();
    double least = share * window.size();
    if (limits.critical().isPresent()
        && window.beyond(limits.critical().getAsDouble(), limits.above()) >= least) {
      return Verdict.CRITICAL;
    }
    if (limits.warning().isPresent()
        && window.beyond(limits.warning().getAsDouble(), limits.above()) >= least) {
      return Verdict.WARNING;
    }
    double recovery = limits.recovery().orElse(limits.mildest());
    return window.beyond(recovery, limits.above()) >= least ? Verdict.HOLD : Verdict.CLEAR;
  }

  @Override
  public void tolerate(double times) {
    tolerance = times;
  }

  /** Ten times a limit at or across 0 would be next to nothing: its critical limit bounds it. */
  @Override
  public double mostTolerance() {
    return check.limits().mildest() > 0 ? SeriesJudge.super.mostTolerance() : LimitWords.MOST;
  }

  @Override
  public String tolerated(double times) {
    return check.limits().mildest() > 0
        ? SeriesJudge.super.tolerated(times)
        : (check.limits().above() ? "up to " : "down to ")
            + Figures.of(LimitWords.limit(check.limits(), times));
  }

  @Override
  public String kind() {
    return "threshold 1 " + check.aggregate() + " " + check.over();
  }

  @Override
  public void state(State state) {
    lastCount = state.number(lastCount);
    figure = state.number(figure);
    verdict = state.choice(verdict, Verdict.values());
    window.state(state);
  }

  @Override
  public int bytes() {
    return 64 + window.bytes();
  }

  @Override
  public Verdict verdict() {
    return verdict;
  }

  @Override
  public double figure() {
    return figure;
  }

  @Override
  public double baseline() {
    return check.limits().limitOf(verdict);
  }

  @Override
  public double lower() {
    return check.limits().above() ? Double.NaN : LimitWords.limit(check.limits(), tolerance);
  }

  @Override
  public double upper() {
    return check.limits().above() ? LimitWords.limit(check.limits(), tolerance) : Double.NaN;
  }

  @Override
  public double strength() {
    return LimitWords.strength(check.limits(), figure);
  }

  @Override
  public double firingStrength() {
    return 1;
  }

  @Override
  public String reason() {
    if (verdict == Verdict.WARMING) {
      return "has not been watched for " + Figures.time(check.over().toMillis()) + " yet";
    }
    String what =
        check.over().isZero()
            ? "the value"
            : check.aggregate().name().toLowerCase(Locale.ROOT)
                + " over "
                + Figures.time(check.over().toMillis());
    if (check.share().isPresent() && verdict.isBreach()) {
      double limit = check.limits().limitOf(verdict);
      return Math.round(100.0 * window.beyond(limit, check.limits().above()) / window.size())
          + " % of the samples of "
          + Figures.time(check.over().toMillis())
          + " are "
          + (check.limits().above() ? "above " : "below ")
          + Figures.of(limit);
    }
    return LimitWords.sentence(what, figure, check.limits(), verdict, "");
  }
}
