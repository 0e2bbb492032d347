package dev.weir.connector.kafka;

import dev.weir.stream.DeadLetterHint;
import dev.weir.stream.DeadLetterHint.Source;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.StreamInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/** Settings of topics and of share groups that name dead-letter topics (KIP-1191). */
final class DeadLetterSettings {
  /** The setting of a share group that names the topic. */
  static final String GROUP_SETTING = "errors.deadletterqueue.topic.name";

  private static final int GROUPS_PER_CALL = 250;

  private final ClusterLink link;
  private final TopicConfigs topicConfigs;

  DeadLetterSettings(ClusterLink link, TopicConfigs topicConfigs) {
    this.link = link;
    this.topicConfigs = topicConfigs;
  }

  List<DeadLetterHint> hints(Collection<StreamInfo> streams, Collection<GroupInfo> groups) {
    List<DeadLetterHint> hints = new ArrayList<>();
    List<String> names =
        streams.stream()
            .filter(info -> !info.internal())
            .map(info -> info.stream().name())
            .toList();
    topicConfigs.learnAll(names);
    for (String name : names) {
      topicConfigs
          .deadLetterEvidence(name)
          .ifPresent(
              evidence ->
                  hints.add(
                      new DeadLetterHint(link.stream(name), Source.STREAM_SETTING, evidence)));
    }
    List<String> shareGroups =
        groups.stream()
            .filter(info -> info.kind() == GroupKind.SHARE)
            .map(info -> info.group().name())
            .toList();
    for (int from = 0; from < shareGroups.size(); from += GROUPS_PER_CALL) {
      hints.addAll(
          ofGroups(
              shareGroups.subList(from, Math.min(shareGroups.size(), from + GROUPS_PER_CALL))));
    }
    return List.copyOf(hints);
  }

  private List<DeadLetterHint> ofGroups(List<String> groups) {
    List<ConfigResource> resources =
        groups.stream().map(name -> new ConfigResource(ConfigResource.Type.GROUP, name)).toList();
    DescribeConfigsResult result =
        link.start("read group settings", admin -> admin.describeConfigs(resources));
    List<DeadLetterHint> hints = new ArrayList<>();
    for (Map.Entry<ConfigResource, KafkaFuture<Config>> entry : result.values().entrySet()) {
      try {
        ConfigEntry setting = link.await(entry.getValue()).get(GROUP_SETTING);
        if (setting != null && setting.value() != null && !setting.value().isBlank()) {
          hints.add(
              new DeadLetterHint(
                  link.stream(setting.value()),
                  Source.GROUP_SETTING,
                  "group " + entry.getKey().name() + " names it in " + GROUP_SETTING));
        }
      } catch (ExecutionException | TimeoutException notReadable) {
        // An older broker, or a user without DescribeConfigs on groups: other evidence remains.
      }
    }
    return hints;
  }
}
