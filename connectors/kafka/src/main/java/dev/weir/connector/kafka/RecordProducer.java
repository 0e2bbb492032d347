package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Position;
import dev.weir.stream.ProduceLane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

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
    producer = link.writer(link.properties().producer());
  }

  @Override
  public List<Outcome> produce(List<NewRecord> records) {
    List<Supplier<Outcome>> started = new ArrayList<>(records.size());
    Optional<Outcome> refused = Optional.empty();
    for (NewRecord record : records) {
      // After one that cannot go out at all none is tried.
      refused = refused.or(() -> send(record, started));
      refused.ifPresent(outcome -> started.add(() -> outcome));
    }
    return started.stream().map(Supplier::get).toList();
  }

  /** Hands a record to the client, unless it cannot go out; then nothing is added. */
  private Optional<Outcome> send(NewRecord record, List<Supplier<Outcome>> started) {
    if (record.partition().isPresent() && record.partition().getAsInt() >= partitions) {
      return Optional.of(new Outcome.Refused(noPartition(record.partition().getAsInt())));
    }
    try {
      Future<RecordMetadata> sent = producer.send(NewRecords.of(topic, record));
      started.add(() -> outcome(sent));
      return Optional.empty();
    } catch (RuntimeException failed) {
      return Optional.of(new Outcome.Refused(words(failed)));
    }
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
    if (RecordRefusals.isOfRecords(failed)) {
      return RecordRefusals.failure(topic, failed);
    }
    if (failed instanceof TopicAuthorizationException) {
      return new ConnectorFailure.Unauthorized(
          link.words().here() + "does not allow to write to " + topic + ".",
          "Ask for an ACL with WRITE on the topic.");
    }
    return link.words().exception("write to " + topic, failed).failure();
  }

  @Override
  public void close() {
    producer.close(CLOSING);
  }
}
