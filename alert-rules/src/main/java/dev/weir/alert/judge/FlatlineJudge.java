package dev.weir.alert.judge;

import dev.weir.alert.life.Severity;
import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Check;
import dev.weir.alert.state.State;

/** Finds a series that moves no more, but did. One that never moved is not dead but constant. */
final class FlatlineJudge implements SeriesJudge {
  private final Check.Flatline check;
  private final Severity severity;
  private long since = Long.MIN_VALUE;
  private double level = Double.NaN;
  private double value = Double.NaN;
  private boolean hasMoved;
  private long stillMs;
  private Verdict verdict = Verdict.WARMING;

  FlatlineJudge(Check.Flatline check, Severity severity) {
    this.check = check;
    this.severity = severity;
  }

  @Override
  public void take(long at, double sample, boolean firing) {
    if (since == Long.MIN_VALUE || Math.abs(sample - level) > check.within()) {
      hasMoved = since != Long.MIN_VALUE;
      level = sample;
      since = at;
    }
    value = sample;
    stillMs = at - since;
    if (!hasMoved) {
      verdict = Verdict.WARMING;
    } else {
      verdict = stillMs >= check.over().toMillis() ? Verdict.of(severity) : Verdict.CLEAR;
    }
  }

  @Override
  public String kind() {
    return "flatline 1 " + check.within();
  }

  @Override
  public void state(State state) {
    since = state.whole(since);
    level = state.number(level);
    value = state.number(value);
    hasMoved = state.flag(hasMoved);
    stillMs = state.whole(stillMs);
    verdict = state.choice(verdict, Verdict.values());
  }

  @Override
  public int bytes() {
    return 80;
  }

  @Override
  public Verdict verdict() {
    return verdict;
  }

  @Override
  public double figure() {
    return value;
  }

  @Override
  public double baseline() {
    return level;
  }

  @Override
  public double strength() {
    return hasMoved ? stillMs / (double) check.over().toMillis() : 0;
  }

  @Override
  public double firingStrength() {
    return 1;
  }

  @Override
  public String reason() {
    if (verdict == Verdict.WARMING) {
      return "has not moved since it is watched";
    }
    return "has stayed at " + Figures.of(level) + " for " + Figures.time(stillMs);
  }
}
