package writer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Dead letters that the broker writes for share groups: without and with the record's payload. */
public final class ShareGroup {
  public static void main(String[] args) throws Exception {
    String bootstrap = args[0];
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      run(bootstrap, admin, "fx-share", "dlq.fx-share", false);
      run(bootstrap, admin, "fx-share-copy", "dlq.fx-share-copy", true);
    }
  }

  private static void run(
      String bootstrap, Admin admin, String topic, String deadLetters, boolean copy)
      throws Exception {
    Common.topics(admin, Map.of(), topic);
    Common.topics(admin, Map.of("errors.deadletterqueue.group.enable", "true"), deadLetters);
    String group = topic + "-group";
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.GROUP, group),
                List.of(
                    set("share.auto.offset.reset", "earliest"),
                    set("errors.deadletterqueue.topic.name", deadLetters),
                    set("errors.deadletterqueue.copy.record.enable", Boolean.toString(copy)))))
        .all()
        .get();
    Common.send(bootstrap, topic);
    try (var consumer =
        new KafkaShareConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrap,
                "group.id", group,
                "share.acknowledgement.mode", "explicit"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      int rejected = 0;
      while (rejected < 2) {
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          consumer.acknowledge(record, AcknowledgeType.REJECT);
          rejected++;
        }
        consumer.commitSync();
      }
      Common.await(admin, deadLetters, 2);
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }
}
