package dev.weir.alert.anomaly;

import dev.weir.alert.state.State;

/**
 * How unlike its own past the newest value of one series is. Five views of the series each say how
 * far the value lies from all that this view has shown before; their weighted geometric mean is the
 * strength, so that a value must be odd in every view to be strong. Strictly online: a value is
 * judged by what came before it, then learnt, or held back while an alert is about it.
 *
 * <p>Values come in rows of about equal distance, between a minute and an hour. Allocates nothing
 * after construction and holds about 8 KiB; confined to one thread. Not-finite values must be kept
 * out by the caller.
 */
public final class AnomalyDetector {
  /** Strength from which a value calls for an alert, once the hours of the day are known. */
  public static final double THRESHOLD = 0.35;

  /** The same before that, as a multiple of the threshold: a season may still explain it. */
  public static final double UNSEASONED = 2;

  /** Distance in scales that normal noise does not reach in years. */
  private static final double BEYOND_NOISE_SCALES = 6;

  private static final AnomalyTerm[] TERMS = AnomalyTerm.values();
  private static final int CHANGE_ROWS = 3;
  private static final int SEASON_ROWS = 3;
  private static final int MEAN_ROWS = 6;
  private static final int RING = 8;

  /** Squares of values still are numbers, and values still are floats. */
  private static final double MOST = 1e30;

  private static final double LEAST_RATIO = 0.04;
  private static final double MOST_RATIO = 20;
  private static final int FEWEST_MEMORY_ROWS = 1500;
  private static final int MOST_MEMORY_ROWS = 12_000;
  private static final double MEMORY_S = 60 * 86_400.0;
  private static final long WARM_S = 86_400;

  private final NoveltyMemory levels = new NoveltyMemory();
  private final NoveltyMemory seasons = new NoveltyMemory();
  private final NoveltyMemory changes = new NoveltyMemory();
  private final NoveltyMemory means = new NoveltyMemory();
  private final HourProfile profile = new HourProfile();
  private final Deviation deviation = new Deviation(0.25);
  private final Deviation levelNoise = new Deviation(0);
  private final Deviation seasonNoise = new Deviation(0);
  private final Deviation changeNoise = new Deviation(0);
  private final Deviation meanNoise = new Deviation(0);
  private final double[] recent = new double[RING];
  private final double[] residuals = new double[RING];
  private final double[] measures = new double[TERMS.length];
  private int rows;
  private int residualRows;
  private long firstSecond;
  private boolean warm;
  private boolean hasResidual;
  private boolean hasChange;
  private boolean hasMean;
  private double strength;
  private double expected;
  private double covariance;
  private double power;
  private double before;

  /**
   * Judges a value, which is then to be learnt or held back. The scales have learnt it by then, as
   * three scales at most.
   *
   * @param epochSecond the value's time; for a profile in local hours, shifted by the zone's offset
   * @param newest finite; beyond ±1e30 it is taken for that
   */
  public void judge(long epochSecond, double newest) {
    double value = Math.clamp(newest, -MOST, MOST);
    if (rows == 0) {
      firstSecond = epochSecond;
    }
    int memoryRows = memoryRows(epochSecond);
    recent[rows % RING] = value;

    levels.judge(value, memoryRows);
    measures[0] = levels.nearestOfFull();
    double scales = orZero(levelNoise.add(value));

    double usual = profile.expected(epochSecond);
    measures[1] = Double.NaN;
    hasResidual = false;
    if (!Double.isNaN(usual)) {
      residuals[residualRows % RING] = value - usual;
      residualRows++;
      if (residualRows >= SEASON_ROWS) {
        double residual = meanOf(residuals, residualRows, SEASON_ROWS);
        seasons.judge(residual, memoryRows);
        hasResidual = true;
        measures[1] = seasons.nearest();
        scales = Math.max(scales, orZero(seasonNoise.add(residual)));
      }
    }

    measures[2] = Double.NaN;
    hasChange = rows >= CHANGE_ROWS;
    if (hasChange) {
      double change = value - recent[(rows - CHANGE_ROWS) % RING];
      changes.judge(change, memoryRows);
      measures[2] = changes.nearest();
      scales = Math.max(scales, orZero(changeNoise.add(change)));
    }
    rows++;
    measures[3] = Double.NaN;
    hasMean = rows >= MEAN_ROWS;
    if (hasMean) {
      double mean = meanOf(recent, rows, MEAN_ROWS);
      means.judge(mean, memoryRows);
      measures[3] = means.fifth();
      scales = Math.max(scales, orZero(meanNoise.add(mean)));
    }

    expected = Double.isNaN(usual) ? deviation.centre() : usual;
    if (rows == 1) {
      expected = value;
    }
    measures[4] = deviation.add(value);
    double rate = deviation.rate();
    covariance += rate * (deviation.clipped() * before - covariance);
    power += rate * (deviation.clipped() * deviation.clipped() - power);
    before = deviation.clipped();

    warm = rows > NoveltyMemory.WARM_ROWS && epochSecond - firstSecond >= WARM_S;
    strength = warm ? pooled() : 0;
    if (strength > 0 && scales < beyondNoise()) {
      strength = Math.min(strength, 0.95 * THRESHOLD);
    }
  }

  /** Learns the value judged last, and what was held back before it. */
  public void learn() {
    profile.add(recent[(rows - 1) % RING]);
    levels.learn();
    if (hasResidual) {
      seasons.learn();
    }
    if (hasChange) {
      changes.learn();
    }
    if (hasMean) {
      means.learn();
    }
  }

  /**
   * Keeps the value judged last from what is known, until the next one that is learnt; its hour of
   * the day learns what was expected instead. So what an alert is about does not become usual while
   * it lasts.
   */
  public void hold() {
    profile.add(expected);
    levels.hold();
    if (hasResidual) {
      seasons.hold();
    }
    if (hasChange) {
      changes.hold();
    }
    if (hasMean) {
      means.hold();
    }
  }

  /** What it has learnt, to be kept or restored; restoring takes a new detector. */
  public void state(State state) {
    for (NoveltyMemory memory : new NoveltyMemory[] {levels, seasons, changes, means}) {
      memory.state(state);
    }
    profile.state(state);
    for (Deviation one :
        new Deviation[] {deviation, levelNoise, seasonNoise, changeNoise, meanNoise}) {
      one.state(state);
    }
    state.numbers(recent, RING);
    state.numbers(residuals, RING);
    state.numbers(measures, measures.length);
    rows = state.count(rows);
    residualRows = state.count(residualRows);
    firstSecond = state.whole(firstSecond);
    warm = state.flag(warm);
    strength = state.number(strength);
    expected = state.number(expected);
    covariance = state.number(covariance);
    power = state.number(power);
    before = state.number(before);
  }

  /** From 0 to 20; {@link #THRESHOLD} and above calls for an alert. 0 while warming up. */
  public double strength() {
    return strength;
  }

  /** Whether enough has been seen to say anything: a day, and a hundred rows. */
  public boolean isWarm() {
    return warm;
  }

  /** Whether the newest value's hour of the day is known well enough to be part of the strength. */
  public boolean isSeasoned() {
    return !Double.isNaN(measures[1]);
  }

  /** What the newest value was expected to be. */
  public double expected() {
    return expected;
  }

  /**
   * What a term adds to the logarithm of the newest value's strength, before the division by the
   * sum of weights. Positive: it speaks for an anomaly.
   */
  public double contribution(AnomalyTerm term) {
    double measure = measures[term.ordinal()];
    return Double.isNaN(measure) ? 0 : term.weight() * Math.log(ratio(term, measure));
  }

  private double pooled() {
    double product = 1;
    double weights = 0;
    for (int i = 0; i < TERMS.length; i++) {
      AnomalyTerm term = TERMS[i];
      boolean known = !Double.isNaN(measures[i]);
      if (!known && term == AnomalyTerm.SEASON) {
        continue;
      }
      product *= term.weigh(known ? ratio(term, measures[i]) : LEAST_RATIO);
      weights += term.weight();
    }
    return Math.pow(product, 1 / weights);
  }

  private static double ratio(AnomalyTerm term, double measure) {
    return Math.clamp(measure / term.reference(), LEAST_RATIO, MOST_RATIO);
  }

  /**
   * Scales a value must be out in some view. Where every value is a draw of its own, records come
   * without cause, and only what noise never reaches counts; where values follow each other, a
   * record is news. The square of the correlation of neighbours is the share of the variance that
   * the previous value explains.
   */
  private double beyondNoise() {
    double correlation = power > 0 ? Math.clamp(covariance / power, 0.0, 1.0) : 0;
    return BEYOND_NOISE_SCALES * (1 - correlation * correlation);
  }

  /** Sixty days, in rows of the distance seen so far, within limits. */
  private int memoryRows(long epochSecond) {
    double elapsed = epochSecond - firstSecond;
    if (elapsed <= 0) {
      return MOST_MEMORY_ROWS;
    }
    return (int) Math.clamp(MEMORY_S * rows / elapsed, FEWEST_MEMORY_ROWS, MOST_MEMORY_ROWS);
  }

  private static double meanOf(double[] ring, int count, int rows) {
    double sum = 0;
    for (int i = 1; i <= rows; i++) {
      sum += ring[(count - i) % RING];
    }
    return sum / rows;
  }

  private static double orZero(double scales) {
    return Double.isNaN(scales) ? 0 : scales;
  }
}
