package dev.weir.connector.redis;

import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.GroupState;
import dev.weir.stream.Lag;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.StreamRef;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Joins how far groups were given a stream with what the stream holds. A stream is asked for after
 * its groups, so that what is added in between counts as lag. Thread-safe.
 */
final class LagSweep {
  private final String connection;
  private final Servers servers;
  private final KeyNames names;
  private final InstantSource clock;
  private final XinfoReader xinfo;
  private final UnreadCount unread;
  private final OldestPending oldestPending;

  LagSweep(
      String connection,
      Servers servers,
      KeyNames names,
      InstantSource clock,
      XinfoReader xinfo,
      EntryTimes times) {
    this.connection = connection;
    this.servers = servers;
    this.names = names;
    this.clock = clock;
    this.xinfo = xinfo;
    unread = new UnreadCount(servers);
    oldestPending = new OldestPending(servers, clock, times);
  }

  /** What was answered of one stream: replies or errors. */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  private record Asked(
      String stream, byte[] key, @Nullable Object groups, @Nullable Object facts) {}

  /** One group of one stream, on the way to its sample. */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  private record Place(
      String name, GroupFacts group, String stream, byte[] key, StreamFacts facts) {}

  /**
   * One sample per group and stream.
   *
   * @param streamsOf the streams of each group asked for
   */
  LagAnswers answers(Map<String, Set<String>> streamsOf) {
    Set<String> streams = new TreeSet<>();
    streamsOf.values().forEach(streams::addAll);
    if (streams.isEmpty()) {
      return LagAnswers.NONE;
    }
    List<Servers.Keyed> questions = new ArrayList<>(2 * streams.size());
    for (String stream : streams) {
      byte[] key = names.key(stream);
      questions.add(new Servers.Keyed(key, Command.groupsInfo(key)));
      questions.add(new Servers.Keyed(key, Command.streamInfo(key)));
    }
    RoundTrip<List<@Nullable Object>> trip = RoundTrip.of(clock, () -> servers.askAll(questions));
    List<Asked> asked = new ArrayList<>(streams.size());
    int at = 0;
    for (String stream : streams) {
      byte[] key = questions.get(at).key();
      asked.add(new Asked(stream, key, trip.answers().get(at), trip.answers().get(at + 1)));
      at += 2;
    }
    List<Place> places = places(asked, streamsOf.keySet());
    List<LagSample.PendingEntries> pending =
        oldestPending.of(
            places.stream()
                .map(place -> new OldestPending.Place(place.key(), place.group()))
                .toList());
    List<LagSample> samples = new ArrayList<>(places.size());
    for (int i = 0; i < places.size(); i++) {
      samples.add(sample(places.get(i), pending.get(i), trip));
    }
    return new LagAnswers(samples, refused(streamsOf, samples, asked));
  }

  private List<Place> places(List<Asked> asked, Set<String> wanted) {
    List<Place> places = new ArrayList<>();
    for (Asked one : asked) {
      if (one.groups() instanceof RuntimeException || one.facts() instanceof RuntimeException) {
        continue;
      }
      StreamFacts facts = xinfo.stream(one.facts());
      for (GroupFacts group : xinfo.groups(one.groups())) {
        String name = names.name(group.rawName());
        if (wanted.contains(name)) {
          places.add(new Place(name, group, one.stream(), one.key(), facts));
        }
      }
    }
    return places;
  }

  private LagSample sample(Place place, LagSample.PendingEntries pending, RoundTrip<?> trip) {
    GroupFacts group = place.group();
    StreamFacts stream = place.facts();
    Lag lag = unread.lag(place.stream() + "\0" + place.name(), place.key(), group, stream);
    long lost =
        group.entriesRead().isPresent() && stream.added().isPresent()
            ? Math.max(0, stream.logStart() - group.entriesRead().getAsLong())
            : 0;
    return new LagSample(
        new GroupRef(connection, place.name()),
        GroupKind.REDIS,
        group.consumers() > 0 ? GroupState.STABLE : GroupState.EMPTY,
        new PartitionRef(new StreamRef(connection, place.stream()), 0),
        group.entriesRead(),
        Optional.of(group.lastDelivered()),
        stream.added(),
        OptionalLong.empty(),
        stream.added().isPresent() ? OptionalLong.of(stream.logStart()) : OptionalLong.empty(),
        lag,
        lost,
        Optional.empty(),
        Optional.of(pending),
        Optional.empty(),
        "",
        trip.atMillis(),
        trip.atMillis(),
        trip.atNanos());
  }

  /** Groups of which nothing is known because no stream of theirs could be asked. */
  private Map<GroupRef, ConnectorFailure> refused(
      Map<String, Set<String>> streamsOf, List<LagSample> samples, List<Asked> asked) {
    Map<String, ConnectorFailure> byStream = new HashMap<>();
    for (Asked one : asked) {
      for (Object reply : new @Nullable Object[] {one.groups(), one.facts()}) {
        if (reply instanceof RuntimeException failed) {
          ConnectorFailure failure = Failures.of(failed, servers.serverOf(one.key()).toString());
          if (!(failure instanceof ConnectorFailure.Missing)) {
            byStream.put(one.stream(), failure);
          }
        }
      }
    }
    Map<GroupRef, ConnectorFailure> refused = new HashMap<>();
    if (byStream.isEmpty()) {
      return refused;
    }
    Set<String> told = new TreeSet<>();
    samples.forEach(sample -> told.add(sample.group().name()));
    streamsOf.forEach(
        (group, streams) -> {
          if (!told.contains(group)) {
            streams.stream()
                .filter(byStream::containsKey)
                .findFirst()
                .ifPresent(
                    stream -> refused.put(new GroupRef(connection, group), byStream.get(stream)));
          }
        });
    return refused;
  }
}
