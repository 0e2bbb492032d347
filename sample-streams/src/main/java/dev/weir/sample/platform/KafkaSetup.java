package dev.weir.sample.platform;

import dev.weir.sample.event.Topic;
import dev.weir.sample.service.FulfilmentService;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;

/** Creates the platform's topics and configures its share group. */
final class KafkaSetup {
  private static final long SECONDS = 30;

  private KafkaSetup() {}

  /** Creates the topics that are missing; those that exist stay as they are. */
  static void createTopics(Admin admin) throws InterruptedException {
    Set<String> existing = outcome(admin.listTopics().names());
    List<NewTopic> missing =
        Arrays.stream(Topic.values())
            .filter(topic -> !existing.contains(topic.topicName()))
            .map(
                topic ->
                    new NewTopic(
                            topic.topicName(),
                            Optional.of(topic.partitions()),
                            Optional.<Short>empty())
                        .configs(topic.configuration()))
            .toList();
    outcome(admin.createTopics(missing).all());
  }

  /** Gives the share group its dead-letter topic; false where the broker knows no such thing. */
  static boolean configureShareGroup(Admin admin) throws InterruptedException {
    Collection<AlterConfigOp> operations =
        List.of(
            set("share.auto.offset.reset", "earliest"),
            set("errors.deadletterqueue.topic.name", Topic.SHIPMENTS_DEAD_LETTERS.topicName()));
    try {
      outcome(
          admin
              .incrementalAlterConfigs(
                  Map.of(
                      new ConfigResource(ConfigResource.Type.GROUP, FulfilmentService.GROUP),
                      operations))
              .all());
      return true;
    } catch (InvalidConfigurationException | InvalidRequestException older) {
      return false;
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }

  static <T> T outcome(org.apache.kafka.common.KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (TimeoutException noAnswer) {
      throw new org.apache.kafka.common.errors.TimeoutException(
          "no answer within " + SECONDS + " s", noAnswer);
    }
  }
}
