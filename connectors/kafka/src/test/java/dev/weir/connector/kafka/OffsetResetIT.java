package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.GroupRef;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.Position;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Moving where groups read on, on a real broker. */
class OffsetResetIT {
  private static final long MINUTE = 60_000;

  private KafkaConnector connector;
  private String topic;

  @BeforeEach
  void fill() {
    connector = Cluster.connector();
    topic = Cluster.topic(2, Map.of());
    long now = System.currentTimeMillis();
    for (int i = 0; i < 10; i++) {
      // Ten minutes of a record each, in both partitions.
      for (int partition = 0; partition < 2; partition++) {
        Cluster.send(
            new ProducerRecord<>(
                topic, partition, now - (10 - i) * MINUTE, null, Cluster.bytes("r" + i)));
      }
    }
  }

  @AfterEach
  void disconnect() {
    connector.close();
  }

  private GroupRef group(String name, long... offsets) {
    Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
    for (int partition = 0; partition < offsets.length; partition++) {
      commits.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offsets[partition]));
    }
    Cluster.get(Cluster.admin().alterConsumerGroupOffsets(name, commits).all());
    return new GroupRef(Cluster.CONNECTION, name);
  }

  private Map<Integer, Long> committed(String group) {
    Map<Integer, Long> offsets = new HashMap<>();
    Cluster.get(Cluster.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
    return offsets;
  }

  private OffsetReset plan(GroupRef group, TailFrom to) {
    return connector.planReset(group, Cluster.stream(topic), to);
  }

  @Test
  void aPreviewChangesNothingAndAResetDoesWhatItSaid() {
    GroupRef group = group("moved-back", 8, 10);

    OffsetReset reset =
        plan(group, new TailFrom.Since(Instant.now().minus(Duration.ofSeconds(270))));

    assertThat(reset.steps())
        .containsExactly(
            new OffsetReset.Step(
                new PartitionRef(Cluster.stream(topic), 0),
                Optional.of(new Position.Offset(0, 8)),
                new Position.Offset(0, 6),
                OptionalLong.of(-2)),
            new OffsetReset.Step(
                new PartitionRef(Cluster.stream(topic), 1),
                Optional.of(new Position.Offset(1, 10)),
                new Position.Offset(1, 6),
                OptionalLong.of(-4)));
    assertThat(reset.readAgain()).isEqualTo(6);
    assertThat(reset.passedOver()).isZero();
    assertThat(committed("moved-back")).as("after the preview").isEqualTo(Map.of(0, 8L, 1, 10L));

    connector.reset(reset);
    assertThat(committed("moved-back")).isEqualTo(Map.of(0, 6L, 1, 6L));
  }

  @Test
  void everyWayToSayWhere() {
    GroupRef group = group("anywhere", 5);

    assertThat(targets(plan(group, new TailFrom.Earliest()))).containsExactly(0L, 0L);
    assertThat(targets(plan(group, new TailFrom.Latest()))).containsExactly(10L, 10L);
    assertThat(targets(plan(group, new TailFrom.Newest(6)))).containsExactly(7L, 7L);
    assertThat(targets(plan(group, new TailFrom.AtOffset(3)))).containsExactly(3L, 3L);
    assertThat(targets(plan(group, new TailFrom.At(new Position.Offset(1, 4)))))
        .as("one partition only")
        .containsExactly(4L);
    OffsetReset latest = plan(group, new TailFrom.Latest());
    assertThat(latest.passedOver()).isEqualTo(5);
    assertThat(latest.steps().get(1).committed()).as("nothing committed there").isEmpty();
    assertThat(latest.steps().get(1).records()).as("so nobody knows").isEmpty();

    connector.reset(latest);
    assertThat(committed("anywhere")).isEqualTo(Map.of(0, 10L, 1, 10L));
  }

  private static List<Long> targets(OffsetReset reset) {
    return reset.steps().stream().map(step -> ((Position.Offset) step.target()).offset()).toList();
  }

  @Test
  void aGroupThatMovedSinceThePreviewIsLeftAlone() {
    GroupRef group = group("reads-on", 2, 2);
    OffsetReset reset = plan(group, new TailFrom.Earliest());
    group("reads-on", 2, 3);

    assertThatThrownBy(() -> connector.reset(reset))
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("reads-on has committed on " + topic + " partition 1")
        .hasMessageContaining("nothing was changed");
    assertThat(committed("reads-on")).isEqualTo(Map.of(0, 2L, 1, 3L));
  }

  @Test
  void aGroupWithMembersIsRefusedBeforeAnythingIsTried() {
    try (var consumer = new KafkaConsumer<byte[], byte[]>(Cluster.group("busy"))) {
      consumer.subscribe(List.of(topic));
      Awaitility.await("the group has a member that was given partitions")
          .pollInSameThread()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100));
                return !consumer.assignment().isEmpty();
              });
      consumer.commitSync();

      assertThatThrownBy(
              () -> plan(new GroupRef(Cluster.CONNECTION, "busy"), new TailFrom.Earliest()))
          .isInstanceOf(ConnectorException.class)
          .hasMessageContaining("Group busy has 1 member")
          .hasMessageContaining("Stop its consumers");
    }
  }

  @Test
  void whatIsNotThereIsNamed() {
    GroupRef group = group("knows-nothing-else", 1, 1);

    assertThatThrownBy(
            () ->
                connector.planReset(
                    group, Cluster.stream("no-such-topic"), new TailFrom.Earliest()))
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("no-such-topic");
    assertThatThrownBy(
            () -> plan(new GroupRef(Cluster.CONNECTION, "no-such-group"), new TailFrom.Earliest()))
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("no group no-such-group");
  }
}
