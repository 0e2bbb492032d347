package dev.weir.stream;

import java.util.OptionalLong;

/** What was found by reading where a group would go on. */
public sealed interface FirstUnread {

  /**
   * The first record the group has not read.
   *
   * @param timestampMillis its timestamp in epoch milliseconds; empty where it carries none
   */
  record Found(Position position, OptionalLong timestampMillis) implements FirstUnread {}

  /**
   * Nothing waits: between the commit and the end are only markers and aborted records.
   *
   * @param committed the group's place
   * @param end up to which offset there is nothing
   */
  record NothingWaits(long committed, long end) implements FirstUnread {}

  /** A transaction is open there, and nothing of it may be read before it ends. */
  record Blocked(long stableEnd) implements FirstUnread {}

  /** It could not be told; {@code why} is a sentence. */
  record NotTold(String why) implements FirstUnread {}
}
