package dev.weir.stream;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the records of one job in the plan's order, each exactly once. Confined to one thread.
 * After {@link Outcome.Unclear} and {@link Outcome.Fenced} it is of no more use: close it.
 */
public interface ReplayLane extends AutoCloseable {
  /**
   * Shuts out every earlier lane of the same job, waits until what it had begun is settled, and
   * tells how far the job is. Once, before the first write.
   *
   * @throws ConnectorException if the broker is away or refuses
   */
  Begun begin();

  /**
   * Ends for good what {@link #begin} or {@link #leftOpen} found open, and tells how far the job
   * is.
   *
   * @param endings of each transaction
   * @throws ConnectorException if the broker is away or refuses
   */
  default Begun endOpen(Map<OpenTransaction, Ending> endings) {
    throw new IllegalArgumentException("not found by this lane");
  }

  /**
   * Writes all of {@code records} or none, together with how far the job then is. Where each record
   * may be written again without harm, a part of them may be written when it fails.
   *
   * @param next index of the record in the plan after these: all before it are settled then
   * @param quarantined records before {@code next} that were set aside
   */
  Outcome write(List<ReplayRecord> records, int next, int quarantined);

  /**
   * Whether readers of committed records are kept from what was written: looked at once all is.
   * Waits until the last transaction is over. Empty where nothing is left open, or where the user
   * may not see it.
   *
   * @throws ConnectorException if the broker is away
   */
  default Optional<Begun.Open> leftOpen() {
    return Optional.empty();
  }

  /**
   * Which of these readers of committed records pass over: the broker had confirmed what was
   * written there, and rolled it back together with a later batch. Places that the stream no longer
   * keeps, or that such readers do not get to yet, are not among them. For streams that are not
   * compacted; after {@link #begin}.
   *
   * @throws ConnectorException if the broker is away
   */
  default Set<Position.Offset> takenBack(StreamRef stream, Collection<Position.Offset> places) {
    return Set.of();
  }

  /** Whether the broker made the last batch wait because its user is over a quota. */
  default boolean throttled() {
    return false;
  }

  @Override
  void close();

  /** How far a job is by the broker's word. */
  sealed interface Begun {
    /** Nothing of the job is known. */
    record Nothing() implements Begun {}

    /**
     * All records before {@code next} are settled, and none after.
     *
     * @param quarantined how many of them were set aside and not written
     */
    record UpTo(int next, int quarantined) implements Begun {}

    /**
     * All records before {@code next} are settled; of those after it the broker says nothing, but
     * whatever of them was written can be read by now, and nothing of it comes later.
     *
     * @param quarantined how many of those before {@code next} were set aside and not written
     */
    record AtLeast(int next, int quarantined) implements Begun {}

    /**
     * Transactions of the job's own are over, says who coordinates them, and yet open in partitions
     * that they wrote to. They hide what is written behind them until {@link #endOpen}.
     *
     * @param next all records before it are settled, and are not to be lost
     */
    record Open(List<OpenTransaction> transactions, int next) implements Begun {
      public Open {
        transactions = List.copyOf(transactions);
      }
    }

    /**
     * The broker remembers each record that it wrote, and writes none of them again.
     *
     * @param written where they are, by index
     * @param known whether it remembered the job at all; if not, it never saw it or has forgotten
     *     it
     */
    record Remembered(Map<Integer, Position> written, boolean known) implements Begun {
      public Remembered {
        written = Map.copyOf(written);
      }
    }
  }

  /**
   * A transaction that a partition holds open.
   *
   * @param firstOffset of the first record in it
   * @param producerId the broker's number of its writer
   * @param producerEpoch how often that writer had been opened
   * @param coordinatorEpoch how often its coordinator had changed
   */
  record OpenTransaction(
      PartitionRef partition,
      long firstOffset,
      long producerId,
      int producerEpoch,
      int coordinatorEpoch) {}

  /** How a transaction that was left open is ended. */
  enum Ending {
    /** What is in it can be read, as was promised when it was written. */
    COMMITTED,

    /** What is in it is as if it had never been written. */
    ROLLED_BACK
  }

  /** What became of a batch. */
  sealed interface Outcome {
    /** All are written; a place for each. */
    record Written(List<Position> places) implements Outcome {
      public Written {
        places = List.copyOf(places);
      }
    }

    /**
     * None is written, and none will be.
     *
     * @param ofRecords whether some of the records are the reason: others may be accepted
     */
    record Refused(ConnectorFailure why, boolean ofRecords) implements Outcome {}

    /** Nobody knows; a new lane's {@link ReplayLane#begin} will tell. */
    record Unclear(ConnectorFailure why) implements Outcome {}

    /** Another lane of the job was opened, or this one took too long. None is written. */
    record Fenced() implements Outcome {}
  }
}
