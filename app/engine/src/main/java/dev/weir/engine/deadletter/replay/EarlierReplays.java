package dev.weir.engine.deadletter.replay;

import dev.weir.stream.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which records of a stream jobs have brought back, as the ledger had it when this was made. Asked
 * in about the order of the stream it reads each batch of the ledger once; any order is right.
 * Confined to one thread.
 */
final class EarlierReplays {
  private static final int BATCHES_HELD = 8;

  private final ReplayLedger ledger;
  private final Function<PackedReceipts.Row, Optional<Position>> placeOf;
  private final Comparator<Earlier> order;
  private final Map<Integer, Partition> partitions = new HashMap<>();
  private final Map<Long, Map<Position, Earlier>> batches =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Map<Position, Earlier>> eldest) {
          return size() > BATCHES_HELD;
        }
      };

  /** An earlier time that a record was brought back, or may have been. */
  record Earlier(String job, int attempt, Instant at) {}

  /**
   * Spans of a partition by where they begin.
   *
   * @param reach the furthest end of all up to each
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Partition(List<ReplayLedger.Held> spans, long[] reach) {}

  /**
   * @param stream as {@link Span} names it
   * @param placeOf where a record is in that stream; empty if it is not what is looked for
   * @param order which of several is the last
   */
  EarlierReplays(
      ReplayLedger ledger,
      String stream,
      Function<PackedReceipts.Row, Optional<Position>> placeOf,
      Comparator<Earlier> order) {
    this.ledger = ledger;
    this.order = order;
    this.placeOf = placeOf;
    Map<Integer, List<ReplayLedger.Held>> found = new HashMap<>();
    for (ReplayLedger.Held held : ledger.spans(stream)) {
      found.computeIfAbsent(held.span().partition(), _ -> new ArrayList<>()).add(held);
    }
    found.forEach(
        (partition, spans) -> {
          spans.sort(Comparator.comparingLong(held -> held.span().low()));
          long[] reach = spans.stream().mapToLong(held -> held.span().high()).toArray();
          Arrays.parallelPrefix(reach, Math::max);
          partitions.put(partition, new Partition(spans, reach));
        });
  }

  /** The last time that the record at this place was brought back. */
  Optional<Earlier> at(Position position) {
    Partition partition = partitions.get(Span.partition(position));
    if (partition == null) {
      return Optional.empty();
    }
    long number = Span.number(position);
    Earlier last = null;
    for (int i = upTo(partition.spans(), number); i >= 0 && partition.reach()[i] >= number; i--) {
      ReplayLedger.Held held = partition.spans().get(i);
      if (held.span().contains(position)) {
        Earlier found = batch(held.batch()).get(position);
        if (found != null && (last == null || order.compare(found, last) > 0)) {
          last = found;
        }
      }
    }
    return Optional.ofNullable(last);
  }

  /** Index of the last span that does not begin behind the number; -1 if all do. */
  private static int upTo(List<ReplayLedger.Held> spans, long number) {
    int low = 0;
    int high = spans.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (spans.get(middle).span().low() <= number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private Map<Position, Earlier> batch(long id) {
    Map<Position, Earlier> known = batches.get(id);
    if (known == null) {
      known = new HashMap<>();
      Optional<ReplayLedger.Batch> batch = ledger.batch(id);
      if (batch.isPresent()) {
        for (PackedReceipts.Row row : batch.get().rows()) {
          Optional<Position> place = placeOf.apply(row);
          if (place.isPresent()) {
            known.put(place.get(), new Earlier(batch.get().job(), row.attempt(), batch.get().at()));
          }
        }
      }
      batches.put(id, known);
    }
    return known;
  }
}
