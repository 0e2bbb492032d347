package dev.weir.sample.service;

import dev.weir.sample.event.EventType;
import dev.weir.sample.event.Topic;
import dev.weir.sample.event.UnreadableEvent;
import dev.weir.sample.schema.SchemaTopic;
import dev.weir.sample.schema.Shipment;
import dev.weir.sample.schema.ShipmentCodec;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;

/**
 * The fulfilment desk, a share group: rejects shipments of an unknown carrier, which the broker
 * then writes to {@code dlq.shipments} by itself (KIP-1191).
 */
public final class FulfilmentService extends Service {
  /** The share group. */
  public static final String GROUP = "fulfilment";

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE = Duration.ofMillis(800);

  private final Setting setting;
  private final ShipmentCodec codec = new ShipmentCodec(SchemaTopic.SHIPMENTS_ID);

  public FulfilmentService(Setting setting) {
    super(GROUP, setting.figures());
    this.setting = setting;
  }

  @Override
  protected void run() {
    KafkaShareConsumer<byte[], byte[]> consumer =
        setting.kafka().sharing(GROUP, List.of(Topic.SHIPMENTS.topicName()));
    try {
      while (isRunning()) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          consumer.acknowledge(record, verdict(record));
        }
        if (!records.isEmpty()) {
          consumer.commitAsync();
        }
      }
    } finally {
      consumer.close(CLOSE);
    }
  }

  private AcknowledgeType verdict(ConsumerRecord<byte[], byte[]> record) {
    try {
      Shipment shipment = codec.decode(record.value());
      boolean reject =
          shipment.type() == EventType.SHIPMENT_DISPATCHED
              && shipment.carrier().equals(ShippingService.UNKNOWN_CARRIER);
      return reject ? AcknowledgeType.REJECT : AcknowledgeType.ACCEPT;
    } catch (UnreadableEvent unreadable) {
      return AcknowledgeType.REJECT;
    }
  }
}
