package dev.weir.engine.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * Precision and recall by event. An event is a run of labelled rows, runs one row apart being one;
 * an alarm from one row before its beginning to seven after its end hits it; false alarms less than
 * twenty-one rows apart count once. The first 15 % of a series, at most 750 rows, do not count.
 */
final class EventScorer {
  private static final int BEFORE = 1;
  private static final int AFTER = 7;
  private static final int ONE_ALARM = 20;

  private EventScorer() {}

  /** Rows of an event, both inclusive. */
  record Event(int first, int last) {
    boolean isHitBy(int row) {
      return row >= first - BEFORE && row <= last + AFTER;
    }
  }

  /** A labelled series. */
  record Labelled(String name, boolean[] anomalous) {
    int probation() {
      return Math.min((int) Math.floor(0.15 * anomalous.length), 750);
    }

    List<Event> events() {
      List<Event> events = new ArrayList<>();
      for (int row = probation(); row < anomalous.length; row++) {
        if (!anomalous[row]) {
          continue;
        }
        if (!events.isEmpty() && row - events.getLast().last() <= 2) {
          events.add(new Event(events.removeLast().first(), row));
        } else {
          events.add(new Event(row, row));
        }
      }
      return events;
    }
  }

  /** What was reported of a series: rows, in their order. */
  record Reported(Labelled series, List<Integer> rows) {}

  /** A result over all series. */
  record Result(int hit, int events, int falseAlarms) {
    double precision() {
      return hit + falseAlarms == 0 ? 0 : hit / (double) (hit + falseAlarms);
    }

    double recall() {
      return events == 0 ? 0 : hit / (double) events;
    }

    double f1() {
      double sum = precision() + recall();
      return sum == 0 ? 0 : 2 * precision() * recall() / sum;
    }
  }

  static Result score(List<Reported> corpus) {
    int hit = 0;
    int total = 0;
    int falseAlarms = 0;
    for (Reported reported : corpus) {
      List<Event> events = reported.series().events();
      List<Integer> rows =
          reported.rows().stream().filter(row -> row >= reported.series().probation()).toList();
      total += events.size();
      hit += (int) events.stream().filter(event -> rows.stream().anyMatch(event::isHitBy)).count();
      int last = Integer.MIN_VALUE;
      for (int row : rows) {
        if (events.stream().noneMatch(event -> event.isHitBy(row))) {
          if (last == Integer.MIN_VALUE || row - last > ONE_ALARM) {
            falseAlarms++;
          }
          last = row;
        }
      }
    }
    return new Result(hit, total, falseAlarms);
  }
}
