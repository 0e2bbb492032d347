package dev.weir.sample.service;

import dev.weir.sample.event.EventType;
import dev.weir.sample.event.Topic;
import dev.weir.sample.scene.Conditions;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Writes invoices, at a bounded speed: three times what usually comes in, less in the scenes {@code
 * slow-consumer} and {@code stalled-consumer}.
 */
public final class BillingService extends ConsumerService {
  private static final double HEADROOM = 3;
  private static final double MOST_LOAD_BEFORE_SCALING = 4;
  private static final double MOST_SAVED_SECONDS = 0.25;

  private double allowance;
  private long allowanceAt = System.nanoTime();
  private long invoices;

  public BillingService(Setting setting) {
    super(
        setting,
        "billing",
        KafkaClients.Protocol.CLASSIC,
        false,
        List.of(Topic.ORDERS.topicName()));
  }

  @Override
  boolean mayHandle(ConsumerRecord<byte[], byte[]> record) {
    if (allowance < 1) {
      refill();
    }
    return allowance >= 1;
  }

  @Override
  void handle(ConsumerRecord<byte[], byte[]> record) {
    allowance--;
    if (EventType.ORDER_CONFIRMED.marks(record.value())) {
      invoices++;
    }
  }

  /** Invoices written since the start; for the thread of this service. */
  long invoices() {
    return invoices;
  }

  private void refill() {
    long now = System.nanoTime();
    double seconds = (now - allowanceAt) / (double) Duration.ofSeconds(1).toNanos();
    allowanceAt = now;
    double perSecond = recordsPerSecond();
    allowance =
        Math.min(allowance + seconds * perSecond, Math.max(1, perSecond * MOST_SAVED_SECONDS));
  }

  private double recordsPerSecond() {
    Conditions conditions = setting.stage().conditions();
    double scaled = Math.max(1, conditions.load() / MOST_LOAD_BEFORE_SCALING);
    return setting.stage().load().orderRecordsPerSecond()
        * HEADROOM
        * scaled
        * conditions.billingSpeed();
  }
}
