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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Reserves stock for orders. A circuit breaker guards its store: while it is open the service
 * waits, so its lag grows; calls that failed go to {@code inventory.dlq} in the plain text dialect.
 */
public final class InventoryService extends ConsumerService {
  private static final String BREAKER = "stock-store";
  private static final int STOCK = 200;
  private static final int LOW_STOCK = 50;
  private static final int RESTOCK = 500;
  private static final int ATTEMPTS = 3;
  private static final double DISCONTINUED = 0.004;
  private static final Duration HEALTH_EVERY = Duration.ofSeconds(5);
  private static final String[] WAREHOUSES = {"north", "south", "harbour"};

  private final CircuitBreaker breaker = new CircuitBreaker(20, 0.5, Duration.ofSeconds(5), 5);
  private final EventWriter writer = new EventWriter();
  private final RecentIds handled = new RecentIds(1 << 16);
  private final int[] stock = new int[Customers.PRODUCTS];
  private final int[] restocks = new int[Customers.PRODUCTS];
  private CircuitBreaker.State publishedState = CircuitBreaker.State.CLOSED;
  private long healthDueMillis;
  private int healthEvents;

  public InventoryService(Setting setting) {
    super(
        setting,
        "inventory",
        KafkaClients.Protocol.CONSUMER,
        true,
        List.of(Topic.ORDERS.topicName()));
    Arrays.fill(stock, STOCK);
  }

  @Override
  boolean mayHandle(ConsumerRecord<byte[], byte[]> record) {
    boolean allowed = breaker.allows(setting.clock().instant());
    publishHealth(false);
    return allowed;
  }

  @Override
  void afterPoll() {
    publishHealth(setting.clock().millis() >= healthDueMillis);
  }

  @Override
  void handle(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (EventType.ORDER_PLACED.marks(record.value())) {
        reserve(EventReader.read(record.value()));
      } else if (EventType.ORDER_CANCELLED.marks(record.value())) {
        release(EventReader.read(record.value()));
      }
    } catch (StockUnavailable | UnreadableEvent failed) {
      setting
          .publisher()
          .send(
              new ProducerRecord<>(
                  Topic.INVENTORY_DEAD_LETTERS.topicName(),
                  null,
                  null,
                  record.key(),
                  record.value(),
                  Dialect.plain(
                      new Failure(record, group(), failed), ATTEMPTS, setting.clock().instant())));
    }
    publishHealth(false);
  }

  private void reserve(Event order) {
    if (isDuplicate(order)) {
      return;
    }
    callStore(order.text("sku"));
    long number = EventKey.number(order.text("order_id"));
    if (setting.chance().happens(DISCONTINUED, number, Question.DISCONTINUED)) {
      throw new StockUnavailable("product " + order.text("sku") + " is discontinued");
    }
    int sku = (int) EventKey.number(order.text("sku"));
    long now = setting.clock().millis();
    int warehouse = setting.chance().below(WAREHOUSES.length, number, Question.WAREHOUSE);
    publish(
        EventType.STOCK_RESERVED,
        order.text("sku"),
        now,
        writer
            .begin(
                EventType.STOCK_RESERVED,
                EventId.of(setting.seed(), EventType.STOCK_RESERVED, number, 0),
                EventId.parse(order.correlationId()),
                now)
            .text("sku", order.text("sku"))
            .text("order_id", order.text("order_id"))
            .text("customer_id", order.text("customer_id"))
            .integer("quantity", order.integer("quantity"))
            .text("warehouse", WAREHOUSES[warehouse])
            .end());
    stock[sku] -= (int) order.integer("quantity");
    if (stock[sku] < LOW_STOCK) {
      restock(sku, order, now);
    }
  }

  private void restock(int sku, Event order, long now) {
    int occurrence = restocks[sku]++;
    String key = order.text("sku");
    EventId correlation = EventId.parse(order.correlationId());
    publish(
        EventType.LOW_STOCK_ALERT,
        key,
        now,
        writer
            .begin(
                EventType.LOW_STOCK_ALERT,
                EventId.of(setting.seed(), EventType.LOW_STOCK_ALERT, sku, occurrence),
                correlation,
                now)
            .text("sku", key)
            .integer("threshold", LOW_STOCK)
            .end());
    stock[sku] += RESTOCK;
    publish(
        EventType.STOCK_UPDATED,
        key,
        now,
        writer
            .begin(
                EventType.STOCK_UPDATED,
                EventId.of(setting.seed(), EventType.STOCK_UPDATED, sku, occurrence),
                correlation,
                now)
            .text("sku", key)
            .integer("added", RESTOCK)
            .text("reason", "restock")
            .end());
  }

  private void release(Event order) {
    if (isDuplicate(order)) {
      return;
    }
    callStore(order.text("sku"));
    long number = EventKey.number(order.text("order_id"));
    stock[(int) EventKey.number(order.text("sku"))] += (int) order.integer("quantity");
    long now = setting.clock().millis();
    publish(
        EventType.STOCK_RELEASED,
        order.text("sku"),
        now,
        writer
            .begin(
                EventType.STOCK_RELEASED,
                EventId.of(setting.seed(), EventType.STOCK_RELEASED, number, 0),
                EventId.parse(order.correlationId()),
                now)
            .text("sku", order.text("sku"))
            .text("order_id", order.text("order_id"))
            .integer("quantity", order.integer("quantity"))
            .end());
  }

  private boolean isDuplicate(Event order) {
    if (handled.add(order.idBits())) {
      return false;
    }
    setting.figures().duplicatesIgnored().increment();
    return true;
  }

  private void callStore(String sku) {
    if (setting.stage().conditions().storeDown()) {
      breaker.failed(setting.clock().instant());
      throw new StockUnavailable("stock store refused the connection for " + sku);
    }
    breaker.succeeded();
  }

  private void publish(EventType type, String key, long now, byte[] value) {
    Topic topic = type == EventType.BREAKER_STATE ? Topic.INVENTORY_HEALTH : Topic.INVENTORY;
    setting.publisher().send(topic, EventKey.bytes(key), value, now);
  }

  private void publishHealth(boolean due) {
    if (!due && breaker.state() == publishedState) {
      return;
    }
    publishedState = breaker.state();
    long now = setting.clock().millis();
    healthDueMillis = now + HEALTH_EVERY.toMillis();
    EventId id = EventId.of(setting.seed(), EventType.BREAKER_STATE, healthEvents++, 0);
    publish(
        EventType.BREAKER_STATE,
        BREAKER,
        now,
        writer
            .begin(EventType.BREAKER_STATE, id, id, now)
            .text("breaker", BREAKER)
            .text("state", breaker.state().published())
            .decimal("failure_rate", breaker.failureRate())
            .integer("calls", breaker.calls())
            .end());
  }
}
