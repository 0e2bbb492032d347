package dev.weir.sample.deadletter;

import static dev.weir.sample.deadletter.Headers.decimal;
import static dev.weir.sample.deadletter.Headers.i32;
import static dev.weir.sample.deadletter.Headers.i64;
import static dev.weir.sample.deadletter.Headers.shortest;
import static dev.weir.sample.deadletter.Headers.text;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a dead letter in the dialects of frameworks. The frameworks themselves do not run
 * here; names and encodings are theirs. Each method returns the source record's headers and adds
 * its own behind them.
 */
public final class Dialect {
  private static final String SPRING_LISTENER_FAILED =
      "org.springframework.kafka.listener.ListenerExecutionFailedException";
  private static final String ATTEMPTS = "retry_topic-attempts";
  private static final String BACK_OFF = "retry_topic-backoff-timestamp";

  private Dialect() {}

  /** Spring Kafka's {@code DeadLetterPublishingRecoverer}. */
  public static RecordHeaders springDeadLetter(Failure failure) {
    ConsumerRecord<byte[], byte[]> record = failure.record();
    RecordHeaders headers = copied(record);
    headers.add("kafka_dlt-original-topic", text(record.topic()));
    headers.add("kafka_dlt-original-partition", i32(record.partition()));
    headers.add("kafka_dlt-original-offset", i64(record.offset()));
    headers.add("kafka_dlt-original-timestamp", i64(record.timestamp()));
    headers.add("kafka_dlt-original-timestamp-type", text(record.timestampType().toString()));
    headers.add("kafka_dlt-original-consumer-group", text(failure.group()));
    springException(headers, "kafka_dlt-", failure);
    return headers;
  }

  /**
   * Spring Kafka's {@code @RetryableTopic}, on the way to a retry topic or to the dead letters.
   *
   * @param attempt the attempt that follows, the first is 1
   * @param notBefore when that attempt may be made
   */
  public static RecordHeaders springRetry(Failure failure, int attempt, Instant notBefore) {
    ConsumerRecord<byte[], byte[]> record = failure.record();
    RecordHeaders headers = copied(record);
    if (headers.lastHeader("kafka_original-topic") == null) {
      headers.add("kafka_original-topic", text(record.topic()));
      headers.add("kafka_original-partition", i32(record.partition()));
      headers.add("kafka_original-offset", i64(record.offset()));
      headers.add("kafka_original-timestamp", i64(record.timestamp()));
      headers.add("kafka_original-timestamp-type", text(record.timestampType().toString()));
      headers.add("kafka_dlt-original-consumer-group", text(failure.group()));
      headers.add("retry_topic-original-timestamp", shortest(record.timestamp()));
    }
    headers.remove(ATTEMPTS).add(ATTEMPTS, i32(attempt));
    headers.remove(BACK_OFF).add(BACK_OFF, shortest(notBefore.toEpochMilli()));
    springException(headers, "kafka_", failure);
    return headers;
  }

  /** The attempt a record of a retry topic stands for. */
  public static OptionalInt springAttempt(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(ATTEMPTS);
    return header == null || header.value() == null || header.value().length != Integer.BYTES
        ? OptionalInt.empty()
        : OptionalInt.of(ByteBuffer.wrap(header.value()).getInt());
  }

  /** When a record of a retry topic may be tried again, in milliseconds since 1970. */
  public static OptionalLong springNotBefore(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(BACK_OFF);
    return header == null || header.value() == null || header.value().length == 0
        ? OptionalLong.empty()
        : OptionalLong.of(new BigInteger(header.value()).longValue());
  }

  /** Kafka Connect with {@code errors.deadletterqueue.context.headers.enable=true}. */
  public static RecordHeaders connect(Failure failure, String connector, int task) {
    ConsumerRecord<byte[], byte[]> record = failure.record();
    RecordHeaders headers = copied(record);
    headers.add("__connect.errors.topic", text(record.topic()));
    headers.add("__connect.errors.partition", decimal(record.partition()));
    headers.add("__connect.errors.offset", decimal(record.offset()));
    headers.add("__connect.errors.connector.name", text(connector));
    headers.add("__connect.errors.task.id", decimal(task));
    headers.add("__connect.errors.stage", text("TASK_PUT"));
    headers.add("__connect.errors.class.name", text("org.apache.kafka.connect.sink.SinkTask"));
    headers.add(
        "__connect.errors.exception.class.name", text(failure.cause().getClass().getName()));
    headers.add("__connect.errors.exception.message", text(failure.message()));
    headers.add("__connect.errors.exception.stacktrace", text(failure.stackTrace()));
    return headers;
  }

  /** The plain dialect of home-grown consumers: everything as text. */
  public static RecordHeaders plain(Failure failure, int attempts, Instant failedAt) {
    ConsumerRecord<byte[], byte[]> record = failure.record();
    RecordHeaders headers = copied(record);
    headers.add("x-original-topic", text(record.topic()));
    headers.add("x-original-partition", decimal(record.partition()));
    headers.add("x-original-offset", decimal(record.offset()));
    headers.add("x-error", text(failure.cause().getClass().getSimpleName()));
    headers.add("x-error-message", text(failure.message()));
    headers.add("x-attempts", decimal(attempts));
    headers.add("x-failed-at", text(failedAt.toString()));
    return headers;
  }

  /** Kafka Streams' handlers with a dead-letter topic (KIP-1034). */
  public static RecordHeaders streams(Failure failure) {
    ConsumerRecord<byte[], byte[]> record = failure.record();
    RecordHeaders headers = copied(record);
    headers.add("__streams.errors.exception", text(failure.cause().getClass().getName()));
    headers.add("__streams.errors.message", text(failure.message()));
    headers.add("__streams.errors.stacktrace", text(failure.stackTrace()));
    headers.add("__streams.errors.topic", text(record.topic()));
    headers.add("__streams.errors.partition", decimal(record.partition()));
    headers.add("__streams.errors.offset", decimal(record.offset()));
    return headers;
  }

  private static void springException(RecordHeaders headers, String prefix, Failure failure) {
    replace(headers, prefix + "exception-fqcn", SPRING_LISTENER_FAILED);
    replace(headers, prefix + "exception-cause-fqcn", failure.cause().getClass().getName());
    replace(headers, prefix + "exception-message", "Listener failed; " + failure.message());
    replace(
        headers,
        prefix + "exception-stacktrace",
        SPRING_LISTENER_FAILED + ": Listener failed\nCaused by: " + failure.stackTrace());
  }

  private static void replace(RecordHeaders headers, String name, String value) {
    headers.remove(name).add(name, text(value));
  }

  private static RecordHeaders copied(ConsumerRecord<byte[], byte[]> record) {
    return new RecordHeaders(record.headers());
  }
}
