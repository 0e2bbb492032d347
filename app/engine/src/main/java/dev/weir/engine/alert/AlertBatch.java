package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.Transition;
import dev.weir.alert.life.SavedLife;
import dev.weir.engine.notify.Notice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What changed together, and is written down together. Confined to one thread until handed over.
 */
final class AlertBatch {
  private final List<Life> lives = new ArrayList<>();
  private final Map<Long, AlertRow> alerts = new LinkedHashMap<>();
  private final List<History> history = new ArrayList<>();
  private final List<Silence> silences = new ArrayList<>();
  private final List<Learnt> learnt = new ArrayList<>();
  private final List<Tuning.Kept> adjustments = new ArrayList<>();
  private final List<Recorded> recorded = new ArrayList<>();
  private final List<Addressed> notices = new ArrayList<>();
  private final List<Series> gone = new ArrayList<>();

  /**
   * The life of one rule on one series.
   *
   * @param alert that it has brought forth last, 0 if none
   */
  record Life(String rule, Series series, SavedLife life, long alert) {}

  /** What one rule has learnt of one series. */
  record Learnt(String rule, Series series, long atMillis, byte[] bytes) {}

  /** Samples of an hour of a series. */
  record Recorded(Series series, HourSamples.Hour hour) {}

  /** A line of an alert's history. */
  record History(long alert, Transition transition) {}

  /** A notice and the channels it goes to. */
  record Addressed(Notice notice, List<String> channels, long dueMillis) {}

  void life(Life life) {
    lives.add(life);
  }

  void alert(AlertRow row) {
    alerts.put(row.id(), row);
  }

  void history(long alert, Transition transition) {
    history.add(new History(alert, transition));
  }

  void silence(Silence silence) {
    silences.add(silence);
  }

  void learnt(Learnt one) {
    learnt.add(one);
  }

  void adjustment(Tuning.Kept one) {
    adjustments.add(one);
  }

  void recorded(Recorded one) {
    recorded.add(one);
  }

  void notice(Notice notice, List<String> channels, long dueMillis) {
    if (!channels.isEmpty()) {
      notices.add(new Addressed(notice, channels, dueMillis));
    }
  }

  /** Nothing more will come of a series: what lives on it is forgotten. */
  void gone(Series series) {
    gone.add(series);
  }

  boolean isEmpty() {
    return gone.isEmpty()
        && lives.isEmpty()
        && alerts.isEmpty()
        && history.isEmpty()
        && silences.isEmpty()
        && learnt.isEmpty()
        && recorded.isEmpty()
        && adjustments.isEmpty()
        && notices.isEmpty();
  }

  List<Life> lives() {
    return lives;
  }

  Collection<AlertRow> alerts() {
    return alerts.values();
  }

  List<History> history() {
    return history;
  }

  List<Silence> silences() {
    return silences;
  }

  List<Learnt> learnt() {
    return learnt;
  }

  List<Tuning.Kept> adjustments() {
    return adjustments;
  }

  List<Recorded> recorded() {
    return recorded;
  }

  List<Series> gone() {
    return gone;
  }

  List<Addressed> notices() {
    return notices;
  }
}
