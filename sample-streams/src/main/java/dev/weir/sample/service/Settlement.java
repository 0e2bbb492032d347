package dev.weir.sample.service;

import dev.weir.sample.deadletter.Dialect;
import dev.weir.sample.deadletter.Failure;
import dev.weir.sample.event.Event;
import dev.weir.sample.event.EventKey;
import dev.weir.sample.event.EventReader;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.Topic;
import dev.weir.sample.event.UnreadableEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Settles payments with the banks; what fails goes through the retry topics, each twice as patient
 * as the one before, and at last to {@code payments-dlt}, with the headers of Spring Kafka's
 * {@code @RetryableTopic}. What cannot be read is not tried again.
 */
final class Settlement {
  static final String GROUP = "settlement";

  /** Where attempt 2, 3 and 4 are made, and how long after the one before. */
  static final List<Retry> RETRIES =
      List.of(
          new Retry(Topic.PAYMENTS_RETRY_1S, Duration.ofSeconds(1)),
          new Retry(Topic.PAYMENTS_RETRY_2S, Duration.ofSeconds(2)),
          new Retry(Topic.PAYMENTS_RETRY_4S, Duration.ofSeconds(4)));

  private static final double FIRST_ATTEMPT_FAILS = 0.01;
  private static final double LATER_ATTEMPT_FAILS = 0.5;
  private static final String BANK_BEHIND_STORE = "north";

  record Retry(Topic topic, Duration delay) {}

  private final Setting setting;

  Settlement(Setting setting) {
    this.setting = setting;
  }

  /** Makes an attempt, the first is 1; on failure passes the record on. */
  void attempt(ConsumerRecord<byte[], byte[]> record, int attempt) {
    Instant now = setting.clock().instant();
    try {
      settle(EventReader.read(record.value()), attempt);
    } catch (UnreadableEvent unreadable) {
      deadLetter(new Failure(record, GROUP, unreadable), attempt, now);
    } catch (BankUnavailable unavailable) {
      var failure = new Failure(record, GROUP, unavailable);
      if (attempt > RETRIES.size()) {
        deadLetter(failure, attempt, now);
      } else {
        Retry retry = RETRIES.get(attempt - 1);
        send(failure, retry.topic(), attempt + 1, now.plus(retry.delay()));
      }
    }
  }

  private void settle(Event payment, int attempt) {
    if (!payment.type().equals(EventType.PAYMENT_PROCESSED.typeName())) {
      return;
    }
    String bank = payment.text("bank");
    if (setting.stage().conditions().storeDown() && bank.equals(BANK_BEHIND_STORE)) {
      throw new BankUnavailable("bank " + bank + " refuses connections");
    }
    long number = EventKey.number(payment.text("order_id"));
    double fails = FIRST_ATTEMPT_FAILS * Math.pow(LATER_ATTEMPT_FAILS, attempt - 1);
    if (setting.chance().unit(number, Question.SETTLEMENT) < fails) {
      throw new BankUnavailable(
          "bank " + bank + " did not answer within 2 s (attempt " + attempt + ")");
    }
  }

  private void deadLetter(Failure failure, int attempt, Instant now) {
    send(failure, Topic.PAYMENTS_DEAD_LETTERS, attempt, now);
  }

  private void send(Failure failure, Topic target, int attempt, Instant notBefore) {
    ConsumerRecord<byte[], byte[]> record = failure.record();
    setting
        .publisher()
        .send(
            new ProducerRecord<>(
                target.topicName(),
                record.partition() % target.partitions(),
                null,
                record.key(),
                record.value(),
                Dialect.springRetry(failure, attempt, notBefore)));
  }
}
