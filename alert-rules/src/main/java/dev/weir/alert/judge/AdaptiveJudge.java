package dev.weir.alert.judge;

import dev.weir.alert.life.Severity;
import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Check;
import dev.weir.alert.state.State;
import java.util.Arrays;
import java.util.Optional;

/**
 * Holds each row against a band around what is usual: the median of the same hour of the last
 * weeks, else of the last days, else a running mean. An hour is learnt as a whole when it is over;
 * what an alert was about is not, unless it comes at the same hour for three weeks: a weekend is
 * usual, and not an alert for ever. About 7 KiB.
 */
final class AdaptiveJudge implements SeriesJudge {
  private static final int HOURS_OF_WEEK = 168;
  private static final int HOURS_OF_DAY = 24;
  private static final int DAYS = 7;
  private static final int WEEKS = 6;
  private static final int ENOUGH = 3;
  private static final int WARM_ROWS = 100;
  private static final long HOUR_MS = 3_600_000;
  private static final long WARM_MS = 86_400_000;

  /** The hour from which weeks are counted: epoch hour 0 is a Thursday's first. */
  private static final int THURSDAY = 3 * HOURS_OF_DAY;

  private static final double RECENT_RATE = 1 / 60.0;
  private static final double SLOWEST_SCALE_RATE = 1 / 2000.0;
  private static final double CLIP_SCALES = 3;
  private static final double NORMAL = 1.2533;
  private static final double LEVEL_SHARE = 0.01;

  /** Share of the level by which one hour moves what is learnt. */
  private static final double DRIFT = 0.1;

  private final Check.Adaptive check;
  private final Severity severity;
  private final Rows rows;
  private final float[] hours = new float[HOURS_OF_WEEK * WEEKS];
  private final int[] weeks = new int[HOURS_OF_WEEK];

  /** The last means of each hour of the week, newest first, as they came; NaN where none is. */
  private final float[] seen = new float[HOURS_OF_WEEK * ENOUGH];

  private double seenSum;
  private int seenCount;
  private final double[] scratch = new double[DAYS];
  private long hour = Long.MIN_VALUE;
  private double hourSum;
  private int hourCount;
  private double recent;
  private final Spread aroundRecent = new Spread();
  private final Spread aroundHour = new Spread();
  private long first = Long.MIN_VALUE;
  private final Freeze freeze;
  private double centre = Double.NaN;
  private double scale = Double.NaN;
  private Verdict verdict = Verdict.WARMING;
  private boolean beyondGuard;
  private double tolerance = 1;

  AdaptiveJudge(Check.Adaptive check, Severity severity) {
    this.check = check;
    this.severity = severity;
    rows = new Rows(check.row());
    freeze = new Freeze(check.freeze());
    Arrays.fill(seen, Float.NaN);
  }

  @Override
  public void take(long at, double sample, boolean firing) {
    freeze.begin();
    if (!rows.add(at, sample)) {
      return;
    }
    double value = rows.mean();
    if (first == Long.MIN_VALUE) {
      first = at;
      recent = value;
    }
    long now = Math.floorDiv(at, HOUR_MS);
    if (now != hour) {
      closeHour();
      hour = now;
    }
    centre = usual(now);
    Spread spread = isKnown(now) && aroundHour.rows >= WARM_ROWS ? aroundHour : aroundRecent;
    scale = Math.max(NORMAL * spread.distance, LEVEL_SHARE * Math.abs(centre));
    boolean warm = spread.rows >= WARM_ROWS && at - first >= WARM_MS;
    beyondGuard = isPastRail(value);
    if (beyondGuard || (warm && isOutside(value))) {
      verdict = Verdict.of(severity);
    } else {
      verdict = warm ? Verdict.CLEAR : Verdict.WARMING;
    }
    if (freeze.learns(at, verdict.isBreach(), firing, centre, value)) {
      learn(value);
    }
    if (!freeze.refuses()) {
      seenSum += value;
      seenCount++;
    }
  }

  private void learn(double value) {
    (isKnown(hour) ? aroundHour : aroundRecent).add(Math.abs(value - centre));
    recent += RECENT_RATE * (value - recent);
    hourSum += value;
    hourCount++;
  }

  private void closeHour() {
    if (hourCount > 0) {
      double mean = hourSum / hourCount;
      double usual = usual(hour);
      int at = hourOfWeek(hour);
      if (!Double.isNaN(scale) && isKnown(hour)) {
        double most = Math.max(DRIFT * Math.abs(usual), scale);
        mean = Math.clamp(mean, usual - most, usual + most);
      }
      hours[at * WEEKS + weeks[at] % WEEKS] = (float) mean;
      weeks[at]++;
    }
    hourSum = 0;
    hourCount = 0;
    if (seenCount > 0) {
      int from = hourOfWeek(hour) * ENOUGH;
      System.arraycopy(seen, from, seen, from + 1, ENOUGH - 1);
      seen[from] = (float) (seenSum / seenCount);
    }
    seenSum = 0;
    seenCount = 0;
  }

  /**
   * The middle of what came at this hour of the last three weeks, where that is one level and not
   * what is told apart by this band; NaN otherwise.
   */
  private double sameEachWeek(long epochHour) {
    int from = hourOfWeek(epochHour) * ENOUGH;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (int i = from; i < from + ENOUGH; i++) {
      if (Float.isNaN(seen[i])) {
        return Double.NaN;
      }
      low = Math.min(low, seen[i]);
      high = Math.max(high, seen[i]);
      sum += seen[i];
    }
    double middle = sum - low - high;
    Spread spread = aroundHour.rows >= WARM_ROWS ? aroundHour : aroundRecent;
    double near = Math.max(NORMAL * spread.distance, LEVEL_SHARE * Math.abs(middle));
    return high - low <= check.width() * near ? middle : Double.NaN;
  }

  /** Whether the hour itself, and not the last ones, says what is usual. */
  private boolean isKnown(long epochHour) {
    return weeks[hourOfWeek(epochHour)] >= ENOUGH
        || days(epochHour) >= ENOUGH
        || !Double.isNaN(sameEachWeek(epochHour));
  }

  private double usual(long epochHour) {
    double same = sameEachWeek(epochHour);
    if (!Double.isNaN(same)) {
      return same;
    }
    int at = hourOfWeek(epochHour);
    if (weeks[at] >= ENOUGH) {
      int count = Math.min(WEEKS, weeks[at]);
      for (int i = 0; i < count; i++) {
        scratch[i] = hours[at * WEEKS + i];
      }
      return median(count);
    }
    int count = days(epochHour);
    return count >= ENOUGH ? median(count) : recent;
  }

  /** Puts the newest value of this hour on each day of the week into the scratch; how many. */
  private int days(long epochHour) {
    int ofDay = hourOfWeek(epochHour) % HOURS_OF_DAY;
    int count = 0;
    for (int day = 0; day < DAYS; day++) {
      int at = day * HOURS_OF_DAY + ofDay;
      if (weeks[at] > 0) {
        scratch[count++] = hours[at * WEEKS + (weeks[at] - 1) % WEEKS];
      }
    }
    return count;
  }

  private double median(int count) {
    Arrays.sort(scratch, 0, count);
    return (scratch[(count - 1) / 2] + scratch[count / 2]) / 2;
  }

  private static int hourOfWeek(long epochHour) {
    return (int) Math.floorMod(epochHour + THURSDAY, (long) HOURS_OF_WEEK);
  }

  private double width() {
    return check.width() * tolerance;
  }

  @Override
  public void tolerate(double times) {
    tolerance = times;
  }

  private boolean isPastRail(double value) {
    return (check.floor().isPresent() && value < check.floor().getAsDouble())
        || (check.ceiling().isPresent() && value > check.ceiling().getAsDouble());
  }

  private boolean isOutside(double value) {
    double off = value - centre;
    return Math.abs(off) > width() * scale
        && switch (check.direction()) {
          case UP -> off > 0;
          case DOWN -> off < 0;
          case BOTH -> true;
        };
  }

  /** The mean distance from the middle, which an odd row does not move far. */
  private static final class Spread {
    private int rows;
    private double distance;

    void add(double off) {
      rows++;
      double clipped =
          rows > WARM_ROWS && distance > 0 ? Math.min(off, CLIP_SCALES * NORMAL * distance) : off;
      distance += Math.max(SLOWEST_SCALE_RATE, 1.0 / rows) * (clipped - distance);
    }

    void state(State state) {
      rows = state.count(rows);
      distance = state.number(distance);
    }
  }

  @Override
  public boolean isBeyondGuard() {
    return beyondGuard;
  }

  @Override
  public Optional<Adoption> adoption() {
    return freeze.adoption();
  }

  @Override
  public void refuse() {
    freeze.refuse();
  }

  @Override
  public String kind() {
    return "adaptive 3 " + check.row();
  }

  @Override
  public void state(State state) {
    rows.state(state);
    state.smalls(hours, hours.length);
    state.counts(weeks, weeks.length);
    state.smalls(seen, seen.length);
    seenSum = state.number(seenSum);
    seenCount = state.count(seenCount);
    hour = state.whole(hour);
    hourSum = state.number(hourSum);
    hourCount = state.count(hourCount);
    recent = state.number(recent);
    aroundRecent.state(state);
    aroundHour.state(state);
    first = state.whole(first);
    centre = state.number(centre);
    scale = state.number(scale);
    verdict = state.choice(verdict, Verdict.values());
    beyondGuard = state.flag(beyondGuard);
    freeze.state(state);
  }

  @Override
  public int bytes() {
    return 7_000;
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
    return centre;
  }

  @Override
  public double lower() {
    return verdict == Verdict.WARMING || check.direction() == Check.Direction.UP
        ? Double.NaN
        : centre - width() * scale;
  }

  @Override
  public double upper() {
    return verdict == Verdict.WARMING || check.direction() == Check.Direction.DOWN
        ? Double.NaN
        : centre + width() * scale;
  }

  @Override
  public double strength() {
    if (beyondGuard) {
      return 1;
    }
    double off = Math.abs(rows.mean() - centre);
    return verdict == Verdict.WARMING || off == 0
        ? 0
        : Math.min(1e6, off / (check.width() * scale));
  }

  @Override
  public double firingStrength() {
    return 1;
  }

  @Override
  public String reason() {
    if (verdict == Verdict.WARMING) {
      return "needs a day and a hundred rows before it says anything";
    }
    if (beyondGuard) {
      return Figures.of(rows.mean()) + " is beyond the guard rail";
    }
    return Figures.of(rows.mean())
        + (verdict.isBreach() ? " is outside " : " is inside ")
        + Figures.of(centre - width() * scale)
        + " to "
        + Figures.of(centre + width() * scale)
        + ", usual here is "
        + Figures.of(centre);
  }
}
