package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Transition;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that happened to an alert.
 *
 * @param atMillis epoch milliseconds
 * @param what in a word or two
 * @param why as a sentence; empty where there is nothing to say
 */
public record HistoryLine(long atMillis, String what, String why) {
  static HistoryLine of(Transition transition) {
    String what =
        switch (transition.change()) {
          case NONE -> "seen";
          case PENDED -> "pending";
          case CANCELLED -> "good again";
          case RAISED -> "fires";
          case STRENGTHENED -> "fires stronger";
          case ESCALATED -> "now critical";
          case EASED -> "now a warning";
          case REJOINED -> "fires again";
          case RECOVERING -> "recovering";
          case RELAPSED -> "bad again";
          case RESOLVED -> "over";
          case LOST -> "no data";
          case RETURNED -> "data again";
        };
    return new HistoryLine(transition.at(), what, AlertSentences.sentence(transition.reason()));
  }

  /** That an alert was the reason of an adjustment, and that it was taken back. */
  static List<HistoryLine> of(Adjustment adjustment) {
    List<HistoryLine> lines = new ArrayList<>();
    lines.add(
        new HistoryLine(adjustment.atMillis(), adjustment.kind().label(), adjustment.cause()));
    if (!adjustment.counts()) {
      lines.add(
          new HistoryLine(
              adjustment.undoneAt(),
              "undone",
              (adjustment.undoneBy().isEmpty() ? "Somebody" : adjustment.undoneBy())
                  + " took back: "
                  + adjustment.kind().label()
                  + "."));
    }
    return lines;
  }
}
