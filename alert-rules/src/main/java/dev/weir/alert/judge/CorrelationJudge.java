package dev.weir.alert.judge;

import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Check;
import dev.weir.alert.state.State;
import java.util.Arrays;

/**
 * Holds two series against each other: Pearson's correlation of the means of their rows, at that
 * distance between them, of those allowed, where it is greatest. The memory is that of the window.
 */
final class CorrelationJudge implements SeriesJudge {
  private static final int SERIES = 2;
  private static final int FEWEST_PAIRS = 10;

  /** Share of the window's pairs that must be known. */
  private static final double KNOWN = 2.0 / 3;

  /** Below this share of its mean's square a variance is the noise of adding up. */
  private static final double STILL = 1e-20;

  private static final long NEVER = Long.MIN_VALUE;

  private final Check.Correlation check;
  private final long rowMs;
  private final int rows;
  private final int apart;

  /** Of each series and row: by row number modulo the length, the newest not yet whole. */
  private final double[][] sums;

  private final int[][] counts;
  private long newest = NEVER;
  private long judged = NEVER;
  private int distance;
  private double figure = Double.NaN;
  private Verdict verdict = Verdict.WARMING;

  CorrelationJudge(Check.Correlation check) {
    this.check = check;
    rowMs = check.row().toMillis();
    rows = (int) (check.over().toMillis() / rowMs);
    apart = (int) (check.apart().toMillis() / rowMs);
    sums = new double[SERIES][rows + 1];
    counts = new int[SERIES][rows + 1];
  }

  @Override
  public void signal(int part, long at, double value) {
    long row = Math.floorDiv(at, rowMs);
    advance(row);
    if (row > newest - sums[part].length) {
      sums[part][slot(row)] += value;
      counts[part][slot(row)]++;
    }
  }

  @Override
  public void take(long at, double value, boolean firing) {
    advance(Math.floorDiv(at, rowMs));
    if (judged != newest) {
      judged = newest;
      judge();
    }
  }

  /** Makes room up to {@code row}; those before it are whole. */
  private void advance(long row) {
    if (newest == NEVER) {
      newest = row;
    }
    if (row <= newest) {
      return;
    }
    for (long fresh = Math.max(newest + 1, row - rows); fresh <= row; fresh++) {
      for (int part = 0; part < SERIES; part++) {
        sums[part][slot(fresh)] = 0;
        counts[part][slot(fresh)] = 0;
      }
    }
    newest = row;
  }

  private int slot(long row) {
    return (int) Math.floorMod(row, (long) sums[0].length);
  }

  private void judge() {
    boolean isKnown = false;
    double greatest = Double.NaN;
    for (int lag = -apart; lag <= apart; lag++) {
      Pairs pairs = pairs(lag);
      if (pairs.count < Math.max(FEWEST_PAIRS, KNOWN * (rows - Math.abs(lag)))) {
        continue;
      }
      isKnown = true;
      double one = pairs.correlation();
      // The nearest of two that are alike.
      boolean isNearer = one == greatest && Math.abs(lag) < Math.abs(distance);
      if (Double.isNaN(greatest) || one > greatest || isNearer) {
        if (!Double.isNaN(one)) {
          greatest = one;
          distance = lag;
        }
      }
    }
    figure = greatest;
    if (!isKnown) {
      verdict = Verdict.WARMING;
    } else {
      verdict = Double.isNaN(figure) ? Verdict.CLEAR : check.limits().judge(figure);
    }
  }

  /** What two columns of figures are together. */
  private static final class Pairs {
    private int count;
    private double meanX;
    private double meanY;
    private double squaresX;
    private double squaresY;
    private double products;

    /** Welford's method, so that great figures with small differences keep them. */
    void add(double x, double y) {
      count++;
      double aboveX = x - meanX;
      double aboveY = y - meanY;
      meanX += aboveX / count;
      meanY += aboveY / count;
      squaresX += aboveX * (x - meanX);
      squaresY += aboveY * (y - meanY);
      products += aboveX * (y - meanY);
    }

    /** From -1 to 1; NaN where one of them does not move. */
    double correlation() {
      if (isStill(squaresX, meanX) || isStill(squaresY, meanY)) {
        return Double.NaN;
      }
      return Math.clamp(products / Math.sqrt(squaresX) / Math.sqrt(squaresY), -1, 1);
    }

    private boolean isStill(double squares, double mean) {
      return squares <= STILL * count * mean * mean;
    }
  }

  /** Whole rows of the first series with those of the second that are {@code lag} rows later. */
  private Pairs pairs(int lag) {
    var pairs = new Pairs();
    for (long row = newest - rows; row < newest; row++) {
      long other = row + lag;
      if (other >= newest - rows && other < newest) {
        int x = slot(row);
        int y = slot(other);
        if (counts[0][x] > 0 && counts[1][y] > 0) {
          pairs.add(sums[0][x] / counts[0][x], sums[1][y] / counts[1][y]);
        }
      }
    }
    return pairs;
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
    return Double.NaN;
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
    String of = check.of().metric();
    String with = check.with().metric();
    if (verdict == Verdict.WARMING) {
      return "needs " + Figures.time(rows * rowMs) + " of both " + of + " and " + with;
    }
    if (Double.isNaN(figure)) {
      return of + " or " + with + " does not move";
    }
    String later = "";
    if (distance != 0) {
      later =
          " ("
              + (distance > 0 ? with : of)
              + " "
              + Figures.time(Math.abs(distance) * rowMs)
              + " later)";
    }
    return LimitWords.sentence(
        "the correlation of " + of + " and " + with + later, figure, check.limits(), verdict, "");
  }

  @Override
  public String kind() {
    return "correlation 1 " + rows + " " + rowMs + " " + apart + " " + check.of().metric();
  }

  @Override
  public void state(State state) {
    newest = state.whole(newest);
    judged = state.whole(judged);
    for (int part = 0; part < SERIES; part++) {
      state.numbers(sums[part], sums[part].length);
      state.counts(counts[part], counts[part].length);
    }
    distance = (int) state.whole(distance);
    figure = state.number(figure);
    verdict = state.choice(verdict, Verdict.values());
  }

  @Override
  public int bytes() {
    return 128 + Arrays.stream(sums).mapToInt(row -> row.length * 12).sum();
  }
}
