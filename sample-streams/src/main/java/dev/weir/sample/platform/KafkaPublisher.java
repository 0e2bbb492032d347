package dev.weir.sample.platform;

import dev.weir.sample.service.Figures;
import dev.weir.sample.service.Publisher;
import java.time.Duration;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One producer for all services but the transactional one. */
final class KafkaPublisher implements Publisher, AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(1);
  private static final int MOST_REFUSALS = 20;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Callback counting;

  KafkaPublisher(KafkaProducer<byte[], byte[]> producer, Figures figures) {
    this.producer = producer;
    this.counting =
        (written, problem) -> {
          if (problem == null) {
            figures.sent().increment();
          } else {
            figures.notSent().increment();
            if (figures.refusals().size() < MOST_REFUSALS) {
              figures.refusals().add(problem.toString());
            }
          }
        };
  }

  @Override
  public void send(ProducerRecord<byte[], byte[]> record) {
    var _ = producer.send(record, counting);
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
