package dev.weir.alert.life;

import java.util.Arrays;

/**
 * The life of one alert: one rule on one series. Each call tells it a moment's verdict and returns
 * what changed; time comes with the verdicts, so that a replay gives the same history. Allocates
 * nothing per call; confined to one thread. All of it can be saved and restored.
 */
public final class AlertLife {
  /** Samples since the last one in breach within which another one belongs to the same episode. */
  public static final int QUIET_SAMPLES = 3;

  /** Distances up to so many times the usual one say what is usual. */
  private static final int USUAL_INTERVALS = 2;

  /** With two samples missing, and the two beside them as far apart as uneven ones come. */
  private static final double TOLERATED_INTERVALS = 3.5;

  private static final double INTERVAL_RATE = 0.2;
  private static final int FLAPS = 4;
  private static final int FLAP_INTERVALS = 40;
  private static final long LONGEST_FLAP_MS = 3_600_000;
  private static final long NEVER = Long.MIN_VALUE;

  private final LifePlan plan;
  private AlertState state = AlertState.WARMING;
  private Severity severity = Severity.WARNING;
  private long lastSeen = NEVER;
  private double intervalMs;
  private long pendingAt = NEVER;
  private long notCountedMs;
  private long recoveringSince = NEVER;
  private long lastFiringBreach = NEVER;
  private int samplesSinceFiring;
  private long episodeStart = NEVER;
  private double raisedStrength;
  private boolean lostWhileFiring;
  private final long[] flaps = {NEVER, NEVER, NEVER, NEVER};
  private int flapCount;
  private boolean flapping;

  public AlertLife(LifePlan plan) {
    this.plan = plan;
  }

  /** Goes on where {@code saved} ended; {@link #resume} tells it how late it is by now. */
  public AlertLife(LifePlan plan, SavedLife saved) {
    this.plan = plan;
    state = saved.state();
    severity = saved.severity();
    lastSeen = saved.lastSeen();
    intervalMs = saved.intervalMs();
    pendingAt = saved.pendingAt();
    notCountedMs = saved.notCountedMs();
    recoveringSince = saved.recoveringSince();
    lastFiringBreach = saved.lastFiringBreach();
    samplesSinceFiring = saved.samplesSinceFiring();
    episodeStart = saved.episodeStart();
    raisedStrength = saved.raisedStrength();
    lostWhileFiring = saved.lostWhileFiring();
    for (int i = 0; i < Math.min(FLAPS, saved.flaps().size()); i++) {
      flaps[i] = saved.flaps().get(i);
    }
    flapCount = saved.flapCount();
    flapping = saved.flapping();
  }

  /** All of it, to be written down. */
  public SavedLife saved() {
    return new SavedLife(
        state,
        severity,
        lastSeen,
        intervalMs,
        pendingAt,
        notCountedMs,
        recoveringSince,
        lastFiringBreach,
        samplesSinceFiring,
        episodeStart,
        raisedStrength,
        lostWhileFiring,
        Arrays.stream(flaps).boxed().toList(),
        flapCount,
        flapping);
  }

  /**
   * Time went on while nobody looked: the program did not run, the machine slept, or its clock was
   * set. None of that counts, neither as time in breach nor as silence.
   *
   * @param now epoch milliseconds, also before what was last seen
   */
  public void resume(long now) {
    if (lastSeen == NEVER) {
      return;
    }
    long missed = now - lastSeen;
    lastSeen = now;
    if (missed >= 0) {
      notCountedMs += missed;
      recoveringSince = recoveringSince == NEVER ? NEVER : recoveringSince + missed;
      return;
    }
    pendingAt = pendingAt == NEVER ? NEVER : pendingAt + missed;
    recoveringSince = recoveringSince == NEVER ? NEVER : recoveringSince + missed;
    lastFiringBreach = lastFiringBreach == NEVER ? NEVER : lastFiringBreach + missed;
    episodeStart = episodeStart == NEVER ? NEVER : episodeStart + missed;
  }

  /**
   * Takes a sample's verdict.
   *
   * @param at the sample's time in epoch milliseconds, not before the last one's
   * @param strength how far it is from firing; the unit is the rule's own
   */
  public Change observe(long at, Verdict verdict, double strength) {
    long gap = lastSeen == NEVER ? 0 : Math.max(0, at - lastSeen);
    boolean wasLost = state == AlertState.NO_DATA;
    if (wasLost) {
      state = lostWhileFiring ? AlertState.FIRING : AlertState.NORMAL;
    }
    // The first distance of all is what is usual until others are known.
    boolean countsGap = intervalMs == 0 || gap <= TOLERATED_INTERVALS * intervalMs;
    Change change = judged(at, verdict, strength, gap, countsGap);
    learnInterval(gap);
    lastSeen = at;
    if (verdict.isBreach() && state == AlertState.FIRING) {
      lastFiringBreach = at;
      samplesSinceFiring = 0;
    } else {
      samplesSinceFiring++;
    }
    if (change == Change.NONE && wasLost) {
      return Change.RETURNED;
    }
    return noteFlap(at, change);
  }

  /**
   * When nothing will have been heard for too long, in epoch milliseconds; {@link Long#MAX_VALUE}
   * where that does not matter.
   */
  public long silentAt() {
    long limit = plan.noDataAfter().toMillis();
    return limit == 0 || lastSeen == NEVER ? Long.MAX_VALUE : lastSeen + limit;
  }

  /**
   * Tells it that nothing has been heard until {@link #silentAt}. Telling it twice changes nothing.
   *
   * @return {@link Change#LOST}, {@link Change#RAISED}, {@link Change#RESOLVED} or what else came
   *     of it
   */
  public Change silent() {
    long now = silentAt();
    if (now == Long.MAX_VALUE) {
      return Change.NONE;
    }
    return switch (plan.noData()) {
      case KEEP -> {
        if (state == AlertState.NORMAL
            || state == AlertState.WARMING
            || state == AlertState.NO_DATA) {
          yield Change.NONE;
        }
        lostWhileFiring = state.isFiring();
        state = AlertState.NO_DATA;
        yield Change.LOST;
      }
      case ALERT -> {
        if (state.isFiring()) {
          yield Change.NONE;
        }
        pendingAt = now;
        Change change = fire(now, raisedStrength);
        lastFiringBreach = now;
        yield change;
      }
      case OK -> {
        if (state.isFiring()) {
          state = AlertState.NORMAL;
          yield Change.RESOLVED;
        }
        if (state == AlertState.PENDING) {
          state = AlertState.NORMAL;
          yield Change.CANCELLED;
        }
        yield Change.NONE;
      }
    };
  }

  private Change judged(long at, Verdict verdict, double strength, long gap, boolean countsGap) {
    return switch (verdict) {
      case WARMING -> {
        if (state == AlertState.PENDING) {
          state = AlertState.WARMING;
          yield Change.CANCELLED;
        }
        if (state == AlertState.NORMAL) {
          state = AlertState.WARMING;
        }
        yield Change.NONE;
      }
      case WARNING -> breach(at, Severity.WARNING, strength, gap, countsGap);
      case CRITICAL -> breach(at, Severity.CRITICAL, strength, gap, countsGap);
      case HOLD ->
          switch (state) {
            case PENDING -> {
              state = AlertState.NORMAL;
              yield Change.CANCELLED;
            }
            case RECOVERING -> {
              state = AlertState.FIRING;
              yield Change.RELAPSED;
            }
            case WARMING -> {
              state = AlertState.NORMAL;
              yield Change.NONE;
            }
            case NORMAL, FIRING, NO_DATA -> Change.NONE;
          };
      case CLEAR -> clear(at);
    };
  }

  private Change clear(long at) {
    switch (state) {
      case PENDING -> {
        state = AlertState.NORMAL;
        return Change.CANCELLED;
      }
      case FIRING -> {
        recoveringSince = at;
        if (plan.keepFiring().isZero()) {
          state = AlertState.NORMAL;
          return Change.RESOLVED;
        }
        state = AlertState.RECOVERING;
        return Change.RECOVERING;
      }
      case RECOVERING -> {
        if (at - recoveringSince >= plan.keepFiring().toMillis()) {
          state = AlertState.NORMAL;
          return Change.RESOLVED;
        }
        return Change.NONE;
      }
      case WARMING, NORMAL, NO_DATA -> {
        state = AlertState.NORMAL;
        return Change.NONE;
      }
    }
    throw new AssertionError(state);
  }

  private Change breach(long at, Severity now, double strength, long gap, boolean countsGap) {
    switch (state) {
      case WARMING, NORMAL, NO_DATA -> {
        pendingAt = at;
        notCountedMs = 0;
        severity = now;
        if (plan.hold().isZero()) {
          return fire(at, strength);
        }
        state = AlertState.PENDING;
        return Change.PENDED;
      }
      case PENDING -> {
        severity = now;
        if (!countsGap) {
          if (gap > plan.hold().toMillis()) {
            pendingAt = at;
            notCountedMs = 0;
            return Change.NONE;
          }
          notCountedMs += gap;
        }
        return at - pendingAt - notCountedMs >= plan.hold().toMillis()
            ? fire(at, strength)
            : Change.NONE;
      }
      case FIRING, RECOVERING -> {
        boolean relapsed = state == AlertState.RECOVERING;
        state = AlertState.FIRING;
        Severity before = severity;
        severity = now;
        if (now.compareTo(before) > 0) {
          raisedStrength = strength;
          return Change.ESCALATED;
        }
        if (strength > plan.strengthen() * raisedStrength) {
          raisedStrength = strength;
          return Change.STRENGTHENED;
        }
        if (now.compareTo(before) < 0) {
          return Change.EASED;
        }
        return relapsed ? Change.RELAPSED : Change.NONE;
      }
    }
    throw new AssertionError(state);
  }

  private Change fire(long at, double strength) {
    state = AlertState.FIRING;
    boolean sameEpisode =
        episodeStart != NEVER
            && !plan.quiet().isZero()
            && (pendingAt - lastFiringBreach <= plan.quiet().toMillis()
                || samplesSinceFiring < QUIET_SAMPLES);
    if (sameEpisode && !(strength > plan.strengthen() * raisedStrength)) {
      return Change.REJOINED;
    }
    raisedStrength = strength;
    if (sameEpisode) {
      return Change.STRENGTHENED;
    }
    episodeStart = at;
    return Change.RAISED;
  }

  private void learnInterval(long gap) {
    if (gap == 0) {
      return;
    }
    if (intervalMs == 0) {
      intervalMs = gap;
    } else if (gap <= USUAL_INTERVALS * intervalMs) {
      intervalMs += INTERVAL_RATE * (gap - intervalMs);
    } else {
      // A gap says little about the usual distance, but a series that slows down for good does.
      intervalMs += INTERVAL_RATE / USUAL_INTERVALS * intervalMs;
    }
  }

  private Change noteFlap(long at, Change change) {
    switch (change) {
      case RAISED, REJOINED, RESOLVED -> {
        long fourthLast = flaps[flapCount % FLAPS];
        flaps[flapCount % FLAPS] = at;
        flapCount++;
        double within = Math.min(LONGEST_FLAP_MS, FLAP_INTERVALS * Math.max(1, intervalMs));
        flapping = fourthLast != NEVER && at - fourthLast <= within;
        return flapping && change == Change.RAISED ? Change.REJOINED : change;
      }
      case NONE,
          PENDED,
          CANCELLED,
          STRENGTHENED,
          ESCALATED,
          EASED,
          RECOVERING,
          RELAPSED,
          LOST,
          RETURNED -> {
        return change;
      }
    }
    throw new AssertionError(change);
  }

  public AlertState state() {
    return state;
  }

  /** How bad it is, or was when it last fired. */
  public Severity severity() {
    return severity;
  }

  /** Whether it fires and ends so often that another start is no news. */
  public boolean isFlapping() {
    return flapping;
  }

  /** The first sample in breach that led to the last start, in epoch milliseconds. */
  public long pendingAt() {
    return pendingAt;
  }

  /** When the episode began; what fires soon after has the same. Epoch milliseconds. */
  public long episodeStart() {
    return episodeStart;
  }

  /** By how much a breach must be stronger than {@code threshold} to be told to somebody now. */
  public double strengthToRaise(long at, double threshold) {
    boolean within =
        episodeStart != NEVER
            && !plan.quiet().isZero()
            && (at - lastFiringBreach <= plan.quiet().toMillis()
                || samplesSinceFiring < QUIET_SAMPLES);
    return within ? Math.max(threshold, plan.strengthen() * raisedStrength) : threshold;
  }
}
