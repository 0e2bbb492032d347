package dev.weir.alert.judge;

import dev.weir.alert.state.State;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether what comes may be learnt: nothing while a breach lasts, but for no longer than a limit.
 * Then the new level is taken for usual, which is told as an {@link Adoption}, and learnt from the
 * next row on, so that all it begins with can be taken back. Confined to one thread.
 */
final class Freeze {
  private final Duration longest;
  private long since = Long.MIN_VALUE;
  private boolean adopts;
  private boolean refuses;
  private Optional<Adoption> adoption = Optional.empty();

  Freeze(Duration longest) {
    this.longest = longest;
  }

  /** A sample begins: what was told of the last one is no news any more. */
  void begin() {
    adoption = Optional.empty();
  }

  /**
   * A row was judged.
   *
   * @param at epoch milliseconds
   * @param breach whether it is what an alert is about
   * @param goesOn whether that is the same alert as before
   * @param usual what was expected
   * @param value what came
   * @return whether it may be learnt
   */
  boolean learns(long at, boolean breach, boolean goesOn, double usual, double value) {
    if (!breach) {
      since = Long.MIN_VALUE;
      adopts = false;
      refuses = false;
      return true;
    }
    since = goesOn && since != Long.MIN_VALUE ? since : at;
    if (refuses || at - since < longest.toMillis()) {
      return false;
    }
    if (!adopts) {
      adopts = true;
      adoption =
          Optional.of(
              new Adoption(
                  usual,
                  value,
                  "it has been outside for "
                      + Figures.time(longest.toMillis())
                      + ", which is taken for usual from now on"));
      return false;
    }
    return true;
  }

  Optional<Adoption> adoption() {
    return adoption;
  }

  /** See {@link SeriesJudge#refuse}. */
  void refuse() {
    refuses = true;
    adopts = false;
  }

  /** Whether what lasts is not to be taken for usual, as somebody said. */
  boolean refuses() {
    return refuses;
  }

  void state(State state) {
    since = state.whole(since);
    adopts = state.flag(adopts);
    refuses = state.flag(refuses);
  }
}
