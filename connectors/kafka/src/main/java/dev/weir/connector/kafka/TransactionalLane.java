package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.ReplayJob;
import dev.weir.stream.ReplayLane;
import dev.weir.stream.ReplayRecord;
import dev.weir.stream.StreamRef;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch and how far the job is in one transaction. How far it is, is the metadata of an
 * offset that a group of the job's own commits: the offset's number means nothing. Whoever opens
 * the job's transactional id last shuts out all others, and what they had not committed is gone.
 */
final class TransactionalLane implements ReplayLane {
  /** Written into the offset's metadata; brokers take 4 KiB, and some less. */
  private static final Pattern MARKER = Pattern.compile("weir:1:([^:]+):(\\d+):(\\d+)");

  private static final int COMMIT_TRIES = 4;
  private static final Duration STABLE_WAIT = Duration.ofSeconds(4);
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(10);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final ClusterLink link;
  private final String job;
  private final String id;
  private final TopicPartition marker;
  private final KafkaProducer<byte[], byte[]> producer;
  private @Nullable ConsumerGroupMetadata group;
  private double throttledMillis;

  TransactionalLane(ClusterLink link, ReplayJob job) {
    this.link = link;
    this.job = job.id();
    this.id = "weir-replay-" + job.id();
    this.marker = new TopicPartition(markerTopic(job), 0);
    link.reachability().require();
    producer = link.writer(link.properties().replay(id));
  }

  /** A topic of this cluster that is the same however often the job is opened. */
  private static String markerTopic(ReplayJob job) {
    return job.foreign()
        ? job.targets().stream().map(StreamRef::name).sorted().findFirst().orElseThrow()
        : job.source().name();
  }

  @Override
  public Begun begin() {
    try {
      // First: it ends whatever an earlier lane left open, so that what follows reads the truth.
      producer.initTransactions();
    } catch (RuntimeException failed) {
      throw link.failed("begin transactions as " + id, failed);
    }
    try {
      OffsetAndMetadata committed = committed();
      if (committed == null) {
        return new Begun.Nothing();
      }
      Matcher told = MARKER.matcher(committed.metadata());
      if (!told.matches() || !told.group(1).equals(job)) {
        throw new ConnectorException(
            new ConnectorFailure.Rejected(
                "Group " + id + " holds an offset that no replay has written.",
                "Delete that group, after finding out who uses it."));
      }
      return new Begun.UpTo(Integer.parseInt(told.group(2)), Integer.parseInt(told.group(3)));
    } catch (ConnectorException known) {
      throw known;
    } catch (RuntimeException failed) {
      throw link.failed("read how far the replay is (group " + id + ")", failed);
    }
  }

  /**
   * The offset that the group of this job has committed. After a broker was killed in the midst,
   * asking for a stable one was seen to bring no answer for minutes, though transactions could be
   * begun. It may be asked for without that, because beginning has ended all that went before:
   * nothing that counts is pending any more.
   */
  private @Nullable OffsetAndMetadata committed() {
    try {
      return committed(ReadIsolation.READ_COMMITTED, STABLE_WAIT);
    } catch (TimeoutException _) {
      return committed(ReadIsolation.READ_UNCOMMITTED, ANSWER_WAIT);
    }
  }

  /** Joins nothing. */
  private @Nullable OffsetAndMetadata committed(ReadIsolation isolation, Duration wait) {
    try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer =
        new KafkaConsumer<>(link.properties().replayGroup(id, isolation))) {
      consumer.assign(Set.of(marker));
      group = consumer.groupMetadata();
      return consumer.committed(Set.of(marker), wait).get(marker);
    }
  }

  @Override
  public Outcome write(List<ReplayRecord> records, int next, int quarantined) {
    ConsumerGroupMetadata own = group;
    if (own == null) {
      throw new IllegalStateException("begin comes first");
    }
    List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
    try {
      producer.beginTransaction();
      for (ReplayRecord record : records) {
        Future<RecordMetadata> future =
            producer.send(NewRecords.of(record.to().name(), record.record()));
        sent.add(future);
        if (future.state() == Future.State.FAILED) {
          // Each further one would wait as long again for a topic that is gone.
          return outcome(records, sent, new ExecutionException(future.exceptionNow()));
        }
      }
      producer.sendOffsetsToTransaction(
          Map.of(
              marker,
              new OffsetAndMetadata(next, "weir:1:" + job + ":" + next + ":" + quarantined)),
          own);
      commit();
      List<Position> places = new ArrayList<>(sent.size());
      for (Future<RecordMetadata> future : sent) {
        RecordMetadata place = future.get();
        places.add(new Position.Offset(place.partition(), place.offset()));
      }
      return new Outcome.Written(places);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Outcome.Unclear(words(records, interrupted));
    } catch (ExecutionException | RuntimeException failed) {
      return outcome(records, sent, failed);
    }
  }

  /** A commit that was not answered in time may be asked for again, and only that. */
  private void commit() {
    for (int tries = 1; ; tries++) {
      try {
        producer.commitTransaction();
        return;
      } catch (TimeoutException | InterruptException late) {
        if (tries == COMMIT_TRIES || late instanceof InterruptException) {
          throw late;
        }
      }
    }
  }

  private Outcome outcome(
      List<ReplayRecord> records, List<Future<RecordMetadata>> sent, Exception failed) {
    Throwable cause = firstOf(sent, failed);
    if (cause instanceof ProducerFencedException
        || cause instanceof InvalidProducerEpochException) {
      return new Outcome.Fenced();
    }
    boolean ofRecords = isOfRecords(cause);
    boolean refused =
        ofRecords
            || cause instanceof AuthorizationException
            || cause instanceof UnknownTopicOrPartitionException
            || cause instanceof InvalidTopicException;
    ConnectorFailure why = ofRecords ? refusal(records, cause) : words(records, cause);
    if (!refused) {
      return new Outcome.Unclear(why);
    }
    try {
      producer.abortTransaction();
      return new Outcome.Refused(why, ofRecords);
    } catch (ProducerFencedException | InvalidProducerEpochException fenced) {
      return new Outcome.Fenced();
    } catch (RuntimeException dead) {
      // Nothing was committed, but this producer cannot go on.
      return new Outcome.Unclear(why);
    }
  }

  /** What the first record that failed says; the transaction itself only says that one did. */
  private static Throwable firstOf(List<Future<RecordMetadata>> sent, Exception failed) {
    Throwable general = FailureWords.unwrap(failed);
    if (general instanceof ProducerFencedException
        || general instanceof InvalidProducerEpochException) {
      return general;
    }
    Throwable first = general;
    for (Future<RecordMetadata> future : sent) {
      if (future.state() == Future.State.FAILED) {
        Throwable cause = FailureWords.unwrap(future.exceptionNow());
        if (cause instanceof AuthorizationException) {
          return cause;
        }
        // The others of its batch, and of the transaction, fail because one did.
        if (isOfRecords(cause)
            || !isOfRecords(first)
                && cause instanceof ApiException
                && !(cause instanceof TransactionAbortedException)) {
          first = cause;
        }
      }
    }
    return first;
  }

  private static boolean isOfRecords(Throwable cause) {
    return cause instanceof RecordTooLargeException
        || cause instanceof RecordBatchTooLargeException
        || cause instanceof InvalidRecordException
        || cause instanceof InvalidTimestampException
        || cause instanceof PolicyViolationException;
  }

  private ConnectorFailure words(List<ReplayRecord> records, Throwable cause) {
    return link.failed("write to " + topics(records), cause).failure();
  }

  private ConnectorFailure refusal(List<ReplayRecord> records, Throwable cause) {
    String what =
        switch (cause) {
          case RecordTooLargeException _ -> "it is larger than the topic takes";
          case RecordBatchTooLargeException _ -> "it is larger than the topic takes";
          case InvalidTimestampException _ -> "its timestamp is out of what the topic takes";
          case PolicyViolationException _ -> "a policy of the broker forbids it";
          default -> "the broker does not accept it (a compacted topic takes no null key)";
        };
    return new ConnectorFailure.Rejected(
        "Writing to " + topics(records) + " was refused: " + what + ".",
        "Nothing of it was written.");
  }

  private static String topics(List<ReplayRecord> records) {
    List<String> names = records.stream().map(record -> record.to().name()).distinct().toList();
    return names.size() == 1 ? names.getFirst() : names.size() + " topics";
  }

  /**
   * The client only tells an average over the last minute. It rises when an answer was held back,
   * and falls with each that was not.
   */
  @Override
  public boolean throttled() {
    for (Map.Entry<MetricName, ? extends Metric> metric : producer.metrics().entrySet()) {
      if (metric.getKey().name().equals("produce-throttle-time-avg")
          && metric.getValue().metricValue() instanceof Double average
          && !average.isNaN()) {
        boolean more = average > throttledMillis;
        throttledMillis = average;
        return more;
      }
    }
    return false;
  }

  @Override
  public void close() {
    producer.close(CLOSING);
  }
}
