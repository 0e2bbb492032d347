package dev.weir.alert.judge;

import dev.weir.alert.life.Severity;
import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Level;
import dev.weir.alert.state.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts the levels of other rules together. */
final class CompositeJudge implements SeriesJudge {
  private static final Level[] LEVELS = Level.values();

  private final Check.Composite check;
  private final Severity severity;
  private final List<String> names;
  private final Level[] levels;
  private Level level = Level.OK;
  private Verdict verdict = Verdict.CLEAR;

  CompositeJudge(Check.Composite check, Severity severity) {
    this.check = check;
    this.severity = severity;
    names = check.formula().names();
    levels = new Level[names.size()];
    Arrays.fill(levels, Level.OK);
  }

  @Override
  public void signal(int part, long at, double value) {
    levels[part] = LEVELS[(int) value];
  }

  @Override
  public void take(long at, double value, boolean firing) {
    level = check.formula().level(name -> levels[names.indexOf(name)]);
    verdict =
        switch (level) {
          case OK -> Verdict.CLEAR;
          case NO_DATA -> Verdict.HOLD;
          case WARNING, CRITICAL -> Verdict.of(severity);
        };
  }

  @Override
  public Verdict verdict() {
    return verdict;
  }

  @Override
  public double figure() {
    return level.isFiring() ? 1 : 0;
  }

  @Override
  public double baseline() {
    return Double.NaN;
  }

  @Override
  public double strength() {
    return level.isFiring() ? 1 : 0;
  }

  @Override
  public double firingStrength() {
    return 1;
  }

  @Override
  public String reason() {
    List<String> fire = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (int i = 0; i < levels.length; i++) {
      if (levels[i].isFiring()) {
        fire.add(names.get(i));
      } else if (levels[i] == Level.NO_DATA) {
        unknown.add(names.get(i));
      }
    }
    return "of \""
        + check.text()
        + "\", "
        + (fire.isEmpty() ? "nothing fires" : String.join(" and ", fire) + fires(fire.size()))
        + (unknown.isEmpty() ? "" : ", nothing is heard of " + String.join(" and ", unknown));
  }

  private static String fires(int count) {
    return count == 1 ? " fires" : " fire";
  }

  @Override
  public String kind() {
    return "composite 1 " + check.text();
  }

  @Override
  public void state(State state) {
    // How the rules stand is told anew after a start.
    level = state.choice(level, LEVELS);
    verdict = state.choice(verdict, Verdict.values());
  }

  @Override
  public int bytes() {
    return 64 + 8 * levels.length;
  }
}
