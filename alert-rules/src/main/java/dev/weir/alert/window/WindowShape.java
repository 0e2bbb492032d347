package dev.weir.alert.window;

/**
 * Which times make a window. The definitions are those of Kafka Streams, so that a window here has
 * the same records as a window there. All lengths in milliseconds.
 */
public sealed interface WindowShape {
  /** No window is longer: a year and a day. */
  long LONGEST_MILLIS = 366L * 86_400_000L;

  /** A hopping window lies in at most so many others at once. */
  int MOST_OVERLAPPING = 1_000;

  /** One after another, {@code [start, start + size)}, aligned to the epoch. */
  record Tumbling(long sizeMillis) implements WindowShape {
    public Tumbling {
      check("size", sizeMillis);
    }
  }

  /** As tumbling, but one begins every {@code advance}: a record is in several. */
  record Hopping(long sizeMillis, long advanceMillis) implements WindowShape {
    public Hopping {
      check("size", sizeMillis);
      check("advance", advanceMillis);
      if (advanceMillis > sizeMillis) {
        throw new IllegalArgumentException(
            "The advance of a hopping window must not be longer than its size.");
      }
      if ((sizeMillis + advanceMillis - 1) / advanceMillis > MOST_OVERLAPPING) {
        throw new IllegalArgumentException(
            "A record would be in more than "
                + MOST_OVERLAPPING
                + " hopping windows: make the advance longer or the size shorter.");
      }
    }
  }

  /**
   * Both ends inclusive, {@code [start, start + difference]}: one ends at each record, and one
   * begins a millisecond after each record that others follow within {@code difference}.
   */
  record Sliding(long differenceMillis) implements WindowShape {
    public Sliding {
      check("size", differenceMillis);
    }
  }

  /**
   * From a first record to a last one, both inclusive, as long as no two neighbours are more than
   * {@code gap} apart. Two records exactly {@code gap} apart are together.
   */
  record Session(long gapMillis) implements WindowShape {
    public Session {
      check("gap", gapMillis);
    }
  }

  private static void check(String what, long millis) {
    if (millis < 1 || millis > LONGEST_MILLIS) {
      throw new IllegalArgumentException(
          "The " + what + " of a window is at least 1 ms and at most 366 days.");
    }
  }
}
