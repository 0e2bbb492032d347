package dev.weir.alert.rule;

import dev.weir.alert.life.Severity;
import dev.weir.alert.life.Verdict;
import java.util.OptionalDouble;

/**
 * Where good ends.
 *
 * @param above whether figures above the limits are bad; else those below
 * @param warning from which on, exclusive, it is a warning
 * @param critical from which on, exclusive, it is critical
 * @param recovery on the safe side of which, inclusive, what fires is good again; empty: the
 *     mildest limit itself
 */
public record Limits(
    boolean above, OptionalDouble warning, OptionalDouble critical, OptionalDouble recovery) {
  public Limits {
    if (warning.isEmpty() && critical.isEmpty()) {
      throw new IllegalArgumentException("a limit is missing");
    }
  }

  /** The limit that is passed first. */
  public double mildest() {
    return warning.isPresent() ? warning.getAsDouble() : critical.orElseThrow();
  }

  /** Whether the limits are in order: warning, then critical, with recovery on the safe side. */
  public boolean isInOrder() {
    boolean severities =
        warning.isEmpty()
            || critical.isEmpty()
            || !isWorse(warning.getAsDouble(), critical.getAsDouble());
    return severities && (recovery.isEmpty() || !isWorse(recovery.getAsDouble(), mildest()));
  }

  /** What a figure is by these limits. */
  public Verdict judge(double figure) {
    if (critical.isPresent() && isWorse(figure, critical.getAsDouble())) {
      return Verdict.CRITICAL;
    }
    if (warning.isPresent() && isWorse(figure, warning.getAsDouble())) {
      return Verdict.WARNING;
    }
    return recovery.isPresent() && isWorse(figure, recovery.getAsDouble())
        ? Verdict.HOLD
        : Verdict.CLEAR;
  }

  /** The limit that {@code verdict} is about. */
  public double limitOf(Verdict verdict) {
    return verdict == Verdict.of(Severity.CRITICAL) ? critical.orElse(mildest()) : mildest();
  }

  private boolean isWorse(double figure, double limit) {
    return above ? figure > limit : figure < limit;
  }
}
