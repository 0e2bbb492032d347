package dev.weir.sample.service;

import dev.weir.sample.event.Event;
import dev.weir.sample.event.EventId;
import dev.weir.sample.event.EventKey;
import dev.weir.sample.event.EventReader;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.Topic;
import dev.weir.sample.schema.SchemaTopic;
import dev.weir.sample.schema.Shipment;
import dev.weir.sample.schema.ShipmentCodec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Ships confirmed orders: a parcel leaves at once and arrives eight seconds later. */
public final class ShippingService extends ConsumerService {
  /** The carrier of shipments that the fulfilment desk rejects. */
  static final String UNKNOWN_CARRIER = "unknown";

  private static final double UNKNOWN = 0.01;
  private static final long TRAVEL_MILLIS = Duration.ofSeconds(8).toMillis();
  private static final String[] CARRIERS = {"Postino", "Kestrel Freight", "Nordpaket", "QuickBike"};

  private final ShipmentCodec codec = new ShipmentCodec(SchemaTopic.SHIPMENTS_ID);
  private final RecentIds handled = new RecentIds(1 << 14);
  private final ArrayDeque<Shipment> travelling = new ArrayDeque<>();

  public ShippingService(Setting setting) {
    super(
        setting,
        "shipping",
        KafkaClients.Protocol.CLASSIC,
        false,
        List.of(Topic.ORDERS.topicName()));
  }

  @Override
  void handle(ConsumerRecord<byte[], byte[]> record) {
    if (!EventType.ORDER_CONFIRMED.marks(record.value())) {
      return;
    }
    Event order = EventReader.read(record.value());
    long number = EventKey.number(order.text("order_id"));
    double share = setting.stage().load().shippedShare();
    if (!setting.chance().happens(share, number, Question.SHIPPED)) {
      return;
    }
    if (!handled.add(order.idBits())) {
      setting.figures().duplicatesIgnored().increment();
      return;
    }
    boolean unknown = setting.chance().happens(UNKNOWN, number, Question.CARRIER);
    int carrier = setting.chance().below(CARRIERS.length, number, Question.CARRIER + 1_000);
    var shipment =
        new Shipment(
            EventId.of(setting.seed(), EventType.SHIPMENT_DISPATCHED, number, 0).toString(),
            EventType.SHIPMENT_DISPATCHED,
            setting.clock().millis(),
            order.correlationId(),
            EventKey.shipment(number),
            order.text("order_id"),
            unknown ? UNKNOWN_CARRIER : CARRIERS[carrier],
            150 + setting.chance().below(9_000, number, Question.WEIGHT));
    publish(shipment);
    travelling.add(shipment);
  }

  @Override
  void afterPoll() {
    long now = setting.clock().millis();
    Shipment next;
    while ((next = travelling.peek()) != null && next.epochMillis() + TRAVEL_MILLIS <= now) {
      travelling.remove();
      long number = EventKey.number(next.orderId());
      publish(
          new Shipment(
              EventId.of(setting.seed(), EventType.SHIPMENT_DELIVERED, number, 0).toString(),
              EventType.SHIPMENT_DELIVERED,
              now,
              next.correlationId(),
              next.shipmentId(),
              next.orderId(),
              next.carrier(),
              next.weightGrams()));
    }
  }

  private void publish(Shipment shipment) {
    setting
        .publisher()
        .send(
            Topic.SHIPMENTS,
            EventKey.bytes(shipment.shipmentId()),
            codec.encode(shipment),
            shipment.epochMillis());
  }
}
