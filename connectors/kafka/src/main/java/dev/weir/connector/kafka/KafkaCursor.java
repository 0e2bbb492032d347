package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import dev.weir.stream.TailPoll;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads topics with a consumer that has its partitions assigned by hand: no group, no commit. Keeps
 * its own positions, because asking the consumer for one may wait for the broker.
 */
final class KafkaCursor implements RecordCursor {
  /** A broker that works answers a fetch after {@code fetch.max.wait.ms} at the latest. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  /** Its port is open, but the client may just be about to connect again. */
  private static final Duration LONG_SILENCE = Duration.ofSeconds(15);

  private static final Duration PLACE_AGAIN = Duration.ofSeconds(5);

  private final ClusterLink link;
  private final Topics topics;
  private final Offsets offsets;
  private final ReadIsolation isolation;
  private final TailFrom from;
  private final KafkaConsumer<ByteBuffer, ByteBuffer> consumer;
  private final Consumer<KafkaCursor> onClose;
  private final TopicWatch watch;
  private final SilenceWatch silence;
  private final Map<TopicPartition, Place> places = new HashMap<>();
  private final Set<TopicPartition> unplaced = new HashSet<>();
  private final Set<String> gone = new HashSet<>();
  private int openingEndsAhead;
  private List<TailGap> gaps = new ArrayList<>();
  private List<ConnectorFailure> failures = new ArrayList<>();
  private long placeAgainNanos;

  /** Held while the consumer is in use; whoever finds the cursor closed last closes it. */
  private final ReentrantLock using = new ReentrantLock();

  private final Semaphore wakeups = new Semaphore(0);
  private volatile boolean closed;
  private boolean consumerClosed;

  /** Where the cursor stands in one partition. */
  private static final class Place {
    private final long openingEnd;
    private long next;
    private long end;

    private Place(long next, long end) {
      this.next = next;
      this.end = end;
      openingEnd = end;
    }

    private boolean ahead() {
      return next < openingEnd;
    }
  }

  /**
   * Connects and finds where to begin.
   *
   * @throws ConnectorException if a topic is not there or no broker answers
   */
  KafkaCursor(
      ClusterLink link,
      Topics topics,
      Collection<String> names,
      TailFrom from,
      ReadIsolation isolation,
      String clientName,
      Consumer<KafkaCursor> onClose) {
    this.link = link;
    this.topics = topics;
    this.from = from;
    this.isolation = isolation;
    this.onClose = onClose;
    offsets = new Offsets(link);
    topics.forget(names);
    Map<String, TopicDescription> descriptions = topics.describe(names);
    for (String name : names) {
      if (!descriptions.containsKey(name)) {
        throw new ConnectorException(TopicCatalog.noSuchTopic(link.connection(), name));
      }
    }
    StartingPoints.Points begin =
        new StartingPoints(link, offsets).find(partitions(descriptions), from, isolation);
    try {
      // Who begins at one record wants that one, or goes on from it record by record.
      consumer =
          new KafkaConsumer<>(
              from instanceof TailFrom.At
                  ? link.properties().unhurriedConsumer(isolation, clientName)
                  : link.properties().consumer(isolation, clientName));
    } catch (RuntimeException refused) {
      throw link.words().exception("open a reader", refused);
    }
    silence = new SilenceWatch(consumer);
    watch = new TopicWatch(link, descriptions.values());
    placeAgainNanos = System.nanoTime() + PLACE_AGAIN.toNanos();
    begin(begin);
  }

  private static Set<TopicPartition> partitions(Map<String, TopicDescription> topics) {
    Set<TopicPartition> partitions = new HashSet<>();
    topics.forEach(
        (name, topic) -> {
          for (TopicPartitionInfo partition : topic.partitions()) {
            partitions.add(new TopicPartition(name, partition.partition()));
          }
        });
    return partitions;
  }

  private void begin(StartingPoints.Points begin) {
    unplaced.addAll(begin.unplaced());
    gaps.addAll(begin.gaps());
    for (TopicPartition waiting : begin.unplaced()) {
      gaps.add(
          new TailGap(
              link.partition(waiting), -1, "No broker leads the partition; waiting for one."));
    }
    place(begin.points());
  }

  @Override
  public Set<StreamRef> follow(Collection<StreamRef> streams, TailFrom added) {
    using.lock();
    try {
      if (closed) {
        return Set.of();
      }
      Set<String> names = new HashSet<>();
      streams.forEach(stream -> names.add(stream.name()));
      Set<String> known = watch.topics();
      Set<String> fresh = new HashSet<>(names);
      fresh.removeAll(known);
      Map<String, TopicDescription> descriptions = Map.of();
      if (!fresh.isEmpty()) {
        topics.forget(fresh);
        descriptions = topics.describe(fresh);
      }
      // Everything that may fail comes first.
      StartingPoints.Points begin =
          new StartingPoints(link, offsets).find(partitions(descriptions), added, isolation);
      for (String topic : known) {
        if (!names.contains(topic)) {
          watch.remove(topic);
          gone.remove(topic);
          drop(topic);
        }
      }
      watch.add(descriptions.values());
      begin(begin);
      fresh.removeAll(descriptions.keySet());
      Set<StreamRef> absent = new HashSet<>();
      fresh.forEach(name -> absent.add(link.stream(name)));
      return absent;
    } finally {
      using.unlock();
      if (closed) {
        closeConsumer();
      }
    }
  }

  private void place(Map<TopicPartition, StartingPoints.Point> points) {
    points.forEach((partition, point) -> put(partition, new Place(point.next(), point.end())));
    assign();
    points.forEach((partition, point) -> consumer.seek(partition, point.next()));
  }

  private void put(TopicPartition partition, Place place) {
    Place before = places.put(partition, place);
    if (before != null && before.ahead()) {
      openingEndsAhead--;
    }
    if (place.ahead()) {
      openingEndsAhead++;
    }
  }

  /** Partitions assigned before keep their place in the consumer. */
  private void assign() {
    consumer.assign(places.keySet());
  }

  @Override
  public TailPoll poll(Duration atMost) {
    using.lock();
    try {
      if (closed) {
        throw new ConnectorException(
            new ConnectorFailure.Rejected(
                "The reader on " + link.connection() + " is closed.", "Open another one."));
      }
      return pollOpen(atMost);
    } finally {
      using.unlock();
      if (closed) {
        closeConsumer();
      }
    }
  }

  private TailPoll pollOpen(Duration atMost) {
    watch.changes().forEach(this::take);
    placeAgain();
    if (!failures.isEmpty()) {
      throw new ConnectorException(failures.removeFirst());
    }
    if (places.isEmpty()) {
      return waitWithoutPartitions(atMost);
    }
    boolean tellAtOnce = !gaps.isEmpty();
    long start = System.nanoTime();
    ConsumerRecords<ByteBuffer, ByteBuffer> records;
    try {
      records = consumer.poll(tellAtOnce ? Duration.ZERO : atMost);
    } catch (WakeupException _) {
      records = ConsumerRecords.empty();
    } catch (OffsetOutOfRangeException outOfRange) {
      silence.heardSomething();
      relocate(outOfRange);
      return new TailPoll(List.of(), takeGaps());
    } catch (RuntimeException failed) {
      throw link.failed("read " + names(), failed);
    }
    long received = link.nowMillis();
    advance(records.nextOffsets());
    if (records.isEmpty()) {
      silence.listened(System.nanoTime() - start);
      if (!tellAtOnce) {
        complainOfSilence();
      }
      return gaps.isEmpty() ? TailPoll.EMPTY : new TailPoll(List.of(), takeGaps());
    }
    silence.heardSomething();
    link.answered();
    List<RecordBatch> batches = new ArrayList<>();
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<ByteBuffer, ByteBuffer>> list = records.records(partition);
      if (!list.isEmpty()) {
        batches.add(
            new FetchedBatch(
                link.stream(partition.topic()), partition.partition(), received, list));
      }
    }
    return new TailPoll(batches, takeGaps());
  }

  private void advance(Map<TopicPartition, OffsetAndMetadata> nextOffsets) {
    for (Map.Entry<TopicPartition, OffsetAndMetadata> next : nextOffsets.entrySet()) {
      Place place = places.get(next.getKey());
      if (place != null) {
        moveTo(place, next.getValue().offset());
      }
    }
  }

  private void moveTo(Place place, long next) {
    boolean before = place.ahead();
    place.next = next;
    place.end = Math.max(place.end, next);
    if (before && !place.ahead()) {
      openingEndsAhead--;
    }
  }

  private List<TailGap> takeGaps() {
    if (gaps.isEmpty()) {
      return List.of();
    }
    List<TailGap> told = gaps;
    gaps = new ArrayList<>();
    return told;
  }

  private String names() {
    List<String> names = places.keySet().stream().map(TopicPartition::topic).distinct().toList();
    return names.size() == 1 ? "topic " + names.getFirst() : names.size() + " topics";
  }

  /** All topics are gone: says so, at the pace of polls, until one is there again. */
  private TailPoll waitWithoutPartitions(Duration atMost) {
    try {
      if (wakeups.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        wakeups.drainPermits();
        return new TailPoll(List.of(), takeGaps());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (gone.isEmpty()) {
      return new TailPoll(List.of(), takeGaps());
    }
    throw new ConnectorException(deleted(gone.iterator().next()));
  }

  private ConnectorFailure deleted(String topic) {
    return new ConnectorFailure.Missing(
        "Topic " + topic + " on " + link.connection() + " was deleted while it was read.",
        "Reading goes on by itself if it is created again.");
  }

  private void take(TopicWatch.Change change) {
    switch (change) {
      case TopicWatch.Change.Deleted(String topic) -> {
        drop(topic);
        gone.add(topic);
        failures.add(deleted(topic));
      }
      case TopicWatch.Change.Recreated(String topic, int partitions) -> {
        if (!gone.remove(topic)) {
          gaps.add(
              new TailGap(
                  link.partition(new TopicPartition(topic, 0)),
                  -1,
                  "The topic was deleted and created again; what was unread of the old one is"
                      + " lost. Reading goes on at the beginning of the new one."));
        }
        // Out first: the consumer must forget what it knew of the old one's epochs.
        drop(topic);
        addFromBeginning(topic, partitions);
      }
      case TopicWatch.Change.Grown(String topic, int partitions) ->
          addFromBeginning(topic, partitions);
    }
  }

  private void drop(String topic) {
    unplaced.removeIf(partition -> partition.topic().equals(topic));
    places
        .entrySet()
        .removeIf(
            entry -> {
              boolean dropped = entry.getKey().topic().equals(topic);
              if (dropped && entry.getValue().ahead()) {
                openingEndsAhead--;
              }
              return dropped;
            });
    assign();
  }

  /** What came into a partition since it was made has all come since the cursor was opened. */
  private void addFromBeginning(String topic, int partitions) {
    if (from instanceof TailFrom.At) {
      return;
    }
    Map<TopicPartition, StartingPoints.Point> added = new HashMap<>();
    for (int number = 0; number < partitions; number++) {
      TopicPartition partition = new TopicPartition(topic, number);
      if (!places.containsKey(partition) && !unplaced.contains(partition)) {
        added.put(partition, new StartingPoints.Point(0, 0));
      }
    }
    place(added);
  }

  private void placeAgain() {
    if (unplaced.isEmpty() || System.nanoTime() - placeAgainNanos < 0) {
      return;
    }
    try {
      StartingPoints.Points found =
          new StartingPoints(link, offsets).find(Set.copyOf(unplaced), from, isolation);
      unplaced.removeAll(found.points().keySet());
      gaps.addAll(found.gaps());
      place(found.points());
    } catch (ConnectorException _) {
      // Still away.
    }
    placeAgainNanos = System.nanoTime() + PLACE_AGAIN.toNanos();
  }

  /** The position is not in the log any more: expired, deleted, or cut off at its end. */
  private void relocate(OffsetOutOfRangeException outOfRange) {
    Map<TopicPartition, Long> lost = outOfRange.offsetOutOfRangePartitions();
    Map<TopicPartition, OffsetAndMetadata> divergent =
        outOfRange instanceof LogTruncationException truncation
            ? truncation.divergentOffsets()
            : Map.of();
    Offsets.Answers starts = offsets.ask(lost.keySet(), OffsetSpec.earliest(), level());
    Offsets.Answers ends = offsets.ask(lost.keySet(), OffsetSpec.latest(), level());
    lost.forEach(
        (partition, position) -> {
          Place place = places.get(partition);
          Offsets.Found start = starts.found().get(partition);
          Offsets.Found end = ends.found().get(partition);
          if (place == null || start == null || end == null) {
            // The leader is away: the next poll fails the same way and asks again.
            return;
          }
          long next;
          if (position < start.offset()) {
            next = start.offset();
            // A new partition is taken from 0 on, wherever its log begins by then.
            gaps.add(
                new TailGap(
                    link.partition(partition),
                    next - position,
                    "Records expired or were deleted before they could be read."));
          } else {
            OffsetAndMetadata same = divergent.get(partition);
            next = same == null ? Math.min(position, end.offset()) : same.offset();
            gaps.add(
                new TailGap(
                    link.partition(partition),
                    -1,
                    "The log was cut back from offset "
                        + position
                        + " to "
                        + next
                        + ": records already read there are no longer on the broker."));
          }
          consumer.seek(partition, next);
          moveTo(place, next);
        });
  }

  private IsolationLevel level() {
    return isolation == ReadIsolation.READ_COMMITTED
        ? IsolationLevel.READ_COMMITTED
        : IsolationLevel.READ_UNCOMMITTED;
  }

  /** Throws if the brokers have been silent for longer than brokers that work ever are. */
  private void complainOfSilence() {
    Duration normal = Duration.ofMillis(2L * link.properties().fetchMaxWaitMillis());
    Duration silent = silence.silence();
    if (silent.compareTo(SILENCE.compareTo(normal) > 0 ? SILENCE : normal) < 0) {
      return;
    }
    Optional<ConnectorFailure> away = link.reachability().diagnose();
    if (away.isPresent()) {
      throw new ConnectorException(away.get());
    }
    if (silent.compareTo(LONG_SILENCE) > 0) {
      throw new ConnectorException(
          new ConnectorFailure.TimedOut(
              link.words().here()
                  + "has sent nothing for "
                  + silent.toSeconds()
                  + " s, although its port is open.",
              "A broker may be overloaded or its advertised address not reachable from here."));
    }
  }

  @Override
  public boolean reachedOpeningEnd() {
    return openingEndsAhead == 0 && unplaced.isEmpty();
  }

  @Override
  public long behind() {
    using.lock();
    try {
      if (closed) {
        return -1;
      }
      long behind = 0;
      for (Map.Entry<TopicPartition, Place> entry : places.entrySet()) {
        Place place = entry.getValue();
        OptionalLong lag = consumer.currentLag(entry.getKey());
        if (lag.isPresent()) {
          place.end = Math.max(place.end, place.next + lag.getAsLong());
        }
        behind += lag.orElse(Math.max(0, place.end - place.next));
      }
      return unplaced.isEmpty() ? behind : -1;
    } finally {
      using.unlock();
    }
  }

  @Override
  public void skipToEnd() {
    using.lock();
    try {
      if (closed || places.isEmpty()) {
        return;
      }
      Offsets.Answers ends = offsets.ask(places.keySet(), OffsetSpec.latest(), level());
      if (ends.found().isEmpty()) {
        throw link.failed("skip to the end", ends.failed().values().iterator().next());
      }
      ends.found()
          .forEach(
              (partition, end) -> {
                Place place = places.get(partition);
                if (place != null && end.offset() > place.next) {
                  gaps.add(
                      new TailGap(
                          link.partition(partition),
                          end.offset() - place.next,
                          "Skipped to catch up with the end."));
                  consumer.seek(partition, end.offset());
                  moveTo(place, end.offset());
                }
              });
    } finally {
      using.unlock();
      if (closed) {
        closeConsumer();
      }
    }
  }

  /** Figures of the consumer; readable from any thread. */
  Map<MetricName, ? extends Metric> metrics() {
    return consumer.metrics();
  }

  @Override
  public void wakeup() {
    wakeups.release();
    consumer.wakeup();
  }

  @Override
  public void close() {
    closed = true;
    wakeup();
    closeConsumer();
  }

  /** Closes unless a poll is under way, which then closes when it has come back. */
  private void closeConsumer() {
    if (!using.tryLock()) {
      return;
    }
    try {
      if (!consumerClosed) {
        consumerClosed = true;
        onClose.accept(this);
        consumer.close(CloseOptions.timeout(Duration.ofMillis(200)));
      }
    } catch (RuntimeException _) {
      // Nothing was left on the broker; the sockets are closed either way.
    } finally {
      using.unlock();
    }
  }
}
