package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ProbeLane;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes a probe's records to the partitions of one topic by turns, each acknowledged by all
 * replicas in sync and none waiting for another.
 */
final class ProbeProducer implements ProbeLane {
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final ClusterLink link;
  private final String topic;
  private final int partitions;
  private final KafkaProducer<byte[], byte[]> producer;
  private int next;

  /**
   * @param partitions of the topic, which is there: a producer might otherwise make it
   */
  ProbeProducer(ClusterLink link, String topic, int partitions) {
    this.link = link;
    this.topic = topic;
    this.partitions = partitions;
    producer = link.writer(link.properties().probe());
    try {
      // Connects, so that the first record is not timed with it.
      var unused = producer.partitionsFor(topic);
    } catch (RuntimeException failed) {
      producer.close(CLOSING);
      throw link.failed("write to " + topic, failed);
    }
  }

  @Override
  public void send(byte[] value, Consumer<Ack> told) {
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(topic, next++ % partitions, null, value),
              (_, failed) ->
                  told.accept(
                      new Ack(System.nanoTime(), Optional.ofNullable(failed).map(this::words))));
    } catch (RuntimeException failed) {
      told.accept(new Ack(System.nanoTime(), Optional.of(words(failed))));
    }
  }

  private ConnectorFailure words(Exception failed) {
    ConnectorException shown = link.words().exception("write to " + topic, failed);
    return shown.failure();
  }

  @Override
  public void close() {
    producer.close(CLOSING);
  }
}
