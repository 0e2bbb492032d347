package dev.weir.engine.lag;

import dev.weir.alert.lag.LagJudge;
import dev.weir.alert.lag.LagVerdict;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupRef;
import dev.weir.stream.LagSample;
import dev.weir.stream.PartitionEnds;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.StreamEnds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps the recent past of every group and tells how it does. The caller polls the broker and says
 * what time it is; so it serves a console that watches and a command that looks twice. Confined to
 * one thread.
 */
public final class LagBoard {
  private final LagJudge judge;
  private final Map<GroupRef, GroupBook> groups = new TreeMap<>();
  private final Map<PartitionRef, EndRing> ends = new HashMap<>();

  public LagBoard(LagJudge judge) {
    this.judge = judge;
  }

  /** All groups of a connection, as just listed. Groups that are gone are forgotten. */
  public void groups(String connection, List<GroupInfo> listed) {
    Set<GroupRef> there = new HashSet<>();
    for (GroupInfo info : listed) {
      there.add(info.group());
      groups.computeIfAbsent(info.group(), _ -> new GroupBook(info)).info = info;
    }
    groups
        .keySet()
        .removeIf(group -> group.connection().equals(connection) && !there.contains(group));
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

  /**
   * Samples of one round, in the order they were taken. Of the groups asked for, partitions that
   * were not answered for are forgotten: their commit is gone.
   */
  public void samples(Collection<GroupInfo> asked, List<LagSample> samples) {
    Map<GroupRef, Set<PartitionRef>> answered = new HashMap<>();
    for (LagSample sample : samples) {
      GroupBook group =
          groups.computeIfAbsent(
              sample.group(),
              ref -> new GroupBook(new GroupInfo(ref, sample.kind(), sample.state())));
      answered.computeIfAbsent(sample.group(), _ -> new HashSet<>()).add(sample.partition());
      PartitionBook known = group.partitions.get(sample.partition());
      if (known == null) {
        EndRing ring = ends.computeIfAbsent(sample.partition(), _ -> new EndRing());
        group.partitions.put(sample.partition(), new PartitionBook(judge, ring, sample));
      } else {
        known.add(sample);
      }
    }
    for (GroupInfo info : asked) {
      GroupBook group = groups.get(info.group());
      if (group != null) {
        Set<PartitionRef> there = answered.getOrDefault(info.group(), Set.of());
        group.partitions.keySet().retainAll(there);
        group.measured = true;
      }
    }
  }

  /** Where streams end, as just polled: makes the time behind finer. */
  public void ends(List<StreamEnds> polled) {
    for (StreamEnds stream : polled) {
      for (PartitionEnds partition : stream.partitions()) {
        EndRing ring = ends.get(partition.partition());
        if (ring != null && stream.endsCountAppends()) {
          ring.add(partition.end(), partition.atMillis());
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
      GroupBook group = groups.get(sample.group());
      PartitionBook partition = group == null ? null : group.partitions.get(sample.partition());
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

  /** Every group that has been measured, by name, judged now. */
  List<JudgedGroup> judged(long nowMillis, long nowNanos) {
    List<JudgedGroup> all = new ArrayList<>(groups.size());
    for (GroupBook book : groups.values()) {
      all.add(new JudgedGroup(book.info, book.measured, judge(book, nowMillis, nowNanos)));
    }
    return all;
  }

  /** A connection was closed. */
  public void forget(String connection) {
    groups.keySet().removeIf(group -> group.connection().equals(connection));
    ends.keySet().removeIf(partition -> partition.stream().connection().equals(connection));
  }

  private static List<Judged> judge(GroupBook book, long nowMillis, long nowNanos) {
    List<Judged> judged = new ArrayList<>(book.partitions.size());
    for (PartitionBook partition : book.partitions.values()) {
      LagVerdict verdict = partition.verdict(nowNanos);
      judged.add(
          new Judged(
              new PartitionLag(
                  partition.newest(),
                  partition.lagTime(nowMillis),
                  verdict.rates().consumedPerSecond(),
                  verdict.rates().producedPerSecond(),
                  verdict.eta(),
                  verdict.status()),
              verdict));
    }
    return judged;
  }

  /** One partition with the verdict on it. */
  record Judged(PartitionLag lag, LagVerdict verdict) {}

  /**
   * One group with the verdicts on its partitions.
   *
   * @param measured whether it was asked for its commits at least once
   */
  record JudgedGroup(GroupInfo info, boolean measured, List<Judged> partitions) {}

  private static final class GroupBook {
    private final Map<PartitionRef, PartitionBook> partitions = new TreeMap<>();
    private GroupInfo info;
    private boolean measured;

    GroupBook(GroupInfo info) {
      this.info = info;
    }
  }
}
