package dev.weir.sample.deadletter;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Why a record could not be processed.
 *
 * @param record the record as it was read
 * @param group the consumer group that failed
 * @param cause what was thrown
 */
public record Failure(ConsumerRecord<byte[], byte[]> record, String group, Throwable cause) {
  private static final int MOST_STACK_TRACE_CHARACTERS = 4_000;

  String message() {
    return String.valueOf(cause.getMessage());
  }

  String stackTrace() {
    var text = new StringWriter();
    cause.printStackTrace(new PrintWriter(text));
    return text.toString()
        .substring(0, Math.min(text.toString().length(), MOST_STACK_TRACE_CHARACTERS));
  }
}
