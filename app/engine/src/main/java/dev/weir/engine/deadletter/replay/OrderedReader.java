package dev.weir.engine.deadletter.replay;

import dev.weir.engine.threads.Threads;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailPoll;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fetches single records whose places are asked for in rising order, mostly without a round trip
 * for each. Any order is right, another one is slow. Holds one fetch. Confined to one thread.
 */
final class OrderedReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);

  /** Polls without an answer until it is given up. */
  private static final int PATIENCE = 40;

  /** Further ahead it is cheaper to go there than to read what lies between. */
  private static final long FAR = 20_000;

  private final Connector connector;
  private final StreamRef stream;
  private @Nullable RecordCursor cursor;
  private int partition = -1;
  private final Deque<RecordBatch> batches = new ArrayDeque<>();
  private int index;
  private @Nullable Position last;

  OrderedReader(Connector connector, StreamRef stream) {
    this.connector = connector;
    this.stream = stream;
  }

  /**
   * The record at exactly that place, whole; empty if there is none any more.
   *
   * @throws ConnectorException if the broker does not answer or the stream is not there
   */
  Optional<StreamRecord> at(Position wanted) {
    if (!isAhead(wanted)) {
      open(wanted);
    }
    last = wanted;
    int silent = 0;
    while (true) {
      while (!batches.isEmpty()) {
        RecordBatch batch = batches.getFirst();
        while (index < batch.count()) {
          int order = compare(batch.position(index), wanted);
          if (order == 0) {
            return Optional.of(batch.record(index++, Integer.MAX_VALUE));
          }
          if (order > 0) {
            return Optional.empty();
          }
          index++;
        }
        batches.removeFirst();
        index = 0;
      }
      RecordCursor open = cursor;
      if (open == null || open.reachedOpeningEnd()) {
        // What comes later is not what was asked for; the next place is looked for anew.
        close();
        return Optional.empty();
      }
      if (silent == PATIENCE) {
        close();
        throw new ConnectorException(
            new ConnectorFailure.TimedOut(
                "Reading " + stream.name() + " at " + wanted + " brought nothing for 10 s.",
                "A transaction may be open there, or the broker overloaded; try again."));
      }
      TailPoll poll = open.poll(POLL);
      silent = poll.batches().isEmpty() ? silent + 1 : 0;
      batches.addAll(poll.batches());
    }
  }

  private boolean isAhead(Position wanted) {
    if (cursor == null || last == null || partition != partition(wanted)) {
      return false;
    }
    return compare(wanted, last) > 0 && !isFar(wanted, last);
  }

  private static boolean isFar(Position wanted, Position from) {
    return wanted instanceof Position.Offset(int _, long offset)
        && from instanceof Position.Offset(int _, long before)
        && offset - before > FAR;
  }

  private void open(Position wanted) {
    close();
    cursor = connector.open(List.of(stream), new TailFrom.At(wanted), ReadIsolation.READ_COMMITTED);
    partition = partition(wanted);
  }

  private static int partition(Position position) {
    return position instanceof Position.Offset(int partition, long _) ? partition : 0;
  }

  /** By offset, or by entry id; of one partition. */
  static int compare(Position a, Position b) {
    return switch (a) {
      case Position.Offset(int _, long offset) ->
          b instanceof Position.Offset(int _, long other) ? Long.compare(offset, other) : -1;
      case Position.EntryId(long millis, long sequence) -> {
        if (!(b instanceof Position.EntryId(long otherMillis, long otherSequence))) {
          yield 1;
        }
        int byMillis = Long.compareUnsigned(millis, otherMillis);
        yield byMillis != 0 ? byMillis : Long.compareUnsigned(sequence, otherSequence);
      }
    };
  }

  @Override
  public void close() {
    RecordCursor open = cursor;
    cursor = null;
    last = null;
    batches.clear();
    index = 0;
    if (open != null) {
      // A reader that waits for its broker's last answer is let go of in its own time.
      Threads.startVirtual("replay-reader-close", open::close);
    }
  }
}
