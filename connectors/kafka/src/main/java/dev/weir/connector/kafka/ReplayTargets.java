package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupRef;
import dev.weir.stream.ReplayTarget;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** Finds out what a topic would accept. */
final class ReplayTargets {
  private final ClusterLink link;
  private final TopicConfigs configs;
  private final Offsets offsets;
  private final Function<String, List<GroupRef>> readers;

  ReplayTargets(
      ClusterLink link,
      TopicConfigs configs,
      Offsets offsets,
      Function<String, List<GroupRef>> readers) {
    this.link = link;
    this.configs = configs;
    this.offsets = offsets;
    this.readers = readers;
  }

  Optional<ReplayTarget> of(String name) {
    @Nullable TopicDescription topic;
    try {
      topic =
          link.call(
                  "describe topic " + name,
                  admin ->
                      admin
                          .describeTopics(
                              List.of(name),
                              new DescribeTopicsOptions().includeAuthorizedOperations(true))
                          .allTopicNames())
              .get(name);
    } catch (ConnectorException refused) {
      return switch (refused.failure()) {
        case ConnectorFailure.Missing _, ConnectorFailure.Unauthorized _ -> Optional.empty();
        case ConnectorFailure.Unreachable _,
            ConnectorFailure.TimedOut _,
            ConnectorFailure.Rejected _ ->
            throw refused;
      };
    }
    if (topic == null) {
      return Optional.empty();
    }
    Map<String, String> settings = new HashMap<>();
    for (StreamDetail.Config config : configs.all(name)) {
      settings.put(config.name(), config.value());
    }
    Optional<Boolean> writable =
        Optional.ofNullable(topic.authorizedOperations())
            .map(
                allowed ->
                    allowed.contains(AclOperation.WRITE) || allowed.contains(AclOperation.ALL));
    return Optional.of(
        new ReplayTarget(
            link.stream(name),
            StreamKind.TOPIC,
            topic.topicId().toString(),
            topic.partitions().size(),
            topic.isInternal() || name.startsWith("__"),
            text(settings, TopicConfig.CLEANUP_POLICY_CONFIG)
                .map(policy -> policy.contains("compact")),
            number(settings, TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
            text(settings, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                .map(type -> type.equals("LogAppendTime")),
            number(settings, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG),
            number(settings, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
            text(settings, TopicConfig.CLEANUP_POLICY_CONFIG)
                    .filter(policy -> policy.contains("delete"))
                    .isPresent()
                ? number(settings, TopicConfig.RETENTION_MS_CONFIG)
                : OptionalLong.empty(),
            writable,
            groupsOf(name)));
  }

  /** Offsets between the last stable one and the end. */
  long heldBack(String name) {
    TopicDescription topic =
        link.call(
                "describe topic " + name,
                admin -> admin.describeTopics(List.of(name)).allTopicNames())
            .get(name);
    if (topic == null) {
      return 0;
    }
    List<TopicPartition> partitions =
        topic.partitions().stream().map(it -> new TopicPartition(name, it.partition())).toList();
    // The stable ones first: a transaction that ends in between makes it more, not less.
    Map<TopicPartition, Offsets.Found> stable =
        offsets.ask(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED).found();
    Map<TopicPartition, Offsets.Found> ends =
        offsets.ask(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED).found();
    long held = 0;
    for (Map.Entry<TopicPartition, Offsets.Found> one : stable.entrySet()) {
      Offsets.Found end = ends.get(one.getKey());
      held += end == null ? 0 : Math.max(0, end.offset() - one.getValue().offset());
    }
    return held;
  }

  private List<String> groupsOf(String name) {
    return readers.apply(name).stream().map(GroupRef::name).toList();
  }

  private static Optional<String> text(Map<String, String> settings, String name) {
    return Optional.ofNullable(settings.get(name));
  }

  private static OptionalLong number(Map<String, String> settings, String name) {
    String value = settings.get(name);
    return value == null || value.startsWith("-")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(value));
  }
}
