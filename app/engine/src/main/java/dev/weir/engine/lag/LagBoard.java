package dev.weir.engine.lag;

import dev.weir.alert.lag.LagJudge;
import dev.weir.alert.lag.LagVerdict;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.FirstUnread;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupRef;
import dev.weir.stream.Lag;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import dev.weir.stream.PartitionEnds;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.StreamEnds;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the recent past of every group and tells how it does. The caller polls the broker and says
 * what time it is; so it serves a console that watches and a command that looks twice. Confined to
 * one thread.
 *
 * <p>Memory is bounded: from {@link #CROWD} partitions of groups on, those that are caught up are
 * counted and not kept, and from {@link #MOST_BOOKS} on no others are kept either. What is counted
 * only still is part of its group's sums.
 */
public final class LagBoard {
  /** Partitions of groups kept in full, whatever they do. */
  static final int CROWD = 60_000;

  /** Partitions of groups kept at most, about a kilobyte each. */
  static final int MOST_BOOKS = 120_000;

  /** So many are judged anew every second; of more, those of which something was learnt. */
  static final int JUDGED_EACH_SECOND = 10_000;

  private static final long JUDGED_ANEW_NANOS = Duration.ofSeconds(10).toNanos();

  /** A little longer than from sample to sample. */
  private static final long JUDGED_AT_REST_NANOS = Duration.ofSeconds(6).toNanos();

  private static final int MOST_EVENTS = 500;
  private static final int RING = 512;
  private static final int RING_IN_A_CROWD = 96;
  private static final int MANY_RINGS = 2_000;

  private final LagJudge judge;
  private final Map<GroupRef, GroupBook> groups = new TreeMap<>();
  private final Map<PartitionRef, EndBook> ends = new HashMap<>();
  private final Deque<LagEvent> events = new ArrayDeque<>();
  private Set<GroupRef> pinned = Set.of();
  private int books;
  private boolean rests;

  public LagBoard(LagJudge judge) {
    this.judge = judge;
  }

  /** Groups that are looked at: all their partitions are kept, in a crowd too. */
  public void pin(Set<GroupRef> lookedAt) {
    pinned = Set.copyOf(lookedAt);
  }

  /**
   * Whether nobody is at the window. What alert rules are judged by is judged anew all the same.
   */
  public void rest(boolean restsNow) {
    rests = restsNow;
  }

  /** All groups of a connection, as just listed. Groups that are gone are forgotten. */
  public void groups(String connection, List<GroupInfo> listed, long nowMillis) {
    Set<GroupRef> there = new HashSet<>();
    for (GroupInfo info : listed) {
      there.add(info.group());
      GroupBook book = groups.computeIfAbsent(info.group(), _ -> new GroupBook(info));
      if (!book.info.equals(info)) {
        book.info = info;
        book.touch();
      }
    }
    Iterator<GroupBook> known = groups.values().iterator();
    while (known.hasNext()) {
      GroupBook book = known.next();
      GroupRef group = book.info.group();
      if (group.connection().equals(connection) && !there.contains(group)) {
        books -= book.partitions.size();
        known.remove();
        event(
            nowMillis,
            group,
            Optional.empty(),
            LagEvent.Kind.GROUP_GONE,
            "The group is gone: deleted, or its offsets have expired.");
      }
    }
  }

  /** Groups of a connection as last listed. */
  public List<GroupInfo> groups(String connection) {
    List<GroupInfo> known = new ArrayList<>();
    for (GroupBook book : groups.values()) {
      if (book.info.group().connection().equals(connection)) {
        known.add(book.info);
      }
    }
    return known;
  }

  /** Partitions a group was last found on, kept or counted only. */
  public int entries(GroupRef group) {
    GroupBook book = groups.get(group);
    return book == null ? 0 : book.partitions.size() + book.counted.partitions();
  }

  /** What happened of late, oldest first; of one group, or of all where empty. */
  public List<LagEvent> events(Optional<GroupRef> group) {
    return events.stream()
        .filter(event -> group.isEmpty() || event.group().equals(group.get()))
        .toList();
  }

  private void event(
      long atMillis,
      GroupRef group,
      Optional<PartitionRef> partition,
      LagEvent.Kind kind,
      String sentence) {
    if (events.size() == MOST_EVENTS) {
      events.removeFirst();
    }
    events.addLast(new LagEvent(atMillis, group, partition, kind, sentence));
  }

  /**
   * Answers of one round, in the order they were given. Of the groups asked for, partitions that
   * were not answered for are forgotten: their commit is gone. A group that was refused keeps what
   * was last known of it.
   */
  public void samples(Collection<GroupInfo> asked, LagAnswers answers) {
    for (GroupInfo info : asked) {
      GroupBook book = groups.get(info.group());
      if (book != null) {
        book.refusal = Optional.ofNullable(answers.refused().get(info.group()));
        if (book.refusal.isEmpty()) {
          book.beginRound();
        }
        book.touch();
      }
    }
    long atMillis = 0;
    for (LagSample sample : answers.samples()) {
      GroupBook book =
          groups.computeIfAbsent(
              sample.group(),
              ref -> new GroupBook(new GroupInfo(ref, sample.kind(), sample.state())));
      add(book, sample);
      atMillis = Math.max(atMillis, sample.atMillis());
    }
    for (GroupInfo info : asked) {
      GroupBook book = groups.get(info.group());
      if (book != null && book.refusal.isEmpty()) {
        endRound(book, atMillis);
      }
    }
  }

  private void add(GroupBook group, LagSample sample) {
    PartitionBook known = group.partitions.get(sample.partition());
    EndBook end = endBook(sample);
    if (known == null) {
      if (isOnlyCounted(sample)) {
        group.counted = group.counted.plus(sample);
        return;
      }
      if (!end.identity().equals(sample.identity())) {
        // Its commits went with the old stream, so that it comes as if for the first time.
        recreated(group, sample);
      }
      books++;
      known = new PartitionBook(judge, end, sample);
      group.partitions.put(sample.partition(), known);
      group.isSorted = false;
      known.add(sample, group.round);
    } else {
      tellChanges(group, known, sample);
      known.add(sample, group.round);
    }
    if (sample.end().isPresent()) {
      end.add(sample.identity(), sample.end().getAsLong(), sample.atMillis());
    }
  }

  private boolean isOnlyCounted(LagSample sample) {
    if (books < CROWD || pinned.contains(sample.group())) {
      return false;
    }
    boolean calm =
        sample.lag() instanceof Lag.Exact(long records) && records == 0 && sample.lost() == 0;
    return calm || books >= MOST_BOOKS;
  }

  private EndBook endBook(LagSample sample) {
    return ends.computeIfAbsent(
        sample.partition(),
        _ ->
            new EndBook(
                new EndRing(ends.size() < MANY_RINGS ? RING : RING_IN_A_CROWD), sample.identity()));
  }

  private void tellChanges(GroupBook group, PartitionBook known, LagSample now) {
    LagSample before = known.newest();
    if (!now.identity().equals(before.identity())) {
      // While a stream is deleted its commits may still be told, and no stream to them.
      if (!now.identity().isEmpty()
          && !known.identity().isEmpty()
          && !now.identity().equals(known.identity())) {
        recreated(group, now);
      }
    } else if (now.end().isPresent()
        && before.end().isPresent()
        && now.end().getAsLong() < before.end().getAsLong()) {
      event(
          now.atMillis(),
          now.group(),
          Optional.of(now.partition()),
          LagEvent.Kind.STREAM_CUT_BACK,
          place(now)
              + " ends at "
              + now.end().getAsLong()
              + ", and ended at "
              + before.end().getAsLong()
              + ": records were lost with a leader. Measuring begins anew.");
    } else if (PartitionBook.placeOf(now) < PartitionBook.placeOf(before)
        && now.committed().isPresent()
        && before.committed().isPresent()) {
      event(
          now.atMillis(),
          now.group(),
          Optional.of(now.partition()),
          LagEvent.Kind.SET_BACK,
          "Set back on "
              + place(now)
              + " from "
              + before.committed().getAsLong()
              + " to "
              + now.committed().getAsLong()
              + ".");
    } else if (now.committed().isEmpty() && before.committed().isPresent()) {
      commitGone(before, now.atMillis());
    }
  }

  private void recreated(GroupBook group, LagSample now) {
    event(
        now.atMillis(),
        group.info.group(),
        Optional.of(now.partition()),
        LagEvent.Kind.STREAM_RECREATED,
        now.partition().stream().name()
            + " was made anew: offsets count from the start, and measuring begins anew.");
  }

  private void commitGone(LagSample last, long atMillis) {
    event(
        atMillis,
        last.group(),
        Optional.of(last.partition()),
        LagEvent.Kind.COMMIT_GONE,
        "No commit on " + place(last) + " any more: it has expired, or went with its stream.");
  }

  private static String place(LagSample sample) {
    return sample.partition().stream().name() + " partition " + sample.partition().partition();
  }

  private void endRound(GroupBook group, long atMillis) {
    Iterator<PartitionBook> known = group.partitions.values().iterator();
    while (known.hasNext()) {
      PartitionBook partition = known.next();
      if (partition.round() != group.round) {
        LagSample last = partition.newest();
        if (last.committed().isPresent()) {
          commitGone(last, Math.max(atMillis, last.atMillis()));
        }
        known.remove();
        books--;
      }
    }
    group.measured = true;
  }

  /** Where streams end, as just polled: makes the time behind finer. */
  public void ends(List<StreamEnds> polled) {
    for (StreamEnds stream : polled) {
      for (PartitionEnds partition : stream.partitions()) {
        EndBook book = ends.get(partition.partition());
        if (book != null
            && stream.endsCountAppends()
            && book.identity().equals(stream.identity())) {
          book.add(stream.identity(), partition.end(), partition.atMillis());
        }
      }
    }
  }

  /**
   * Newest samples of which only the broker can tell since when records wait; ask it with {@code
   * LagProbe.unreadSinceMillis} and hand the answer to {@link #unreadSince}. Samples handed out
   * once are not handed out again before that.
   */
  public List<LagSample> wantingTime(String connection, int most, long nowMillis) {
    List<LagSample> wanting = new ArrayList<>();
    for (GroupBook group : groups.values()) {
      if (!group.info.group().connection().equals(connection)) {
        continue;
      }
      for (PartitionBook partition : group.partitions.values()) {
        if (wanting.size() == most) {
          return wanting;
        }
        if (partition.wantsTime(nowMillis)) {
          wanting.add(partition.newest());
        }
      }
    }
    return wanting;
  }

  /** What the broker answered for the samples asked; none for those without an answer. */
  public void unreadSince(Collection<LagSample> asked, Map<LagSample, Long> answers) {
    for (LagSample sample : asked) {
      PartitionBook partition = book(sample.group(), sample.partition());
      if (partition != null) {
        Long since = answers.get(sample);
        if (since == null) {
          partition.notTold();
        } else {
          partition.unreadSince(sample, since);
        }
      }
    }
  }

  /** The newest sample of a group on a partition. */
  public Optional<LagSample> newest(GroupRef group, PartitionRef partition) {
    return Optional.ofNullable(book(group, partition)).map(PartitionBook::newest);
  }

  /** Somebody had the first unread record of {@code sample} read. */
  public void firstUnread(LagSample sample, FirstUnread found, long nowMillis) {
    PartitionBook partition = book(sample.group(), sample.partition());
    if (partition == null) {
      return;
    }
    partition.firstUnread(sample, found);
    event(
        nowMillis,
        sample.group(),
        Optional.of(sample.partition()),
        LagEvent.Kind.FIRST_UNREAD,
        switch (found) {
          case FirstUnread.Found(var position, var timestamp) ->
              "The first unread record of "
                  + place(sample)
                  + " is "
                  + position
                  + (timestamp.isPresent()
                      ? ", written at "
                          + java.time.Instant.ofEpochMilli(timestamp.getAsLong())
                          + "."
                      : ", without a timestamp.");
          case FirstUnread.NothingWaits _ ->
              "Nothing waits on " + place(sample) + ": markers and aborted records only.";
          case FirstUnread.Blocked(long stableEnd) ->
              "Nothing may be read on "
                  + place(sample)
                  + " from offset "
                  + stableEnd
                  + " on before a transaction ends.";
          case FirstUnread.NotTold(String why) -> place(sample) + ": " + why;
        });
  }

  private @Nullable PartitionBook book(GroupRef group, PartitionRef partition) {
    GroupBook book = groups.get(group);
    return book == null ? null : book.partitions.get(partition);
  }

  /** All that is known of one group, by partition; empty if it is not known. */
  public List<PartitionLag> partitions(GroupRef group, long nowMillis, long nowNanos) {
    GroupBook book = groups.get(group);
    if (book == null) {
      return List.of();
    }
    List<PartitionLag> lags = new ArrayList<>(book.partitions.size());
    for (Judged judged : judge(book, nowMillis, nowNanos)) {
      lags.add(judged.lag());
    }
    return lags;
  }

  /**
   * Every group that has been measured, by name, judged now; in a crowd, and while nobody is at the
   * window, groups of which nothing was learnt are told as last judged, by the same instance.
   */
  List<JudgedGroup> judged(long nowMillis, long nowNanos) {
    List<JudgedGroup> all = new ArrayList<>(groups.size());
    for (GroupBook book : groups.values()) {
      JudgedGroup last = book.judged;
      boolean fresh =
          last != null
              && !book.isTouched
              && nowNanos - book.judgedNanos < keepsNanos()
              && !pinned.contains(book.info.group());
      if (!fresh || last == null) {
        last =
            new JudgedGroup(
                book.info,
                book.measured,
                judge(book, nowMillis, nowNanos),
                book.counted,
                book.refusal);
        book.judged = last;
        book.judgedNanos = nowNanos;
        book.isTouched = false;
      }
      all.add(last);
    }
    return all;
  }

  /** How long a verdict holds of a group of which nothing was learnt. */
  private long keepsNanos() {
    if (books > JUDGED_EACH_SECOND) {
      return JUDGED_ANEW_NANOS;
    }
    return rests ? JUDGED_AT_REST_NANOS : 0;
  }

  /** A connection was closed. */
  public void forget(String connection) {
    groups.keySet().removeIf(group -> group.connection().equals(connection));
    ends.keySet().removeIf(partition -> partition.stream().connection().equals(connection));
    events.removeIf(event -> event.group().connection().equals(connection));
    books = 0;
    groups.values().forEach(book -> books += book.partitions.size());
  }

  /** Partitions of groups kept in full now. */
  int books() {
    return books;
  }

  private List<Judged> judge(GroupBook book, long nowMillis, long nowNanos) {
    List<PartitionBook> partitions = book.sorted();
    List<LagVerdict> verdicts = new ArrayList<>(partitions.size());
    Duration sinceMoved = judge.window();
    for (PartitionBook partition : partitions) {
      LagVerdict verdict = partition.verdict(nowMillis, nowNanos);
      verdicts.add(verdict);
      if (verdict.completeness() >= 1 && verdict.sinceProgress().compareTo(sinceMoved) < 0) {
        sinceMoved = verdict.sinceProgress();
      }
    }
    List<Judged> judged = new ArrayList<>(partitions.size());
    for (int i = 0; i < verdicts.size(); i++) {
      judged.add(partitions.get(i).judged(judge.inTurn(verdicts.get(i), sinceMoved), nowMillis));
    }
    return judged;
  }

  /** One partition with the verdict on it. */
  record Judged(PartitionLag lag, LagVerdict verdict) {}

  /**
   * Partitions of one group that are counted and not kept.
   *
   * @param lag what they wait for altogether
   * @param newestAtMillis when the newest of them was measured, 0 without any
   */
  record Counted(int partitions, long lag, long lost, long newestAtMillis) {
    static final Counted NONE = new Counted(0, 0, 0, 0);

    Counted plus(LagSample sample) {
      long more =
          switch (sample.lag()) {
            case Lag.Exact(long records) -> records;
            case Lag.AtMost(long records, String _) -> records;
            case Lag.Unknown _ -> 0;
          };
      return new Counted(
          partitions + 1,
          lag + more,
          lost + sample.lost(),
          Math.max(newestAtMillis, sample.atMillis()));
    }
  }

  /**
   * One group with the verdicts on its partitions.
   *
   * @param measured whether it was asked for its commits at least once
   * @param counted partitions that are not among {@code partitions}
   * @param refusal why nothing could be learnt of it last time
   */
  record JudgedGroup(
      GroupInfo info,
      boolean measured,
      List<Judged> partitions,
      Counted counted,
      Optional<ConnectorFailure> refusal) {}

  private static final class GroupBook {
    private final Map<PartitionRef, PartitionBook> partitions = new HashMap<>();
    private List<PartitionBook> inOrder = List.of();
    private boolean isSorted = true;
    private GroupInfo info;
    private boolean measured;
    private int round;
    private Counted counted = Counted.NONE;
    private Optional<ConnectorFailure> refusal = Optional.empty();
    private boolean isTouched = true;
    private @Nullable JudgedGroup judged;
    private long judgedNanos;

    GroupBook(GroupInfo info) {
      this.info = info;
    }

    void touch() {
      isTouched = true;
    }

    void beginRound() {
      round++;
      counted = Counted.NONE;
    }

    List<PartitionBook> sorted() {
      if (!isSorted || inOrder.size() != partitions.size()) {
        inOrder = new ArrayList<>(partitions.values());
        inOrder.sort(Comparator.comparing(partition -> partition.newest().partition()));
        isSorted = true;
      }
      return inOrder;
    }
  }
}
