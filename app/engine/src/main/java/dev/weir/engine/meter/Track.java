package dev.weir.engine.meter;

import java.util.Arrays;

/**
 * One figure over time: every second of the last hour, every minute of the last day. NaN where it
 * was not known. Confined to one thread.
 */
public final class Track {
  private static final int MINUTE = 60;

  /** How several values become one. */
  public enum Merge {
    /** Rates. */
    MEAN,
    /** What must not be hidden by its neighbours, such as lag. */
    MAX
  }

  private final Merge merge;
  private final float[] seconds = new float[MeterSeries.SECONDS];
  private final float[] minutes = new float[MeterSeries.MINUTES];
  private long newestSecond = -1;
  private long newestMinute = -1;

  public Track(Merge merge) {
    this.merge = merge;
    Arrays.fill(seconds, Float.NaN);
    Arrays.fill(minutes, Float.NaN);
  }

  /** Sets the value of {@code second} since the epoch, which is not older than the newest. */
  public void put(long second, double value) {
    if (second < newestSecond) {
      return;
    }
    clear(seconds, newestSecond, second);
    newestSecond = second;
    seconds[(int) (second % seconds.length)] = (float) value;
    if ((second + 1) % MINUTE == 0) {
      putMinute(second / MINUTE, ofSeconds(second + 1 - MINUTE, second + 1));
    }
  }

  /** Sets the value of a whole minute since the epoch. */
  public void putMinute(long minute, double value) {
    if (minute < newestMinute) {
      return;
    }
    clear(minutes, newestMinute, minute);
    newestMinute = minute;
    minutes[(int) (minute % minutes.length)] = (float) value;
  }

  /** Sets the value of a second that has none yet: what an earlier run kept. */
  public void fill(long second, double value) {
    if (second > newestSecond) {
      clear(seconds, newestSecond, second);
      newestSecond = second;
      seconds[(int) (second % seconds.length)] = (float) value;
    } else if (second > newestSecond - seconds.length
        && Float.isNaN(seconds[(int) (second % seconds.length)])) {
      seconds[(int) (second % seconds.length)] = (float) value;
    }
  }

  /** Sets the value of a minute since the epoch that has none yet. */
  public void fillMinute(long minute, double value) {
    if (minute > newestMinute) {
      putMinute(minute, value);
    } else if (minute > newestMinute - minutes.length
        && Float.isNaN(minutes[(int) (minute % minutes.length)])) {
      minutes[(int) (minute % minutes.length)] = (float) value;
    }
  }

  /** The value of one second, NaN where unknown. */
  public double at(long second) {
    boolean kept = second >= 0 && second <= newestSecond && second > newestSecond - seconds.length;
    return kept ? seconds[(int) (second % seconds.length)] : Double.NaN;
  }

  /** The value of one minute since the epoch, NaN where unknown. */
  public double atMinute(long minute) {
    boolean kept = minute >= 0 && minute <= newestMinute && minute > newestMinute - minutes.length;
    return kept ? minutes[(int) (minute % minutes.length)] : Double.NaN;
  }

  /** One value for {@code [from, to)}, NaN where nothing of it is known. */
  public double over(long from, long to) {
    if (newestSecond >= 0 && from > newestSecond - seconds.length) {
      return ofSeconds(from, to);
    }
    var merged = new Merging(merge);
    for (long minute = from / MINUTE; minute * MINUTE < to; minute++) {
      merged.add(atMinute(minute));
    }
    return merged.value();
  }

  /** The last {@code points} values of {@code step} seconds each, before {@code to}. */
  public float[] spark(long to, int points, int step) {
    float[] spark = new float[points];
    long last = to / step * step;
    for (int i = 0; i < points; i++) {
      long from = last - (long) (points - i) * step;
      spark[i] = (float) over(from, from + step);
    }
    return spark;
  }

  private double ofSeconds(long from, long to) {
    var merged = new Merging(merge);
    for (long second = from; second < to; second++) {
      merged.add(at(second));
    }
    return merged.value();
  }

  private static void clear(float[] ring, long newest, long step) {
    long from = Math.max(newest + 1, step - ring.length + 1);
    for (long cleared = Math.max(0, from); cleared < step; cleared++) {
      ring[(int) (cleared % ring.length)] = Float.NaN;
    }
  }

  private static final class Merging {
    private final Merge merge;
    private double result = Double.NaN;
    private int n;

    Merging(Merge merge) {
      this.merge = merge;
    }

    void add(double value) {
      if (Double.isNaN(value)) {
        return;
      }
      if (n == 0) {
        result = value;
      } else {
        result = merge == Merge.MAX ? Math.max(result, value) : result + value;
      }
      n++;
    }

    double value() {
      return merge == Merge.MEAN && n > 0 ? result / n : result;
    }
  }
}
