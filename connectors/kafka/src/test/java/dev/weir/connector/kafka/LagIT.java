package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.GroupState;
import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LagIT {
  private KafkaConnector connector;

  @BeforeEach
  void connect() {
    connector = Cluster.connector();
  }

  @AfterEach
  void disconnect() {
    connector.close();
  }

  private GroupInfo group(String name) {
    return connector.groups().stream()
        .filter(group -> group.group().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("group " + name + " is not listed"));
  }

  private Map<Integer, LagSample> lag(String name) {
    Map<Integer, LagSample> byPartition = new HashMap<>();
    for (LagSample sample : connector.lag(List.of(group(name)))) {
      byPartition.put(sample.partition().partition(), sample);
    }
    return byPartition;
  }

  private static long end(TopicPartition partition) {
    return Cluster.get(
            Cluster.admin()
                .listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition))
        .offset();
  }

  private static void commit(String group, TopicPartition partition, long offset) {
    Cluster.get(
        Cluster.admin()
            .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
            .all());
  }

  @ParameterizedTest
  @CsvSource({"classic,CLASSIC", "consumer,CONSUMER"})
  void equalsEndMinusCommitted(String protocol, GroupKind kind) {
    String topic = Cluster.topic(3, Map.of());
    String name = "reads-" + topic;
    Cluster.fill(topic, 3, 90);
    Map<String, Object> properties = Cluster.group(name);
    properties.put("group.protocol", protocol);
    properties.put("max.poll.records", 7);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      consumer.subscribe(List.of(topic));
      Awaitility.await("first records")
          .until(() -> !consumer.poll(Duration.ofMillis(200)).isEmpty());
      consumer.commitSync();
      Cluster.fill(topic, 3, 30);

      Map<TopicPartition, OffsetAndMetadata> committed =
          Cluster.get(
              Cluster.admin().listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata());
      Map<Integer, LagSample> samples = lag(name);
      assertThat(samples).as("a sample for each assigned partition").hasSize(3);
      for (int number = 0; number < 3; number++) {
        TopicPartition partition = new TopicPartition(topic, number);
        LagSample sample = Cluster.there(samples, number);
        assertThat(sample.kind()).isEqualTo(kind);
        assertThat(sample.state()).isEqualTo(GroupState.STABLE);
        assertThat(sample.end()).hasValue(end(partition));
        OffsetAndMetadata commit = committed.get(partition);
        if (commit == null) {
          assertThat(sample.lag()).isInstanceOf(Lag.Unknown.class);
          assertThat(sample.committed()).isEmpty();
        } else {
          assertThat(sample.committed()).hasValue(commit.offset());
          assertThat(sample.lag()).isEqualTo(new Lag.Exact(end(partition) - commit.offset()));
        }
      }
      GroupDetail detail = connector.describe(new GroupRef(Cluster.CONNECTION, name));
      assertThat(detail.members())
          .singleElement()
          .satisfies(member -> assertThat(member.partitions()).hasSize(3));
      assertThat(detail.facts()).containsEntry("State", "Stable").containsKey("Coordinator");
      assertThat(connector.describe(Cluster.stream(topic)).groups())
          .containsExactly(new GroupRef(Cluster.CONNECTION, name));
    }
  }

  @Test
  void shareGroupsTellTheirOwnLag() {
    String topic = Cluster.topic(1, Map.of());
    String name = "shares-" + topic;
    Cluster.get(
        Cluster.admin()
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.GROUP, name),
                    List.of(
                        new AlterConfigOp(
                            new ConfigEntry("share.auto.offset.reset", "earliest"),
                            AlterConfigOp.OpType.SET))))
            .all());
    Cluster.fill(topic, 1, 10);
    Map<String, Object> properties = Cluster.group(name);
    properties.keySet().removeAll(List.of("auto.offset.reset", "enable.auto.commit"));
    try (KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(properties)) {
      consumer.subscribe(List.of(topic));
      Awaitility.await("records of the share group")
          .atMost(Duration.ofSeconds(30))
          .until(() -> !consumer.poll(Duration.ofMillis(500)).isEmpty());
      consumer.commitSync();
      Cluster.fill(topic, 1, 7);
      TopicPartition partition = new TopicPartition(topic, 0);
      Awaitility.await("the broker's own lag of 7")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                long told =
                    Cluster.there(
                            Cluster.get(
                                Cluster.admin()
                                    .listShareGroupOffsets(
                                        Map.of(name, new ListShareGroupOffsetsSpec()))
                                    .partitionsToOffsetInfo(name)),
                            partition)
                        .lag()
                        .orElseThrow();
                assertThat(told).isEqualTo(7);
                assertThat(Cluster.there(lag(name), 0).lag()).isEqualTo(new Lag.Exact(told));
              });
      assertThat(Cluster.there(lag(name), 0).kind()).isEqualTo(GroupKind.SHARE);
      assertThat(connector.describe(new GroupRef(Cluster.CONNECTION, name)).members()).hasSize(1);
    }
  }

  @Test
  void offsetsKeptByHandAreASimpleGroup() {
    String topic = Cluster.topic(1, Map.of());
    Cluster.fill(topic, 1, 10);
    commit("by-hand-" + topic, new TopicPartition(topic, 0), 4);
    LagSample sample = Cluster.there(lag("by-hand-" + topic), 0);
    assertThat(sample.kind()).isEqualTo(GroupKind.SIMPLE);
    assertThat(sample.lag()).isEqualTo(new Lag.Exact(6));
    assertThat(sample.lost()).isZero();
    assertThat(sample.identity()).isEqualTo(Cluster.describe(topic).topicId().toString());
  }

  @Test
  void unreadRecordsThatWereDeletedAreLost() {
    String topic = Cluster.topic(1, Map.of());
    TopicPartition partition = new TopicPartition(topic, 0);
    Cluster.fill(topic, 1, 20);
    commit("loses-" + topic, partition, 5);
    Cluster.get(
        Cluster.admin().deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(12))).all());
    LagSample sample = Cluster.there(lag("loses-" + topic), 0);
    assertThat(sample.lost()).isEqualTo(7);
    assertThat(sample.lag()).isEqualTo(new Lag.Exact(15));
    assertThat(sample.logStart()).hasValue(12);
  }

  @Test
  void aCommitBeyondTheEndIsNotZero() {
    String topic = Cluster.topic(1, Map.of());
    Cluster.fill(topic, 1, 3);
    commit("ahead-" + topic, new TopicPartition(topic, 0), 1_000);
    assertThat(Cluster.there(lag("ahead-" + topic), 0).lag())
        .isInstanceOfSatisfying(
            Lag.Unknown.class, unknown -> assertThat(unknown.why()).contains("1000"));
  }

  @Test
  void lagOfACompactedTopicIsAnUpperBound() {
    String topic = Cluster.topic(1, Map.of("cleanup.policy", "compact,delete"));
    Cluster.fill(topic, 1, 8);
    commit("compacted-" + topic, new TopicPartition(topic, 0), 3);
    assertThat(Cluster.there(lag("compacted-" + topic), 0).lag())
        .isInstanceOfSatisfying(Lag.AtMost.class, lag -> assertThat(lag.records()).isEqualTo(5));
  }

  @Test
  void aMarkerIsNotAnUnreadRecord() {
    String topic = Cluster.topic(1, Map.of());
    try (var producer = Cluster.producer(Map.of("transactional.id", "marks-" + topic))) {
      producer.initTransactions();
      producer.beginTransaction();
      var unused = producer.send(new ProducerRecord<>(topic, 0, null, Cluster.bytes("only one")));
      producer.commitTransaction();
    }
    // Last record's offset plus one, as many consumers commit: one short of the end.
    commit("marked-" + topic, new TopicPartition(topic, 0), 1);
    lag("marked-" + topic);
    assertThat(Cluster.there(lag("marked-" + topic), 0).lag())
        .isInstanceOfSatisfying(Lag.AtMost.class, lag -> assertThat(lag.records()).isEqualTo(1));
  }

  @Test
  void findsSinceWhenTheFirstUnreadRecordWaits() {
    String topic = Cluster.topic(2, Map.of());
    long base = System.currentTimeMillis() - 86_400_000;
    long[] stamps = {base, base + 5, base + 5, base + 70_000, base + 70_001, base + 80_000_000};
    for (int number = 0; number < 2; number++) {
      for (long stamp : stamps) {
        Cluster.send(new ProducerRecord<>(topic, number, stamp + number, null, Cluster.bytes("v")));
      }
    }
    for (int offset = 0; offset < stamps.length; offset++) {
      for (int number = 0; number < 2; number++) {
        commit("waits-" + offset + topic, new TopicPartition(topic, number), offset);
      }
    }
    List<GroupInfo> groups =
        connector.groups().stream()
            .filter(group -> group.group().name().startsWith("waits-"))
            .filter(group -> group.group().name().endsWith(topic))
            .toList();
    List<LagSample> samples = connector.lag(groups);
    assertThat(samples).hasSize(2 * stamps.length);
    Map<LagSample, Long> since = connector.unreadSinceMillis(samples);
    for (LagSample sample : samples) {
      int offset = (int) sample.committed().orElseThrow();
      assertThat(since.get(sample))
          .as("timestamp of the record at offset %d of %s", offset, sample.partition())
          .isEqualTo(stamps[offset] + sample.partition().partition());
    }
    assertThat(connector.unreadSinceMillis(samples)).as("from memory").isEqualTo(since);
  }

  @Test
  void aGroupThatIsNotThereIsMissing() {
    assertThatThrownBy(() -> connector.describe(new GroupRef(Cluster.CONNECTION, "no-such-group")))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            refused -> {
              assertThat(refused.failure()).isInstanceOf(ConnectorFailure.Missing.class);
              assertThat(refused.failure().what()).contains("no-such-group");
            });
  }
}
