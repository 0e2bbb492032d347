package dev.weir.stream;

import java.util.List;

/** Adds records to one stream. Confined to one thread. */
public interface ProduceLane extends AutoCloseable {
  /**
   * Adds records in their order and waits until the broker has told of each. Blocks.
   *
   * @return an outcome for each
   */
  List<Outcome> produce(List<NewRecord> records);

  @Override
  void close();

  /** What became of one record. */
  sealed interface Outcome {
    /** It is there. */
    record Written(Position place) implements Outcome {}

    /** It is not there. */
    record Refused(ConnectorFailure why) implements Outcome {}

    /** Nobody knows whether it is there: the broker did not answer in time. */
    record Unclear(ConnectorFailure why) implements Outcome {}
  }
}
