package dev.weir.sample.service;

import dev.weir.sample.event.Event;
import dev.weir.sample.event.EventId;
import dev.weir.sample.event.EventKey;
import dev.weir.sample.event.EventReader;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.EventWriter;
import dev.weir.sample.event.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Charges every order placed, exactly once: payments and the offsets of the orders they are for are
 * committed in one transaction, about twice a second. A client of a broken version leads to
 * payments nobody can read.
 */
public final class PaymentService extends Service {
  private static final String GROUP = "payment";
  private static final long TRANSACTION_NANOS = Duration.ofMillis(400).toNanos();
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE = Duration.ofMillis(800);
  private static final double REFUSED = 0.03;
  private static final double UNREADABLE = 0.001;
  private static final double UNREADABLE_AFTER_BAD_DEPLOY = 0.05;
  private static final String[] REASONS = {"insufficient_funds", "card_expired", "suspected_fraud"};

  private final Setting setting;
  private final EventWriter writer = new EventWriter();

  public PaymentService(Setting setting) {
    super(GROUP, setting.figures());
    this.setting = setting;
  }

  @Override
  protected void run() {
    var charged = new RecentIds(1 << 16);
    try (KafkaConsumer<byte[], byte[]> consumer =
            setting
                .kafka()
                .subscribed(
                    GROUP, KafkaClients.Protocol.CLASSIC, true, List.of(Topic.ORDERS.topicName()));
        KafkaProducer<byte[], byte[]> producer =
            setting.kafka().transactionalProducer("payment-0")) {
      producer.initTransactions();
      var failure = new AtomicReference<String>("");
      var handled = new HashMap<TopicPartition, OffsetAndMetadata>();
      boolean open = false;
      long openedAt = 0;
      while (isRunning()) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (!open) {
            producer.beginTransaction();
            open = true;
            openedAt = System.nanoTime();
          }
          charge(record, charged, producer, failure);
        }
        records.nextOffsets().forEach(handled::put);
        if (open && System.nanoTime() - openedAt >= TRANSACTION_NANOS) {
          commit(producer, consumer, handled, failure);
          open = false;
        }
      }
      if (open) {
        commit(producer, consumer, handled, failure);
      }
      consumer.close(CloseOptions.timeout(CLOSE));
      producer.close(CLOSE);
    }
  }

  private static void commit(
      KafkaProducer<byte[], byte[]> producer,
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, OffsetAndMetadata> handled,
      AtomicReference<String> failure) {
    if (!failure.get().isEmpty()) {
      producer.abortTransaction();
      throw new KafkaException("a payment was not written: " + failure.get());
    }
    producer.sendOffsetsToTransaction(handled, consumer.groupMetadata());
    producer.commitTransaction();
    handled.clear();
  }

  private void charge(
      ConsumerRecord<byte[], byte[]> record,
      RecentIds charged,
      KafkaProducer<byte[], byte[]> producer,
      AtomicReference<String> failure) {
    if (!EventType.ORDER_PLACED.marks(record.value())) {
      return;
    }
    Event order = EventReader.read(record.value());
    if (!charged.add(order.idBits())) {
      setting.figures().duplicatesIgnored().increment();
      return;
    }
    long now = setting.clock().millis();
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topic.PAYMENTS.topicName(),
                null,
                now,
                record.key(),
                payment(order, now),
                ContentType.of(Topic.PAYMENTS)),
            (written, problem) -> {
              if (problem != null) {
                failure.set(String.valueOf(problem.getMessage()));
              }
            });
  }

  /** The outcome of charging this order. */
  byte[] payment(Event order, long nowMillis) {
    long number = EventKey.number(order.text("order_id"));
    boolean refused = setting.chance().happens(REFUSED, number, Question.PAYMENT_REFUSED);
    EventType type = refused ? EventType.PAYMENT_FAILED : EventType.PAYMENT_PROCESSED;
    writer
        .begin(
            type,
            EventId.of(setting.seed(), type, number, 0),
            EventId.parse(order.correlationId()),
            nowMillis)
        .text("order_id", order.text("order_id"))
        .text("customer_id", order.text("customer_id"))
        .cents("amount", order.cents("total"))
        .text("currency", order.text("currency"))
        .text("bank", order.text("bank"));
    if (refused) {
      int reason = setting.chance().below(REASONS.length, number, Question.PAYMENT_REASON);
      writer.text("reason", REASONS[reason]);
    } else {
      int reference = setting.chance().below(Integer.MAX_VALUE, number, Question.AUTHORISATION);
      writer.text("authorisation", Integer.toString(reference, 36).toUpperCase(Locale.ROOT));
    }
    byte[] whole =
        writer.text("sku", order.text("sku")).integer("quantity", order.integer("quantity")).end();
    boolean broken = order.text("client").equals(Customers.BROKEN_CLIENT);
    return setting
            .chance()
            .happens(
                broken ? UNREADABLE_AFTER_BAD_DEPLOY : UNREADABLE, number, Question.PAYMENT_CUT)
        ? Arrays.copyOf(whole, whole.length * 2 / 3)
        : whole;
  }
}
