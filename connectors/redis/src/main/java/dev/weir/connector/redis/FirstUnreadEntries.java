package dev.weir.connector.redis;

import dev.weir.stream.FirstUnread;
import dev.weir.stream.LagSample;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.HostAndPort;

/**
 * Finds the entries that groups have not been given yet by asking for the one after the last they
 * were: its id tells since when it waits. Thread-safe.
 */
final class FirstUnreadEntries {
  private final Servers servers;
  private final KeyNames names;
  private final InstantSource clock;
  private final EntryTimes times;

  FirstUnreadEntries(Servers servers, KeyNames names, InstantSource clock, EntryTimes times) {
    this.servers = servers;
    this.names = names;
    this.clock = clock;
    this.times = times;
  }

  Map<LagSample, Long> sinceMillis(Collection<LagSample> lagging) {
    List<LagSample> told =
        lagging.stream().filter(sample -> sample.committedId().isPresent()).toList();
    return times.firstMillis(
        told, sample -> after(sample.partition().stream(), sample.committedId().orElseThrow()));
  }

  Map<LagSample, Boolean> waitsLongerThan(Collection<LagSample> lagging, Duration limit) {
    long then = clock.millis() - limit.toMillis();
    Map<LagSample, Boolean> waits = new HashMap<>();
    sinceMillis(lagging).forEach((sample, since) -> waits.put(sample, since < then));
    return waits;
  }

  FirstUnread read(LagSample lagging) {
    Optional<EntryId> after = lagging.committedId();
    if (after.isEmpty()) {
      return new FirstUnread.NotTold("Nobody knows where the group goes on.");
    }
    StreamRef stream = lagging.partition().stream();
    Servers.Keyed question = after(stream, after.get());
    HostAndPort server = servers.serverOf(question.key());
    Object reply = servers.askAll(List.of(question)).getFirst();
    if (reply instanceof RuntimeException failed) {
      throw Failures.ofStream(failed, stream, server);
    }
    return EntryIds.first(Reply.list(reply))
        .<FirstUnread>map(id -> new FirstUnread.Found(id, times.millis(id)))
        .orElseGet(
            () ->
                new FirstUnread.NothingWaits(
                    lagging.committed().orElse(0), lagging.end().orElse(0)));
  }

  private Servers.Keyed after(StreamRef stream, EntryId id) {
    byte[] key = names.key(stream.name());
    return new Servers.Keyed(
        key, Command.range(key, EntryIds.bytes(EntryIds.next(id)), Command.LAST, 1));
  }
}
