package dev.weir.sample.service;

import dev.weir.sample.deadletter.Dialect;
import dev.weir.sample.deadletter.Failure;
import dev.weir.sample.event.Event;
import dev.weir.sample.event.EventId;
import dev.weir.sample.event.EventKey;
import dev.weir.sample.event.EventReader;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.EventWriter;
import dev.weir.sample.event.Topic;
import dev.weir.sample.event.UnreadableEvent;
import dev.weir.sample.schema.SchemaTopic;
import dev.weir.sample.schema.Shipment;
import dev.weir.sample.schema.ShipmentCodec;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Joins payment and stock to {@code OrderConfirmed}, cancels what is not paid, and notes shipments.
 * Payments it cannot read go to {@code payments-dlt} with Spring Kafka's headers.
 */
public final class OrderService extends ConsumerService {
  private static final int ORDERS_IN_FLIGHT = 1 << 19;

  private final NotificationDesk notifications;
  private final EventWriter writer = new EventWriter();
  private final ShipmentCodec shipments = new ShipmentCodec(SchemaTopic.SHIPMENTS_ID);
  private final RecentIds handled = new RecentIds(1 << 16);
  private final OrderProgress progress = new OrderProgress(ORDERS_IN_FLIGHT);

  public OrderService(Setting setting, NotificationDesk notifications) {
    super(
        setting,
        "order",
        KafkaClients.Protocol.CONSUMER,
        true,
        List.of(
            Topic.PAYMENTS.topicName(), Topic.INVENTORY.topicName(), Topic.SHIPMENTS.topicName()));
    this.notifications = notifications;
  }

  @Override
  void handle(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.topic().equals(Topic.SHIPMENTS.topicName())) {
        shipped(shipments.decode(record.value()));
      } else if (record.topic().equals(Topic.PAYMENTS.topicName())
          || EventType.STOCK_RESERVED.marks(record.value())) {
        moved(EventReader.read(record.value()));
      }
    } catch (UnreadableEvent unreadable) {
      setting
          .publisher()
          .send(
              new ProducerRecord<>(
                  Topic.PAYMENTS_DEAD_LETTERS.topicName(),
                  record.partition() % Topic.PAYMENTS_DEAD_LETTERS.partitions(),
                  null,
                  record.key(),
                  record.value(),
                  Dialect.springDeadLetter(new Failure(record, group(), unreadable))));
    }
  }

  private void moved(Event event) {
    if (!handled.add(event.idBits())) {
      setting.figures().duplicatesIgnored().increment();
      return;
    }
    long number = EventKey.number(event.text("order_id"));
    boolean cancelled = event.type().equals(EventType.PAYMENT_FAILED.typeName());
    boolean paid = event.type().equals(EventType.PAYMENT_PROCESSED.typeName());
    int flags =
        progress.add(
            number,
            cancelled ? OrderProgress.DONE : paid ? OrderProgress.PAID : OrderProgress.RESERVED);
    if (cancelled) {
      publish(
          EventType.ORDER_CANCELLED,
          number,
          event.correlationId(),
          out ->
              out.text("order_id", event.text("order_id"))
                  .text("reason", "payment_failed")
                  .text("sku", event.text("sku"))
                  .integer("quantity", event.integer("quantity")));
      notifications.orderMoved(number, "order_cancelled", event.correlationId());
    } else if ((flags & OrderProgress.PAID) != 0
        && (flags & OrderProgress.RESERVED) != 0
        && (flags & OrderProgress.DONE) == 0) {
      progress.add(number, OrderProgress.DONE);
      publish(
          EventType.ORDER_CONFIRMED,
          number,
          event.correlationId(),
          out ->
              out.text("order_id", event.text("order_id"))
                  .text("customer_id", event.text("customer_id")));
      notifications.orderMoved(number, "order_confirmed", event.correlationId());
    }
  }

  private void shipped(Shipment shipment) {
    if (shipment.type() != EventType.SHIPMENT_DISPATCHED
        || !handled.add(UUID.fromString(shipment.id()).getMostSignificantBits())) {
      return;
    }
    long number = EventKey.number(shipment.orderId());
    publish(
        EventType.ORDER_SHIPPED,
        number,
        shipment.correlationId(),
        out ->
            out.text("order_id", shipment.orderId())
                .text("shipment_id", shipment.shipmentId())
                .text("carrier", shipment.carrier()));
    notifications.orderMoved(number, "order_shipped", shipment.correlationId());
  }

  private void publish(
      EventType type,
      long number,
      String correlation,
      java.util.function.UnaryOperator<EventWriter> data) {
    long now = setting.clock().millis();
    EventWriter begun =
        writer.begin(
            type, EventId.of(setting.seed(), type, number, 0), EventId.parse(correlation), now);
    setting
        .publisher()
        .send(Topic.ORDERS, EventKey.bytes(EventKey.order(number)), data.apply(begun).end(), now);
  }
}
