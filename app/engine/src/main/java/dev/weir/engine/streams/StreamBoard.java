package dev.weir.engine.streams;

import dev.weir.engine.meter.MeterBoard;
import dev.weir.engine.meter.MeterSeries;
import dev.weir.engine.meter.MeterSlice;
import dev.weir.engine.meter.Track;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.settings.Settings;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * All streams, summed up once a second: rows for the table, tracks for the charts. What is metered
 * record by record is exact; the rest follows from the streams' ends. Confined to one thread.
 */
public final class StreamBoard {
  private static final int SPARK_STEP_SECONDS = 5;
  private static final int MOST_TRACKS = 400;
  private static final int RATE_SECONDS = 10;
  private static final int LATENCY_SECONDS = 60;

  /** The cleanup policy under which a topic's retention counts: others only compact it. */
  private static final String DELETES = "delete";

  private static final OptionalLong FOR_EVER = OptionalLong.of(-1);
  private static final int MOST_SERIES_ENDS = 500;
  private static final long SAME_MILLIS = 60_000;

  private final MeterBoard meters;
  private final Map<StreamRef, StreamState> streams = new TreeMap<>();
  private final Map<StreamRef, Track> tracks = new HashMap<>();
  private final Map<StreamRef, P99> p99 = new HashMap<>();
  private final Track produced = new Track(Track.Merge.MEAN);
  private final Track data = new Track(Track.Merge.MEAN);
  private final Track failed = new Track(Track.Merge.MEAN);
  private final Track died = new Track(Track.Merge.MEAN);
  private final Track deadHeld = new Track(Track.Merge.MAX);
  private final Map<StreamRef, Long> oldestMillis = new HashMap<>();
  private final Deque<SeriesEnd> seriesEnds = new ArrayDeque<>();

  private List<StreamRow> rows = List.of();
  private List<DeadLetters> deadLetters = List.of();

  /**
   * A dead-letter stream that holds records.
   *
   * @param sinceMillis timestamp of its oldest record, or when records were first noticed in it
   * @param sinceIsExact whether {@code sinceMillis} is that timestamp
   */
  public record DeadLetters(
      StreamRef stream, long records, long sinceMillis, boolean sinceIsExact) {}

  /**
   * A stream's series ended and another began.
   *
   * @param atMillis epoch milliseconds, when it was noticed
   * @param why as it goes on after the stream's name
   */
  public record SeriesEnd(StreamRef stream, long atMillis, String why) {}

  public StreamBoard(MeterBoard meters) {
    this.meters = meters;
  }

  /**
   * All streams of a connection, as just listed.
   *
   * @return streams that are new or were made anew under their old name
   */
  public List<StreamRef> listed(String connection, List<StreamInfo> infos, long nowMillis) {
    Set<StreamRef> there = new HashSet<>();
    List<StreamRef> changed = new ArrayList<>();
    for (StreamInfo info : infos) {
      there.add(info.stream());
      StreamState known = streams.get(info.stream());
      if (known == null) {
        streams.put(info.stream(), new StreamState(info));
        changed.add(info.stream());
      } else if (known.listed(info)) {
        oldestMillis.remove(info.stream());
        changed.add(info.stream());
        ended(info.stream(), nowMillis, StreamState.MADE_ANEW);
      }
    }
    for (StreamRef stream : List.copyOf(streams.keySet())) {
      if (stream.connection().equals(connection) && !there.contains(stream)) {
        drop(stream);
        // Should it be made anew, what follows is another series.
        ended(stream, nowMillis, StreamState.DELETED);
      }
    }
    // Restored from an earlier run, but gone since.
    tracks.keySet().removeIf(ref -> ref.connection().equals(connection) && !there.contains(ref));
    for (StreamRef metered : List.copyOf(meters.streams())) {
      if (metered.connection().equals(connection) && !there.contains(metered)) {
        meters.forget(metered);
      }
    }
    return changed;
  }

  /** Bounds of some streams, as just polled. */
  public void polled(List<StreamEnds> ends) {
    for (StreamEnds polled : ends) {
      StreamState state = streams.get(polled.stream());
      if (state != null) {
        state
            .polled(polled)
            .ifPresent(
                why -> {
                  oldestMillis.remove(polled.stream());
                  ended(polled.stream(), polled.partitions().getFirst().atMillis(), why);
                });
      }
    }
  }

  private void ended(StreamRef stream, long atMillis, String why) {
    SeriesEnd last = seriesEnds.peekLast();
    if (last != null && last.stream().equals(stream) && atMillis - last.atMillis() < SAME_MILLIS) {
      // The listing and the ends tell of the same.
      return;
    }
    seriesEnds.addLast(new SeriesEnd(stream, atMillis, why));
    if (seriesEnds.size() > MOST_SERIES_ENDS) {
      seriesEnds.removeFirst();
    }
  }

  /** Where series ended, oldest first: figures before and after are of different logs. */
  public List<SeriesEnd> seriesEnds() {
    return List.copyOf(seriesEnds);
  }

  /** What a stream's description tells: how long it keeps records. */
  public void described(StreamDetail detail) {
    StreamState state = streams.get(detail.info().stream());
    if (state == null) {
      return;
    }
    Map<String, String> configs = new HashMap<>();
    detail.configs().forEach(config -> configs.put(config.name(), config.value()));
    String millis = configs.get("retention.ms");
    if (millis != null) {
      state.retention(
          configs.getOrDefault("cleanup.policy", DELETES).contains(DELETES)
              ? wholeNumber(millis)
              : FOR_EVER);
    }
  }

  private static OptionalLong wholeNumber(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /**
   * Which streams of a connection hold dead letters, as a search has just found out.
   *
   * @param holding streams that do
   * @param refused streams that do not, whatever their names say
   */
  public void deadLettersFound(String connection, Set<StreamRef> holding, Set<StreamRef> refused) {
    for (Map.Entry<StreamRef, StreamState> entry : streams.entrySet()) {
      StreamRef stream = entry.getKey();
      if (stream.connection().equals(connection)) {
        entry
            .getValue()
            .found(
                holding.contains(stream)
                    ? Optional.of(StreamRole.DEAD_LETTER)
                    : refused.contains(stream) ? Optional.of(StreamRole.DATA) : Optional.empty());
      }
    }
  }

  /** Timestamp of the oldest record of a dead-letter stream, as just read. */
  public void oldest(StreamRef stream, long timestampMillis) {
    if (streams.containsKey(stream)) {
      oldestMillis.put(stream, timestampMillis);
    }
  }

  /** What a stream is for; DATA if it is not known. */
  public StreamRole role(StreamRef stream) {
    StreamState state = streams.get(stream);
    return state == null ? StreamRoles.ofName(stream.name()) : state.role();
  }

  /** Streams of one connection, as last listed. */
  public List<StreamInfo> infos(String connection) {
    List<StreamInfo> infos = new ArrayList<>();
    for (StreamState state : streams.values()) {
      if (state.info().stream().connection().equals(connection)) {
        infos.add(state.info());
      }
    }
    return infos;
  }

  /** Sums up at the end of {@code second} since the epoch. */
  public void close(
      long second,
      long nowMillis,
      Collection<String> favourites,
      ToIntFunction<StreamRef> readers) {
    double producedNow = Double.NaN;
    double dataNow = Double.NaN;
    double failedNow = Double.NaN;
    double diedNow = Double.NaN;
    double held = Double.NaN;
    boolean sparkPoint = (second + 1) % SPARK_STEP_SECONDS == 0;
    Set<String> starred = new HashSet<>(favourites);
    List<StreamRow> fresh = new ArrayList<>(streams.size());
    List<DeadLetters> dead = new ArrayList<>();
    for (StreamState state : streams.values()) {
      StreamRef stream = state.info().stream();
      MeterSeries series = meters.of(stream);
      MeterSlice slice = series == null ? null : series.at(second);
      OptionalDouble polledRate = state.recordsPerSecond(nowMillis);
      double now = slice != null ? slice.records() : polledRate.orElse(Double.NaN);
      if (slice != null && slice.records() > 0) {
        state.recordSeenAt((second + 1) * 1_000 - 1);
      }
      Track track = track(stream, state);
      if (track != null) {
        track.put(second, now);
      }
      state.spark(now);
      if (sparkPoint) {
        state.closeSparkPoint();
      }
      switch (state.role()) {
        case INTERNAL -> {}
        case DATA -> {
          producedNow = plus(producedNow, now);
          dataNow = plus(dataNow, now);
        }
        case RETRY -> {
          producedNow = plus(producedNow, now);
          failedNow = plus(failedNow, now);
        }
        case DEAD_LETTER -> {
          producedNow = plus(producedNow, now);
          failedNow = plus(failedNow, now);
          diedNow = plus(diedNow, now);
          held = plus(held, heldBy(state));
          deadLettersOf(state, nowMillis).ifPresent(dead::add);
        }
      }
      fresh.add(row(state, series, second, polledRate, starred, readers));
    }
    produced.put(second, producedNow);
    data.put(second, dataNow);
    failed.put(second, Double.isNaN(failedNow) && !Double.isNaN(dataNow) ? 0 : failedNow);
    died.put(second, Double.isNaN(diedNow) && !Double.isNaN(dataNow) ? 0 : diedNow);
    deadHeld.put(second, Double.isNaN(held) && !Double.isNaN(dataNow) ? 0 : held);
    deadLetters = fullestFirst(dead);
    rows = List.copyOf(fresh);
  }

  /**
   * Makes rows of streams that were listed since the last second ended, {@code second}, and counts
   * the dead letters of those polled since. Of rates nothing can be known yet.
   */
  public void showFirst(
      long second,
      long nowMillis,
      Collection<String> favourites,
      ToIntFunction<StreamRef> readers) {
    Set<String> starred = new HashSet<>(favourites);
    List<StreamRow> fresh = new ArrayList<>(streams.size());
    List<DeadLetters> dead = new ArrayList<>();
    double held = Double.NaN;
    for (StreamState state : streams.values()) {
      MeterSeries series = meters.of(state.info().stream());
      if (state.role() == StreamRole.DEAD_LETTER) {
        held = plus(held, heldBy(state));
        deadLettersOf(state, nowMillis).ifPresent(dead::add);
      }
      fresh.add(row(state, series, second, state.recordsPerSecond(nowMillis), starred, readers));
    }
    rows = List.copyOf(fresh);
    if (!Double.isNaN(held)) {
      deadHeld.put(second, held);
      deadLetters = fullestFirst(dead);
    }
  }

  /** NaN before its ends are known. */
  private static double heldBy(StreamState state) {
    return state.newest().isPresent() ? state.length() : Double.NaN;
  }

  private Optional<DeadLetters> deadLettersOf(StreamState state, long nowMillis) {
    long noticed = state.heldSinceMillis(nowMillis);
    if (state.length() == 0) {
      return Optional.empty();
    }
    StreamRef stream = state.info().stream();
    Long oldest = oldestMillis.get(stream);
    return Optional.of(
        new DeadLetters(stream, state.length(), oldest == null ? noticed : oldest, oldest != null));
  }

  private static List<DeadLetters> fullestFirst(List<DeadLetters> dead) {
    dead.sort(Comparator.comparingLong(DeadLetters::records).reversed());
    return List.copyOf(dead);
  }

  private StreamRow row(
      StreamState state,
      @Nullable MeterSeries series,
      long second,
      OptionalDouble polledRate,
      Set<String> starred,
      ToIntFunction<StreamRef> readers) {
    StreamInfo info = state.info();
    StreamRef stream = info.stream();
    OptionalDouble rate = polledRate;
    OptionalDouble bytes = state.bytesPerSecond((second + 1) * 1_000);
    OptionalDouble latency = OptionalDouble.empty();
    long latencyRecords = 0;
    if (series != null) {
      long records = 0;
      long sum = 0;
      int seconds = 0;
      for (long back = second - RATE_SECONDS + 1; back <= second; back++) {
        MeterSlice slice = series.at(back);
        if (slice != null) {
          records += slice.records();
          sum += slice.bytes();
          seconds++;
        }
      }
      if (seconds > 0) {
        rate = OptionalDouble.of((double) records / seconds);
        bytes = OptionalDouble.of((double) sum / seconds);
        P99 minute = latency(stream, series, second);
        latencyRecords = minute.records();
        latency =
            Double.isNaN(minute.millis())
                ? OptionalDouble.empty()
                : OptionalDouble.of(minute.millis());
      }
    }
    return new StreamRow(
        stream,
        info.kind(),
        state.role(),
        info.partitions(),
        state.length(),
        rate,
        bytes,
        latency,
        latencyRecords,
        state.skew(),
        state.retentionMillis(),
        readers.applyAsInt(stream),
        state.lastRecordAtMillis(),
        state.spark(),
        isStarred(starred, stream),
        state.problem());
  }

  /** Merging a minute of slices is the dearest of a row, so each stream has its turn. */
  private P99 latency(StreamRef stream, MeterSeries series, long second) {
    P99 known = p99.get(stream);
    if (known == null || Math.floorMod(stream.hashCode() + second, 5L) == 0) {
      long from = second - LATENCY_SECONDS + 1;
      long[] records = {0};
      series.each(from, second + 1, (slice, _) -> records[0] += slice.latency().total());
      known = new P99(meters.percentileMillis(series, from, second + 1, 99), records[0]);
      p99.put(stream, known);
    }
    return known;
  }

  /**
   * @param millis NaN where nothing was timed
   */
  private record P99(double millis, long records) {}

  /** Rows that match {@code query}, in its order. */
  public StreamTable table(TableQuery query) {
    String part = query.text().toLowerCase(Locale.ROOT);
    List<StreamRow> matching = new ArrayList<>();
    for (StreamRow row : rows) {
      if (isWanted(row, query.rows())
          && row.stream().name().toLowerCase(Locale.ROOT).contains(part)) {
        matching.add(row);
      }
    }
    Comparator<StreamRow> order = order(query.column());
    matching.sort(
        (query.descending() ? order.reversed() : order)
            .thenComparing(StreamRow::stream, Comparator.naturalOrder()));
    return new StreamTable(matching, rows.size());
  }

  private static boolean isWanted(StreamRow row, TableQuery.Rows wanted) {
    return switch (wanted) {
      case ALL -> true;
      case RELEVANT -> row.role() != StreamRole.INTERNAL;
      case TROUBLED -> row.isTroubled();
      case FAVOURITE -> row.favourite();
    };
  }

  /** All rows as last summed up, by name. */
  public List<StreamRow> rows() {
    return rows;
  }

  /** Dead-letter streams that hold records, fullest first. */
  public List<DeadLetters> deadLetters() {
    return deadLetters;
  }

  /** Records per second appended to all streams but internal ones. */
  public Track produced() {
    return produced;
  }

  /** Records per second appended to streams that are neither for retries nor dead letters. */
  public Track data() {
    return data;
  }

  /** Records per second appended to streams for retries and dead letters. */
  public Track failed() {
    return failed;
  }

  /** Records per second appended to dead-letter streams. */
  public Track died() {
    return died;
  }

  /** Records held in dead-letter streams. */
  public Track deadHeld() {
    return deadHeld;
  }

  /**
   * Records appended to streams for retries and dead letters in percent of those appended to data
   * streams in the same seconds {@code [from, to)}; NaN where there were none.
   */
  public double errorPercent(long from, long to) {
    double failures = failed.over(from, to);
    double records = data.over(from, to);
    return records > 0 ? 100 * failures / records : Double.NaN;
  }

  /** Records per second appended to one stream, or null if there are too many to keep. */
  public @Nullable Track track(StreamRef stream) {
    return tracks.get(stream);
  }

  /** A track to fill in what an earlier run kept; null if there are too many. */
  public @Nullable Track trackOf(StreamRef stream) {
    Track track = tracks.get(stream);
    if (track == null && tracks.size() < MOST_TRACKS) {
      track = new Track(Track.Merge.MEAN);
      tracks.put(stream, track);
    }
    return track;
  }

  /** A connection was closed. */
  public void forget(String connection) {
    for (StreamRef stream : List.copyOf(streams.keySet())) {
      if (stream.connection().equals(connection)) {
        drop(stream);
      }
    }
  }

  /** Whether a stream is among favourites as {@code Settings.favourites} lists them. */
  public static boolean isStarred(Collection<String> favourites, StreamRef stream) {
    return favourites.contains(Settings.favouriteName(stream.connection(), stream.name()));
  }

  private void drop(StreamRef stream) {
    streams.remove(stream);
    oldestMillis.remove(stream);
    p99.remove(stream);
    tracks.remove(stream);
    meters.forget(stream);
  }

  private @Nullable Track track(StreamRef stream, StreamState state) {
    return state.role() == StreamRole.INTERNAL ? null : trackOf(stream);
  }

  private static double plus(double sum, double more) {
    if (Double.isNaN(more)) {
      return sum;
    }
    return Double.isNaN(sum) ? more : sum + more;
  }

  private static Comparator<StreamRow> order(String column) {
    return switch (column) {
      case "kind" -> Comparator.comparing(row -> row.kind().label());
      case "role" -> Comparator.comparing(StreamRow::role);
      case "partitions" -> Comparator.comparingInt(StreamRow::partitions);
      case "length" -> Comparator.comparingLong(StreamRow::length);
      case "rate", "records" ->
          Comparator.comparingDouble(row -> row.recordsPerSecond().orElse(-1));
      case "bytes" -> Comparator.comparingDouble(row -> row.bytesPerSecond().orElse(-1));
      case "latency", "p99" -> Comparator.comparingDouble(row -> row.latencyP99Millis().orElse(-1));
      case "skew" -> Comparator.comparingDouble(row -> row.skew().orElse(-1));
      case "retention" ->
          Comparator.comparingLong(
              row ->
                  row.retentionMillis().orElse(0) < 0
                      ? Long.MAX_VALUE
                      : row.retentionMillis().orElse(0));
      case "groups" -> Comparator.comparingInt(StreamRow::groups);
      case "last", "age", "last-record" ->
          Comparator.comparingLong(row -> row.lastRecordAtMillis().orElse(0));
      case "favourite" -> Comparator.comparing(StreamRow::favourite);
      case "connection" -> Comparator.comparing(row -> row.stream().connection());
      default -> Comparator.comparing(row -> row.stream().name());
    };
  }
}
