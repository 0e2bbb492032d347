package writer;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.weld.environment.se.Weld;

/**
 * SmallRye's dead-letter-queue, once and once more on its own dead-letter topic, its
 * delayed-retry-topic, and a value that cannot be deserialised.
 */
public final class SmallRye {
  public static void main(String[] args) throws Exception {
    String bootstrap = args[0];
    System.setProperty("kafka.bootstrap.servers", bootstrap);
    channel(
        "first", "fx-smallrye", "dead-letter-queue", "dead-letter-queue.topic", "fx-smallrye-dlq");
    channel(
        "second",
        "fx-smallrye-dlq",
        "dead-letter-queue",
        "dead-letter-queue.topic",
        "fx-smallrye-dlq2");
    channel(
        "retried",
        "fx-delayed",
        "delayed-retry-topic",
        "delayed-retry-topic.topics",
        "fx-delayed_retry_200");
    System.setProperty("mp.messaging.incoming.retried.dead-letter-queue.topic", "fx-delayed-dlq");
    System.setProperty("mp.messaging.incoming.retried.delayed-retry-topic.max-retries", "1");
    channel(
        "number",
        "fx-undecodable",
        "dead-letter-queue",
        "dead-letter-queue.topic",
        "fx-undecodable-dlq");
    System.setProperty(
        "mp.messaging.incoming.number.value.deserializer",
        "org.apache.kafka.common.serialization.LongDeserializer");
    System.setProperty("mp.messaging.incoming.number.fail-on-deserialization-failure", "false");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Common.topics(
          admin,
          Map.of(),
          "fx-smallrye",
          "fx-smallrye-dlq",
          "fx-smallrye-dlq2",
          "fx-delayed",
          "fx-delayed_retry_200",
          "fx-delayed-dlq",
          "fx-undecodable",
          "fx-undecodable-dlq");
      Common.send(bootstrap, "fx-smallrye");
      Common.send(bootstrap, "fx-delayed");
      Common.send(bootstrap, "fx-undecodable");
      try (var container = new Weld().initialize()) {
        Common.await(admin, "fx-smallrye-dlq2", 2);
        Common.await(admin, "fx-delayed_retry_200", 2);
        Common.await(admin, "fx-delayed-dlq", 2);
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static void channel(
      String name, String topic, String strategy, String setting, String target) {
    String prefix = "mp.messaging.incoming." + name + ".";
    System.setProperty(prefix + "connector", "smallrye-kafka");
    System.setProperty(prefix + "topic", topic);
    System.setProperty(prefix + "group.id", "fx-" + name);
    System.setProperty(prefix + "auto.offset.reset", "earliest");
    System.setProperty(
        prefix + "value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    System.setProperty(
        prefix + "key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    System.setProperty(prefix + "failure-strategy", strategy);
    System.setProperty(prefix + setting, target);
  }

  @ApplicationScoped
  public static class Consumers {
    @Incoming("first")
    public CompletionStage<Void> first(Message<String> message) {
      return message.nack(
          new IllegalStateException("order cannot be billed", new NullPointerException("total")));
    }

    @Incoming("second")
    public CompletionStage<Void> second(Message<String> message) {
      return message.nack(new IllegalArgumentException("still broken"));
    }

    @Incoming("retried")
    public CompletionStage<Void> retried(Message<String> message) {
      return message.nack(new IllegalStateException("bank did not answer"));
    }

    @Incoming("number")
    public CompletionStage<Void> number(Message<Long> message) {
      return message.getPayload() == null
          ? message.nack(new IllegalStateException("no number"))
          : message.ack();
    }
  }
}
