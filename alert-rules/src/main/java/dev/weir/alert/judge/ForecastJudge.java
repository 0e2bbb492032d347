package dev.weir.alert.judge;

import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Check;
import dev.weir.alert.state.State;
import java.util.Arrays;

/**
 * Looks ahead with the best of three forecasts, each of which is checked against what came. One
 * that does not beat "it stays as it is" says nothing: most series cannot be foretold.
 */
final class ForecastJudge implements SeriesJudge {
  private static final int TREND = 0;
  private static final int FADING = 1;
  private static final int YESTERDAY = 2;
  private static final int STAYS = 3;
  private static final int KINDS = 4;

  private static final double LEVEL_RATE = 0.3;
  private static final double TREND_RATE = 0.1;
  private static final double FADE = 0.97;
  private static final double ERROR_RATE = 1 / 200.0;
  private static final double SKILL = 0.95;
  private static final int CHECKED = 100;
  private static final int IN_A_ROW = 3;
  private static final long DAY_MS = 86_400_000;

  private final Check.Forecast check;
  private final Rows rows;
  private final int steps;
  private final long rowMs;
  private final double[] day;
  private final double[][] made;
  private final double[] errors = new double[KINDS];
  private int count;
  private int checked;
  private double level;
  private double trend;
  private long lastRow;
  private int best = STAYS;
  private int foreseen;
  private int aheadRows;
  private double ahead = Double.NaN;
  private Verdict verdict = Verdict.WARMING;

  ForecastJudge(Check.Forecast check) {
    this.check = check;
    rows = new Rows(check.row());
    rowMs = check.row().toMillis();
    steps = (int) check.within().dividedBy(check.row());
    day = new double[(int) Math.max(1, DAY_MS / rowMs)];
    made = new double[KINDS][steps];
  }

  @Override
  public void take(long at, double sample, boolean firing) {
    if (!rows.add(at, sample)) {
      return;
    }
    double value = rows.mean();
    if (count > 0 && at - lastRow > 3 * rowMs) {
      bridge(at, value);
    }
    lastRow = at;
    follow(value);
    check(value);
    promise(value);
    count++;
    judge(value);
  }

  /**
   * A gap would be taken for a jump: forecasts made for what was missed are void, and so is the
   * trend. What yesterday was like is still known after a short one.
   */
  private void bridge(long at, double value) {
    foreseen = 0;
    long missed = Math.round((at - lastRow) / (double) rowMs) - 1;
    if (missed >= day.length) {
      count = 0;
      return;
    }
    level = value;
    trend = 0;
    for (long row = 0; row < missed; row++) {
      for (double[] kind : made) {
        kind[count % steps] = Double.NaN;
      }
      count++;
    }
  }

  private void follow(double value) {
    if (count == 0) {
      level = value;
      trend = 0;
      return;
    }
    double before = level;
    level = LEVEL_RATE * value + (1 - LEVEL_RATE) * (level + trend);
    trend += TREND_RATE * (level - before - trend);
    if (count < 3 / TREND_RATE && count > 0) {
      trend = (trend * count + (level - before)) / (count + 1);
    }
  }

  /** Holds what was promised for now against what came. */
  private void check(double value) {
    if (count < steps || count < day.length) {
      return;
    }
    int slot = count % steps;
    if (Double.isNaN(made[STAYS][slot])) {
      return;
    }
    checked++;
    for (int kind = 0; kind < KINDS; kind++) {
      double error = Math.abs(made[kind][slot] - value);
      errors[kind] += Math.max(ERROR_RATE, 1.0 / checked) * (error - errors[kind]);
    }
    best = STAYS;
    for (int kind = 0; kind < STAYS; kind++) {
      if (errors[kind] < SKILL * errors[STAYS] && errors[kind] < errors[best]) {
        best = kind;
      }
    }
  }

  private void promise(double value) {
    day[count % day.length] = value;
    int slot = count % steps;
    for (int kind = 0; kind < KINDS; kind++) {
      made[kind][slot] = forecast(kind, steps, value);
    }
  }

  private double forecast(int kind, int rowsAhead, double value) {
    return switch (kind) {
      case TREND -> level + rowsAhead * trend;
      case FADING -> level + trend * FADE * (1 - Math.pow(FADE, rowsAhead)) / (1 - FADE);
      case YESTERDAY ->
          count < day.length
              ? value
              : day[Math.floorMod(count + rowsAhead - day.length, day.length)];
      default -> value;
    };
  }

  private void judge(double value) {
    Verdict now = check.limits().judge(value);
    if (now.isBreach()) {
      verdict = now;
      ahead = value;
      aheadRows = 0;
      return;
    }
    if (checked < CHECKED || best == STAYS) {
      foreseen = 0;
      ahead = Double.NaN;
      verdict = checked < CHECKED ? Verdict.WARMING : Verdict.HOLD;
      return;
    }
    Verdict worst = Verdict.CLEAR;
    for (int step = 1; step <= steps; step++) {
      // The ring holds this row already, so a day back is one row less.
      double then = best == YESTERDAY ? dayAgo(step) : forecast(best, step, value);
      Verdict verdictThen = check.limits().judge(then);
      if (verdictThen.compareTo(worst) > 0) {
        if (!worst.isBreach()) {
          ahead = then;
          aheadRows = step;
        }
        worst = verdictThen;
      }
    }
    if (!worst.isBreach()) {
      foreseen = 0;
      verdict = worst;
      return;
    }
    foreseen++;
    verdict = foreseen >= IN_A_ROW ? worst : Verdict.HOLD;
  }

  private double dayAgo(int step) {
    return day[Math.floorMod(count - 1 + step, day.length)];
  }

  @Override
  public String kind() {
    return "forecast 1 " + check.row() + " " + check.within();
  }

  @Override
  public void state(State state) {
    rows.state(state);
    state.numbers(day, day.length);
    for (double[] kind : made) {
      state.numbers(kind, steps);
    }
    state.numbers(errors, KINDS);
    count = state.count(count);
    checked = state.count(checked);
    level = state.number(level);
    trend = state.number(trend);
    lastRow = state.whole(lastRow);
    best = state.count(best, STAYS);
    foreseen = state.count(foreseen);
    aheadRows = state.count(aheadRows);
    ahead = state.number(ahead);
    verdict = state.choice(verdict, Verdict.values());
  }

  @Override
  public int bytes() {
    return Double.BYTES * (day.length + KINDS * steps) + 300;
  }

  @Override
  public Verdict verdict() {
    return verdict;
  }

  @Override
  public double figure() {
    return rows.mean();
  }

  @Override
  public double baseline() {
    return check.limits().limitOf(verdict);
  }

  @Override
  public double strength() {
    return LimitWords.strength(check.limits(), ahead);
  }

  @Override
  public double firingStrength() {
    return 1;
  }

  @Override
  public String reason() {
    if (verdict == Verdict.WARMING) {
      return "forecasts have not been checked often enough yet";
    }
    if (checked >= CHECKED && best == STAYS) {
      return "cannot be foretold: no forecast beats \"it stays as it is\" (errors "
          + Arrays.toString(Arrays.stream(errors).mapToObj(Figures::of).toArray())
          + ")";
    }
    if (!verdict.isBreach() && foreseen == 0) {
      return "stays within its limits for " + Figures.time(check.within().toMillis());
    }
    return aheadRows == 0
        ? LimitWords.sentence("the value", rows.mean(), check.limits(), verdict, "")
        : "will be "
            + Figures.of(ahead)
            + " in "
            + Figures.time(aheadRows * rowMs)
            + ", "
            + (check.limits().above() ? "above " : "below ")
            + Figures.of(check.limits().limitOf(verdict));
  }
}
