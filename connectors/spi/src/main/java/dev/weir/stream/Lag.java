package dev.weir.stream;

/** How many records a group has still to read, and how well that is known. */
public sealed interface Lag {

  /** Known, in offsets. */
  record Exact(long records) implements Lag {}

  /** No more than this; {@code why} says what may make it less (markers, compaction). */
  record AtMost(long records, String why) implements Lag {}

  /** Nobody can know; {@code why} is a sentence for the operator. Never shown as 0. */
  record Unknown(String why) implements Lag {}
}
