package dev.weir.stream;

import java.util.List;

/** What groups were given and have not acknowledged. For brokers that keep such a list. */
public interface PendingProbe {
  /**
   * Entries given at least {@code deliveries} times, oldest first. Raises no delivery count.
   *
   * @param stream the stream they are in
   * @param group a group of that stream
   */
  OftenDelivered oftenDelivered(StreamRef stream, GroupRef group, long deliveries);

  /**
   * Entries found.
   *
   * @param lookedAt pending entries looked at
   * @param complete whether these were all there are
   */
  record OftenDelivered(List<PendingEntry> entries, long lookedAt, boolean complete) {
    public OftenDelivered {
      entries = List.copyOf(entries);
    }
  }
}
