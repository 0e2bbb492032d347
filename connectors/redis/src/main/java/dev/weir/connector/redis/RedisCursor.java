package dev.weir.connector.redis;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import dev.weir.stream.TailPoll;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Reads streams with XREAD from explicit ids, so that nothing between two reads is missed and a
 * connection that breaks costs nothing. Outside a cluster one blocking read waits for all streams;
 * in a cluster, whose servers refuse keys of several slots at once, each is asked by turns.
 *
 * <p>Counts entries along with the server's own count of entries ever added (Redis 7.0), so that
 * what was trimmed or deleted before it could be read is known and told.
 */
final class RedisCursor implements RecordCursor {
  static final int MOST_ENTRIES = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(RedisCursor.class);
  private static final int BLOCK_MILLIS = 1_000;
  private static final int BLOCK_GRACE_MILLIS = 3_000;
  private static final int CLUSTER_PAUSE_MILLIS = 150;
  private static final long REPLY_BYTES = 8L << 20;
  private static final int MOST_CHECKED = 20;
  private static final Duration CHECK_IDLE = Duration.ofSeconds(1);
  private static final Duration CHECK_BEHIND = Duration.ofMillis(250);
  private static final String TRIMMED = "trimmed or deleted before it could be read";

  private final Servers servers;
  private final KeyNames names;
  private final InstantSource clock;
  private final List<Track> tracks;
  private final Map<HostAndPort, RedisLink> links = new ConcurrentHashMap<>();
  private final Deque<ConnectorException> held = new ArrayDeque<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private List<TailGap> gaps = new ArrayList<>();
  private boolean skip;
  private volatile @Nullable RedisLink waitingOn;
  private volatile boolean closed;

  /** One stream and how far it has been read. */
  private static final class Track {
    final StreamRef stream;
    final byte[] key;
    EntryId last;

    /** Greatest id the server is known to have given. */
    EntryId generated;

    /** Number of entries ever added up to {@code last}; -1 where not known. */
    long index;

    /** Entries ever added, as last heard; -1 where not known. */
    long added;

    int entryBytes;
    boolean reachedOpeningEnd;
    EntryId openingEnd;
    boolean mayHaveMore;
    boolean missing;
    boolean suspended;
    long checkedNanos;

    Track(StreamRef stream, byte[] key, EntryId last, long index, StreamFacts facts) {
      this.stream = stream;
      this.key = key;
      this.last = last;
      this.index = facts.added().isPresent() ? index : -1;
      this.generated = facts.lastGenerated();
      this.added = facts.added().orElse(-1);
      this.entryBytes = Math.max(64, facts.entryBytes());
      this.openingEnd = facts.last().orElse(EntryIds.ZERO);
      this.reachedOpeningEnd = EntryIds.compare(last, openingEnd) >= 0;
      this.mayHaveMore = !reachedOpeningEnd;
      this.checkedNanos = System.nanoTime();
    }

    void reached(EntryId id) {
      last = id;
      reachedOpeningEnd |= EntryIds.compare(id, openingEnd) >= 0;
    }
  }

  private RedisCursor(Servers servers, KeyNames names, InstantSource clock, List<Track> tracks) {
    this.servers = servers;
    this.names = names;
    this.clock = clock;
    this.tracks = tracks;
  }

  /** Whether one read can wait for all streams at once. */
  private boolean isTogether() {
    return servers.settings().mode() != RedisSettings.Mode.CLUSTER || tracks.size() == 1;
  }

  static RedisCursor open(
      Servers servers,
      KeyNames names,
      InstantSource clock,
      Collection<StreamRef> streams,
      TailFrom from) {
    List<StreamRef> wanted = streams.stream().distinct().toList();
    List<Track> tracks = new ArrayList<>();
    tracks(servers, names, wanted, from, tracks)
        .values()
        .forEach(
            failed -> {
              throw failed;
            });
    return new RedisCursor(servers, names, clock, tracks);
  }

  /**
   * Finds where to begin.
   *
   * @param into takes what could be found
   * @return why the others could not
   */
  private static Map<StreamRef, ConnectorException> tracks(
      Servers servers, KeyNames names, List<StreamRef> wanted, TailFrom from, List<Track> into) {
    List<Servers.Keyed> questions = new ArrayList<>();
    for (StreamRef stream : wanted) {
      byte[] key = names.key(stream.name());
      questions.add(new Servers.Keyed(key, Command.streamInfo(key)));
    }
    List<@Nullable Object> replies = servers.askAll(questions);
    Map<StreamRef, ConnectorException> failures = new LinkedHashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      StreamRef stream = wanted.get(i);
      byte[] key = questions.get(i).key();
      Object reply = replies.get(i);
      if (reply instanceof RuntimeException failed) {
        failures.put(stream, named(failed, stream, servers.serverOf(key)));
      } else {
        into.add(start(servers, stream, key, StreamFacts.of(Reply.list(reply)), from));
      }
    }
    return failures;
  }

  @Override
  public Set<StreamRef> follow(Collection<StreamRef> streams, TailFrom from) {
    Set<StreamRef> wanted = new LinkedHashSet<>(streams);
    List<StreamRef> fresh = new ArrayList<>(wanted);
    for (Track track : tracks) {
      fresh.remove(track.stream);
    }
    Set<StreamRef> absent = new HashSet<>();
    List<Track> added = new ArrayList<>();
    if (!fresh.isEmpty()) {
      tracks(servers, names, fresh, from, added)
          .forEach(
              (stream, why) -> {
                if (!(why.failure() instanceof ConnectorFailure.Missing)) {
                  throw why;
                }
                absent.add(stream);
              });
    }
    tracks.removeIf(track -> !wanted.contains(track.stream));
    tracks.addAll(added);
    return absent;
  }

  private static Track start(
      Servers servers, StreamRef stream, byte[] key, StreamFacts facts, TailFrom from) {
    StartingPoint start = StartingPoint.find(servers, stream, key, facts, from);
    return new Track(stream, key, start.after(), start.passed(), facts);
  }

  /** How many entries to ask for at once, when one of each stream asked has so many bytes. */
  static int entriesPerReply(long bytesOfOne) {
    return (int) Math.clamp(REPLY_BYTES / Math.max(64, bytesOfOne), 1, MOST_ENTRIES);
  }

  private static ConnectorException named(
      RuntimeException failed, StreamRef stream, HostAndPort server) {
    if (String.valueOf(failed.getMessage()).startsWith("WRONGTYPE")) {
      return new ConnectorException(
          new ConnectorFailure.Rejected(
              "'" + stream.name() + "' on " + server + " is not a stream.",
              "Choose a key of type stream."),
          failed);
    }
    return Failures.ofStream(failed, stream, server);
  }

  @Override
  public TailPoll poll(Duration atMost) {
    long start = System.nanoTime();
    List<RecordBatch> batches = new ArrayList<>();
    while (true) {
      if (woken.getAndSet(false) || closed) {
        return result(batches);
      }
      if (!held.isEmpty()) {
        throw held.removeFirst();
      }
      if (skip) {
        skip = false;
        skipAll();
      }
      checkSome();
      long leftMillis = (atMost.toNanos() - (System.nanoTime() - start)) / 1_000_000;
      boolean wait = batches.isEmpty() && gaps.isEmpty() && held.isEmpty();
      if (isTogether()) {
        readTogether(batches, wait ? leftMillis : 0);
      } else {
        readByTurns(batches, wait ? leftMillis : 0);
      }
      boolean over = System.nanoTime() - start >= atMost.toNanos();
      if (!batches.isEmpty() || !gaps.isEmpty() || (over && held.isEmpty())) {
        return result(batches);
      }
    }
  }

  private TailPoll result(List<RecordBatch> batches) {
    if (batches.isEmpty() && gaps.isEmpty()) {
      return TailPoll.EMPTY;
    }
    TailPoll poll = new TailPoll(batches, gaps);
    gaps = new ArrayList<>();
    return poll;
  }

  private List<Track> active() {
    List<Track> active = new ArrayList<>(tracks.size());
    for (Track track : tracks) {
      if (!track.suspended) {
        active.add(track);
      }
    }
    return active;
  }

  /** Entries to ask of each stream so that a reply stays within its bound in bytes. */
  private static int count(List<Track> asked) {
    long each = 0;
    for (Track track : asked) {
      each += track.entryBytes;
    }
    return entriesPerReply(each);
  }

  private void readTogether(List<RecordBatch> batches, long waitMillis) {
    List<Track> asked = active();
    if (asked.isEmpty()) {
      pause(waitMillis);
      return;
    }
    boolean more = asked.stream().anyMatch(track -> track.mayHaveMore);
    int block = more ? 0 : (int) Math.min(waitMillis, BLOCK_MILLIS);
    HostAndPort server = servers.serverOf(asked.getFirst().key);
    int count = count(asked);
    try {
      RedisLink link = link(server);
      waitingOn = link;
      Object reply;
      try {
        if (woken.get() || closed) {
          return;
        }
        reply = link.ask(read(asked, count, Math.max(0, block)));
      } finally {
        waitingOn = null;
      }
      take(asked, Reply.list(reply), count, batches);
    } catch (JedisException failed) {
      failed(failed, server, asked);
    } catch (ConnectorException failed) {
      servers.forget();
      held.add(failed);
    }
  }

  private void readByTurns(List<RecordBatch> batches, long waitMillis) {
    Map<HostAndPort, List<Track>> shares = new LinkedHashMap<>();
    for (Track track : active()) {
      shares.computeIfAbsent(servers.serverOf(track.key), _ -> new ArrayList<>()).add(track);
    }
    shares.forEach((server, asked) -> readShare(server, asked, batches));
    if (batches.isEmpty() && held.isEmpty()) {
      pause(Math.min(waitMillis, CLUSTER_PAUSE_MILLIS));
    }
  }

  private void readShare(HostAndPort server, List<Track> asked, List<RecordBatch> batches) {
    int count = count(asked);
    try {
      List<Command> commands = new ArrayList<>(asked.size());
      for (Track track : asked) {
        commands.add(read(List.of(track), count, 0));
      }
      List<@Nullable Object> replies = link(server).ask(commands);
      for (int i = 0; i < asked.size(); i++) {
        if (replies.get(i) instanceof JedisException refused) {
          failed(refused, server, List.of(asked.get(i)));
        } else {
          take(List.of(asked.get(i)), Reply.list(replies.get(i)), count, batches);
        }
      }
    } catch (JedisException failed) {
      failed(failed, server, asked);
    } catch (ConnectorException failed) {
      servers.forget();
      held.add(failed);
    }
  }

  private static Command read(List<Track> asked, int count, int blockMillis) {
    byte[][] keys = new byte[asked.size()][];
    byte[][] after = new byte[asked.size()][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = asked.get(i).key;
      after[i] = EntryIds.bytes(asked.get(i).last);
    }
    return Command.read(count, blockMillis, keys, after);
  }

  /** Takes a reply in whole; only then the tracks move, so that a broken one leaves no trace. */
  private void take(List<Track> asked, List<?> reply, int count, List<RecordBatch> batches) {
    long received = clock.millis();
    int place = 0;
    for (Track track : asked) {
      track.mayHaveMore = false;
    }
    for (Object one : reply) {
      List<?> stream = Reply.list(one);
      byte[] key = Reply.bytes(stream.get(0));
      // Streams are answered in the order asked, those without entries left out.
      while (place < asked.size() && !Arrays.equals(asked.get(place).key, key)) {
        place++;
      }
      List<?> entries = Reply.list(stream.get(1));
      if (place == asked.size() || entries.isEmpty()) {
        continue;
      }
      Track track = asked.get(place);
      long bytes = 0;
      for (EntryBatch batch : EntryBatch.of(track.stream, entries, received)) {
        batches.add(batch);
        bytes += batch.bytes();
      }
      track.entryBytes = (int) Math.max(64, Math.max(track.entryBytes / 2, bytes / entries.size()));
      track.mayHaveMore = entries.size() >= count;
      track.missing = false;
      if (track.index >= 0) {
        track.index += entries.size();
        track.added = Math.max(track.added, track.index);
      }
      track.reached(EntryIds.parse(Reply.bytes(Reply.list(entries.getLast()).get(0))));
      if (EntryIds.compare(track.last, track.generated) > 0) {
        track.generated = track.last;
      }
    }
  }

  private void failed(JedisException failed, HostAndPort server, List<Track> asked) {
    if (failed instanceof JedisConnectionException) {
      RedisLink broken = links.remove(server);
      servers.forget();
      if (broken != null) {
        boolean onPurpose = broken.isAborted();
        broken.abort();
        if (onPurpose) {
          return;
        }
      }
      LOG.debug("Tail on {} lost its connection", server, failed);
      // What is told of a stream after this pause is to be looked at first.
      for (Track track : asked) {
        track.checkedNanos = System.nanoTime() - CHECK_IDLE.toNanos();
      }
      held.add(Failures.exception(failed, server));
      return;
    }
    if (failed instanceof JedisRedirectionException) {
      servers.forget();
      pause(CLUSTER_PAUSE_MILLIS);
      return;
    }
    if (asked.size() == 1) {
      suspend(asked.getFirst(), failed, server);
      return;
    }
    // One of them is refused and takes the others with it: find out which.
    boolean found = false;
    for (Track track : asked) {
      try {
        servers.on(server, link -> Reply.list(link.ask(read(List.of(track), 1, 0))));
      } catch (ConnectorException refused) {
        if (refused.getCause() instanceof JedisDataException data) {
          suspend(track, data, server);
          found = true;
        }
      }
    }
    if (!found) {
      held.add(Failures.exception(failed, server));
    }
  }

  private void suspend(Track track, JedisException why, HostAndPort server) {
    track.suspended = true;
    track.reachedOpeningEnd = true;
    track.checkedNanos = System.nanoTime();
    held.add(named(why, track.stream, server));
  }

  private RedisLink link(HostAndPort server) {
    RedisLink link = links.get(server);
    if (link != null && link.isBroken()) {
      links.remove(server);
      link.abort();
      link = null;
    }
    if (link == null) {
      try {
        link = servers.connect(server, BLOCK_MILLIS + BLOCK_GRACE_MILLIS);
      } catch (RuntimeException failed) {
        throw Failures.exception(failed, server);
      }
      links.put(server, link);
      if (closed) {
        link.abort();
      }
    }
    return link;
  }

  /** Compares streams whose turn it is with what the server tells of them. */
  private void checkSome() {
    long now = System.nanoTime();
    List<Track> due = new ArrayList<>();
    for (Track track : tracks) {
      Duration pause = track.mayHaveMore ? CHECK_BEHIND : CHECK_IDLE;
      if (now - track.checkedNanos >= pause.toNanos()) {
        due.add(track);
      }
    }
    if (due.isEmpty()) {
      return;
    }
    due.sort((a, b) -> Long.compare(a.checkedNanos - now, b.checkedNanos - now));
    check(due.subList(0, Math.min(due.size(), MOST_CHECKED)), false);
  }

  private void skipAll() {
    check(tracks, true);
  }

  private void check(List<Track> some, boolean toEnd) {
    List<Servers.Keyed> questions = new ArrayList<>(some.size());
    List<@Nullable Object> replies;
    try {
      for (Track track : some) {
        questions.add(new Servers.Keyed(track.key, Command.streamInfo(track.key)));
      }
      replies = servers.askAll(questions);
    } catch (ConnectorException away) {
      skip |= toEnd;
      held.add(away);
      return;
    }
    for (int i = 0; i < some.size(); i++) {
      Track track = some.get(i);
      track.checkedNanos = System.nanoTime();
      Object reply = replies.get(i);
      if (reply instanceof ConnectorException) {
        continue;
      }
      if (reply instanceof JedisDataException refused) {
        ConnectorException shown = named(refused, track.stream, servers.serverOf(track.key));
        if (shown.failure() instanceof ConnectorFailure.Missing && !track.missing) {
          track.missing = true;
          track.reachedOpeningEnd = true;
          held.add(shown);
        }
        continue;
      }
      track.missing = false;
      track.suspended = false;
      compare(track, StreamFacts.of(Reply.list(reply)), toEnd);
    }
  }

  private void compare(Track track, StreamFacts facts, boolean toEnd) {
    long added = facts.added().orElse(-1);
    boolean anew =
        EntryIds.compare(facts.lastGenerated(), track.generated) < 0
            || (added >= 0 && track.index > added);
    if (anew) {
      gap(track, -1, "the stream was deleted and made anew");
      track.generated = facts.lastGenerated();
      track.last = EntryIds.ZERO;
      track.index = facts.added().isPresent() ? facts.logStart() : -1;
    }
    EntryId heard = track.generated;
    if (EntryIds.compare(facts.lastGenerated(), track.generated) > 0) {
      track.generated = facts.lastGenerated();
    }
    track.added = added;
    track.entryBytes = Math.max(track.entryBytes, facts.entryBytes());
    boolean readable =
        facts.last().filter(last -> EntryIds.compare(last, track.last) > 0).isPresent();
    if (readable && toEnd) {
      long passed = added >= 0 && track.index >= 0 ? added - track.index : -1;
      gap(track, passed, "skipped to the end");
      track.reached(facts.lastGenerated());
      track.index = added;
      track.mayHaveMore = false;
    } else if (readable) {
      boolean nothingOlder =
          facts.first().filter(first -> EntryIds.compare(first, track.last) > 0).isPresent();
      if (nothingOlder && added >= 0) {
        if (track.index >= 0 && facts.logStart() > track.index) {
          gap(track, facts.logStart() - track.index, TRIMMED);
        }
        track.index = facts.logStart();
      } else if (nothingOlder
          && EntryIds.compare(heard, track.last) > 0
          && facts.first().filter(first -> EntryIds.compare(first, heard) > 0).isPresent()) {
        // Before Redis 7.0: some were there after our place, and none of them is now.
        gap(track, -1, TRIMMED);
      }
      track.mayHaveMore = true;
    } else {
      if (added >= 0 && track.index >= 0 && added > track.index) {
        gap(track, added - track.index, TRIMMED);
      } else if (added < 0 && EntryIds.compare(facts.lastGenerated(), track.last) > 0) {
        gap(track, -1, TRIMMED);
      }
      track.index = added;
      track.mayHaveMore = false;
      track.reachedOpeningEnd = true;
      if (EntryIds.compare(facts.lastGenerated(), track.last) > 0) {
        track.last = facts.lastGenerated();
      }
    }
  }

  private void gap(Track track, long records, String reason) {
    gaps.add(new TailGap(new PartitionRef(track.stream, 0), records, reason));
  }

  private void pause(long millis) {
    if (millis <= 0) {
      return;
    }
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (left > 0 && !woken.get() && !closed) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      woken.set(true);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean reachedOpeningEnd() {
    for (Track track : tracks) {
      if (!track.reachedOpeningEnd) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long behind() {
    long behind = 0;
    for (Track track : tracks) {
      if (track.missing || track.suspended) {
        continue;
      }
      if (track.index >= 0 && track.added >= 0) {
        behind += Math.max(0, track.added - track.index);
      } else if (track.mayHaveMore) {
        return -1;
      }
    }
    return behind;
  }

  @Override
  public void skipToEnd() {
    skip = true;
  }

  @Override
  public void wakeup() {
    woken.set(true);
    stopWaiting();
  }

  @Override
  public void close() {
    closed = true;
    stopWaiting();
    for (RedisLink link : List.copyOf(links.values())) {
      link.abort();
    }
  }

  private void stopWaiting() {
    RedisLink link = waitingOn;
    if (link != null) {
      link.abort();
    }
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
