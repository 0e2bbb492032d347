package dev.weir.engine.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The scoring of the Numenta Anomaly Benchmark, v1.1, written from its rules: windows in which an
 * early alarm is worth most, false alarms that cost less near a window's end, and 100 for perfect,
 * 0 for never saying anything.
 */
final class NabScorer {
  private static final double STEEPNESS = 5;
  private static final double FAR = 3;
  private static final double PROBATION_SHARE = 0.15;
  private static final int MOST_PROBATION = 750;

  private NabScorer() {}

  /** What right and wrong are worth. */
  enum Profile {
    STANDARD(1, 0.11, 1),
    REWARD_LOW_FP(1, 0.22, 1),
    REWARD_LOW_FN(1, 0.11, 2);

    private final double hit;
    private final double falseAlarm;
    private final double miss;

    Profile(double hit, double falseAlarm, double miss) {
      this.hit = hit;
      this.falseAlarm = falseAlarm;
      this.miss = miss;
    }
  }

  /** Rows of a window, both inclusive. */
  record Window(int first, int last) {
    int length() {
      return last - first + 1;
    }
  }

  /**
   * A labelled series.
   *
   * @param windows in their order
   */
  record Labelled(String name, int rows, List<Window> windows) {
    /** Rows at the beginning that do not count. */
    int probation() {
      return Math.min((int) Math.floor(PROBATION_SHARE * rows), MOST_PROBATION);
    }
  }

  /** What was reported of a series: rows, in their order. */
  record Reported(Labelled series, List<Integer> rows) {}

  /**
   * A result.
   *
   * @param score 100 for perfect, 0 for silence
   * @param windows with at least one report
   * @param falseAlarms reported rows outside windows
   */
  record Result(double score, int windows, int ofWindows, int falseAlarms) {}

  static Result score(List<Reported> corpus, Profile profile) {
    double raw = 0;
    int hits = 0;
    int windows = 0;
    int falseAlarms = 0;
    for (Reported reported : corpus) {
      Labelled series = reported.series();
      double[] best = new double[series.windows().size()];
      Arrays.fill(best, Double.NEGATIVE_INFINITY);
      for (int row : reported.rows()) {
        if (row < series.probation()) {
          continue;
        }
        int window = windowOf(series, row);
        if (window >= 0) {
          best[window] = Math.max(best[window], worth(series.windows().get(window), row));
        } else {
          falseAlarms++;
          raw += profile.falseAlarm * cost(series, row);
        }
      }
      for (double hit : best) {
        windows++;
        if (hit == Double.NEGATIVE_INFINITY) {
          raw -= profile.miss;
        } else {
          hits++;
          raw += profile.hit * hit;
        }
      }
    }
    double silent = -profile.miss * windows;
    double perfect = profile.hit * windows;
    return new Result(100 * (raw - silent) / (perfect - silent), hits, windows, falseAlarms);
  }

  /**
   * The best score any one threshold for all series would have had, every row at or above it being
   * reported: the benchmark's own way.
   */
  static double bestInHindsight(List<Labelled> corpus, List<double[]> scores, Profile profile) {
    record Row(double score, int series, int row) {}
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < corpus.size(); i++) {
      for (int row = corpus.get(i).probation(); row < corpus.get(i).rows(); row++) {
        rows.add(new Row(scores.get(i)[row], i, row));
      }
    }
    rows.sort(Comparator.comparingDouble(Row::score).reversed());
    int windows = corpus.stream().mapToInt(series -> series.windows().size()).sum();
    double[][] best = new double[corpus.size()][];
    for (int i = 0; i < best.length; i++) {
      best[i] = new double[corpus.get(i).windows().size()];
      Arrays.fill(best[i], -profile.miss);
    }
    double raw = -profile.miss * windows;
    double most = raw;
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      Labelled series = corpus.get(row.series());
      int window = windowOf(series, row.row());
      if (window >= 0) {
        double worth = profile.hit * worth(series.windows().get(window), row.row());
        if (worth > best[row.series()][window]) {
          raw += worth - best[row.series()][window];
          best[row.series()][window] = worth;
        }
      } else {
        raw += profile.falseAlarm * cost(series, row.row());
      }
      boolean lastOfItsScore = i + 1 == rows.size() || rows.get(i + 1).score() < row.score();
      if (lastOfItsScore && raw > most) {
        most = raw;
      }
    }
    return 100 * (most + profile.miss * windows) / ((profile.hit + profile.miss) * windows);
  }

  /** Of a row inside a window: about 1 at its beginning, about 0 at its end. */
  static double worth(Window window, int row) {
    double y = -(window.last() - row + 1.0) / window.length();
    return sigmoid(y) / sigmoid(-1);
  }

  /** Of a row outside every window, below 0: -1 far from the last window, less right after it. */
  static double cost(Labelled series, int row) {
    Window before = null;
    for (Window window : series.windows()) {
      if (window.last() < row) {
        before = window;
      }
    }
    if (before == null) {
      return -1;
    }
    double y = Math.abs(row - before.last()) / (before.length() - 1.0);
    return y > FAR ? -1 : sigmoid(y);
  }

  private static int windowOf(Labelled series, int row) {
    for (int i = 0; i < series.windows().size(); i++) {
      Window window = series.windows().get(i);
      if (row >= window.first() && row <= window.last()) {
        return i;
      }
    }
    return -1;
  }

  private static double sigmoid(double y) {
    return 2 / (1 + Math.exp(STEEPNESS * y)) - 1;
  }
}
