package dev.weir.connector.kafka;

import dev.weir.stream.StreamDetail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * The few settings of topics that decide how they are shown. A listing of thousands is not worth
 * reading all their settings at once, so they are learnt in portions and kept. Thread-safe.
 */
final class TopicConfigs {
  /** KIP-1191: topics that a share group's broker may write dead letters to. */
  static final String DEAD_LETTER_SWITCH = "errors.deadletterqueue.group.enable";

  private static final int TOPICS_PER_CALL = 250;
  private static final int LEARNT_PER_LISTING = 500;
  private static final long AGE_NANOS = Duration.ofMinutes(10).toNanos();

  private final ClusterLink link;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /**
   * What a topic's settings say of deleting records.
   *
   * @param deletes false where only compaction removes any
   * @param millis -1 where records are kept however old
   * @param bytes -1 where a partition may grow
   */
  record Deletion(boolean deletes, long millis, long bytes) {}

  /**
   * @param deletion empty where the user may not read the topic's settings
   */
  private record Known(
      boolean compacted, boolean deadLetters, Optional<Deletion> deletion, long atNanos) {}

  TopicConfigs(ClusterLink link) {
    this.link = link;
  }

  boolean compacted(String topic) {
    Known settings = known.get(topic);
    return settings != null && settings.compacted();
  }

  /** Empty where the user may not read the topic's settings, or they were not read yet. */
  Optional<Deletion> deletion(String topic) {
    Known settings = known.get(topic);
    return settings == null ? Optional.empty() : settings.deletion();
  }

  Optional<String> deadLetterEvidence(String topic) {
    Known settings = known.get(topic);
    return settings != null && settings.deadLetters()
        ? Optional.of("its setting " + DEAD_LETTER_SWITCH + " is true")
        : Optional.empty();
  }

  /** Learns at most a portion of what is not known, likely dead-letter topics first. */
  void learnSome(Collection<String> topics) {
    List<String> unknown = unknown(topics);
    unknown.sort(Comparator.comparing((String name) -> !soundsLikeDeadLetters(name)));
    learn(unknown.subList(0, Math.min(unknown.size(), LEARNT_PER_LISTING)));
  }

  /** Learns all that is not known. */
  void learnAll(Collection<String> topics) {
    learn(unknown(topics));
  }

  void retain(Set<String> topics) {
    known.keySet().retainAll(topics);
  }

  private static boolean soundsLikeDeadLetters(String topic) {
    return topic.contains("dlq") || topic.contains("dlt") || topic.contains("dead");
  }

  private List<String> unknown(Collection<String> topics) {
    long now = System.nanoTime();
    List<String> unknown = new ArrayList<>();
    for (String topic : topics) {
      Known settings = known.get(topic);
      if (settings == null || now - settings.atNanos() > AGE_NANOS) {
        unknown.add(topic);
      }
    }
    return unknown;
  }

  private void learn(List<String> topics) {
    for (int from = 0; from < topics.size(); from += TOPICS_PER_CALL) {
      Map<String, Throwable> refusals = new HashMap<>();
      List<String> portion = topics.subList(from, Math.min(topics.size(), from + TOPICS_PER_CALL));
      read(portion, refusals)
          .forEach(
              (topic, config) ->
                  known.put(
                      topic,
                      new Known(
                          value(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains("compact"),
                          Boolean.parseBoolean(value(config, DEAD_LETTER_SWITCH)),
                          Optional.of(deletion(config)),
                          System.nanoTime())));
      refusals.forEach(
          (topic, refusal) -> {
            if (refusal instanceof AuthorizationException) {
              known.put(topic, new Known(false, false, Optional.empty(), System.nanoTime()));
            }
          });
    }
  }

  /** A topic's settings, sensitive ones left out; empty where the user may not read them. */
  List<StreamDetail.Config> all(String topic) {
    Config config = read(List.of(topic), new HashMap<>()).get(topic);
    if (config == null) {
      return List.of();
    }
    return config.entries().stream()
        .filter(entry -> !entry.isSensitive() && entry.value() != null)
        .sorted(Comparator.comparing(ConfigEntry::name))
        .map(
            entry ->
                new StreamDetail.Config(
                    entry.name(),
                    entry.value(),
                    entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG))
        .toList();
  }

  private Map<String, Config> read(List<String> topics, Map<String, Throwable> refusals) {
    List<ConfigResource> resources =
        topics.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    if (resources.isEmpty()) {
      return Map.of();
    }
    DescribeConfigsResult result =
        link.start("read topic settings", admin -> admin.describeConfigs(resources));
    Map<String, Config> configs = new HashMap<>();
    for (Map.Entry<ConfigResource, KafkaFuture<Config>> entry : result.values().entrySet()) {
      try {
        configs.put(entry.getKey().name(), link.await(entry.getValue()));
      } catch (ExecutionException | TimeoutException refused) {
        refusals.put(entry.getKey().name(), FailureWords.unwrap(refused));
      }
    }
    return configs;
  }

  private static Deletion deletion(Config config) {
    return new Deletion(
        value(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains("delete"),
        number(config, TopicConfig.RETENTION_MS_CONFIG),
        number(config, TopicConfig.RETENTION_BYTES_CONFIG));
  }

  /** -1 where the setting is not told. */
  private static long number(Config config, String name) {
    String value = value(config, name);
    return value.isEmpty() ? -1 : Long.parseLong(value);
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }
}
