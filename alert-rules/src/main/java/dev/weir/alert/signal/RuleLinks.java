package dev.weir.alert.signal;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.Transition;
import dev.weir.alert.expression.SeriesCondition;
import dev.weir.alert.life.AlertState;
import dev.weir.alert.life.Severity;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Level;
import dev.weir.alert.rule.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which rule on other rules is told of what: of samples that begin to be as a step of a pattern
 * says, of rules that begin and cease to fire, and how each stands. Only what does not stand well
 * is kept, so that the memory goes with the alerts and not with the series. Confined to one thread.
 */
public final class RuleLinks {
  /** Sets of labels that one composite is about at a time; more are left out. */
  private static final int MOST_KEYS = 10_000;

  private final Map<String, List<OfRule>> byRule = new HashMap<>();
  private final Map<String, List<OfMetric>> byMetric = new HashMap<>();
  private final Map<String, List<OfCorrelation>> correlated = new HashMap<>();
  private final Map<String, List<OfComposite>> composites = new HashMap<>();
  private final Map<String, Map<Series, Level>> levels = new HashMap<>();

  private record OfRule(Rule rule, Check.Linked check, int part, Check.Event.OfRule event) {}

  private record OfMetric(
      Rule rule,
      Check.Linked check,
      int part,
      Check.Event.OfMetric event,
      Map<Series, Boolean> held) {}

  private record OfCorrelation(
      Rule rule, Check.Correlation check, int part, Check.Subject subject) {}

  private record OfComposite(
      Rule rule, Check.Composite check, List<String> names, Set<Series> keys) {}

  /** Links the rules on other rules among {@code rules}; the others are only listened to. */
  public RuleLinks(Collection<Rule> rules) {
    for (Rule rule : rules) {
      switch (rule.check()) {
        case Check.Pattern pattern -> link(rule, pattern);
        case Check.Correlation check -> {
          link(new OfCorrelation(rule, check, 0, check.of()));
          link(new OfCorrelation(rule, check, 1, check.with()));
        }
        case Check.Composite composite -> {
          var link = new OfComposite(rule, composite, composite.formula().names(), new HashSet<>());
          for (String name : link.names()) {
            composites.computeIfAbsent(name, _ -> new ArrayList<>()).add(link);
          }
        }
        default -> {
          // Watches a series.
        }
      }
    }
  }

  private void link(OfCorrelation link) {
    correlated.computeIfAbsent(link.subject().metric(), _ -> new ArrayList<>()).add(link);
  }

  private void link(Rule rule, Check.Pattern pattern) {
    for (int part = 0; part < pattern.steps().size(); part++) {
      switch (pattern.steps().get(part).event()) {
        case Check.Event.OfRule event ->
            byRule
                .computeIfAbsent(event.rule(), _ -> new ArrayList<>())
                .add(new OfRule(rule, pattern, part, event));
        case Check.Event.OfMetric event ->
            byMetric
                .computeIfAbsent(event.metric(), _ -> new ArrayList<>())
                .add(new OfMetric(rule, pattern, part, event, new HashMap<>()));
      }
    }
  }

  /** Rules that are told of themselves, by whatever way. */
  public static Set<String> circular(Collection<Rule> rules) {
    Map<String, List<String>> told = new HashMap<>();
    rules.forEach(rule -> told.put(rule.name(), names(rule)));
    Set<String> circular = new HashSet<>();
    for (String start : told.keySet()) {
      Set<String> seen = new HashSet<>();
      List<String> next = new ArrayList<>(told.getOrDefault(start, List.of()));
      while (!next.isEmpty()) {
        String name = next.removeLast();
        if (name.equals(start)) {
          circular.add(start);
        } else if (seen.add(name)) {
          next.addAll(told.getOrDefault(name, List.of()));
        }
      }
    }
    return circular;
  }

  /** The rules that a rule is told of. */
  public static List<String> names(Rule rule) {
    return switch (rule.check()) {
      case Check.Composite composite -> composite.formula().names();
      case Check.Pattern pattern ->
          pattern.steps().stream()
              .map(Check.Step::event)
              .filter(Check.Event.OfRule.class::isInstance)
              .map(event -> ((Check.Event.OfRule) event).rule())
              .distinct()
              .toList();
      default -> List.of();
    };
  }

  /**
   * A sample has come.
   *
   * @param told of the signals it is; where a condition cannot be asked, of none
   */
  public void sample(Series series, long at, double value, Consumer<Signal> told) {
    if (!Double.isFinite(value)) {
      return;
    }
    for (OfCorrelation link : correlated.getOrDefault(series.metric(), List.of())) {
      if (isMeant(link.subject().where(), series)) {
        key(link.rule(), link.check(), series)
            .ifPresent(key -> told.accept(new Signal(link.rule(), key, link.part(), at, value)));
      }
    }
    for (OfMetric link : byMetric.getOrDefault(series.metric(), List.of())) {
      Optional<Boolean> holds = asked(link, series, at, value);
      if (holds.isEmpty()) {
        continue;
      }
      Boolean held = link.held().put(series, holds.get());
      if (holds.get() && Boolean.FALSE.equals(held)) {
        key(link.rule(), link.check(), series)
            .ifPresent(key -> told.accept(new Signal(link.rule(), key, link.part(), at, 1)));
      }
    }
  }

  private static Optional<Boolean> asked(OfMetric link, Series series, long at, double value) {
    try {
      return holds(link.event().where(), series)
          ? Optional.of(link.event().when().holds(series.metric(), series.labels(), at, value))
          : Optional.empty();
    } catch (IllegalStateException _) {
      return Optional.empty();
    }
  }

  private static boolean holds(Optional<SeriesCondition> where, Series series) {
    return where.isEmpty() || where.get().holds(series.metric(), series.labels(), 0, 0);
  }

  /** Something happened to an alert. */
  public void transition(Transition transition, Consumer<Signal> told) {
    Level before = levelOf(transition.rule(), transition.series());
    Level now = level(transition.to(), transition.severity());
    stands(
        transition.rule(),
        transition.series(),
        transition.to(),
        transition.severity(),
        transition.at(),
        told);
    boolean begins = now.isFiring() && !before.isFiring();
    boolean ends = now == Level.OK && before != Level.OK;
    if (!begins && !ends) {
      return;
    }
    for (OfRule link : byRule.getOrDefault(transition.rule(), List.of())) {
      if (link.event().ends() == ends && isMeant(link.event().where(), transition.series())) {
        key(link.rule(), link.check(), transition.series())
            .ifPresent(
                key -> told.accept(new Signal(link.rule(), key, link.part(), transition.at(), 1)));
      }
    }
  }

  private static boolean isMeant(Optional<SeriesCondition> where, Series series) {
    try {
      return holds(where, series);
    } catch (IllegalStateException _) {
      return false;
    }
  }

  /** How an alert stands, without anything having happened: after a start, or where it is gone. */
  public void stands(
      String rule,
      Series series,
      AlertState state,
      Severity severity,
      long at,
      Consumer<Signal> told) {
    Level now = level(state, severity);
    Level before = levelOf(rule, series);
    if (now == before) {
      return;
    }
    Map<Series, Level> ofRule = levels.computeIfAbsent(rule, _ -> new HashMap<>());
    if (now == Level.OK) {
      ofRule.remove(series);
    } else {
      ofRule.put(series, now);
    }
    for (OfComposite link : composites.getOrDefault(rule, List.of())) {
      Optional<Series> key = key(link.rule(), link.check(), series);
      if (key.isPresent()) {
        boolean isNew = link.keys().size() < MOST_KEYS && link.keys().add(key.get());
        tell(link, key.get(), isNew ? link.names() : List.of(rule), at, told);
      } else {
        for (Series known : List.copyOf(link.keys())) {
          tell(link, known, List.of(rule), at, told);
        }
      }
    }
  }

  private void tell(
      OfComposite link, Series key, List<String> changed, long at, Consumer<Signal> told) {
    if (!link.keys().contains(key)) {
      return;
    }
    boolean isWell = true;
    for (int part = 0; part < link.names().size(); part++) {
      String name = link.names().get(part);
      Level worst = Level.OK;
      for (Map.Entry<Series, Level> one : levels.getOrDefault(name, Map.of()).entrySet()) {
        if (concerns(one.getKey(), key, link.check().by()) && one.getValue().compareTo(worst) > 0) {
          worst = one.getValue();
        }
      }
      isWell &= worst == Level.OK;
      if (changed.contains(name)) {
        told.accept(new Signal(link.rule(), key, part, at, worst.ordinal()));
      }
    }
    if (isWell) {
      link.keys().remove(key);
    }
  }

  /** Whether what is said of {@code series} is said of {@code key}: a label it lacks is any. */
  private static boolean concerns(Series series, Series key, List<String> by) {
    for (String label : by) {
      String of = series.labels().get(label);
      if (of != null && !of.equals(key.labels().get(label))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The series that a rule on other rules makes of one of theirs; empty where a label is missing.
   */
  private static Optional<Series> key(Rule rule, Check.Linked check, Series series) {
    Map<String, String> labels = new HashMap<>();
    for (String label : check.by()) {
      String value = series.labels().get(label);
      if (value == null) {
        return Optional.empty();
      }
      labels.put(label, value);
    }
    return Optional.of(new Series(rule.metric(), labels));
  }

  private Level levelOf(String rule, Series series) {
    return levels.getOrDefault(rule, Map.of()).getOrDefault(series, Level.OK);
  }

  private static Level level(AlertState state, Severity severity) {
    return switch (state) {
      case WARMING, NORMAL, PENDING -> Level.OK;
      case NO_DATA -> Level.NO_DATA;
      case FIRING, RECOVERING -> severity == Severity.CRITICAL ? Level.CRITICAL : Level.WARNING;
    };
  }
}
