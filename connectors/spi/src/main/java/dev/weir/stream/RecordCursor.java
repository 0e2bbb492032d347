package dev.weir.stream;

import java.time.Duration;

/**
 * A reader of one or several streams that leaves no trace on the broker. Confined to one thread,
 * except {@link #close} and {@link #wakeup}.
 */
public interface RecordCursor extends AutoCloseable {
  /**
   * Waits up to {@code atMost} for records. After an {@code Unreachable} failure the next poll
   * tries to connect again and goes on where the cursor stood: no record is lost or repeated.
   *
   * @throws ConnectorException if the broker is away, refuses, or a stream is gone
   */
  TailPoll poll(Duration atMost);

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
