package dev.weir.engine.deadletter.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Cases that no framework can be made to write, and those that hostile writers would. */
class DeadLetterReaderTest {
  @Test
  void theSameNameIsBinaryInOneDialectAndTextInAnother() {
    DeadLetter binder =
        new Letters()
            .text("x-original-topic", "orders")
            .i32("x-original-partition", 7)
            .i64("x-original-offset", 88)
            .text("x-original-timestamp-type", "CreateTime")
            .text("x-exception-fqcn", "java.lang.IllegalStateException")
            .read();
    assertThat(binder.dialect()).contains(Dialect.SPRING_CLOUD_STREAM);
    assertThat(only(binder).partition()).isEqualTo(new HeaderNumber.Known(7));
    assertThat(only(binder).offset()).isEqualTo(new HeaderNumber.Known(88));

    DeadLetter plain =
        new Letters()
            .text("x-original-topic", "orders")
            .text("x-original-partition", "7")
            .text("x-original-offset", "88")
            .text("x-error", "boom")
            .read();
    assertThat(plain.dialect()).contains(Dialect.PLAIN);
    assertThat(only(plain).partition()).isEqualTo(new HeaderNumber.Known(7));
    assertThat(only(plain).offset()).isEqualTo(new HeaderNumber.Known(88));
  }

  @Test
  void whatCanBeBothIsShownAsBothUntilTheDialectIsPinned() {
    Letters letters =
        new Letters()
            .text("x-original-topic", "orders")
            .text("x-original-partition", "1234")
            .text("x-original-offset", "12345678");

    Hop hop = only(letters.read());
    assertThat(hop.partition()).isEqualTo(new HeaderNumber.Ambiguous(1_234, 0x31323334));
    assertThat(hop.offset()).isEqualTo(new HeaderNumber.Ambiguous(12_345_678, 0x3132333435363738L));
    assertThat(hop.isAddressed()).as("not to be used as an address").isFalse();

    Hop text = only(letters.read(Dialect.PLAIN));
    assertThat(text.partition()).isEqualTo(new HeaderNumber.Known(1_234));
    Hop binary = only(letters.read(Dialect.SPRING_CLOUD_STREAM));
    assertThat(binary.partition()).isEqualTo(new HeaderNumber.Known(0x31323334));
  }

  @Test
  void oneNumberThatCanOnlyBeTextSettlesTheOthersOfItsWriter() {
    Hop hop =
        only(
            new Letters()
                .text("x-original-topic", "orders")
                .text("x-original-partition", "3")
                .text("x-original-offset", "4711")
                .read());
    assertThat(hop.offset()).isEqualTo(new HeaderNumber.Known(4_711));
    Hop binary =
        only(
            new Letters()
                .text("x-original-topic", "orders")
                .i32("x-original-partition", 3)
                .raw("x-original-offset", Letters.bytes("12345678"))
                .read());
    assertThat(binary.offset()).isEqualTo(new HeaderNumber.Known(0x3132333435363738L));
  }

  @Test
  void retryTopicTimesAreAsShortAsPossibleAndAttemptsWereOneByte() {
    Letters letters =
        new Letters()
            .text("kafka_original-topic", "payments")
            .i32("kafka_original-partition", 2)
            .i64("kafka_original-offset", 77_120)
            .i64("kafka_original-timestamp", Letters.AT)
            .text("kafka_dlt-original-consumer-group", "billing")
            .raw("retry_topic-attempts", (byte) 4)
            .shortest("retry_topic-original-timestamp", Letters.AT)
            .text("kafka_exception-fqcn", "org.springframework.Wrapper")
            .text("kafka_exception-cause-fqcn", "com.acme.Refused");

    DeadLetter letter = letters.read();

    assertThat(letter.dialect()).contains(Dialect.SPRING_RETRYABLE_TOPIC);
    Hop hop = only(letter);
    assertThat(hop.group()).contains("billing");
    assertThat(hop.attempts()).hasValue(4);
    assertThat(hop.timestampMillis()).hasValue(Letters.AT);
    assertThat(hop.facts())
        .containsEntry("retry_topic-original-timestamp", Long.toString(Letters.AT));
    assertThat(hop.offset()).isEqualTo(new HeaderNumber.Known(77_120));
  }

  @Test
  void aMessageMayBeNull() {
    Hop hop =
        only(
            new Letters()
                .text("__connect.errors.topic", "orders")
                .text("__connect.errors.partition", "1")
                .text("__connect.errors.offset", "10")
                .text("__connect.errors.connector.name", "sink")
                .text("__connect.errors.exception.class.name", "java.lang.NullPointerException")
                .absent("__connect.errors.exception.message")
                .read());
    assertThat(hop.message()).isEmpty();
    assertThat(hop.exception()).contains("java.lang.NullPointerException");
    assertThat(hop.group()).contains("connect-sink");
    assertThat(hop.isAddressed()).isTrue();
  }

  @Test
  void fortyDeathsAreFortyHops() {
    var letters = new Letters();
    for (int i = 0; i < 40; i++) {
      letters.text("kafka_dlt-original-topic", "hop-" + i).i32("kafka_dlt-original-partition", i);
    }
    letters.text("kafka_dlt-exception-fqcn", "com.acme.Last");

    DeadLetter letter = letters.read();

    assertThat(letter.hops()).hasSize(40);
    assertThat(letter.origin()).contains("hop-0");
    assertThat(letter.hops().getLast().stream()).contains("hop-39");
    assertThat(letter.hops().getLast().exception()).contains("com.acme.Last");
    assertThat(letter.hops().getFirst().exception()).isEmpty();
  }

  @Test
  void whoWritesInFrontOfTheOldHasTheNewestFirst() {
    DeadLetter letter =
        new Letters()
            .text("dead-letter-reason", "second")
            .text("dead-letter-topic", "orders-dlq")
            .text("dead-letter-partition", "0")
            .text("dead-letter-offset", "5")
            .text("dead-letter-reason", "first")
            .text("dead-letter-topic", "orders")
            .text("dead-letter-partition", "1")
            .text("dead-letter-offset", "900")
            .read();

    assertThat(letter.hops())
        .extracting(Hop::message)
        .containsExactly(Optional.of("first"), Optional.of("second"));
    assertThat(letter.origin()).contains("orders");
  }

  @Test
  void whoReadFromDeadLettersCameLater() {
    DeadLetter springLater =
        new Letters()
            .text("dead-letter-reason", "first")
            .text("dead-letter-topic", "orders")
            .text("kafka_dlt-original-topic", "dead-letter-topic-orders")
            .text("kafka_dlt-exception-fqcn", "com.acme.Second")
            .read();
    assertThat(springLater.hops())
        .extracting(Hop::dialect)
        .containsExactly(Dialect.SMALLRYE, Dialect.SPRING_KAFKA);
    assertThat(springLater.orderIsCertain()).isTrue();

    DeadLetter smallRyeLater =
        new Letters()
            .text("dead-letter-reason", "second")
            .text("dead-letter-topic", "orders-dlt")
            .text("kafka_dlt-original-topic", "orders")
            .text("kafka_dlt-exception-fqcn", "com.acme.First")
            .read();
    assertThat(smallRyeLater.hops())
        .extracting(Hop::dialect)
        .containsExactly(Dialect.SPRING_KAFKA, Dialect.SMALLRYE);

    DeadLetter unclear =
        new Letters()
            .text("dead-letter-topic", "orders")
            .text("kafka_dlt-original-topic", "payments")
            .read();
    assertThat(unclear.hops()).hasSize(2);
    assertThat(unclear.orderIsCertain()).isFalse();
  }

  @Test
  void anInvalidHeaderHurtsNobody() {
    byte[] huge = new byte[900_000];
    Arrays.fill(huge, (byte) 'x');
    Hop hop =
        only(
            new Letters()
                .raw("kafka_dlt-original-topic", new byte[] {(byte) 0xc3, (byte) 0x28})
                .raw("kafka_dlt-original-partition")
                .raw("kafka_dlt-original-offset", new byte[] {1, 2, 3})
                .absent("kafka_dlt-original-timestamp")
                .raw("kafka_dlt-exception-stacktrace", huge)
                .raw("", new byte[] {0})
                .read());
    assertThat(hop.stream()).contains("\ufffd(");
    assertThat(hop.partition()).isInstanceOf(HeaderNumber.Unreadable.class);
    assertThat(hop.offset()).isInstanceOf(HeaderNumber.Unreadable.class);
    assertThat(hop.timestampMillis()).isEmpty();
    assertThat(hop.stackTrace().orElseThrow()).hasSize(900_000);
  }

  /** Says so when it is brought to life. */
  static final class Bomb implements Serializable {
    @Serial private static final long serialVersionUID = 1L;

    @Serial
    private void readObject(ObjectInputStream in) {
      throw new AssertionError("an object in a header was deserialised");
    }
  }

  @Test
  void aSerialisedObjectIsNeverBroughtToLife() throws IOException {
    var bomb = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bomb)) {
      out.writeObject(new Bomb());
    }
    Letters letters = new Letters();
    for (String name :
        List.of(
            "springDeserializerExceptionValue",
            "springDeserializerExceptionKey",
            "kafka_dlt-original-topic",
            "kafka_dlt-original-offset",
            "kafka_dlt-exception-message",
            "__connect.errors.anything",
            "deserialization-failure-data",
            "x-error",
            "failed-at")) {
      letters.raw(name, bomb.toByteArray());
    }
    letters.value(bomb.toByteArray());

    DeadLetter letter = letters.read();

    assertThat(letter.hops()).isNotEmpty();
    assertThat(letter.hops())
        .anySatisfy(
            hop ->
                assertThat(hop.facts())
                    .containsEntry("deserialization-failure-data", bomb.size() + " bytes"));
  }

  @Test
  void headersInThePayloadAreRead() {
    ByteBuffer payload = ByteBuffer.allocate(512);
    payload.put((byte) 0xff).put((byte) 3);
    embed(payload, "x-original-topic", "\"orders\"");
    embed(payload, "x-original-partition", "2");
    embed(payload, "x-exception-message", "\"total is null\"");
    payload.put(Letters.bytes("{\"order\":1}"));
    byte[] bytes = Arrays.copyOf(payload.array(), payload.position());

    DeadLetter letter = new Letters().value(bytes).read();

    assertThat(letter.dialect()).contains(Dialect.SPRING_CLOUD_STREAM);
    assertThat(only(letter).stream()).contains("orders");
    assertThat(only(letter).partition()).isEqualTo(new HeaderNumber.Known(2));
    assertThat(only(letter).message()).contains("total is null");

    for (int length = 0; length < bytes.length; length++) {
      // Cut anywhere, it is nothing or the same, but never an error.
      DeadLetter cut = new Letters().value(Arrays.copyOf(bytes, length)).read();
      assertThat(cut.hops().size()).isLessThanOrEqualTo(1);
    }
  }

  private static void embed(ByteBuffer payload, String name, String json) {
    payload.put((byte) name.length()).put(Letters.bytes(name));
    payload.putInt(json.length()).put(Letters.bytes(json));
  }

  @Test
  void anEnvelopeIsOpened() {
    DeadLetter letter =
        new Letters()
            .value(
                Letters.bytes(
                    "{\"metadata\":{\"originalTopic\":\"orders\",\"failureReason\":\"no total\","
                        + "\"retryCount\":3,\"movedToDlqAt\":\"2026-11-21T10:00:00Z\"},"
                        + "\"payload\":{\"id\":1}}"))
            .read();
    assertThat(letter.dialect()).contains(Dialect.ENVELOPE);
    assertThat(only(letter).stream()).contains("orders");
    assertThat(only(letter).message()).contains("no total");
    assertThat(only(letter).attempts()).hasValue(3);
    assertThat(only(letter).failedAtMillis()).isPresent();
  }

  @Test
  void anOrdinaryRecordIsNoDeadLetter() {
    DeadLetter letter =
        new Letters()
            .text("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            .text("content-type", "application/json")
            .text("attempts", "1")
            .value(Letters.bytes("{\"topic\":\"news\",\"reason\":\"none\"}"))
            .read();
    assertThat(letter.hops()).isEmpty();
  }

  @Test
  void otherWriters() {
    assertThat(
            only(
                new Letters()
                    .text("source_topic", "orders")
                    .text("source_partition", "4")
                    .text("source_offset", "1234")
                    .text("source_consumer_group", "app")
                    .text("source_attempts", "3")
                    .read()))
        .satisfies(
            hop -> {
              assertThat(hop.dialect()).isEqualTo(Dialect.KARAFKA);
              assertThat(hop.offset()).isEqualTo(new HeaderNumber.Known(1_234));
              assertThat(hop.group()).contains("app");
            });
    assertThat(
            only(
                new Letters()
                    .text("NServiceBus.FailedQ", "sales")
                    .text("NServiceBus.ExceptionInfo.ExceptionType", "System.Exception")
                    .text("NServiceBus.ExceptionInfo.InnerExceptionType", "Sales.NoStock")
                    .read()))
        .satisfies(
            hop -> {
              assertThat(hop.dialect()).isEqualTo(Dialect.NSERVICEBUS);
              assertThat(hop.cause()).contains("Sales.NoStock");
            });
    assertThat(
            only(new Letters()
                    .text("reason_poisoned", "boom")
                    .text("topic_poisoned", "orders")
                    .read())
                .dialect())
        .isEqualTo(Dialect.WATERMILL);
    assertThat(
            only(
                new Letters()
                    .text("dlq-original-topic", "orders")
                    .text("dlq-error-class", "ValueError")
                    .text("dlq-attempts", "5")
                    .read()))
        .satisfies(
            hop -> {
              assertThat(hop.dialect()).isEqualTo(Dialect.PLAIN);
              assertThat(hop.exception()).contains("ValueError");
              assertThat(hop.attempts()).hasValue(5);
            });
  }

  @Test
  void redisWritersAreKnownByTheirFields() {
    assertThat(
            new DeadLetterReader()
                .read(
                    new Letters()
                        .text("channel", "orders")
                        .text("payload", "{}")
                        .text("error", "boom")
                        .text("timestamp", "1790000000")
                        .text("attempt", "3")
                        .redis()))
        .satisfies(
            letter -> {
              assertThat(letter.dialect()).contains(Dialect.ROTIF);
              assertThat(only(letter).stream()).contains("orders");
              assertThat(only(letter).failedAtMillis()).hasValue(1_790_000_000_000L);
            });
    assertThat(
            new DeadLetterReader()
                .read(
                    new Letters()
                        .text("data", "x")
                        .text(
                            "_dlq_metadata",
                            "{\"original_stream\":\"orders\",\"original_id\":\"17-0\","
                                + "\"consumer_group\":\"g\",\"retry_count\":3,"
                                + "\"failure_reason\":\"boom\"}")
                        .redis()))
        .satisfies(
            letter -> {
              assertThat(letter.dialect()).contains(Dialect.PROTEAN);
              assertThat(only(letter).entryId()).contains("17-0");
              assertThat(only(letter).group()).contains("g");
              assertThat(only(letter).message()).contains("boom");
            });
    assertThat(
            new DeadLetterReader()
                .read(
                    new Letters()
                        .raw("\u0000binary", new byte[] {0, 1, (byte) 0xff})
                        .text("originalStream", "orders")
                        .text("originalId", "18-1")
                        .text("retryCount", "1234")
                        .text("error", "boom")
                        .redis()))
        .satisfies(
            letter -> {
              assertThat(letter.dialect()).contains(Dialect.REDIS_FIELDS);
              assertThat(only(letter).attempts()).hasValue(1_234);
            });
  }

  private static Hop only(DeadLetter letter) {
    assertThat(letter.hops()).hasSize(1);
    return letter.hops().getFirst();
  }

  @Test
  void bytesOfAnyKindAreReadWithoutAnError() {
    var random = new java.util.SplittableRandom(42);
    List<String> names =
        List.of(
            "kafka_dlt-original-topic",
            "kafka_dlt-original-offset",
            "kafka_original-partition",
            "x-original-partition",
            "x-original-offset",
            "x-exception-fqcn",
            "__connect.errors.offset",
            "__streams.errors.stacktrace",
            "__dlq.errors.delivery.count",
            "dead-letter-offset",
            "delayed-retry-original-timestamp",
            "deserialization-failure-data",
            "retry_topic-original-timestamp",
            "retry_topic-attempts",
            "MT-Fault-Timestamp",
            "x-failed-at");
    for (int round = 0; round < 5_000; round++) {
      Letters letters = new Letters();
      for (int i = random.nextInt(8); i >= 0; i--) {
        byte[] value = new byte[random.nextInt(12)];
        random.nextBytes(value);
        if (random.nextInt(4) == 0) {
          value = Long.toString(random.nextLong(1_000_000_000)).getBytes(StandardCharsets.UTF_8);
        }
        letters.raw(names.get(random.nextInt(names.size())), value);
      }
      byte[] payload = new byte[random.nextInt(40)];
      random.nextBytes(payload);
      if (payload.length > 0 && random.nextBoolean()) {
        payload[0] = (byte) 0xff;
      }
      DeadLetter letter = letters.value(payload).read();
      assertThat(letter.hops().size()).isLessThanOrEqualTo(16);
    }
  }
}
