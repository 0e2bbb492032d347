package dev.weir.sample.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DialectTest {
  private static final byte[] SOURCE = {7};
  private static final long TIMESTAMP = 1_795_250_000_810L;

  private final ConsumerRecord<byte[], byte[]> record =
      new ConsumerRecord<>(
          "payments",
          5,
          259,
          TIMESTAMP,
          TimestampType.CREATE_TIME,
          1,
          1,
          new byte[] {1},
          new byte[] {2},
          new RecordHeaders().add("trace", SOURCE),
          Optional.empty());
  private final Failure failure =
      new Failure(record, "settlement", new IllegalStateException("bank is down"));

  @Test
  void springWritesIntegersBigEndian() {
    RecordHeaders headers = Dialect.springDeadLetter(failure);
    assertThat(headers.iterator().next().value()).isEqualTo(SOURCE);
    assertThat(text(headers, "kafka_dlt-original-topic")).isEqualTo("payments");
    assertThat(bytes(headers, "kafka_dlt-original-partition")).containsExactly(0, 0, 0, 5);
    assertThat(bytes(headers, "kafka_dlt-original-offset")).containsExactly(0, 0, 0, 0, 0, 0, 1, 3);
    assertThat(bytes(headers, "kafka_dlt-original-timestamp")).hasSize(8);
    assertThat(text(headers, "kafka_dlt-original-timestamp-type")).isEqualTo("CreateTime");
    assertThat(text(headers, "kafka_dlt-original-consumer-group")).isEqualTo("settlement");
    assertThat(text(headers, "kafka_dlt-exception-fqcn"))
        .isEqualTo("org.springframework.kafka.listener.ListenerExecutionFailedException");
    assertThat(text(headers, "kafka_dlt-exception-cause-fqcn"))
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(text(headers, "kafka_dlt-exception-message")).contains("bank is down");
    assertThat(text(headers, "kafka_dlt-exception-stacktrace")).contains("at dev.weir.sample");
  }

  @Test
  void springRetriesKeepTheFirstOriginAndCountInFourBytes() {
    Instant due = Instant.ofEpochMilli(TIMESTAMP + 1_000);
    RecordHeaders first = Dialect.springRetry(failure, 2, due);
    assertThat(bytes(first, "retry_topic-attempts")).containsExactly(0, 0, 0, 2);
    assertThat(bytes(first, "retry_topic-original-timestamp"))
        .as("an epoch in milliseconds is six bytes in its shortest form")
        .hasSize(6);
    var onRetryTopic =
        new ConsumerRecord<>(
            "payments-retry-1s",
            0,
            0,
            TIMESTAMP + 5,
            TimestampType.CREATE_TIME,
            1,
            1,
            new byte[] {1},
            new byte[] {2},
            first,
            Optional.empty());
    assertThat(Dialect.springAttempt(onRetryTopic)).hasValue(2);
    assertThat(Dialect.springNotBefore(onRetryTopic)).hasValue(due.toEpochMilli());

    RecordHeaders second =
        Dialect.springRetry(
            new Failure(onRetryTopic, "settlement", new IllegalStateException("still down")),
            3,
            due.plusSeconds(2));
    assertThat(text(second, "kafka_original-topic")).isEqualTo("payments");
    assertThat(Arrays.stream(second.toArray()).filter(h -> h.key().equals("kafka_original-topic")))
        .hasSize(1);
    assertThat(bytes(second, "retry_topic-attempts")).containsExactly(0, 0, 0, 3);
    assertThat(text(second, "kafka_exception-message")).contains("still down");
    assertThat(text(second, "kafka_dlt-original-consumer-group")).isEqualTo("settlement");
  }

  @Test
  void connectWritesDecimalText() {
    RecordHeaders headers = Dialect.connect(failure, "orders-sink", 0);
    assertThat(text(headers, "__connect.errors.topic")).isEqualTo("payments");
    assertThat(text(headers, "__connect.errors.partition")).isEqualTo("5");
    assertThat(text(headers, "__connect.errors.offset")).isEqualTo("259");
    assertThat(text(headers, "__connect.errors.connector.name")).isEqualTo("orders-sink");
    assertThat(text(headers, "__connect.errors.task.id")).isEqualTo("0");
    assertThat(text(headers, "__connect.errors.stage")).isEqualTo("TASK_PUT");
    assertThat(text(headers, "__connect.errors.exception.class.name"))
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(text(headers, "__connect.errors.exception.message")).isEqualTo("bank is down");
    assertThat(text(headers, "__connect.errors.exception.stacktrace")).contains("DialectTest");
  }

  @Test
  void plainIsText() {
    RecordHeaders headers = Dialect.plain(failure, 3, Instant.parse("2026-11-21T08:00:00Z"));
    assertThat(text(headers, "x-original-topic")).isEqualTo("payments");
    assertThat(text(headers, "x-original-partition")).isEqualTo("5");
    assertThat(text(headers, "x-original-offset")).isEqualTo("259");
    assertThat(text(headers, "x-attempts")).isEqualTo("3");
    assertThat(text(headers, "x-failed-at")).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(text(headers, "x-error")).isEqualTo("IllegalStateException");
  }

  @Test
  void streamsWritesDecimalText() {
    RecordHeaders headers = Dialect.streams(failure);
    assertThat(text(headers, "__streams.errors.exception"))
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(text(headers, "__streams.errors.message")).isEqualTo("bank is down");
    assertThat(text(headers, "__streams.errors.topic")).isEqualTo("payments");
    assertThat(text(headers, "__streams.errors.partition")).isEqualTo("5");
    assertThat(text(headers, "__streams.errors.offset")).isEqualTo("259");
  }

  private static byte[] bytes(RecordHeaders headers, String name) {
    return headers.lastHeader(name).value();
  }

  private static String text(RecordHeaders headers, String name) {
    return new String(bytes(headers, name), StandardCharsets.UTF_8);
  }
}
