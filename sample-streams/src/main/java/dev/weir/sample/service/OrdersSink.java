package dev.weir.sample.service;

import dev.weir.sample.deadletter.Dialect;
import dev.weir.sample.deadletter.Failure;
import dev.weir.sample.event.Event;
import dev.weir.sample.event.EventReader;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.Topic;
import dev.weir.sample.event.UnreadableEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A sink into the warehouse's table of orders, as a Kafka Connect task would be. Its column for
 * totals holds less than 10,000; larger ones go to {@code orders-sink-dlq} with Connect's headers.
 */
public final class OrdersSink extends ConsumerService {
  private static final String CONNECTOR = "orders-sink";
  private static final long LARGEST_TOTAL_CENTS = 999_999;

  private final Map<String, Long> centsByCountry = new TreeMap<>();

  public OrdersSink(Setting setting) {
    super(
        setting,
        "connect-" + CONNECTOR,
        KafkaClients.Protocol.CLASSIC,
        false,
        List.of(Topic.ORDERS.topicName()));
  }

  @Override
  void handle(ConsumerRecord<byte[], byte[]> record) {
    if (!EventType.ORDER_PLACED.marks(record.value())) {
      return;
    }
    try {
      put(EventReader.read(record.value()));
    } catch (NumericOverflow | UnreadableEvent failed) {
      setting
          .publisher()
          .send(
              new ProducerRecord<>(
                  Topic.ORDERS_SINK_DEAD_LETTERS.topicName(),
                  null,
                  record.timestamp(),
                  record.key(),
                  record.value(),
                  Dialect.connect(new Failure(record, group(), failed), CONNECTOR, 0)));
    }
  }

  private void put(Event order) {
    long total = order.cents("total");
    if (total > LARGEST_TOTAL_CENTS) {
      throw new NumericOverflow(
          "numeric field overflow: orders.total NUMERIC(6,2) cannot hold " + order.text("total"));
    }
    centsByCountry.merge(order.text("country"), total, Long::sum);
  }
}
