package dev.weir.engine.alert;

import java.util.Arrays;

/** One sample a minute of a series, of the hour under way. Confined to the engine's thread. */
final class HourSamples {
  static final int MINUTES = 60;
  static final long HOUR_MILLIS = 3_600_000;
  private static final long MINUTE_MILLIS = 60_000;

  private final float[] minutes = new float[MINUTES];
  private long hour = Long.MIN_VALUE;
  private boolean changed;

  /** An hour's samples; NaN where there was none. */
  record Hour(long hour, float[] minutes) {}

  HourSamples() {
    Arrays.fill(minutes, Float.NaN);
  }

  /** Whether the hour that was under way is over with this sample; it is to be taken before. */
  boolean isOver(long atMillis) {
    return changed && Math.floorDiv(atMillis, HOUR_MILLIS) != hour;
  }

  /** The newest sample of a minute stands for it. */
  void add(long atMillis, double value) {
    long now = Math.floorDiv(atMillis, HOUR_MILLIS);
    if (now != hour) {
      hour = now;
      Arrays.fill(minutes, Float.NaN);
    }
    minutes[(int) (Math.floorMod(atMillis, HOUR_MILLIS) / MINUTE_MILLIS)] = (float) value;
    changed = true;
  }

  /** Whether there is something that was not taken yet. */
  boolean hasChanged() {
    return changed;
  }

  Hour take() {
    changed = false;
    return new Hour(hour, minutes.clone());
  }
}
