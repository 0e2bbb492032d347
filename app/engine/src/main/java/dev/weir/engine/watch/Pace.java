package dev.weir.engine.watch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before asking again: longer after each failure in a row, and never quite the
 * same, so that many askers do not fall into step.
 */
final class Pace {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final RandomGenerator random;
  private int failures;

  Pace(RandomGenerator random) {
    this.random = random;
  }

  /** After an answer. */
  Duration after(Duration wanted) {
    answered();
    return jitter(wanted);
  }

  /** There was an answer, and nothing to wait for. */
  void answered() {
    failures = 0;
  }

  /** After a failure: {@code wanted} doubled for each failure in a row, ten seconds at most. */
  Duration afterFailure(Duration wanted) {
    failures = Math.min(failures + 1, 10);
    Duration doubled = wanted.multipliedBy(1L << failures);
    Duration bound = wanted.compareTo(LONGEST) > 0 ? wanted : LONGEST;
    return jitter(doubled.compareTo(bound) > 0 ? bound : doubled);
  }

  private Duration jitter(Duration wanted) {
    long millis = wanted.toMillis();
    long tenth = millis / 10;
    return Duration.ofMillis(millis + (tenth == 0 ? 0 : random.nextLong(-tenth, tenth + 1)));
  }
}
