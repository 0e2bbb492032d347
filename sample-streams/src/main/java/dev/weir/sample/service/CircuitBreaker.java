package dev.weir.sample.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/**
 * A circuit breaker over the last calls (Nygard: Release It!): closed while few fail, open for a
 * while when many do, then half open for a few probes that decide. Pure but for its own state; for
 * one thread.
 */
public final class CircuitBreaker {
  /** Where the breaker stands. */
  public enum State {
    CLOSED,
    OPEN,
    HALF_OPEN;

    /** As it is published. */
    public String published() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final boolean[] failed;
  private final double failureThreshold;
  private final Duration openFor;
  private final int probes;
  private State state = State.CLOSED;
  private Instant openedAt = Instant.EPOCH;
  private int calls;
  private int next;
  private int failures;
  private int probesSucceeded;

  /**
   * @param window how many calls are looked back on; the breaker does not open before there are as
   *     many
   * @param failureThreshold share of them that may not be reached, 0…1
   * @param openFor how long no call is allowed
   * @param probes successful calls in a row that close a half-open breaker
   */
  public CircuitBreaker(int window, double failureThreshold, Duration openFor, int probes) {
    this.failed = new boolean[window];
    this.failureThreshold = failureThreshold;
    this.openFor = openFor;
    this.probes = probes;
  }

  /** Whether a call may be made now; an open breaker becomes half open when its time is over. */
  public boolean allows(Instant now) {
    if (state == State.OPEN && !now.isBefore(openedAt.plus(openFor))) {
      state = State.HALF_OPEN;
      probesSucceeded = 0;
    }
    return state != State.OPEN;
  }

  public void succeeded() {
    note(false);
    if (state == State.HALF_OPEN && ++probesSucceeded == probes) {
      state = State.CLOSED;
      forget();
    }
  }

  public void failed(Instant now) {
    note(true);
    boolean tooMany = calls == failed.length && failureRate() >= failureThreshold;
    if (state == State.HALF_OPEN || (state == State.CLOSED && tooMany)) {
      state = State.OPEN;
      openedAt = now;
    }
  }

  public State state() {
    return state;
  }

  /** Share of the calls looked back on that failed, 0…1. */
  public double failureRate() {
    return calls == 0 ? 0 : (double) failures / calls;
  }

  /** How many calls are looked back on. */
  public int calls() {
    return calls;
  }

  private void note(boolean failure) {
    if (calls == failed.length) {
      failures -= failed[next] ? 1 : 0;
    } else {
      calls++;
    }
    failed[next] = failure;
    failures += failure ? 1 : 0;
    next = (next + 1) % failed.length;
  }

  private void forget() {
    Arrays.fill(failed, false);
    calls = 0;
    next = 0;
    failures = 0;
  }
}
