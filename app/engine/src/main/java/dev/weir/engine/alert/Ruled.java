package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.rule.Rule;
import dev.weir.engine.rules.RuleShelf;
import java.util.HashSet;
import java.util.Set;

/** A rule as it runs. Confined to the engine's thread. */
final class Ruled {
  final Rule rule;
  final String source;
  final Set<Series> series = new HashSet<>();
  long raised;
  long samples;
  long nanos;
  boolean limited;
  String error = "";

  Ruled(RuleShelf.Shelved shelved) {
    rule = shelved.rule();
    source = shelved.source();
  }
}
