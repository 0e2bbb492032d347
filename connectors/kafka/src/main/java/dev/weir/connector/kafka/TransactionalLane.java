package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.Position;
import dev.weir.stream.ReplayJob;
import dev.weir.stream.ReplayLane;
import dev.weir.stream.ReplayRecord;
import dev.weir.stream.StreamRef;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
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
  /** What its transactional ids, and the groups of the same names, begin with. */
  static final String OWN = "weir-replay-";

  /** Written into the offset's metadata; brokers take 4 KiB, and some less. */
  private static final Pattern MARKER = Pattern.compile("weir:1:([^:]+):(\\d+):(\\d+)");

  private static final int COMMIT_TRIES = 4;
  private static final Duration STABLE_WAIT = Duration.ofSeconds(4);

  /** Other producers' transactions end within a minute, unless they are told another time. */
  private static final Duration READABLE_WAIT = Duration.ofSeconds(20);

  private static final long READABLE_GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final ClusterLink link;
  private final Topics topics;
  private final Offsets offsets;
  private final OwnTransactions own;
  private final String job;
  private final Set<String> targets;
  private final String id;
  private final TopicPartition marker;
  private final KafkaProducer<byte[], byte[]> producer;
  private @Nullable ConsumerGroupMetadata group;
  private double throttledMillis;
  private double lostConnectionsAtCommit;

  /** Of the batch that was committed last. */
  private List<Future<RecordMetadata>> promised = List.of();

  TransactionalLane(ClusterLink link, Topics topics, ReplayJob job) {
    this.link = link;
    this.topics = topics;
    this.offsets = new Offsets(link);
    this.job = job.id();
    this.targets = job.targets().stream().map(StreamRef::name).collect(Collectors.toSet());
    this.id = OWN + job.id();
    this.own = new OwnTransactions(link, topics, id);
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
    return begun();
  }

  /**
   * After a broker was killed in the midst, a partition was seen to keep a transaction of a job
   * open for good although its coordinator said that it was over: the coordinator takes a partition
   * that has no leader at that moment for deleted, and sends it no marker. Nobody's committed
   * records can be read behind it.
   */
  @Override
  public Begun endOpen(Map<OpenTransaction, Ending> endings) {
    endings.forEach(own::end);
    return begun();
  }

  @Override
  public Optional<Begun.Open> leftOpen() {
    List<OpenTransaction> open = own.leftOpen(targets);
    return open.isEmpty() ? Optional.empty() : Optional.of(new Begun.Open(open, 0));
  }

  @Override
  public Set<Position.Offset> takenBack(StreamRef stream, Collection<Position.Offset> places) {
    try {
      return new PassedOver(link).among(stream.name(), places);
    } catch (RuntimeException failed) {
      throw link.failed("look whether what was written to " + stream.name() + " is there", failed);
    }
  }

  private Begun begun() {
    try {
      List<OpenTransaction> open = own.stillOpen(targets);
      if (!open.isEmpty()) {
        return new Begun.Open(open, told(perhapsNotAll()).map(Begun.UpTo::next).orElse(0));
      }
      return stable();
    } catch (TimeoutException _) {
      return unstable();
    } catch (ConnectorException known) {
      throw known;
    } catch (RuntimeException failed) {
      throw link.failed(howFar(), failed);
    }
  }

  private String howFar() {
    return "read how far the replay is (group " + id + ")";
  }

  /** Joins nothing. */
  private Begun stable() {
    try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer =
        new KafkaConsumer<>(link.properties().replayGroup(id))) {
      consumer.assign(Set.of(marker));
      group = consumer.groupMetadata();
      return told(consumer.committed(Set.of(marker), STABLE_WAIT).get(marker))
          .<Begun>map(told -> told)
          .orElseGet(Begun.Nothing::new);
    }
  }

  /**
   * After a broker was killed in the midst, a group's coordinator was seen to keep an offset back
   * as not yet committed for good, although the transaction that it belongs to was over. What it
   * tells without that offset is true, but perhaps not all. What is missing is in the targets
   * themselves: beginning has ended every transaction of this job, so all that it wrote can be
   * read, once nobody else's transaction hides it.
   */
  private Begun unstable() {
    OffsetAndMetadata before = perhapsNotAll();
    awaitReadable();
    return told(before)
        .map(told -> new Begun.AtLeast(told.next(), told.quarantined()))
        .orElseGet(() -> new Begun.AtLeast(0, 0));
  }

  /** How far the job is without what the group's coordinator keeps back. */
  private @Nullable OffsetAndMetadata perhapsNotAll() {
    return link.call(
            howFar(), admin -> admin.listConsumerGroupOffsets(id).partitionsToOffsetAndMetadata())
        .get(marker);
  }

  private Optional<Begun.UpTo> told(@Nullable OffsetAndMetadata committed) {
    if (committed == null) {
      return Optional.empty();
    }
    Matcher told = MARKER.matcher(committed.metadata());
    if (!told.matches() || !told.group(1).equals(job)) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              "Group " + id + " holds an offset that no replay has written.",
              "Delete that group, after finding out who uses it."));
    }
    return Optional.of(
        new Begun.UpTo(Integer.parseInt(told.group(2)), Integer.parseInt(told.group(3))));
  }

  private List<TopicPartition> partitions() {
    Map<String, TopicDescription> described = topics.describe(targets);
    List<TopicPartition> partitions = new ArrayList<>();
    for (String target : targets) {
      TopicDescription topic = described.get(target);
      if (topic == null) {
        // Whether it is gone or only its broker, the job finds out while it tries again.
        throw new ConnectorException(
            new ConnectorFailure.TimedOut(
                "Topic " + target + " is not there, or may not be seen.",
                "What was written there cannot be looked for before it is."));
      }
      topic.partitions().forEach(of -> partitions.add(new TopicPartition(target, of.partition())));
    }
    return partitions;
  }

  /** Waits until readers of committed records get to where the targets end now. */
  private void awaitReadable() {
    List<TopicPartition> partitions = partitions();
    Offsets.Answers ends =
        offsets.ask(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    long until = System.nanoTime() + READABLE_WAIT.toNanos();
    while (true) {
      Offsets.Answers readable =
          offsets.ask(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
      Optional<ConnectorFailure> away =
          ends.failure(link.words(), "read the ends of the targets")
              .or(() -> readable.failure(link.words(), "read the ends of the targets"));
      if (away.isPresent()) {
        throw new ConnectorException(away.get());
      }
      Optional<TopicPartition> hidden =
          ends.found().entrySet().stream()
              .filter(end -> !isReached(end.getValue(), readable.found().get(end.getKey())))
              .map(Map.Entry::getKey)
              .findFirst();
      if (hidden.isEmpty()) {
        return;
      }
      if (System.nanoTime() - until > 0 || Thread.currentThread().isInterrupted()) {
        throw new ConnectorException(
            new ConnectorFailure.TimedOut(
                "A transaction that is open on "
                    + hidden.get()
                    + " hides what this job wrote there, and the broker does not tell how far it"
                    + " is.",
                "Resume when that transaction has ended; kafka-transactions.sh find-hanging"
                    + " finds one that does not end."));
      }
      LockSupport.parkNanos(READABLE_GLANCE_NANOS);
    }
  }

  private static boolean isReached(Offsets.Found end, Offsets.@Nullable Found readable) {
    return readable != null && readable.offset() >= end.offset();
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
      // Beside the records: behind them it would wait until the broker has taken them all.
      FutureTask<Object> marked =
          inBackground(
              () ->
                  producer.sendOffsetsToTransaction(
                      Map.of(
                          marker,
                          new OffsetAndMetadata(
                              next, "weir:1:" + job + ":" + next + ":" + quarantined)),
                      own));
      Optional<Throwable> failed = send(records, sent);
      // Nothing else is asked of the transaction before it is known.
      marked.get();
      if (failed.isPresent()) {
        return outcome(records, sent, new ExecutionException(failed.get()));
      }
      commit();
      promised = sent;
      lostConnectionsAtCommit = lostConnections();
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

  /**
   * Sends until one fails at once: each further one would wait as long for a topic that is gone.
   */
  private Optional<Throwable> send(List<ReplayRecord> records, List<Future<RecordMetadata>> sent) {
    for (ReplayRecord record : records) {
      Future<RecordMetadata> future =
          producer.send(NewRecords.of(record.to().name(), record.record()));
      sent.add(future);
      if (future.state() == Future.State.FAILED) {
        return Optional.of(future.exceptionNow());
      }
    }
    return Optional.empty();
  }

  private static FutureTask<Object> inBackground(Runnable work) {
    var task = new FutureTask<>(Executors.callable(work));
    Thread.ofVirtual().name("replay-marker").start(task);
    return task;
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
    boolean ofRecords = RecordRefusals.isOfRecords(cause);
    boolean refused =
        ofRecords
            || cause instanceof AuthorizationException
            || cause instanceof UnknownTopicOrPartitionException
            || cause instanceof InvalidTopicException;
    ConnectorFailure why =
        ofRecords ? RecordRefusals.failure(topics(records), cause) : words(records, cause);
    if (!refused || isPromisedStillOpen()) {
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
        if (RecordRefusals.isOfRecords(cause)
            || !RecordRefusals.isOfRecords(first)
                && cause instanceof ApiException
                && !(cause instanceof TransactionAbortedException)) {
          first = cause;
        }
      }
    }
    return first;
  }

  private ConnectorFailure words(List<ReplayRecord> records, Throwable cause) {
    return link.failed("write to " + topics(records), cause).failure();
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
    double average = metric("produce-throttle-time-avg");
    boolean more = average > throttledMillis;
    throttledMillis = average;
    return more;
  }

  /**
   * A broker that was away may hold the batch before open in a partition, see {@link #endOpen}, and
   * would roll it back together with this one. Whoever begins anew looks whether it did.
   */
  private boolean isPromisedStillOpen() {
    if (lostConnections() <= lostConnectionsAtCommit) {
      return false;
    }
    Map<PartitionRef, Long> last = new HashMap<>();
    for (Future<RecordMetadata> future : promised) {
      RecordMetadata at = future.resultNow();
      last.merge(
          link.partition(new TopicPartition(at.topic(), at.partition())), at.offset(), Math::max);
    }
    return own.open(targets).stream()
        .anyMatch(open -> open.firstOffset() <= last.getOrDefault(open.partition(), -1L));
  }

  private double lostConnections() {
    return metric("connection-close-total");
  }

  /** Of the producer as a whole; 0 where nothing was measured yet. */
  private double metric(String name) {
    for (Map.Entry<MetricName, ? extends Metric> metric : producer.metrics().entrySet()) {
      if (metric.getKey().group().equals("producer-metrics")
          && metric.getKey().name().equals(name)
          && metric.getValue().metricValue() instanceof Double measured
          && !measured.isNaN()) {
        return measured;
      }
    }
    return 0;
  }

  @Override
  public void close() {
    producer.close(CLOSING);
  }
}
