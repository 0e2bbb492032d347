package dev.weir.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries of a group's pending list are asked for. An entry has to meet all of it.
 *
 * @param ids these; empty: whichever
 * @param consumer given last to this one; empty: to any
 * @param idle at least so long ago
 * @param deliveries at least so often
 * @param most no more than these, oldest first
 */
public record PendingFilter(
    Set<Position.EntryId> ids,
    Optional<String> consumer,
    Duration idle,
    long deliveries,
    int most) {
  /** More are never acted on in one go. */
  public static final int MOST = 10_000;

  /** Asked for unless told. */
  public static final int USUAL = 1_000;

  public PendingFilter {
    ids = Set.copyOf(ids);
    most = Math.clamp(most, 1, MOST);
  }

  /** These entries, whatever the group knows of them; with none, all there are. */
  public static PendingFilter of(Set<Position.EntryId> ids) {
    return new PendingFilter(ids, Optional.empty(), Duration.ZERO, 0, MOST);
  }

  /** The same, and no more than so many. */
  public PendingFilter upTo(int number) {
    return new PendingFilter(ids, consumer, idle, deliveries, number);
  }

  /** Whether an entry is asked for. */
  public boolean matches(PendingEntry entry) {
    return (ids.isEmpty() || ids.contains(entry.id()))
        && (consumer.isEmpty() || consumer.get().equals(entry.consumer()))
        && entry.idle().compareTo(idle) >= 0
        && entry.deliveries() >= deliveries;
  }
}
