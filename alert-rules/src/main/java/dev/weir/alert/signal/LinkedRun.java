package dev.weir.alert.signal;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.SeriesRun;
import dev.weir.alert.evaluation.Transition;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Several rules on several series, those on other rules among them: samples in, transitions out.
 * Confined to one thread.
 */
public final class LinkedRun {
  private final List<Rule> rules;
  private final RuleLinks links;
  private final Map<Key, SeriesRun> runs = new LinkedHashMap<>();
  private final List<Signal> signals = new ArrayList<>();

  private record Key(Rule rule, Series series) {}

  public LinkedRun(Collection<Rule> rules) {
    this.rules = List.copyOf(rules);
    links = new RuleLinks(rules);
  }

  /**
   * Takes a sample.
   *
   * @param at epoch milliseconds
   * @throws IllegalStateException if a rule's condition cannot be evaluated on these labels
   */
  public void take(Series series, long at, double value, Consumer<Transition> history) {
    for (Rule rule : rules) {
      if (!(rule.check() instanceof Check.Linked)
          && rule.watches(series.metric(), series.labels())) {
        run(rule, series).take(at, value, transition -> note(transition, history));
      }
    }
    links.sample(series, at, value, signals::add);
  }

  /**
   * Tells all of them that time has come to {@code now}: to be called after each time's samples.
   */
  public void pass(long now, Consumer<Transition> history) {
    for (SeriesRun run : List.copyOf(runs.values())) {
      run.pass(now, transition -> note(transition, history));
    }
    // A rule on rules may be watched by another one in its turn.
    for (int i = 0; i <= rules.size(); i++) {
      List<Signal> told = List.copyOf(signals);
      signals.clear();
      told.forEach(
          signal ->
              run(signal.rule(), signal.series())
                  .signal(signal.part(), signal.at(), signal.value()));
      for (Map.Entry<Key, SeriesRun> one : List.copyOf(runs.entrySet())) {
        if (one.getKey().rule().check() instanceof Check.Linked) {
          one.getValue().take(now, 0, transition -> note(transition, history));
        }
      }
      if (signals.isEmpty()) {
        return;
      }
    }
  }

  private void note(Transition transition, Consumer<Transition> history) {
    history.accept(transition);
    links.transition(transition, signals::add);
  }

  private SeriesRun run(Rule rule, Series series) {
    return runs.computeIfAbsent(new Key(rule, series), _ -> new SeriesRun(rule, series));
  }

  /** The runs of a rule, in the order they began. */
  public List<SeriesRun> runs(String rule) {
    return runs.entrySet().stream()
        .filter(one -> one.getKey().rule().name().equals(rule))
        .map(Map.Entry::getValue)
        .toList();
  }
}
