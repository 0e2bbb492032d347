package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.SeriesRun;
import dev.weir.alert.judge.Adoption;
import dev.weir.alert.judge.Figures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What rules were adjusted by: by people who said that an alert was no problem, and by rules that
 * took a new level for usual. Each is a line of the history and can be taken back. Confined to the
 * engine's thread.
 */
final class Tuning {
  /** Beyond what was no problem, by so much. */
  private static final double ROOM = 1.2;

  /** Adjustments that are listed; tolerances that count always are. */
  private static final int MOST = 500;

  private static final String ITSELF = "weir";

  private final Map<Long, Adjustment> adjustments = new HashMap<>();
  private final Map<Long, byte[]> befores = new HashMap<>();
  private long highest;

  /** An adjustment, and what had been learnt before it where that matters. */
  record Kept(Adjustment adjustment, byte[] before) {}

  void restore(List<Kept> kept, long highestKept) {
    highest = Math.max(highest, highestKept);
    for (Kept one : kept) {
      adjustments.put(one.adjustment().id(), one.adjustment());
      befores.put(one.adjustment().id(), one.before());
    }
  }

  /** What is tolerated by one rule on one series. */
  double tolerance(String rule, Series series) {
    return adjustments.values().stream()
        .filter(one -> one.kind() == Adjustment.Kind.TOLERANCE && one.counts())
        .filter(one -> one.rule().equals(rule) && one.series().equals(series))
        .max((a, b) -> Long.compare(a.id(), b.id()))
        .map(Adjustment::after)
        .orElse(1.0);
  }

  /**
   * Somebody says that an alert is no problem: what it has been so far is tolerated from now on.
   */
  Kept noProblem(AlertRow row, SeriesRun run, String by, long nowMillis) {
    double before = run.tolerance();
    double peak = Math.max(run.peak(), before);
    double after = Math.min(run.mostTolerance(), ROOM * peak);
    run.tolerate(after);
    return add(
        new Adjustment(
            ++highest,
            row.rule(),
            row.series(),
            row.id(),
            nowMillis,
            Adjustment.Kind.TOLERANCE,
            by,
            before,
            after,
            (by.isEmpty() ? "Somebody" : by)
                + " says it is no problem: "
                + run.tolerated(after)
                + " is tolerated here, "
                + run.tolerated(before)
                + " before.",
            0,
            ""),
        new byte[0]);
  }

  /** A rule has taken something for usual. */
  Kept adopted(
      String rule, Series series, long alert, Adoption adoption, byte[] before, long nowMillis) {
    return add(
        new Adjustment(
            ++highest,
            rule,
            series,
            alert,
            nowMillis,
            Adjustment.Kind.ADOPTION,
            ITSELF,
            adoption.before(),
            adoption.after(),
            AlertSentences.sentence(adoption.cause())
                + " Usual was "
                + Figures.of(adoption.before())
                + ", it goes towards "
                + Figures.of(adoption.after())
                + ".",
            0,
            ""),
        before);
  }

  private Kept add(Adjustment made, byte[] before) {
    adjustments.put(made.id(), made);
    befores.put(made.id(), before);
    while (adjustments.size() > MOST) {
      Optional<Long> oldest =
          adjustments.values().stream()
              .filter(one -> !one.counts() || one.kind() == Adjustment.Kind.ADOPTION)
              .map(Adjustment::id)
              .min(Long::compare);
      if (oldest.isEmpty()) {
        break;
      }
      adjustments.remove(oldest.get());
      befores.remove(oldest.get());
    }
    return new Kept(made, before);
  }

  Optional<Adjustment> one(long id) {
    return Optional.ofNullable(adjustments.get(id));
  }

  /**
   * Takes an adjustment back.
   *
   * @param run that it is about; empty where nothing follows that series at present
   * @return what it is now; empty where there is nothing to take back
   */
  Optional<Kept> undo(long id, Optional<SeriesRun> run, String by, long nowMillis, long judged) {
    Adjustment made = adjustments.get(id);
    if (made == null || !made.counts()) {
      return Optional.empty();
    }
    byte[] before = befores.getOrDefault(id, new byte[0]);
    Adjustment undone = made.undone(by, nowMillis);
    adjustments.put(id, undone);
    if (run.isPresent()) {
      switch (made.kind()) {
        case TOLERANCE -> run.get().tolerate(tolerance(made.rule(), made.series()));
        case ADOPTION -> {
          boolean _ = run.get().refuse(before, judged);
        }
      }
    }
    return Optional.of(new Kept(undone, before));
  }

  /** On how many series a rule is adjusted. */
  Map<String, Integer> adjustedSeries() {
    Map<String, Map<Series, Boolean>> byRule = new HashMap<>();
    for (Adjustment one : adjustments.values()) {
      if (one.counts()) {
        byRule.computeIfAbsent(one.rule(), _ -> new HashMap<>()).put(one.series(), true);
      }
    }
    Map<String, Integer> sizes = new HashMap<>();
    byRule.forEach((rule, series) -> sizes.put(rule, series.size()));
    return sizes;
  }

  /** Newest first. */
  List<Adjustment> all() {
    List<Adjustment> all = new ArrayList<>(adjustments.values());
    all.sort((a, b) -> Long.compare(b.id(), a.id()));
    return all;
  }
}
