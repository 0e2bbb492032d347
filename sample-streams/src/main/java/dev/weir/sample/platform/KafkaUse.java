package dev.weir.sample.platform;

import dev.weir.sample.event.Topic;
import dev.weir.sample.service.FulfilmentService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/**
 * What the platform uses of a Kafka cluster, and what of it is there.
 *
 * @param missing topics that will be created
 * @param own topics with the very partitions and settings the platform creates them with: of an
 *     earlier run
 * @param foreign topics of these names that somebody else has created
 * @param foreignGroups groups of the platform's names that read something else
 */
public record KafkaUse(
    List<String> missing, List<String> own, List<String> foreign, List<String> foreignGroups) {
  /** The groups the platform reads with. */
  public static final List<String> GROUPS =
      List.of(
          "order",
          "payment",
          "settlement",
          "settlement-retry",
          "inventory",
          "shipping",
          FulfilmentService.GROUP,
          "scoring",
          "billing",
          "connect-orders-sink",
          "grade-stats",
          "grade-book",
          "analytics");

  public KafkaUse {
    missing = List.copyOf(missing);
    own = List.copyOf(own);
    foreign = List.copyOf(foreign);
    foreignGroups = List.copyOf(foreignGroups);
  }

  /** Looks, and changes nothing. */
  static KafkaUse of(Admin admin) throws InterruptedException {
    Set<String> existing = KafkaSetup.outcome(admin.listTopics().names());
    Map<Boolean, List<Topic>> topics =
        Arrays.stream(Topic.values())
            .collect(Collectors.partitioningBy(topic -> existing.contains(topic.topicName())));
    List<Topic> present = topics.getOrDefault(true, List.of());
    Map<String, TopicDescription> descriptions =
        KafkaSetup.outcome(admin.describeTopics(names(present)).allTopicNames());
    Map<ConfigResource, Config> settings =
        KafkaSetup.outcome(
            admin.describeConfigs(present.stream().map(KafkaUse::resource).toList()).all());
    var own = new ArrayList<String>();
    var foreign = new ArrayList<String>();
    for (Topic topic : present) {
      TopicDescription description = descriptions.get(topic.topicName());
      Config config = settings.get(resource(topic));
      boolean isOwn =
          description != null
              && config != null
              && description.partitions().size() == topic.partitions()
              && explicit(config).equals(topic.configuration());
      (isOwn ? own : foreign).add(topic.topicName());
    }
    return new KafkaUse(
        names(topics.getOrDefault(false, List.of())), own, foreign, foreignGroups(admin, own));
  }

  /** Joining somebody's group would take partitions from its members. */
  private static List<String> foreignGroups(Admin admin, List<String> own)
      throws InterruptedException {
    Collection<GroupListing> present =
        KafkaSetup.outcome(admin.listGroups().all()).stream()
            .filter(group -> GROUPS.contains(group.groupId()))
            .toList();
    var foreign = new ArrayList<String>();
    for (GroupListing group : present) {
      boolean sharing = group.type().equals(Optional.of(GroupType.SHARE));
      boolean isOwn =
          sharing == group.groupId().equals(FulfilmentService.GROUP)
              && !own.isEmpty()
              && (sharing || own.containsAll(topicsRead(admin, group.groupId())));
      if (!isOwn) {
        foreign.add(group.groupId());
      }
    }
    return foreign;
  }

  private static Set<String> topicsRead(Admin admin, String group) throws InterruptedException {
    return KafkaSetup.outcome(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .keySet()
        .stream()
        .map(TopicPartition::topic)
        .collect(Collectors.toSet());
  }

  private static Map<String, String> explicit(Config config) {
    return config.entries().stream()
        .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
        .collect(Collectors.toMap(ConfigEntry::name, entry -> String.valueOf(entry.value())));
  }

  private static List<String> names(List<Topic> topics) {
    return topics.stream().map(Topic::topicName).toList();
  }

  private static ConfigResource resource(Topic topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
  }
}
