package dev.weir.connector.redis;

import dev.weir.stream.LagSample;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the pending entries of lowest id tell: how long they wait, how often they were tried.
 * Thread-safe.
 */
final class OldestPending {
  /** Pending entries looked at for the one that waits longest. */
  private static final int SEEN = 100;

  private final Servers servers;
  private final InstantSource clock;
  private final EntryTimes times;

  OldestPending(Servers servers, InstantSource clock, EntryTimes times) {
    this.servers = servers;
    this.clock = clock;
    this.times = times;
  }

  /** A group of the stream at {@code key}. */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  record Place(byte[] key, GroupFacts group) {}

  /** Asks those that have any; in the order of {@code places}. */
  List<LagSample.PendingEntries> of(List<Place> places) {
    List<LagSample.PendingEntries> pending = new ArrayList<>(places.size());
    List<Integer> asked = new ArrayList<>();
    List<Servers.Keyed> questions = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      GroupFacts group = places.get(i).group();
      pending.add(
          new LagSample.PendingEntries(
              group.pending(), Optional.empty(), Optional.empty(), OptionalLong.empty()));
      if (group.pending() > 0) {
        byte[] key = places.get(i).key();
        asked.add(i);
        questions.add(new Servers.Keyed(key, Command.pending(key, group.rawName(), SEEN)));
      }
    }
    if (!questions.isEmpty()) {
      List<@Nullable Object> replies = servers.askAll(questions);
      for (int i = 0; i < asked.size(); i++) {
        if (!(replies.get(i) instanceof RuntimeException)) {
          int place = asked.get(i);
          pending.set(
              place, summary(places.get(place).group().pending(), Reply.list(replies.get(i))));
        }
      }
    }
    return pending;
  }

  private LagSample.PendingEntries summary(long entries, List<?> seen) {
    long longestIdle = -1;
    long mostDeliveries = -1;
    Optional<Duration> age = Optional.empty();
    for (Object one : seen) {
      // id, consumer, milliseconds since the last delivery, deliveries
      List<?> entry = Reply.list(one);
      if (entry.size() < 4) {
        continue;
      }
      if (longestIdle < 0) {
        age = age(Reply.bytes(entry.getFirst()));
      }
      longestIdle = Math.max(longestIdle, Reply.number(entry.get(2)).orElse(-1));
      mostDeliveries = Math.max(mostDeliveries, Reply.number(entry.get(3)).orElse(-1));
    }
    return new LagSample.PendingEntries(
        entries,
        longestIdle < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(longestIdle)),
        age,
        mostDeliveries < 0 ? OptionalLong.empty() : OptionalLong.of(mostDeliveries));
  }

  private Optional<Duration> age(byte[] id) {
    OptionalLong added = times.millis(EntryIds.parse(id));
    return added.isPresent()
        ? Optional.of(Duration.ofMillis(Math.max(0, clock.millis() - added.getAsLong())))
        : Optional.empty();
  }
}
