package dev.weir.alert.judge;

import dev.weir.alert.life.Verdict;
import dev.weir.alert.state.State;
import java.util.Optional;

/**
 * One check on one series. Takes samples in the order of their times and keeps what it needs of
 * them; everything it says is about the newest. Confined to one thread.
 */
public interface SeriesJudge {
  /**
   * Takes a sample.
   *
   * @param at epoch milliseconds, not before the last one's
   * @param value finite
   * @param firing whether the alert fires, so that what is bad is not learnt as usual
   */
  void take(long at, double value, boolean firing);

  /**
   * Something happened of what a check on other rules asks for; counts with the next sample.
   *
   * @param part of the check: a step of a pattern, a name of a formula
   * @param at epoch milliseconds
   * @param value what it is now
   */
  default void signal(int part, long at, double value) {
    // Checks on one series ask for nothing else.
  }

  Verdict verdict();

  /** The figure that was judged: the sample, or what the check makes of its window. */
  double figure();

  /** What the figure was held against: a threshold, or what was expected. NaN where unknown. */
  double baseline();

  /** Below it is bad; NaN where nothing can be too low, or nothing is known yet. */
  default double lower() {
    return Double.NaN;
  }

  /** Above it is bad; NaN where nothing can be too high, or nothing is known yet. */
  default double upper() {
    return Double.NaN;
  }

  /** How bad it is, from 0; from {@link #firingStrength} on it is a breach. */
  double strength();

  /** The strength from which it is a breach. */
  double firingStrength();

  /** Why, as a sentence without its full stop. */
  String reason();

  /** Whether it is a breach whatever was learnt and whatever people have said. */
  default boolean isBeyondGuard() {
    return false;
  }

  /** What the newest sample made it take for usual that was not; learnt from the next one on. */
  default Optional<Adoption> adoption() {
    return Optional.empty();
  }

  /**
   * How much stronger than usual it may be here without being a breach, because people said so.
   *
   * @param times from 1
   */
  default void tolerate(double times) {
    // Whoever runs it looks at the strength; only what draws or learns by it needs to know.
  }

  /** How much people can have it tolerate: how many times what is a breach without them. */
  default double mostTolerance() {
    return 10;
  }

  /** What is tolerated, in words: "10 times its limit". */
  default String tolerated(double times) {
    return Figures.of(times) + " times its limit";
  }

  /** Takes nothing more for usual that lies outside, until the series is inside again. */
  default void refuse() {
    // Only what adopts can refuse to.
  }

  /**
   * What a state must fit to be taken over: the kind of check, the version of its fields, and those
   * of its settings that shape them.
   */
  String kind();

  /** What it has learnt, to be kept or restored; restoring takes a new judge. */
  void state(State state);

  /** Bytes that it takes, about. */
  int bytes();
}
