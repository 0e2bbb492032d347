package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorFailure;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** What a broker has against a record, which it would have against it at any other time too. */
final class RecordRefusals {
  private RecordRefusals() {}

  static boolean isOfRecords(Throwable cause) {
    return cause instanceof RecordTooLargeException
        || cause instanceof RecordBatchTooLargeException
        || cause instanceof InvalidRecordException
        || cause instanceof InvalidTimestampException
        || cause instanceof PolicyViolationException;
  }

  /**
   * @param topic what was written to, in words
   * @param cause one that {@link #isOfRecords}
   */
  static ConnectorFailure failure(String topic, Throwable cause) {
    String what =
        switch (cause) {
          case RecordTooLargeException _ -> "it is larger than the topic takes";
          case RecordBatchTooLargeException _ -> "it is larger than the topic takes";
          case InvalidTimestampException _ -> "its timestamp is out of what the topic takes";
          case PolicyViolationException _ -> "a policy of the broker forbids it";
          default -> "the broker does not accept it (a compacted topic takes no null key)";
        };
    return new ConnectorFailure.Rejected(
        "Writing to " + topic + " was refused: " + what + ".", "Nothing of it was written.");
  }
}
