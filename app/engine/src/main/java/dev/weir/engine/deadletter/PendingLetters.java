package dev.weir.engine.deadletter;

import dev.weir.engine.deadletter.cause.CauseKey;
import dev.weir.engine.deadletter.cause.CauseTable;
import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.deadletter.dialect.HeaderNumber;
import dev.weir.engine.deadletter.dialect.Hop;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.LagSample;
import dev.weir.stream.PendingEntry;
import dev.weir.stream.PendingProbe;
import dev.weir.stream.StreamRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Entries that groups of a stream were given often and never acknowledged, as dead letters. Blocks;
 * any thread.
 */
public final class PendingLetters {
  private final Connector connector;

  public PendingLetters(Connector connector) {
    this.connector = connector;
  }

  /**
   * Entries of all groups of {@code stream}; none if its broker keeps no such list.
   *
   * @param deliveries least number of times they were given
   * @throws ConnectorException if the broker does not answer
   */
  public List<PendingEntry> of(StreamRef stream, long deliveries) {
    List<PendingEntry> entries = new ArrayList<>();
    if (connector instanceof PendingProbe probe) {
      for (LagSample sample : connector.lag(connector.groups()).samples()) {
        if (sample.partition().stream().equals(stream) && isPending(sample)) {
          entries.addAll(probe.oftenDelivered(stream, sample.group(), deliveries).entries());
        }
      }
    }
    return entries;
  }

  private static boolean isPending(LagSample sample) {
    return sample.pending().filter(pending -> pending.entries() > 0).isPresent();
  }

  /** Counts entries into {@code table}. */
  public static void count(List<PendingEntry> entries, CauseTable table) {
    for (PendingEntry entry : entries) {
      DeadLetter letter = letter(entry);
      table.add(
          CauseKey.of(letter),
          letter.newest().flatMap(Hop::message),
          letter.dialect(),
          entry.id(),
          Optional.empty(),
          OptionalLong.of(entry.id().millis()));
    }
  }

  /** What is known of an entry's failure. */
  public static DeadLetter letter(PendingEntry entry) {
    return new DeadLetter(
        List.of(
            new Hop(
                Dialect.REDIS_PENDING,
                Optional.of(entry.stream().name()),
                HeaderNumber.MISSING,
                HeaderNumber.MISSING,
                Optional.of(entry.id().toString()),
                Optional.of(entry.group().name()),
                Optional.empty(),
                Optional.empty(),
                Optional.of("delivered " + entry.deliveries() + " times, never acknowledged"),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(entry.id().millis()),
                OptionalLong.empty(),
                OptionalLong.of(entry.deliveries()),
                Map.of("consumer", entry.consumer(), "idle_ms", "" + entry.idle().toMillis()))),
        true);
  }
}
