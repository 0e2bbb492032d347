package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.ProduceLane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Adds records to one topic, each once and acknowledged by all replicas in sync. */
final class RecordProducer implements ProduceLane {
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final ClusterLink link;
  private final String topic;
  private final int partitions;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * @param partitions of the topic, which is there: a producer might otherwise make it
   */
  RecordProducer(ClusterLink link, String topic, int partitions) {
    this.link = link;
    this.topic = topic;
    this.partitions = partitions;
    try {
      producer =
          new KafkaProducer<>(
              link.properties().producer(), new ByteArraySerializer(), new ByteArraySerializer());
    } catch (RuntimeException refused) {
      throw link.words().exception("open a writer", refused);
    }
  }

  @Override
  public List<Outcome> produce(List<NewRecord> records) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
    List<Outcome> outcomes = new ArrayList<>(records.size());
    for (NewRecord record : records) {
      if (record.partition().isPresent() && record.partition().getAsInt() >= partitions) {
        outcomes.add(new Outcome.Refused(noPartition(record.partition().getAsInt())));
        break;
      }
      try {
        sent.add(producer.send(kafkaRecord(record)));
      } catch (RuntimeException refused) {
        outcomes.add(new Outcome.Refused(words(refused)));
        break;
      }
    }
    List<Outcome> inOrder = new ArrayList<>(records.size());
    for (Future<RecordMetadata> one : sent) {
      inOrder.add(outcome(one));
    }
    inOrder.addAll(outcomes);
    // What comes after one that was refused was not tried.
    while (inOrder.size() < records.size()) {
      inOrder.add(inOrder.getLast());
    }
    return List.copyOf(inOrder);
  }

  private Outcome outcome(Future<RecordMetadata> sent) {
    try {
      RecordMetadata there = sent.get();
      return new Outcome.Written(new Position.Offset(there.partition(), there.offset()));
    } catch (ExecutionException failed) {
      Throwable cause = FailureWords.unwrap(failed);
      return cause instanceof RetriableException
          ? new Outcome.Unclear(words(cause))
          : new Outcome.Refused(words(cause));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Outcome.Unclear(words(interrupted));
    }
  }

  private ConnectorFailure noPartition(int partition) {
    return new ConnectorFailure.Rejected(
        "Topic " + topic + " has no partition " + partition + ".",
        "Its partitions are 0 to " + (partitions - 1) + "; or let the key decide.");
  }

  private ConnectorFailure words(Throwable failed) {
    return link.words().exception("write to " + topic, failed).failure();
  }

  private ProducerRecord<byte[], byte[]> kafkaRecord(NewRecord record) {
    var headers = new RecordHeaders();
    for (Header header : record.headers()) {
      headers.add(header.name(), bytes(header.value()));
    }
    return new ProducerRecord<>(
        topic,
        record.partition().isPresent() ? record.partition().getAsInt() : null,
        record.timestampMillis().isPresent() ? record.timestampMillis().getAsLong() : null,
        bytes(record.key()),
        bytes(record.value()),
        headers);
  }

  private static byte @Nullable [] bytes(Payload payload) {
    return switch (payload) {
      case Payload.Absent() -> null;
      case Payload.Bytes(byte[] bytes, int _) -> bytes;
    };
  }

  @Override
  public void close() {
    producer.close(CLOSING);
  }
}
