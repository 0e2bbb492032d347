package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.ProduceLane;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TailFrom;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Adding records to a topic of a real broker. */
class ProduceIT {
  private static final Payload BINARY = Payload.of(new byte[] {0, (byte) 0xff, (byte) 0xc3, 0x28});

  private KafkaConnector connector;

  @BeforeEach
  void connect() {
    connector = Cluster.connector();
  }

  @AfterEach
  void disconnect() {
    connector.close();
  }

  private static NewRecord record(OptionalInt partition, Payload key, Payload value) {
    return new NewRecord(partition, OptionalLong.empty(), key, value, List.of());
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    String topic = Cluster.topic(3, Map.of());
    List<Header> headers =
        List.of(
            new Header("retry", Payload.of(Cluster.bytes("1"))),
            new Header("retry", Payload.of(Cluster.bytes("2"))),
            new Header("nothing", Payload.ABSENT),
            new Header("empty", Payload.of(new byte[0])),
            new Header("bytes", BINARY));
    var written =
        new NewRecord(
            OptionalInt.of(2), OptionalLong.of(1_760_000_000_123L), BINARY, BINARY, headers);
    try (ProduceLane lane = connector.openProduce(Cluster.stream(topic))) {
      assertThat(
              lane.produce(
                  List.of(written, record(OptionalInt.of(2), Payload.ABSENT, Payload.ABSENT))))
          .containsExactly(
              new ProduceLane.Outcome.Written(new Position.Offset(2, 0)),
              new ProduceLane.Outcome.Written(new Position.Offset(2, 1)));
    }
    try (var cursor =
        connector.open(
            List.of(Cluster.stream(topic)),
            new TailFrom.Earliest(),
            ReadIsolation.READ_UNCOMMITTED)) {
      List<StreamRecord> read = Cluster.read(cursor, 2).records();
      assertThat(read.getFirst().timestampMillis()).isEqualTo(1_760_000_000_123L);
      assertThat(read.getFirst().key()).isEqualTo(BINARY);
      assertThat(read.getFirst().value()).isEqualTo(BINARY);
      assertThat(read.getFirst().headers()).isEqualTo(headers);
      assertThat(read.getLast().key()).isEqualTo(Payload.ABSENT);
      assertThat(read.getLast().value()).as("a tombstone").isEqualTo(Payload.ABSENT);
    }
  }

  @Test
  void whatTheBrokerRefusesIsNotThereAndSaysWhy() {
    String topic = Cluster.topic(1, Map.of("max.message.bytes", "2000"));
    try (ProduceLane lane = connector.openProduce(Cluster.stream(topic))) {
      ProduceLane.Outcome tooLarge =
          lane.produce(
                  List.of(record(OptionalInt.empty(), Payload.ABSENT, Payload.of(new byte[3_000]))))
              .getFirst();
      assertThat(tooLarge)
          .isInstanceOfSatisfying(
              ProduceLane.Outcome.Refused.class,
              refused ->
                  assertThat(refused.why().sentence())
                      .contains(topic)
                      .contains("larger than the topic takes"));

      ProduceLane.Outcome nowhere =
          lane.produce(List.of(record(OptionalInt.of(7), Payload.ABSENT, BINARY))).getFirst();
      assertThat(nowhere)
          .isInstanceOfSatisfying(
              ProduceLane.Outcome.Refused.class,
              refused ->
                  assertThat(refused.why().sentence())
                      .contains("has no partition 7")
                      .contains("0 to 0"));

      assertThat(
              lane.produce(
                  List.of(
                      record(OptionalInt.of(7), Payload.ABSENT, BINARY),
                      record(OptionalInt.of(0), Payload.ABSENT, BINARY))))
          .as("what comes after one that was refused is not tried")
          .allMatch(ProduceLane.Outcome.Refused.class::isInstance);
      assertThat(lane.produce(List.of(record(OptionalInt.of(0), Payload.ABSENT, BINARY))))
          .as("the first that is there")
          .containsExactly(new ProduceLane.Outcome.Written(new Position.Offset(0, 0)));
    }
  }

  @Test
  void aCompactedTopicTakesNoRecordWithoutKey() {
    String topic = Cluster.topic(1, Map.of("cleanup.policy", "compact"));
    try (ProduceLane lane = connector.openProduce(Cluster.stream(topic))) {
      assertThat(lane.produce(List.of(record(OptionalInt.empty(), Payload.ABSENT, BINARY))))
          .singleElement()
          .isInstanceOfSatisfying(
              ProduceLane.Outcome.Refused.class,
              refused ->
                  assertThat(refused.why().sentence())
                      .contains(topic)
                      .contains("takes no null key"));
    }
  }

  @Test
  void aTopicThatIsNotThereIsNotMade() {
    assertThatThrownBy(() -> connector.openProduce(Cluster.stream("never-made")))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            missing -> assertThat(missing.failure()).isInstanceOf(ConnectorFailure.Missing.class));
    assertThat(Cluster.get(Cluster.admin().listTopics().names())).doesNotContain("never-made");
  }
}
