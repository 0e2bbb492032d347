package dev.weir.stream;

import java.util.Optional;
import java.util.function.Consumer;

/** Writes a probe's records to one stream. Confined to one thread, except {@link #close}. */
public interface ProbeLane extends AutoCloseable {
  /**
   * Writes one record. May wait for the broker; never throws for what the broker does.
   *
   * @param told hears once what became of it, on this or a thread of the client's
   */
  void send(byte[] value, Consumer<Ack> told);

  /** Waits for what is under way, for a second or two. */
  @Override
  void close();

  /**
   * What became of a record.
   *
   * @param nanos {@code System.nanoTime()} of the answer
   * @param failure empty if it was written
   */
  record Ack(long nanos, Optional<ConnectorFailure> failure) {}
}
