package dev.weir.sample.service;

import dev.weir.sample.deadletter.Dialect;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Later attempts to settle payments, each record when its time has come. */
public final class RetryService extends ConsumerService {
  private static final int MOST_WAITING = 10_000;

  private final Settlement settlement;

  public RetryService(Setting setting) {
    super(
        setting,
        Settlement.GROUP + "-retry",
        KafkaClients.Protocol.CLASSIC,
        false,
        Settlement.RETRIES.stream().map(retry -> retry.topic().topicName()).toList());
    settlement = new Settlement(setting);
  }

  @Override
  Queue<ConsumerRecord<byte[], byte[]>> newBacklog() {
    return new PriorityQueue<>(Comparator.comparingLong(RetryService::notBefore));
  }

  @Override
  int mostWaiting() {
    return MOST_WAITING;
  }

  @Override
  boolean mayHandle(ConsumerRecord<byte[], byte[]> record) {
    return notBefore(record) <= setting.clock().millis();
  }

  @Override
  void handle(ConsumerRecord<byte[], byte[]> record) {
    settlement.attempt(record, Dialect.springAttempt(record).orElse(2));
  }

  private static long notBefore(ConsumerRecord<byte[], byte[]> record) {
    return Dialect.springNotBefore(record).orElse(0);
  }
}
