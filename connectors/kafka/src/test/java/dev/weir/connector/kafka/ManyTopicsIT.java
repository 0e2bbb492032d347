package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sample.broker.KafkaBroker;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ManyTopicsIT {
  /**
   * More than one call of each kind takes. The broker of the test needs most of a minute for 5,000,
   * so those are for {@code -Dweir.test.topics=5000}.
   */
  private static final int TOPICS = Integer.getInteger("weir.test.topics", 1_200);

  private static final int PER_CALL = 400;

  @Test
  void listsAndMeasuresThousandsOfTopics() {
    try (KafkaBroker broker = KafkaBroker.start();
        Admin admin =
            Admin.create(
                Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "request.timeout.ms",
                    60_000,
                    "default.api.timeout.ms",
                    60_000));
        KafkaConnector connector = Cluster.connector(broker.bootstrapServers(), Map.of())) {
      for (int from = 0; from < TOPICS; from += PER_CALL) {
        List<NewTopic> topics = new ArrayList<>();
        for (int i = from; i < Math.min(TOPICS, from + PER_CALL); i++) {
          topics.add(new NewTopic("many-%04d".formatted(i), 1, (short) 1));
        }
        Cluster.get(admin.createTopics(topics).all());
      }
      // The broker serves new topics later than the controller has made them.
      Awaitility.await("all topics in the broker's listing")
          .atMost(Duration.ofMinutes(3))
          .until(() -> Cluster.get(admin.listTopics().names()).size() >= TOPICS);

      List<StreamInfo> streams =
          connector.streams().stream().filter(stream -> !stream.internal()).toList();
      assertThat(streams).hasSize(TOPICS);
      List<StreamEnds> ends = connector.ends(streams.stream().map(StreamInfo::stream).toList());
      assertThat(ends)
          .hasSize(TOPICS)
          .allSatisfy(
              end -> {
                assertThat(end.partitions()).hasSize(1);
                assertThat(end.failure()).isEmpty();
              });
    }
  }
}
