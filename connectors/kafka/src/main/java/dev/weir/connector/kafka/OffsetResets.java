package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupRef;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Moves the committed offsets of groups without members, of whatever kind. Thread-safe.
 *
 * <p>The broker refuses it while a group has members; that is found out before, so that nobody
 * previews what cannot be done.
 */
final class OffsetResets {
  private final ClusterLink link;
  private final Topics topics;
  private final StartingPoints startingPoints;
  private final CommittedOffsets committed;
  private final Function<GroupRef, GroupDetail> describe;

  OffsetResets(
      ClusterLink link,
      Topics topics,
      Offsets offsets,
      CommittedOffsets committed,
      Function<GroupRef, GroupDetail> describe) {
    this.link = link;
    this.topics = topics;
    this.startingPoints = new StartingPoints(link, offsets);
    this.committed = committed;
    this.describe = describe;
  }

  OffsetReset plan(GroupRef group, StreamRef stream, TailFrom to) {
    GroupInfo info = requireWithoutMembers(group);
    topics.forget(List.of(stream.name()));
    TopicDescription topic = topics.describe(List.of(stream.name())).get(stream.name());
    if (topic == null) {
      throw new ConnectorException(TopicCatalog.noSuchTopic(link.connection(), stream.name()));
    }
    List<TopicPartition> partitions =
        topic.partitions().stream()
            .map(partition -> new TopicPartition(stream.name(), partition.partition()))
            .toList();
    StartingPoints.Points found =
        startingPoints.find(partitions, to, ReadIsolation.READ_UNCOMMITTED);
    if (!found.unplaced().isEmpty()) {
      throw new ConnectorException(
          new ConnectorFailure.Unreachable(
              "The leaders of partitions "
                  + found.unplaced().stream().map(TopicPartition::partition).sorted().toList()
                  + " of "
                  + stream.name()
                  + " do not answer.",
              "Check the brokers and preview again."));
    }
    Commits commits = commits(info);
    List<OffsetReset.Step> steps = new ArrayList<>();
    found
        .points()
        .forEach(
            (partition, point) ->
                steps.add(step(partition, commits.committed(partition), point.next())));
    steps.sort(Comparator.comparing(OffsetReset.Step::partition));
    return new OffsetReset(group, stream, steps);
  }

  private OffsetReset.Step step(TopicPartition partition, OptionalLong at, long target) {
    return new OffsetReset.Step(
        link.partition(partition),
        at.isPresent()
            ? Optional.of(new Position.Offset(partition.partition(), at.getAsLong()))
            : Optional.empty(),
        new Position.Offset(partition.partition(), target),
        at.isPresent() ? OptionalLong.of(target - at.getAsLong()) : OptionalLong.empty());
  }

  void apply(OffsetReset reset) {
    GroupInfo info = requireWithoutMembers(reset.group());
    Commits now = commits(info);
    Map<TopicPartition, Long> targets = new HashMap<>();
    for (OffsetReset.Step step : reset.steps()) {
      var partition = new TopicPartition(reset.stream().name(), step.partition().partition());
      OptionalLong planned =
          step.committed().isPresent()
              ? OptionalLong.of(offset(step.committed().get()))
              : OptionalLong.empty();
      if (!now.committed(partition).equals(planned)) {
        throw new ConnectorException(
            new ConnectorFailure.Rejected(
                "Group "
                    + reset.group().name()
                    + " has committed on "
                    + reset.stream().name()
                    + " partition "
                    + partition.partition()
                    + " since the preview: nothing was changed.",
                "Preview again."));
      }
      targets.put(partition, offset(step.target()));
    }
    alter(info, targets);
  }

  private void alter(GroupInfo group, Map<TopicPartition, Long> targets) {
    String name = group.group().name();
    Map<TopicPartition, OffsetAndMetadata> marks = new HashMap<>();
    targets.forEach((partition, offset) -> marks.put(partition, new OffsetAndMetadata(offset)));
    Void unused =
        link.call(
            "move the offsets of group " + name,
            admin ->
                switch (group.kind()) {
                  case SHARE -> admin.alterShareGroupOffsets(name, targets).all();
                  case STREAMS -> admin.alterStreamsGroupOffsets(name, marks).all();
                  case CLASSIC, CONSUMER, SIMPLE, UNKNOWN, REDIS ->
                      admin.alterConsumerGroupOffsets(name, marks).all();
                });
  }

  private GroupInfo requireWithoutMembers(GroupRef group) {
    GroupDetail detail = describe.apply(group);
    int members = detail.members().size();
    if (members > 0) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              "Group "
                  + group.name()
                  + " has "
                  + members
                  + (members == 1 ? " member" : " members")
                  + ", and Kafka moves offsets only of groups without.",
              "Stop its consumers, then preview again."));
    }
    return detail.info();
  }

  private Commits commits(GroupInfo group) {
    CommittedOffsets.Read read = committed.read(List.of(group));
    ConnectorFailure refused = read.refused().get(group.group());
    if (refused != null) {
      throw new ConnectorException(refused);
    }
    CommittedOffsets.Told told = read.told().get(group);
    return told == null ? new Commits(0) : told.commits();
  }

  private static long offset(Position position) {
    if (position instanceof Position.Offset(int _, long offset)) {
      return offset;
    }
    throw new IllegalArgumentException(position + " is not a place in a topic");
  }
}
