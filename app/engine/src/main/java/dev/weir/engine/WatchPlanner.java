package dev.weir.engine;

import dev.weir.engine.lag.GroupBoard;
import dev.weir.engine.publish.Attendance;
import dev.weir.engine.settings.Settings;
import dev.weir.engine.streams.StreamBoard;
import dev.weir.engine.streams.StreamBoard.DeadLetters;
import dev.weir.engine.streams.StreamRole;
import dev.weir.engine.streams.StreamRow;
import dev.weir.engine.watch.WatchPlan;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupRef;
import dev.weir.stream.LagSample;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides what to ask one broker next: what is looked at and what flows most comes first, and
 * everything is bounded. Confined to the engine's thread.
 */
final class WatchPlanner {
  private static final int OFTEN_PARTITIONS = 500;
  private static final int METERED_STREAMS = 300;
  private static final int METERED_PARTITIONS = 2_000;
  private static final int DESCRIBED_STREAMS = 200;
  private static final int DESCRIBED_GROUPS = 100;
  private static final int DATED_STREAMS = 20;
  private static final int SINCE_WHEN_AT_ONCE = 2_000;

  /** Commits asked for every few seconds. */
  private static final int OFTEN_COMMITS = 5_000;

  /** Commits asked for in one call, as many as were found there last. */
  private static final int COMMITS_PER_PORTION = 20_000;

  private static final int GROUPS_PER_PORTION = 250;

  /** Which streams are metered is not changed for their rates alone more often than this. */
  private static final long KEEP_METERED_MILLIS = 300_000;

  private final String connection;
  private List<LagSample> asked = List.of();
  private Set<StreamRef> metered = Set.of();
  private Set<StreamRef> candidates = Set.of();
  private long meteredSinceMillis;

  WatchPlanner(String connection) {
    this.connection = connection;
  }

  /** The samples of the last plan have been asked about. */
  void sinceWhenAnswered() {
    asked = List.of();
  }

  /**
   * What the user looks at.
   *
   * @param favourites streams pinned, by their settings' names
   * @param lookedAt streams whose details are open
   * @param groups groups that are likely on a screen, most looked at first
   * @param lagWarning from how far behind a group is a warning
   * @param attendance who it is asked for
   */
  record Attention(
      Collection<String> favourites,
      Set<StreamRef> lookedAt,
      List<GroupRef> groups,
      Duration lagWarning,
      Attendance attendance) {}

  WatchPlan plan(StreamBoard streams, GroupBoard groups, Attention attention, long nowMillis) {
    Collection<String> favourites = attention.favourites();
    Set<StreamRef> lookedAt = attention.lookedAt();
    List<StreamRow> mine = new ArrayList<>();
    for (StreamRow row : streams.rows()) {
      if (row.stream().connection().equals(connection)) {
        mine.add(row);
      }
    }
    mine.sort(
        Comparator.comparing((StreamRow row) -> row.role() == StreamRole.INTERNAL)
            .thenComparing(row -> !lookedAt.contains(row.stream()))
            .thenComparing(row -> !isFavourite(favourites, row.stream()))
            .thenComparing(row -> row.role() != StreamRole.DEAD_LETTER)
            .thenComparingDouble(row -> -row.recordsPerSecond().orElse(0))
            .thenComparing(StreamRow::stream));
    List<StreamRef> often = new ArrayList<>();
    List<StreamRef> inTurn = new ArrayList<>();
    int oftenPartitions = 0;
    int turnPartitions = 0;
    for (StreamRow row : mine) {
      boolean fits = oftenPartitions + row.partitions() <= OFTEN_PARTITIONS;
      if (fits && row.role() != StreamRole.INTERNAL) {
        often.add(row.stream());
        oftenPartitions += row.partitions();
      } else {
        inTurn.add(row.stream());
        turnPartitions += row.partitions();
      }
    }
    if (asked.isEmpty()) {
      asked = groups.lags().wantingTime(connection, SINCE_WHEN_AT_ONCE, nowMillis);
    }
    List<GroupInfo> infos = groups.lags().groups(connection);
    List<GroupRef> described = new ArrayList<>();
    for (GroupInfo info : infos) {
      if (described.size() < DESCRIBED_GROUPS) {
        described.add(info.group());
      }
    }
    Set<GroupRef> groupsOften = groupsOften(groups, infos, attention.groups());
    return new WatchPlan(
        often,
        inTurn,
        turnPartitions,
        infos.stream().filter(info -> groupsOften.contains(info.group())).toList(),
        portions(
            groups, infos.stream().filter(info -> !groupsOften.contains(info.group())).toList()),
        asked,
        attention.lagWarning(),
        metered(mine, nowMillis),
        often.subList(0, Math.min(DESCRIBED_STREAMS, often.size())),
        described,
        toDate(streams),
        attention.attendance());
  }

  /** All where they are few; else those looked at, as many as a poll every second or two bears. */
  private static Set<GroupRef> groupsOften(
      GroupBoard groups, List<GroupInfo> infos, List<GroupRef> visible) {
    Set<GroupRef> often = new LinkedHashSet<>();
    long all = 0;
    for (GroupInfo info : infos) {
      all += groups.lags().entries(info.group());
      often.add(info.group());
    }
    if (all <= OFTEN_COMMITS && infos.size() <= GROUPS_PER_PORTION) {
      return often;
    }
    Set<GroupRef> known = often;
    often = new LinkedHashSet<>();
    long commits = 0;
    for (GroupRef group : visible) {
      commits += groups.lags().entries(group);
      if (commits > OFTEN_COMMITS && !often.isEmpty()) {
        break;
      }
      if (known.contains(group)) {
        often.add(group);
      }
    }
    return often;
  }

  private static List<WatchPlan.Portion> portions(GroupBoard groups, List<GroupInfo> infos) {
    List<WatchPlan.Portion> portions = new ArrayList<>();
    List<GroupInfo> portion = new ArrayList<>();
    int commits = 0;
    for (GroupInfo info : infos) {
      int entries = groups.lags().entries(info.group());
      if (!portion.isEmpty()
          && (commits + entries > COMMITS_PER_PORTION || portion.size() == GROUPS_PER_PORTION)) {
        portions.add(new WatchPlan.Portion(portion));
        portion = new ArrayList<>();
        commits = 0;
      }
      portion.add(info);
      commits += entries;
    }
    if (!portion.isEmpty()) {
      portions.add(new WatchPlan.Portion(portion));
    }
    return portions;
  }

  private Set<StreamRef> metered(List<StreamRow> mine, long nowMillis) {
    Set<StreamRef> all = new LinkedHashSet<>();
    Set<StreamRef> chosen = new LinkedHashSet<>();
    int partitions = 0;
    for (StreamRow row : mine) {
      if (row.role() == StreamRole.INTERNAL) {
        continue;
      }
      all.add(row.stream());
      boolean fits =
          chosen.size() < METERED_STREAMS && partitions + row.partitions() <= METERED_PARTITIONS;
      if (fits) {
        chosen.add(row.stream());
        partitions += row.partitions();
      }
    }
    boolean worthIt =
        !all.equals(candidates) || nowMillis - meteredSinceMillis > KEEP_METERED_MILLIS;
    if (worthIt && !chosen.equals(metered)) {
      metered = Set.copyOf(chosen);
    }
    if (worthIt) {
      candidates = all;
      meteredSinceMillis = nowMillis;
    }
    return metered;
  }

  private List<StreamRef> toDate(StreamBoard streams) {
    List<StreamRef> dated = new ArrayList<>();
    for (DeadLetters dead : streams.deadLetters()) {
      if (dead.stream().connection().equals(connection) && dated.size() < DATED_STREAMS) {
        dated.add(dead.stream());
      }
    }
    return dated;
  }

  private static boolean isFavourite(Collection<String> favourites, StreamRef stream) {
    return favourites.contains(Settings.favouriteName(stream.connection(), stream.name()));
  }
}
