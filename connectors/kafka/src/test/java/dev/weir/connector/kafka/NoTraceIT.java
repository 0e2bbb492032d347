package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.GroupInfo;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.TailFrom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** An observer leaves no trace, whatever the user's properties ask for. */
@Isolated("what other tests leave would be counted")
class NoTraceIT {
  private static final TopicPartition COMMITS = new TopicPartition("__consumer_offsets", 0);

  private static long commitLogEnd() {
    return Cluster.get(
            Cluster.admin()
                .listOffsets(Map.of(COMMITS, OffsetSpec.latest()))
                .partitionResult(COMMITS))
        .offset();
  }

  private static Set<String> groups() {
    return Set.copyOf(
        Cluster.get(Cluster.admin().listGroups().all()).stream()
            .map(GroupListing::groupId)
            .toList());
  }

  @Test
  void looksAtEverythingAndChangesNothing() {
    String topic = Cluster.topic(2, Map.of());
    Cluster.fill(topic, 2, 50);
    // Makes the topic of commits, so that a commit would be seen in it.
    Cluster.get(
        Cluster.admin()
            .alterConsumerGroupOffsets(
                "before-" + topic, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(1)))
            .all());
    Set<String> topicsBefore = Cluster.get(Cluster.admin().listTopics().names());
    Set<String> groupsBefore = groups();
    long commitsBefore = commitLogEnd();

    Map<String, String> temptations =
        Map.of(
            "group.id", "weir-must-not-join",
            "enable.auto.commit", "true",
            "auto.commit.interval.ms", "1",
            "allow.auto.create.topics", "true",
            "auto.offset.reset", "earliest");
    try (KafkaConnector connector = Cluster.connector(Cluster.address(), temptations)) {
      List<StreamInfo> streams = connector.streams();
      connector.ends(streams.stream().map(StreamInfo::stream).toList());
      connector.describe(Cluster.stream(topic));
      List<GroupInfo> seen = connector.groups();
      connector.unreadSinceMillis(connector.lag(seen).samples());
      seen.forEach(group -> connector.describe(group.group()));
      connector.newestMillis(List.of(Cluster.stream(topic)));
      connector.describeBroker();
      for (ReadIsolation isolation : ReadIsolation.values()) {
        try (RecordCursor cursor =
            connector.open(List.of(Cluster.stream(topic)), new TailFrom.Earliest(), isolation)) {
          assertThat(Cluster.readToOpeningEnd(cursor).records()).hasSize(50);
          cursor.skipToEnd();
        }
      }
    }

    assertThat(groups()).as("groups").isEqualTo(groupsBefore);
    assertThat(commitLogEnd()).as("end of __consumer_offsets").isEqualTo(commitsBefore);
    assertThat(Cluster.get(Cluster.admin().listTopics().names()))
        .as("topics")
        .isEqualTo(topicsBefore);
  }
}
