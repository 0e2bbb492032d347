package dev.weir.stream;

/**
 * Implemented by connectors that can add records to a stream. Writes only what an operator has seen
 * and whose intent is in the audit.
 */
public interface ProducePort {
  /**
   * Prepares writing to {@code stream}. Blocks.
   *
   * @throws ConnectorException with {@code Missing} if the stream is not there: none is ever made
   */
  ProduceLane openProduce(StreamRef stream);
}
