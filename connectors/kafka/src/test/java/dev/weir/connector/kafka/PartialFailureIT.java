package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.BrokerFigure;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.Lag;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import dev.weir.stream.StreamEnds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** One of three brokers dies: what it led and coordinated is unknown, the rest goes on. */
class PartialFailureIT {
  private static final String TOPIC = "spread";
  private static final int PARTITIONS = 6;
  private static final int GROUPS = 12;
  private static final int DEAD = 3;

  @Test
  void whatTheDeadBrokerLedIsUnknownAndTheRestGoesOn() throws Exception {
    try (Nodes nodes = Nodes.start(3, Map.of());
        Admin admin = Admin.create(Map.of("bootstrap.servers", nodes.bootstrapServers()));
        KafkaConnector connector = Cluster.connector(nodes.bootstrapServers(), Map.of())) {
      Map<Integer, List<Integer>> leaders = new HashMap<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        leaders.put(partition, List.of(partition % 3 + 1));
      }
      Cluster.get(admin.createTopics(List.of(new NewTopic(TOPIC, leaders))).all());
      Cluster.get(admin.createTopics(List.of(new NewTopic("copied", 2, (short) 3))).all());
      fill(nodes);
      commit(admin);
      LagAnswers all = connector.lag(connector.groups());
      assertThat(all.refused()).isEmpty();
      assertThat(all.samples())
          .hasSize(GROUPS * PARTITIONS)
          .allSatisfy(sample -> assertThat(sample.lag()).isEqualTo(new Lag.Exact(6)));

      assertThat(connector.streams()).isNotEmpty();
      assertThat(connector.figures())
          .extracting(BrokerFigure::kind, BrokerFigure::value)
          .contains(
              Assertions.tuple(BrokerFigure.Kind.UNDER_REPLICATED, 0.0),
              Assertions.tuple(BrokerFigure.Kind.WITHOUT_LEADER, 0.0));

      nodes.kill(DEAD);

      Awaitility.await("the dead broker's partitions unknown, the others known")
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                // The listing fails with no broker; the groups are those of before.
                List<GroupInfo> groups = connector.groups();
                assertThat(groups).as("groups of the living coordinators").isNotEmpty();
                LagAnswers answers = connector.lag(groupsOf(all));
                assertThat(answers.refused())
                    .as("groups of the dead coordinator")
                    .isNotEmpty()
                    .allSatisfy(
                        (group, failure) ->
                            assertThat(failure)
                                .isInstanceOfAny(
                                    ConnectorFailure.Unreachable.class,
                                    ConnectorFailure.TimedOut.class));
                assertThat(answers.samples().stream().map(LagSample::group).distinct().count())
                    .as("groups of the living coordinators")
                    .isEqualTo(GROUPS - answers.refused().size())
                    .isPositive();
                for (LagSample sample : answers.samples()) {
                  boolean led = sample.partition().partition() % 3 + 1 != DEAD;
                  if (led) {
                    assertThat(sample.lag()).as("%s", sample).isEqualTo(new Lag.Exact(6));
                  } else {
                    assertThat(sample.lag())
                        .as("%s", sample)
                        .isInstanceOfSatisfying(
                            Lag.Unknown.class,
                            lag -> assertThat(lag.why()).contains("leader does not answer"));
                  }
                }
                StreamEnds ends = connector.ends(List.of(Cluster.stream(TOPIC))).getFirst();
                assertThat(ends.partitions()).hasSize(PARTITIONS * 2 / 3);
                assertThat(ends.failure()).isPresent();
                assertThat(connector.streams()).isNotEmpty();
                assertThat(connector.figures())
                    .as("what the dead broker was to copy, and what it led alone")
                    .allSatisfy(
                        figure -> {
                          assertThat(figure.value()).as(figure.words()).isPositive();
                          assertThat(figure.words()).contains("copied");
                        });
              });
    }
  }

  private static List<GroupInfo> groupsOf(LagAnswers answers) {
    return answers.samples().stream()
        .map(sample -> new GroupInfo(sample.group(), sample.kind(), sample.state()))
        .distinct()
        .toList();
  }

  private static void fill(Nodes nodes) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", nodes.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < PARTITIONS * 10; i++) {
        producer
            .send(new ProducerRecord<>(TOPIC, i % PARTITIONS, null, Cluster.bytes("v" + i)))
            .get();
      }
    }
  }

  private static void commit(Admin admin) {
    Map<TopicPartition, OffsetAndMetadata> marks = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      marks.put(new TopicPartition(TOPIC, partition), new OffsetAndMetadata(4));
    }
    for (int group = 0; group < GROUPS; group++) {
      String name = "reader-" + group;
      Awaitility.await("commit of " + name)
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(
              () -> {
                admin.alterConsumerGroupOffsets(name, marks).all().get();
                return true;
              });
    }
  }
}
