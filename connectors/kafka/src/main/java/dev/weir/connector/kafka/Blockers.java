package dev.weir.connector.kafka;

import dev.weir.stream.Blocker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Finds who holds back the last stable offset of a partition: the producer whose open transaction
 * begins first there (KIP-664). Asked for only once the stable offset has stood still for a while,
 * because transactions that work hold it back for moments all the time. Thread-safe.
 */
final class Blockers {
  private static final long STANDING_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long AGE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int PARTITIONS_PER_CALL = 500;

  private final ClusterLink link;
  private final Map<TopicPartition, Standing> standings = new ConcurrentHashMap<>();

  /**
   * A stable offset that stands still before the end.
   *
   * @param askedNanos 0 before it was asked about
   */
  private record Standing(
      long stableEnd, long sinceNanos, Optional<Blocker> blocker, long askedNanos) {}

  Blockers(ClusterLink link) {
    this.link = link;
  }

  /** Who holds back the partition, as last {@link #look looked}. */
  Optional<Blocker> of(TopicPartition partition) {
    Standing standing = standings.get(partition);
    return standing == null ? Optional.empty() : standing.blocker();
  }

  void retain(Set<String> topics) {
    standings.keySet().removeIf(partition -> !topics.contains(partition.topic()));
  }

  /**
   * Takes note of stable ends and asks about those that stand still.
   *
   * @param ends of the partitions looked at; those that are not in {@code stableEnds} block nobody
   */
  void look(
      Map<TopicPartition, Offsets.Found> ends, Map<TopicPartition, Offsets.Found> stableEnds) {
    long now = System.nanoTime();
    List<TopicPartition> asked = new ArrayList<>();
    ends.forEach(
        (partition, end) -> {
          Offsets.Found stable = stableEnds.get(partition);
          if (stable == null || stable.offset() >= end.offset()) {
            standings.remove(partition);
            return;
          }
          Standing standing =
              standings.compute(
                  partition,
                  (_, before) ->
                      before != null && before.stableEnd() == stable.offset()
                          ? before
                          : new Standing(stable.offset(), now, Optional.empty(), 0));
          boolean due = standing.askedNanos() == 0 || now - standing.askedNanos() > AGE_NANOS;
          if (now - standing.sinceNanos() >= STANDING_NANOS
              && due
              && asked.size() < PARTITIONS_PER_CALL) {
            asked.add(partition);
          }
        });
    if (!asked.isEmpty()) {
      find(asked)
          .forEach(
              (partition, blocker) ->
                  standings.computeIfPresent(
                      partition,
                      (_, before) ->
                          new Standing(
                              before.stableEnd(), before.sinceNanos(), Optional.of(blocker), now)));
    }
  }

  private Map<TopicPartition, Blocker> find(Collection<TopicPartition> partitions) {
    DescribeProducersResult result =
        link.start("look for open transactions", admin -> admin.describeProducers(partitions));
    Map<TopicPartition, ProducerState> first = new HashMap<>();
    Map<TopicPartition, Blocker> blockers = new HashMap<>();
    for (TopicPartition partition : partitions) {
      try {
        Optional<ProducerState> oldest =
            link.await(result.partitionResult(partition)).activeProducers().stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .min(
                    Comparator.comparingLong(
                        producer -> producer.currentTransactionStartOffset().orElseThrow()));
        oldest.ifPresentOrElse(
            producer -> first.put(partition, producer),
            () ->
                blockers.put(
                    partition,
                    new Blocker.NotTold("The leader knows of no open transaction by now.")));
      } catch (ExecutionException | TimeoutException failed) {
        blockers.put(
            partition,
            new Blocker.NotTold(
                FailureWords.unwrap(failed) instanceof AuthorizationException
                    ? "Not authorised to see its producers: that takes READ on topic "
                        + partition.topic()
                        + "."
                    : "The partition's leader did not say whose transaction is open."));
      }
    }
    Map<Long, TransactionListing> names = names(first.values());
    first.forEach(
        (partition, producer) ->
            blockers.put(
                partition,
                new Blocker.Transaction(
                    producer.currentTransactionStartOffset().orElseThrow(),
                    producer.producerId(),
                    producer.producerEpoch(),
                    Optional.ofNullable(names.get(producer.producerId()))
                        .map(TransactionListing::transactionalId),
                    producer.lastTimestamp() < 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(producer.lastTimestamp()),
                    Optional.ofNullable(names.get(producer.producerId()))
                        .map(listing -> listing.state().toString()))));
    return blockers;
  }

  /** Coordinators tell only of transactions the user may see; the others stay numbers. */
  private Map<Long, TransactionListing> names(Collection<ProducerState> producers) {
    if (producers.isEmpty()) {
      return Map.of();
    }
    Set<Long> ids = new HashSet<>();
    producers.forEach(producer -> ids.add(producer.producerId()));
    Map<Long, TransactionListing> names = new HashMap<>();
    try {
      for (TransactionListing listing :
          link.await(
              link.start(
                      "list transactions",
                      admin ->
                          admin.listTransactions(
                              new ListTransactionsOptions().filterProducerIds(ids)))
                  .all())) {
        names.put(listing.producerId(), listing);
      }
    } catch (ExecutionException | TimeoutException _) {
      // Then its number has to do.
    }
    return names;
  }
}
