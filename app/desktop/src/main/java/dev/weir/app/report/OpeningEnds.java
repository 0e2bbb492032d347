package dev.weir.app.report;

import dev.weir.stream.PartitionEnds;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.Position;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.StreamCatalog;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Where streams ended at one moment, so that what is appended while they are read is left out.
 * Redis entries carry no offsets: there a reader stops with the reply that reaches the end.
 */
public final class OpeningEnds {
  private final Map<PartitionRef, Long> ends = new HashMap<>();

  public OpeningEnds(StreamCatalog catalog, Collection<StreamRef> streams) {
    for (StreamEnds stream : catalog.ends(streams)) {
      for (PartitionEnds partition : stream.partitions()) {
        ends.put(partition.partition(), partition.end());
      }
    }
  }

  /** How many of the batch's records, from its first, were there at that moment. */
  public int countBefore(RecordBatch batch) {
    int count = batch.count();
    Long end = ends.get(new PartitionRef(batch.stream(), batch.partition()));
    if (end == null || isBefore(batch.position(count - 1), end)) {
      return count;
    }
    int low = 0;
    int high = count - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBefore(batch.position(middle), end)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean isBefore(Position position, long end) {
    return switch (position) {
      case Position.Offset offset -> offset.offset() < end;
      case Position.EntryId _ -> true;
    };
  }

  /**
   * The first {@code count} records of {@code batch}.
   *
   * @param count at least 1
   */
  public static RecordBatch first(int count, RecordBatch batch) {
    return count == batch.count() ? batch : new Prefix(batch, count);
  }

  private record Prefix(RecordBatch batch, int count) implements RecordBatch {
    @Override
    public StreamRef stream() {
      return batch.stream();
    }

    @Override
    public int partition() {
      return batch.partition();
    }

    @Override
    public long receivedMillis() {
      return batch.receivedMillis();
    }

    @Override
    public long bytes() {
      long bytes = 0;
      for (int index = 0; index < count; index++) {
        bytes += batch.sizeBytes(index);
      }
      return bytes;
    }

    @Override
    public TimestampType timestampType() {
      return batch.timestampType();
    }

    @Override
    public long timestampMillis(int index) {
      return batch.timestampMillis(index);
    }

    @Override
    public int sizeBytes(int index) {
      return batch.sizeBytes(index);
    }

    @Override
    public Position position(int index) {
      return batch.position(index);
    }

    @Override
    public StreamRecord record(int index, int payloadLimitBytes) {
      return batch.record(index, payloadLimitBytes);
    }
  }
}
