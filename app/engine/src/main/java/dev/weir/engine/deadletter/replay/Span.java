package dev.weir.engine.deadletter.replay;

import dev.weir.stream.Position;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A range of places that receipts of one batch lie in, by which a place is looked up.
 *
 * @param stream what tells the stream from all others, and whether records came from it or went
 *     there
 * @param partition 0 for a Redis stream
 * @param low first offset; for Redis the first part of an id
 * @param high last, inclusive
 */
record Span(String stream, int partition, long low, long high) {
  /** Of dead letters: a stream made anew under its name is another one. */
  static String from(String cluster, String identity, String stream) {
    return "from|" + cluster + '|' + identity + '|' + stream;
  }

  /** Of what was written. */
  static String to(String cluster, String stream) {
    return "to|" + cluster + '|' + stream;
  }

  boolean contains(Position position) {
    return partition == partition(position) && low <= number(position) && number(position) <= high;
  }

  static int partition(Position position) {
    return position instanceof Position.Offset(int partition, long _) ? partition : 0;
  }

  static long number(Position position) {
    return switch (position) {
      case Position.Offset(int _, long offset) -> offset;
      case Position.EntryId(long millis, long _) -> millis;
    };
  }

  /**
   * All that rows lie in: one for each partition.
   *
   * @param from stream of the dead letters, as {@link #from}
   * @param toCluster where they went
   */
  static Collection<Span> of(List<PackedReceipts.Row> rows, String from, String toCluster) {
    Map<Place, Span> spans = new LinkedHashMap<>();
    Map<String, String> to = new LinkedHashMap<>();
    for (PackedReceipts.Row row : rows) {
      add(spans, from, row.source());
      Receipt receipt = row.receipt();
      if (receipt.place().isPresent()) {
        add(
            spans,
            to.computeIfAbsent(receipt.stream(), stream -> to(toCluster, stream)),
            receipt.place().get());
      }
    }
    return spans.values();
  }

  private record Place(String stream, int partition) {}

  private static void add(Map<Place, Span> spans, String stream, Position position) {
    long number = number(position);
    int partition = partition(position);
    spans.merge(
        new Place(stream, partition),
        new Span(stream, partition, number, number),
        (a, b) ->
            new Span(stream, partition, Math.min(a.low(), b.low()), Math.max(a.high(), b.high())));
  }
}
