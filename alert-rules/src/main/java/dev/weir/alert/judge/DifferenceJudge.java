package dev.weir.alert.judge;

import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Check;
import dev.weir.alert.state.State;
import java.util.ArrayDeque;

/** Holds a window's mean against that of an equal window some time ago. */
final class DifferenceJudge implements SeriesJudge {
  private final Check.Difference check;
  private final Window now;
  private final Window then;
  private final long agoMs;
  private final ArrayDeque<Sample> waiting = new ArrayDeque<>();
  private long first = Long.MIN_VALUE;
  private double figure = Double.NaN;
  private Verdict verdict = Verdict.WARMING;

  private record Sample(long at, double value) {}

  DifferenceJudge(Check.Difference check) {
    this.check = check;
    now = new Window(check.over().toMillis());
    then = new Window(check.over().toMillis());
    agoMs = check.ago().toMillis();
  }

  @Override
  public void take(long at, double value, boolean firing) {
    if (first == Long.MIN_VALUE) {
      first = at;
    }
    now.add(at, value);
    waiting.add(new Sample(at, value));
    while (!waiting.isEmpty() && waiting.element().at() <= at - agoMs) {
      Sample old = waiting.remove();
      then.add(old.at() + agoMs, old.value());
    }
    then.forget(at);
    if (at - first < agoMs + check.over().toMillis() || then.size() == 0) {
      verdict = Verdict.WARMING;
      return;
    }
    double change = now.mean() - then.mean();
    figure = check.relative() ? 100 * change / Math.abs(then.mean()) : change;
    if (Double.isNaN(figure)) {
      figure = 0;
    }
    verdict = check.limits().judge(figure);
  }

  @Override
  public String kind() {
    return "change 1 " + check.over() + " " + check.ago() + (check.relative() ? " %" : "");
  }

  @Override
  public void state(State state) {
    first = state.whole(first);
    figure = state.number(figure);
    verdict = state.choice(verdict, Verdict.values());
    now.state(state);
    then.state(state);
    int count = state.count(waiting.size());
    if (state.restores()) {
      for (int i = 0; i < count; i++) {
        waiting.add(new Sample(state.whole(0), state.number(0)));
      }
    } else {
      for (Sample sample : waiting) {
        long _ = state.whole(sample.at());
        double _ = state.number(sample.value());
      }
    }
  }

  @Override
  public int bytes() {
    return 96 + now.bytes() + then.bytes() + 40 * waiting.size();
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
    return then.size() == 0 ? Double.NaN : then.mean();
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
      return "needs " + Figures.time(agoMs + check.over().toMillis()) + " of samples to compare";
    }
    return LimitWords.sentence(
            "the change against " + Figures.time(agoMs) + " ago",
            figure,
            check.limits(),
            verdict,
            check.relative() ? " %" : "")
        + " ("
        + Figures.of(now.mean())
        + " against "
        + Figures.of(then.mean())
        + ")";
  }
}
