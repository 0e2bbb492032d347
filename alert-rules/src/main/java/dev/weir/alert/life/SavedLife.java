package dev.weir.alert.life;

import java.util.List;

/**
 * All of an alert's life as values, to be written down and read again. The fields are those of
 * {@link AlertLife}; times are epoch milliseconds, {@link Long#MIN_VALUE} where there was none.
 */
public record SavedLife(
    AlertState state,
    Severity severity,
    long lastSeen,
    double intervalMs,
    long pendingAt,
    long notCountedMs,
    long recoveringSince,
    long lastFiringBreach,
    int samplesSinceFiring,
    long episodeStart,
    double raisedStrength,
    boolean lostWhileFiring,
    List<Long> flaps,
    int flapCount,
    boolean flapping) {
  public SavedLife {
    flaps = List.copyOf(flaps);
  }
}
