package dev.weir.alert.rule;

import dev.weir.alert.expression.SeriesCondition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is wrong when a rule fires. */
public sealed interface Check {
  /**
   * A figure beyond a limit.
   *
   * @param aggregate what the window is made into
   * @param over the window's length; zero: the newest sample alone
   * @param share of the window's samples that must be beyond the limit, each for itself, above 0 to
   *     1; empty: the aggregate is judged
   */
  record Threshold(Aggregate aggregate, Duration over, OptionalDouble share, Limits limits)
      implements Check {
    /**
     * Whether limits are for what samples come to together: a sample cannot be held against them.
     */
    public boolean isOfTotal() {
      return switch (aggregate) {
        case SUM, DELTA, RATE -> share.isEmpty() || aggregate != Aggregate.SUM;
        case LAST, AVG, MIN, MAX, P50, P90, P95, P99 -> false;
      };
    }
  }

  /**
   * The mean of a window against the mean of an equal window some time ago.
   *
   * @param over length of both windows
   * @param ago distance of their ends
   * @param relative whether limits are in percent of the earlier mean; else in the series' unit
   */
  record Difference(Duration over, Duration ago, boolean relative, Limits limits)
      implements Check {}

  /**
   * A value unlike the series' past.
   *
   * @param row samples closer than this are averaged before they are judged
   * @param sensitivity 1 is the default; higher alerts sooner and oftener, 0.5 to 2
   * @param leastEffect least distance from the expected value, in the series' unit
   * @param direction which side is bad
   * @param floor below which it is bad whatever was learnt
   * @param ceiling above which it is bad whatever was learnt
   */
  record Anomaly(
      Duration row,
      double sensitivity,
      double leastEffect,
      Direction direction,
      OptionalDouble floor,
      OptionalDouble ceiling)
      implements Check {}

  /**
   * A value where none has ever been, also between two usual ones.
   *
   * @param row samples closer than this are averaged before they are judged
   * @param gap least distance to the nearest known value, as a share of the usual spread
   */
  record Novelty(Duration row, double gap) implements Check {}

  /**
   * A series that moves no more.
   *
   * @param over for how long
   * @param within by how much it may still move, in the series' unit
   */
  record Flatline(Duration over, double within) implements Check {}

  /**
   * An error ratio that uses up its budget too fast, judged over a long and a short window at once:
   * critical where an hour (and five minutes) burns 14.4 times too fast or six hours (and thirty
   * minutes) six times; a warning where three days (and six hours) burn faster than the budget
   * lasts.
   *
   * @param objective share of good, above 0 and below 1; the budget is the rest
   */
  record BurnRate(double objective) implements Check {}

  /**
   * A value outside a band that follows the series: around what is usual at this hour of the week,
   * of the day, or lately, whichever is known.
   *
   * @param row samples closer than this are averaged before they are judged
   * @param width half the band's width, in scales
   * @param direction which side is bad
   * @param floor below which it is bad whatever was learnt
   * @param ceiling above which it is bad whatever was learnt
   * @param freeze while it fires nothing is learnt, but for no longer than this: then the new level
   *     is taken for usual
   */
  record Adaptive(
      Duration row,
      double width,
      Direction direction,
      OptionalDouble floor,
      OptionalDouble ceiling,
      Duration freeze)
      implements Check {}

  /**
   * A series that will pass a limit soon. Several simple forecasts are tried on the series as it
   * comes; only one that has been clearly better than "it stays as it is" may say so.
   *
   * @param row samples closer than this are averaged before they are judged
   * @param within how far ahead is looked
   */
  record Forecast(Duration row, Duration within, Limits limits) implements Check {}

  /** A check that watches other rules, or several series, and not one. */
  sealed interface Linked extends Check permits Pattern, Composite, Correlation {
    /**
     * Labels that all it is about have in common: each set of their values is judged for itself.
     */
    List<String> by();
  }

  /**
   * Events that come in a pattern.
   *
   * @param shape which
   * @param steps the events; for an absence, first what it is awaited after, then what is awaited
   * @param atLeast how many, for a count; 1 otherwise
   * @param within between the first and the last, inclusive
   */
  record Pattern(Shape shape, List<Step> steps, int atLeast, Duration within, List<String> by)
      implements Linked {
    public Pattern {
      steps = List.copyOf(steps);
      by = List.copyOf(by);
    }

    /** How events come. */
    public enum Shape {
      /** One after the other, each later than the one before. */
      SEQUENCE,

      /** Each of them, in any order. */
      ALL,

      /** One so many times. */
      COUNT,

      /** One that does not come after another. */
      ABSENCE
    }
  }

  /**
   * An event of a pattern.
   *
   * @param negated whether it must not come between its neighbours
   */
  record Step(boolean negated, Event event) {}

  /** What happens. */
  sealed interface Event {
    /**
     * A rule begins to fire, or is over.
     *
     * @param where on which of its series
     */
    record OfRule(String rule, boolean ends, Optional<SeriesCondition> where) implements Event {}

    /**
     * A sample begins to be as {@code when} says, and the one before it was not.
     *
     * @param where in which series of the metric
     */
    record OfMetric(String metric, Optional<SeriesCondition> where, SeriesCondition when)
        implements Event {}
  }

  /**
   * How much two series move together: the correlation of their rows.
   *
   * @param over the window
   * @param row samples closer than this are averaged, of all series alike
   * @param apart how much later one of the two may be than the other
   * @param limits of the greatest correlation, from -1 to 1
   */
  record Correlation(
      Subject of,
      Subject with,
      Duration over,
      Duration row,
      Duration apart,
      Limits limits,
      List<String> by)
      implements Linked {
    public Correlation {
      by = List.copyOf(by);
    }
  }

  /**
   * Series of a metric.
   *
   * @param where which of them
   */
  record Subject(String metric, Optional<SeriesCondition> where) {}

  /** What other rules say, together. */
  record Composite(String text, Formula formula, List<String> by) implements Linked {
    public Composite {
      by = List.copyOf(by);
    }
  }

  /** Which side of the expected value is bad. */
  enum Direction {
    UP,
    DOWN,
    BOTH
  }
}
