package dev.weir.engine.deadletter.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.DeadLetterReader;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.deadletter.dialect.FailureHeaders;
import dev.weir.engine.deadletter.dialect.HeaderNumber;
import dev.weir.engine.deadletter.dialect.Hop;
import dev.weir.engine.export.RecordLine;
import dev.weir.engine.export.RecordReader;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Dead letters as the frameworks themselves wrote them, recorded by {@code
 * src/test/dead-letter-writers}.
 */
class RecordedLettersTest {
  @Test
  void springKafka() throws IOException {
    for (DeadLetter letter : read("spring-kafka-4.1.1")) {
      Hop hop = only(letter, Dialect.SPRING_KAFKA, "fx-spring", 1);
      assertThat(hop.group()).contains("fx-billing");
      assertThat(hop.exception()).hasValueSatisfying(it -> assertThat(it).contains("Listener"));
      assertThat(hop.cause()).contains("java.lang.IllegalStateException");
      assertThat(hop.timestampMillis()).isPresent();
      CauseKey key = CauseKey.of(letter);
      assertThat(key.exception()).contains("java.lang.IllegalStateException");
      assertThat(key.message()).contains("order O-‹n› cannot be billed");
      assertThat(key.frame()).hasValueSatisfying(it -> assertThat(it).contains("Beans.fails"));
      assertThat(key.group()).contains("fx-billing");
    }
  }

  @Test
  void springKafkaTwice() throws IOException {
    for (DeadLetter letter : read("spring-kafka-twice-4.1.1")) {
      assertThat(letter.hops()).hasSize(2);
      assertThat(letter.orderIsCertain()).isTrue();
      assertThat(letter.origin()).contains("fx-spring");
      Hop first = letter.hops().getFirst();
      assertThat(first.group()).contains("fx-billing");
      assertThat(first.exception()).as("replaced by the second").isEmpty();
      Hop second = letter.hops().getLast();
      assertThat(second.stream()).contains("fx-spring-dlt");
      assertThat(second.group()).contains("fx-second-try");
      assertThat(second.cause()).contains("java.lang.IllegalArgumentException");
      assertThat(CauseKey.of(letter).message()).contains("still broken at offset ‹n›");
      assertThat(CauseKey.of(letter).origin()).contains("fx-spring");
    }
  }

  @Test
  void springRetryableTopic() throws IOException {
    for (DeadLetter letter : read("spring-retryable-topic-4.1.1")) {
      Hop hop = only(letter, Dialect.SPRING_RETRYABLE_TOPIC, "fx-retryable", 1);
      assertThat(hop.group()).contains("fx-settlement");
      assertThat(hop.attempts()).as("the newest of three").hasValue(4);
      assertThat(hop.facts()).containsKey("retry_topic-original-timestamp");
      assertThat(Long.parseLong(hop.facts().getOrDefault("retry_topic-original-timestamp", "0")))
          .isEqualTo(hop.timestampMillis().orElse(-1));
      assertThat(CauseKey.of(letter).message()).contains("bank did not answer within ‹n› s");
    }
  }

  @Test
  void springCloudStream() throws IOException {
    for (DeadLetter letter : read("spring-cloud-stream-5.0.2")) {
      only(letter, Dialect.SPRING_CLOUD_STREAM, "fx-binder", 1);
      CauseKey key = CauseKey.of(letter);
      assertThat(key.exception()).contains("java.lang.IllegalStateException");
      assertThat(key.message()).contains("total is null for order ‹n›");
    }
    for (DeadLetter letter : read("spring-cloud-stream-embedded-5.0.2")) {
      only(letter, Dialect.SPRING_CLOUD_STREAM, "fx-embedded", 1);
      assertThat(CauseKey.of(letter).message()).contains("total is null for order ‹n›");
    }
  }

  @Test
  void kafkaConnect() throws IOException {
    for (DeadLetter letter : read("kafka-connect-4.3.1")) {
      Hop hop = only(letter, Dialect.KAFKA_CONNECT, "fx-connect", 1);
      assertThat(hop.group()).contains("connect-fx-sink");
      assertThat(hop.exception()).contains("org.apache.kafka.connect.errors.DataException");
      assertThat(hop.facts()).containsEntry("__connect.errors.stage", "VALUE_CONVERTER");
    }
    for (DeadLetter letter : read("kafka-connect-without-headers-4.3.1")) {
      assertThat(letter.hops()).as("Connect says nothing unless told to").isEmpty();
      assertThat(CauseKey.of(letter)).isEqualTo(CauseKey.SILENT);
    }
  }

  @Test
  void kafkaStreams() throws IOException {
    int withoutMessage = 0;
    for (DeadLetter letter : read("kafka-streams-4.3.1")) {
      Hop hop = only(letter, Dialect.KAFKA_STREAMS, "fx-streams", 1);
      if (hop.message().isEmpty()) {
        withoutMessage++;
        assertThat(hop.exception()).contains("java.lang.NullPointerException");
      } else {
        assertThat(CauseKey.of(letter).message()).contains("order O-‹n› has no total");
      }
      assertThat(CauseKey.of(letter).frame())
          .contains(
              "writer.Streams.lambda$main(Streams.java:"
                  + (hop.message().isEmpty() ? 34 : 36)
                  + ")");
    }
    assertThat(withoutMessage).as("an exception may have no message").isPositive();
  }

  @Test
  void shareGroups() throws IOException {
    for (String file : List.of("share-group-kafka-4.4.0", "share-group-copy-kafka-4.4.0")) {
      for (DeadLetter letter : read(file)) {
        String topic = file.contains("copy") ? "fx-share-copy" : "fx-share";
        Hop hop = only(letter, Dialect.SHARE_GROUP, topic, 1);
        assertThat(hop.group()).contains(topic + "-group");
        assertThat(hop.attempts()).hasValue(1);
        assertThat(CauseKey.of(letter).message()).contains("Offset rejected by client.");
      }
    }
    assertThat(records("share-group-kafka-4.4.0"))
        .as("the broker writes neither key nor value")
        .allSatisfy(
            record -> {
              assertThat(record.key()).isEqualTo(Payload.ABSENT);
              assertThat(record.value()).isEqualTo(Payload.ABSENT);
            });
  }

  @Test
  void smallRye() throws IOException {
    for (DeadLetter letter : read("smallrye-4.36.0")) {
      only(letter, Dialect.SMALLRYE, "fx-smallrye", 1);
      CauseKey key = CauseKey.of(letter);
      assertThat(key.exception()).contains("java.lang.NullPointerException");
      assertThat(key.message()).contains("total");
    }
    for (DeadLetter letter : read("smallrye-twice-4.36.0")) {
      assertThat(letter.hops())
          .extracting(Hop::stream)
          .as("written newest first, shown oldest first")
          .containsExactly(Optional.of("fx-smallrye"), Optional.of("fx-smallrye-dlq"));
      assertThat(CauseKey.of(letter).message()).contains("still broken");
      assertThat(CauseKey.of(letter).origin()).contains("fx-smallrye");
    }
  }

  @Test
  void smallRyeDelayedRetry() throws IOException {
    for (DeadLetter letter : read("smallrye-delayed-retry-4.36.0")) {
      Hop hop = only(letter, Dialect.SMALLRYE_RETRY, "fx-delayed", 1);
      assertThat(hop.attempts()).hasValue(0);
      assertThat(hop.timestampMillis()).isPresent();
    }
    for (DeadLetter letter : read("smallrye-delayed-dlq-4.36.0")) {
      assertThat(letter.hops())
          .extracting(Hop::stream)
          .containsExactly(Optional.of("fx-delayed"), Optional.of("fx-delayed_retry_200"));
      assertThat(letter.newest().map(Hop::attempts)).contains(OptionalLong.of(1));
    }
  }

  @Test
  void smallRyeThatCouldNotRead() throws IOException {
    for (DeadLetter letter : read("smallrye-undecodable-4.36.0")) {
      Hop hop = only(letter, Dialect.SMALLRYE, "fx-undecodable", 1);
      assertThat(hop.facts()).containsEntry("deserialization-failure-data", "27 bytes");
      assertThat(CauseKey.of(letter).exception())
          .hasValueSatisfying(it -> assertThat(it).endsWith("RecordDeserializationException"));
    }
  }

  private static Hop only(DeadLetter letter, Dialect dialect, String stream, int partition) {
    assertThat(letter.hops()).as(letter.toString()).hasSize(1);
    Hop hop = letter.hops().getFirst();
    assertThat(hop.dialect()).isEqualTo(dialect);
    assertThat(hop.stream()).contains(stream);
    assertThat(hop.partition()).isEqualTo(new HeaderNumber.Known(partition));
    assertThat(hop.offset().known()).as("offset %s", hop.offset()).isPresent();
    return hop;
  }

  @Test
  void withoutTheMarksOfItsFailureOnlyTheRecordsOwnHeadersRemain() throws IOException {
    for (String file :
        List.of(
            "spring-kafka-4.1.1",
            "spring-kafka-twice-4.1.1",
            "spring-retryable-topic-4.1.1",
            "spring-cloud-stream-5.0.2",
            "kafka-connect-4.3.1",
            "kafka-connect-without-headers-4.3.1",
            "kafka-streams-4.3.1",
            "smallrye-4.36.0",
            "smallrye-twice-4.36.0",
            "smallrye-delayed-retry-4.36.0",
            "smallrye-delayed-dlq-4.36.0",
            "smallrye-undecodable-4.36.0")) {
      for (StreamRecord record : records(file)) {
        FailureHeaders failure = FailureHeaders.of(new DeadLetterReader().read(record));
        assertThat(
                record.headers().stream().map(Header::name).filter(name -> !failure.contains(name)))
            .as(file)
            .containsExactly("traceparent");
      }
    }
  }

  private static List<DeadLetter> read(String file) throws IOException {
    DeadLetterReader reader = new DeadLetterReader();
    return records(file).stream().map(reader::read).toList();
  }

  private static List<StreamRecord> records(String file) throws IOException {
    List<StreamRecord> records = new ArrayList<>();
    String path = "/dead-letters/" + file + ".jsonl";
    try (InputStream in =
            Objects.requireNonNull(RecordedLettersTest.class.getResourceAsStream(path), path);
        RecordReader lines = new RecordReader(in)) {
      for (Optional<RecordLine> line = lines.next(); line.isPresent(); line = lines.next()) {
        RecordLine read = line.get();
        records.add(
            new StreamRecord(
                new StreamRef("recorded", read.stream().orElseThrow()),
                read.position().orElseThrow(),
                read.timestampMillis().orElseThrow(),
                TimestampType.CREATE_TIME,
                0,
                read.key(),
                read.value(),
                read.headers(),
                0));
      }
    }
    assertThat(records).as(file).isNotEmpty();
    return records;
  }
}
