package dev.weir.engine.lag;

import dev.weir.alert.lag.LagJudge;
import dev.weir.alert.lag.LagSentence;
import dev.weir.alert.lag.LagStatus;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.lag.LagBoard.Judged;
import dev.weir.engine.lag.LagBoard.JudgedGroup;
import dev.weir.engine.meter.Track;
import dev.weir.engine.publish.TableQuery;
import dev.weir.stream.GroupRef;
import dev.weir.stream.Lag;
import dev.weir.stream.StreamRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All groups, judged once a second: rows for the table, tracks for the charts. Confined to one
 * thread.
 */
public final class GroupBoard {
  private static final int MOST_TRACKS = 400;
  private static final int SPARK_POINTS = 60;
  private static final int SPARK_STEP_SECONDS = 5;

  /** A sample older than this tells nothing of now. */
  private static final long STALE_MILLIS = 30_000;

  private static final long STALE_IN_A_CROWD_MILLIS = 150_000;

  private final LagBoard lags = new LagBoard(LagJudge.STANDARD);
  private final Map<GroupRef, Integer> members = new HashMap<>();
  private final Map<GroupRef, Tracks> tracks = new HashMap<>();
  private final Map<StreamRef, Track> consumedByStream = new HashMap<>();
  private final Track consumed = new Track(Track.Merge.MEAN);
  private final Track lagRecords = new Track(Track.Merge.MAX);

  private final Map<GroupRef, Summed> summed = new HashMap<>();

  private List<GroupStanding> standings = List.of();
  private Map<StreamRef, Integer> readers = Map.of();

  /** A group's row, its sentence in pieces and how far it goes towards what is wrong. */
  public record GroupStanding(GroupRow row, LagSentence words) {}

  /**
   * What was made of a judged group, for as long as it is not judged anew.
   *
   * @param newestAtMillis when the newest of its samples was measured, negative without any
   * @param consumedByStream records per second committed; NaN where not known
   */
  private record Summed(
      JudgedGroup judged,
      LagLimits limits,
      int members,
      GroupStanding standing,
      long newestAtMillis,
      Map<StreamRef, Double> consumedByStream) {}

  /** What a group's charts are drawn of. */
  public record Tracks(Track records, Track seconds) {
    Tracks() {
      this(new Track(Track.Merge.MAX), new Track(Track.Merge.MAX));
    }
  }

  /** Where samples go. */
  public LagBoard lags() {
    return lags;
  }

  /** How many members a group has, as just described. */
  public void members(GroupRef group, int count) {
    members.put(group, count);
  }

  /** Judges all groups at the end of {@code second} since the epoch. */
  public void close(long second, long nowMillis, long nowNanos, LagLimits limits) {
    List<JudgedGroup> judged = lags.judged(nowMillis, nowNanos);
    List<GroupStanding> fresh = new ArrayList<>(judged.size());
    Map<StreamRef, Set<GroupRef>> readersNow = new HashMap<>();
    Map<StreamRef, Double> consumedNow = new HashMap<>();
    double records = Double.NaN;
    double rate = Double.NaN;
    Map<GroupRef, Summed> kept = HashMap.newHashMap(judged.size());
    for (JudgedGroup group : judged) {
      GroupRef ref = group.info().group();
      Tracks own = tracksOf(ref);
      Summed sum = summed(group, limits, nowMillis, sparkOf(own, second));
      kept.put(ref, sum);
      GroupRow row = sum.standing().row();
      boolean current = row.ageMillis() >= 0 && row.ageMillis() < staleMillis();
      double waiting = current ? records(row.lag()) : Double.NaN;
      double behind =
          current && row.lagTime() instanceof LagTime.Known(long millis, _)
              ? millis / 1_000.0
              : Double.NaN;
      if (own != null) {
        own.records().put(second, waiting);
        own.seconds().put(second, behind);
      }
      records = plus(records, waiting);
      for (Map.Entry<StreamRef, Double> read : sum.consumedByStream().entrySet()) {
        readersNow.computeIfAbsent(read.getKey(), _ -> new HashSet<>()).add(ref);
        if (current && !Double.isNaN(read.getValue())) {
          rate = plus(rate, read.getValue());
          consumedNow.merge(read.getKey(), read.getValue(), Double::sum);
        }
      }
      fresh.add(sum.standing());
    }
    summed.clear();
    summed.putAll(kept);
    lagRecords.put(second, records);
    consumed.put(second, rate);
    for (StreamRef stream : readersNow.keySet()) {
      Track track = consumedOf(stream);
      if (track != null) {
        track.put(second, consumedNow.getOrDefault(stream, Double.NaN));
      }
    }
    Map<StreamRef, Integer> counts = new HashMap<>();
    readersNow.forEach((stream, groups) -> counts.put(stream, groups.size()));
    readers = counts;
    standings = List.copyOf(fresh);
  }

  /** In a crowd most groups are asked for every half minute only. */
  private long staleMillis() {
    return lags.books() > LagBoard.JUDGED_EACH_SECOND ? STALE_IN_A_CROWD_MILLIS : STALE_MILLIS;
  }

  /** Whether a group has committed to a stream, or reads it. */
  public boolean reads(GroupRef group, StreamRef stream) {
    Summed known = summed.get(group);
    return known != null && known.consumedByStream().containsKey(stream);
  }

  private Summed summed(JudgedGroup group, LagLimits limits, long nowMillis, float[] spark) {
    GroupRef ref = group.info().group();
    int count = members.getOrDefault(ref, -1);
    Summed last = summed.get(ref);
    if (last != null
        && last.judged() == group
        && last.limits().equals(limits)
        && last.members() == count) {
      long age = last.newestAtMillis() < 0 ? -1 : Math.max(0, nowMillis - last.newestAtMillis());
      return new Summed(
          group,
          limits,
          count,
          new GroupStanding(last.standing().row().aged(age, spark), last.standing().words()),
          last.newestAtMillis(),
          last.consumedByStream());
    }
    GroupRows.Told told = GroupRows.of(group, count, limits, nowMillis, spark);
    Map<StreamRef, Double> consumedByStream = new HashMap<>();
    for (Judged partition : group.partitions()) {
      OptionalDouble read = partition.lag().consumedPerSecond();
      consumedByStream.merge(
          partition.lag().sample().partition().stream(), read.orElse(Double.NaN), GroupBoard::plus);
    }
    long age = told.row().ageMillis();
    return new Summed(
        group,
        limits,
        count,
        new GroupStanding(told.row(), told.words()),
        age < 0 ? -1 : nowMillis - age,
        consumedByStream);
  }

  /** All groups as last judged, by name. */
  public List<GroupStanding> standings() {
    return standings;
  }

  /** Worst first: by severity, then by time behind, then by records. */
  public List<GroupStanding> worst() {
    List<GroupStanding> sorted = new ArrayList<>(standings);
    sorted.sort(Comparator.comparing(GroupStanding::row, BY_TROUBLE.reversed()));
    return sorted;
  }

  /** Groups that read {@code stream}. */
  public int readers(StreamRef stream) {
    return readers.getOrDefault(stream, 0);
  }

  /** A group's tracks, or null if there are too many groups to keep them of all. */
  public @Nullable Tracks tracks(GroupRef group) {
    return tracks.get(group);
  }

  /** Tracks of a group to fill in what an earlier run kept; null if there are too many. */
  public @Nullable Tracks tracksOf(GroupRef group) {
    Tracks own = tracks.get(group);
    if (own == null && tracks.size() < MOST_TRACKS) {
      own = new Tracks();
      tracks.put(group, own);
    }
    return own;
  }

  /** Records per second committed by all groups; a stream that two groups read counts twice. */
  public Track consumed() {
    return consumed;
  }

  /** Records per second committed on one stream, or null if no group reads it. */
  public @Nullable Track consumed(StreamRef stream) {
    return consumedByStream.get(stream);
  }

  /** Records behind, all groups together. */
  public Track lagRecords() {
    return lagRecords;
  }

  /** A stream's track to fill in what an earlier run kept; null if there are too many. */
  public @Nullable Track consumedOf(StreamRef stream) {
    Track track = consumedByStream.get(stream);
    if (track == null && consumedByStream.size() < MOST_TRACKS) {
      track = new Track(Track.Merge.MEAN);
      consumedByStream.put(stream, track);
    }
    return track;
  }

  /** Rows that match {@code query}, in its order. */
  public GroupTable table(TableQuery query) {
    String part = query.text().toLowerCase(Locale.ROOT);
    List<GroupRow> rows = new ArrayList<>();
    for (GroupStanding standing : standings) {
      GroupRow row = standing.row();
      boolean named =
          row.group().name().toLowerCase(Locale.ROOT).contains(part)
              || row.streams().stream().anyMatch(s -> s.toLowerCase(Locale.ROOT).contains(part));
      if (named && isWanted(row, query.rows())) {
        rows.add(row);
      }
    }
    Comparator<GroupRow> order = order(query.column());
    rows.sort(
        (query.descending() ? order.reversed() : order)
            .thenComparing(GroupRow::group, Comparator.naturalOrder()));
    return new GroupTable(rows, standings.size());
  }

  private static boolean isWanted(GroupRow row, TableQuery.Rows wanted) {
    return switch (wanted) {
      case ALL -> true;
      case RELEVANT -> row.status() != LagStatus.CAUGHT_UP;
      case TROUBLED -> isTroubled(row);
      case FAVOURITE -> false;
    };
  }

  /** Whether something is wrong with a group: a warning, or worse. */
  public static boolean isTroubled(GroupRow row) {
    return row.severity() == Severity.WARNING || row.severity() == Severity.CRITICAL;
  }

  /** A connection was closed. */
  public void forget(String connection) {
    lags.forget(connection);
    members.keySet().removeIf(group -> group.connection().equals(connection));
  }

  /** Records waiting as far as known, NaN where unknown. */
  public static double records(Lag lag) {
    return switch (lag) {
      case Lag.Exact exact -> exact.records();
      case Lag.AtMost atMost -> atMost.records();
      case Lag.Unknown _ -> Double.NaN;
    };
  }

  private float[] sparkOf(@Nullable Tracks own, long second) {
    return own == null
        ? new float[0]
        : own.records().spark(second, SPARK_POINTS, SPARK_STEP_SECONDS);
  }

  private static double plus(double sum, double more) {
    if (Double.isNaN(more)) {
      return sum;
    }
    return Double.isNaN(sum) ? more : sum + more;
  }

  private static double millis(GroupRow row) {
    return row.lagTime() instanceof LagTime.Known(long millis, _) ? millis : -1;
  }

  private static double waiting(GroupRow row) {
    double records = records(row.lag());
    return Double.isNaN(records) ? -1 : records;
  }

  private static final Comparator<GroupRow> BY_TROUBLE =
      Comparator.comparingInt((GroupRow row) -> GroupRows.severityRank(row.severity()))
          .thenComparingDouble(GroupBoard::millis)
          .thenComparingDouble(GroupBoard::waiting);

  private static Comparator<GroupRow> order(String column) {
    return switch (column) {
      case "kind" -> Comparator.comparing(row -> row.kind().label());
      case "state" -> Comparator.comparing(row -> row.state().label());
      case "streams" -> Comparator.comparing(row -> String.join(",", row.streams()));
      case "members" -> Comparator.comparingInt(GroupRow::members);
      case "lag" -> Comparator.comparingDouble(GroupBoard::waiting);
      case "lag-time", "time" -> Comparator.comparingDouble(GroupBoard::millis);
      case "consumed", "rate" ->
          Comparator.comparingDouble(row -> row.consumedPerSecond().orElse(-1));
      case "growth", "trend" -> Comparator.comparingDouble(row -> row.growthPerSecond().orElse(0));
      case "eta" ->
          Comparator.comparingLong(
              row -> row.eta().map(java.time.Duration::toMillis).orElse(Long.MAX_VALUE));
      case "pending" -> Comparator.comparingLong(row -> row.pending().orElse(-1));
      case "lost" -> Comparator.comparingLong(GroupRow::lost);
      case "age" -> Comparator.comparingLong(GroupRow::ageMillis);
      case "status", "severity" -> BY_TROUBLE;
      case "connection" -> Comparator.comparing(row -> row.group().connection());
      default -> Comparator.comparing(row -> row.group().name());
    };
  }

  /** How bad the worst of {@code severities} is. */
  public static Severity worst(Iterable<Severity> severities) {
    Severity worst = Severity.OK;
    for (Severity severity : severities) {
      if (GroupRows.severityRank(severity) > GroupRows.severityRank(worst)) {
        worst = severity;
      }
    }
    return worst;
  }
}
