package dev.weir.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamRolesTest {
  @ParameterizedTest
  @CsvSource({
    "orders, DATA",
    "payments-dlt, DEAD_LETTER",
    "payments.DLT, DEAD_LETTER",
    "payments.dlq, DEAD_LETTER",
    "payments-dlq, DEAD_LETTER",
    "payments_dlq, DEAD_LETTER",
    "dlq.orders, DEAD_LETTER",
    "error.orders.billing, DEAD_LETTER",
    "dead-letter-topic-orders, DEAD_LETTER",
    "orders_error, DEAD_LETTER",
    "jobs:dlq, DEAD_LETTER",
    "orders-retry-0, RETRY",
    "orders-retry-5000, RETRY",
    "orders-retry, RETRY",
    "retry.orders, RETRY",
    "channel_retry_10000, RETRY",
    "orders-retry-dlt, DEAD_LETTER",
    "__consumer_offsets, INTERNAL",
    "_schemas, INTERNAL",
    "terrors, DATA",
    "deadlines, DATA",
    "dltools, DATA",
    "retryable-orders, DATA"
  })
  void aNameTells(String name, StreamRole role) {
    assertThat(StreamRoles.ofName(name)).isEqualTo(role);
  }
}
