package dev.weir.alert.state;

/**
 * What somebody has learnt, on its way into bytes or out of them. Whoever has a state walks over
 * its fields once, in one order, for both ways: each call is told the field as it is and returns it
 * as it shall be, so that writing and reading cannot differ. Confined to one thread.
 *
 * <p>Reading throws {@link IllegalStateException} where the bytes do not fit.
 */
public sealed interface State permits StateWriter, StateReader {
  /** Whether fields come out of bytes; else they go into them. */
  boolean restores();

  boolean flag(boolean now);

  /** A number of things, from 0. */
  int count(int now);

  /**
   * A number of things that there is room for.
   *
   * @param most of them, inclusive
   */
  default int count(int now, int most) {
    int count = count(now);
    if (count < 0 || count > most) {
      throw new IllegalStateException(count + " is not from 0 to " + most);
    }
    return count;
  }

  long whole(long now);

  double number(double now);

  float small(float now);

  String text(String now);

  default <E extends Enum<E>> E choice(E now, E[] all) {
    return all[count(now.ordinal(), all.length - 1)];
  }

  default void numbers(double[] values, int size) {
    for (int i = 0; i < size; i++) {
      values[i] = number(values[i]);
    }
  }

  default void smalls(float[] values, int size) {
    for (int i = 0; i < size; i++) {
      values[i] = small(values[i]);
    }
  }

  default void counts(int[] values, int size) {
    for (int i = 0; i < size; i++) {
      values[i] = count(values[i]);
    }
  }
}
