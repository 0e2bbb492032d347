package dev.weir.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;

/**
 * A reader of one or several streams that leaves no trace on the broker. Confined to one thread,
 * except {@link #close} and {@link #wakeup}.
 */
public interface RecordCursor extends AutoCloseable {
  /**
   * Waits up to {@code atMost} for records. After an {@code Unreachable} failure the next poll
   * tries to connect again and goes on where the cursor stood: no record is lost or repeated. A
   * {@code Missing} failure tells once of a stream that was deleted; the next poll goes on with the
   * others, and with that one from its beginning if it is made anew.
   *
   * @throws ConnectorException if the broker is away, refuses, or a stream is gone
   */
  TailPoll poll(Duration atMost);

  /**
   * Changes what is read without losing the place in what goes on being read: streams that were
   * read before go on where they stand, others begin at {@code from}, those no longer named are let
   * go. Only between polls, on the cursor's thread.
   *
   * @param streams all to be read from now on
   * @return those of {@code streams} that are not there and therefore not read
   * @throws ConnectorException if the broker is away; then everything is read as before
   */
  Set<StreamRef> follow(Collection<StreamRef> streams, TailFrom from);

  /** Whether every partition has reached the end it had when the cursor was opened. */
  boolean reachedOpeningEnd();

  /**
   * Records between the cursor and the end as last heard of, in offsets; -1 where unknown. What a
   * reader that cannot keep up is behind.
   */
  long behind();

  /** Jumps every partition to its end; what was passed is reported as gaps by the next poll. */
  void skipToEnd();

  /** Makes a waiting poll return at once. From any thread. */
  void wakeup();

  /** From any thread; a waiting poll returns. */
  @Override
  void close();
}
