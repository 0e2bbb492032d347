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

  /** Of the second under way. */
  long nanosOfSecond;

  /** Samples that were left out because it had taken too long in their second. */
  long leftOut;

  long leftOutAtMillis;
  String error = "";

  /** What a rule may take of one second, so that the others are judged in time. */
  private static final long MOST_NANOS_OF_SECOND = 100_000_000;

  /** Whether a sample is left out, so that the other rules are not kept waiting. */
  boolean leavesOut(long nowMillis) {
    if (nanosOfSecond < MOST_NANOS_OF_SECOND) {
      return false;
    }
    leftOut++;
    leftOutAtMillis = nowMillis;
    return true;
  }

  /** It took so long to judge a sample. */
  void took(long elapsedNanos) {
    nanos += elapsedNanos;
    nanosOfSecond += elapsedNanos;
    samples++;
  }

  Ruled(RuleShelf.Shelved shelved) {
    rule = shelved.rule();
    source = shelved.source();
  }
}
