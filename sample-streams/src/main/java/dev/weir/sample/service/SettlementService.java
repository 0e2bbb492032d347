package dev.weir.sample.service;

import dev.weir.sample.event.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** First attempts to settle payments. */
public final class SettlementService extends ConsumerService {
  private final Settlement settlement;

  public SettlementService(Setting setting) {
    super(
        setting,
        Settlement.GROUP,
        KafkaClients.Protocol.CLASSIC,
        true,
        List.of(Topic.PAYMENTS.topicName()));
    settlement = new Settlement(setting);
  }

  @Override
  void handle(ConsumerRecord<byte[], byte[]> record) {
    settlement.attempt(record, 1);
  }
}
