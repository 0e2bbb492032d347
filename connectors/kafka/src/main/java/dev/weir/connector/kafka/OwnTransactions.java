package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ReplayLane.Ending;
import dev.weir.stream.ReplayLane.OpenTransaction;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Transactions of one transactional id that partitions still hold open although its coordinator
 * says that they are over, and ends them (KIP-664). Only to be asked for once the id was opened
 * anew, or nothing more is written: then every transaction of it has ended, as far as the
 * coordinator knows; but for {@link #open(Set)}.
 */
final class OwnTransactions {
  private static final Set<TransactionState> OVER =
      Set.of(
          TransactionState.EMPTY,
          TransactionState.COMPLETE_ABORT,
          TransactionState.COMPLETE_COMMIT);

  private static final Duration DONE_WAIT = Duration.ofSeconds(10);
  private static final long DONE_GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final ClusterLink link;
  private final Topics topics;
  private final String id;

  OwnTransactions(ClusterLink link, Topics topics, String id) {
    this.link = link;
    this.topics = topics;
    this.id = id;
  }

  /**
   * Those still open of before the id was opened. Whatever the user may not see, or a broker that
   * is away does not tell, counts as not open.
   */
  List<OpenTransaction> stillOpen(Set<String> targets) {
    TransactionDescription own;
    try {
      own = described();
    } catch (ConnectorException _) {
      return List.of();
    }
    // Each opening is an epoch: in the first one nothing was written before.
    return own.producerEpoch() == 0 || !OVER.contains(own.state()) ? List.of() : open(own, targets);
  }

  /**
   * Those still open once nothing more is written. Waits until the coordinator is done with the
   * last one. What the user may not see counts as not open.
   *
   * @throws ConnectorException if the broker is away, or does not get done
   */
  List<OpenTransaction> leftOpen(Set<String> targets) {
    long until = System.nanoTime() + DONE_WAIT.toNanos();
    try {
      TransactionDescription own = described();
      while (!OVER.contains(own.state())) {
        if (System.nanoTime() - until > 0) {
          throw new ConnectorException(
              new ConnectorFailure.TimedOut(
                  "The coordinator of " + id + " is not done with its last transaction.",
                  "What is in it is committed, but cannot be read before."));
        }
        LockSupport.parkNanos(DONE_GLANCE_NANOS);
        own = described();
      }
      return open(own, targets);
    } catch (ConnectorException e) {
      return switch (e.failure()) {
        case ConnectorFailure.Unreachable _, ConnectorFailure.TimedOut _ -> throw e;
        case ConnectorFailure.Unauthorized _,
            ConnectorFailure.Missing _,
            ConnectorFailure.Rejected _ ->
            List.of();
      };
    }
  }

  /**
   * Those open at this moment, the one under way among them. What the user may not see, or a broker
   * that is away does not tell, counts as not open.
   */
  List<OpenTransaction> open(Set<String> targets) {
    try {
      return open(described(), targets);
    } catch (ConnectorException _) {
      return List.of();
    }
  }

  private TransactionDescription described() {
    return link.call(
        "describe transactions of " + id,
        admin -> admin.describeTransactions(Set.of(id)).description(id));
  }

  private List<OpenTransaction> open(TransactionDescription own, Set<String> targets) {
    List<TopicPartition> partitions;
    try {
      partitions = Topics.led(topics.describe(targets).values());
    } catch (ConnectorException _) {
      return List.of();
    }
    DescribeProducersResult told =
        link.start("look for open transactions", admin -> admin.describeProducers(partitions));
    List<OpenTransaction> open = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      try {
        for (ProducerState producer :
            link.await(told.partitionResult(partition)).activeProducers()) {
          if (producer.producerId() == own.producerId()
              && producer.producerEpoch() <= own.producerEpoch()
              && producer.currentTransactionStartOffset().isPresent()) {
            open.add(
                new OpenTransaction(
                    link.partition(partition),
                    producer.currentTransactionStartOffset().getAsLong(),
                    producer.producerId(),
                    producer.producerEpoch(),
                    producer.coordinatorEpoch().orElse(0)));
          }
        }
      } catch (ExecutionException | TimeoutException _) {
        // Not allowed, or away: whoever reads there is told that something hides it.
      }
    }
    return open;
  }

  /**
   * Ends it for good.
   *
   * @throws ConnectorException if the broker is away or does not allow it
   */
  void end(OpenTransaction open, Ending ending) {
    var partition =
        new TopicPartition(open.partition().stream().name(), open.partition().partition());
    String doing = "end the transaction that is open on " + partition;
    try {
      switch (ending) {
        case COMMITTED ->
            new CommitMarker(link.properties()).write(leader(partition), partition, open);
        case ROLLED_BACK -> {
          var spec =
              new AbortTransactionSpec(
                  partition,
                  open.producerId(),
                  (short) open.producerEpoch(),
                  open.coordinatorEpoch());
          link.await(link.start(doing, admin -> admin.abortTransaction(spec)).all());
        }
      }
    } catch (ExecutionException | TimeoutException | IOException | KafkaException failed) {
      if (FailureWords.unwrap(failed) instanceof AuthorizationException) {
        throw new ConnectorException(
            new ConnectorFailure.Unauthorized(
                link.words().here()
                    + "does not allow to "
                    + doing
                    + ": it is one of this job's own, of producer "
                    + open.producerId()
                    + ", which its coordinator says is over.",
                remedy(partition, open.firstOffset(), ending)));
      }
      throw link.failed(doing, failed);
    }
  }

  private static String remedy(TopicPartition partition, long firstOffset, Ending ending) {
    String takes = "It takes CLUSTER_ACTION on the cluster. ";
    return switch (ending) {
      case COMMITTED ->
          takes
              + "Have a user who has that resume the job: what is in it counts as sent, and is lost"
              + " if it is rolled back.";
      case ROLLED_BACK ->
          takes
              + "Who has that can end it with kafka-transactions.sh abort --topic "
              + partition.topic()
              + " --partition "
              + partition.partition()
              + " --start-offset "
              + firstOffset
              + "; then resume.";
    };
  }

  private Node leader(TopicPartition wanted) {
    TopicDescription topic = topics.describe(Set.of(wanted.topic())).get(wanted.topic());
    if (topic != null) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        if (partition.partition() == wanted.partition() && Topics.hasLeader(partition)) {
          return partition.leader();
        }
      }
    }
    throw new ConnectorException(
        new ConnectorFailure.TimedOut(
            "No broker leads partition " + wanted + ".",
            "What is in it cannot be read before one does."));
  }
}
