package dev.weir.stream;

/**
 * Implemented by connectors that can write records of their own, to time them. Only where an
 * operator asked for it, saw what would be written, and the intent is in the audit.
 */
public interface ProbePort {
  /**
   * Prepares writing to {@code stream}. Blocks.
   *
   * @throws ConnectorException with {@code Missing} if the stream is not there and writing would
   *     not make it, with {@code Unauthorized} if writing is not allowed
   */
  ProbeLane openProbe(StreamRef stream);
}
