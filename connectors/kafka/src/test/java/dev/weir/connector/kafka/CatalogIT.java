package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.PartitionEnds;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRef;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogIT {
  private KafkaConnector connector;

  @BeforeEach
  void connect() {
    connector = Cluster.connector();
  }

  @AfterEach
  void disconnect() {
    connector.close();
  }

  private StreamEnds ends(String topic) {
    return connector.ends(List.of(Cluster.stream(topic))).getFirst();
  }

  private StreamInfo info(String topic) {
    return connector.streams().stream()
        .filter(stream -> stream.stream().name().equals(topic))
        .findFirst()
        .orElseThrow(() -> new AssertionError(topic + " is not listed"));
  }

  @Test
  void listsTopicsWithTheirIdentity() {
    String topic = Cluster.topic(3, Map.of());
    StreamInfo info = info(topic);
    assertThat(info.kind()).isEqualTo(StreamKind.TOPIC);
    assertThat(info.partitions()).isEqualTo(3);
    assertThat(info.internal()).isFalse();
    assertThat(info.deadLetterEvidence()).isEmpty();
    assertThat(info.identity()).isEqualTo(Cluster.describe(topic).topicId().toString());
    assertThat(connector.streams()).extracting(StreamInfo::stream).isSorted();
  }

  @Test
  void theBrokersOwnSettingTellsADeadLetterTopic() {
    String topic = Cluster.topic(1, Map.of(TopicConfigs.DEAD_LETTER_SWITCH, "true"));
    assertThat(info(topic).deadLetterEvidence())
        .hasValueSatisfying(why -> assertThat(why).contains(TopicConfigs.DEAD_LETTER_SWITCH));
  }

  @Test
  void tellsBoundsAndSize() {
    String topic = Cluster.topic(2, Map.of());
    Cluster.fill(topic, 2, 30);
    Cluster.get(
        Cluster.admin()
            .deleteRecords(Map.of(new TopicPartition(topic, 1), RecordsToDelete.beforeOffset(5)))
            .all());
    long before = System.currentTimeMillis();
    long nanosBefore = System.nanoTime();
    StreamEnds ends = ends(topic);
    assertThat(ends.partitions()).extracting(PartitionEnds::end).containsExactly(15L, 15L);
    assertThat(ends.partitions()).extracting(PartitionEnds::logStart).containsExactly(0L, 5L);
    assertThat(ends.length()).isEqualTo(25);
    assertThat(ends.totalEnd()).isEqualTo(30);
    assertThat(ends.endsCountAppends()).isTrue();
    assertThat(ends.failure()).isEmpty();
    assertThat(ends.bytes().orElse(0)).as("bytes on disk").isPositive();
    assertThat(ends.partitions())
        .allSatisfy(
            partition -> {
              assertThat(partition.leaderEpoch()).isNotNegative();
              assertThat(partition.monotonicNanos()).isBetween(nanosBefore, System.nanoTime());
              assertThat(partition.atMillis())
                  .isBetween(before - 100, System.currentTimeMillis() + 100);
            });
  }

  @Test
  void aTopicThatIsGoneIsLeftOut() {
    String topic = Cluster.topic(1, Map.of());
    assertThat(connector.ends(List.of(Cluster.stream("gone"), Cluster.stream(topic))))
        .extracting(StreamEnds::stream)
        .containsExactly(Cluster.stream(topic));
    assertThatThrownBy(() -> connector.describe(Cluster.stream("gone")))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            refused -> assertThat(refused.failure()).isInstanceOf(ConnectorFailure.Missing.class));
  }

  @Test
  void aTopicMadeAnewHasAnotherIdentityAtOnce() {
    String topic = Cluster.topic(1, Map.of());
    Cluster.fill(topic, 1, 5);
    StreamEnds old = ends(topic);
    Cluster.get(Cluster.admin().deleteTopics(List.of(topic)).all());
    Awaitility.await("deletion").until(() -> connector.ends(List.of(old.stream())).isEmpty());
    Cluster.topic(topic, 1, Map.of());
    Awaitility.await("the new topic").until(() -> !connector.ends(List.of(old.stream())).isEmpty());
    StreamEnds anew = ends(topic);
    assertThat(anew.totalEnd()).isZero();
    assertThat(anew.identity()).isNotEqualTo(old.identity());
  }

  @Test
  void aTopicThatIsOnlyCompactedKeepsItsRecordsWhateverItsRetentionSays() {
    String topic = Cluster.topic(1, Map.of("cleanup.policy", "compact", "retention.ms", "5400000"));
    assertThat(connector.describe(Cluster.stream(topic)).facts())
        .containsEntry("Retention", "forever");
  }

  @Test
  void describesATopic() {
    String topic = Cluster.topic(2, Map.of("retention.ms", "5400000", "max.message.bytes", "99"));
    StreamDetail detail = connector.describe(Cluster.stream(topic));
    assertThat(detail.partitions())
        .hasSize(2)
        .allSatisfy(
            partition -> {
              assertThat(partition.leader()).startsWith("127.0.0.1:").endsWith("(1)");
              assertThat(partition.replicas()).isEqualTo(1);
              assertThat(partition.inSync()).isEqualTo(1);
            });
    assertThat(detail.facts()).containsEntry("Retention", "1 h 30 min").containsKey("Topic id");
    assertThat(detail.configs().stream().filter(StreamDetail.Config::changed))
        .extracting(StreamDetail.Config::name)
        .containsExactly("max.message.bytes", "retention.ms");
  }

  @Test
  void tellsWhenTheNewestRecordWasStamped() {
    String topic = Cluster.topic(2, Map.of());
    String empty = Cluster.topic(1, Map.of());
    Cluster.send(new ProducerRecord<>(topic, 0, 1_700_000_000_000L, null, new byte[1]));
    Cluster.send(new ProducerRecord<>(topic, 1, 1_600_000_000_000L, null, new byte[1]));
    Map<StreamRef, Long> newest =
        connector.newestMillis(List.of(Cluster.stream(topic), Cluster.stream(empty)));
    assertThat(newest).containsOnly(Map.entry(Cluster.stream(topic), 1_700_000_000_000L));
  }

  @Test
  void saysWhoAnswers() {
    assertThat(connector.describeBroker()).isEqualTo("Kafka 4.4, 1 broker");
  }

  @Test
  void aMarkersTimestampIsNoRecords() {
    String plain = Cluster.topic(1, Map.of());
    String marked = Cluster.topic(1, Map.of());
    Cluster.send(new ProducerRecord<>(plain, 0, 1_700_000_000_000L, null, Cluster.bytes("v")));
    try (var producer = Cluster.producer(Map.of("transactional.id", "stamps-" + marked))) {
      producer.initTransactions();
      producer.beginTransaction();
      var unused =
          producer.send(
              new ProducerRecord<>(marked, 0, 1_700_000_000_000L, null, Cluster.bytes("v")));
      producer.commitTransaction();
    }
    // What does not answer in time is left out, and asked again later.
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        connector.newestMillis(
                            List.of(Cluster.stream(plain), Cluster.stream(marked))))
                    .as("unknown rather than the marker's time")
                    .containsExactly(Map.entry(Cluster.stream(plain), 1_700_000_000_000L)));
  }
}
