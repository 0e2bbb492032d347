package dev.weir.engine;

import dev.weir.engine.history.DistributionSlice;
import dev.weir.engine.history.FigureSlice;
import dev.weir.engine.history.HistoryReader;
import dev.weir.engine.history.HistoryStore;
import dev.weir.engine.history.Measurement;
import dev.weir.engine.history.Resolution;
import dev.weir.engine.history.SeriesKey;
import dev.weir.engine.lag.GroupBoard;
import dev.weir.engine.lag.GroupBoard.GroupStanding;
import dev.weir.engine.meter.LatencyCounts;
import dev.weir.engine.meter.MeterBoard;
import dev.weir.engine.meter.MeterSeries;
import dev.weir.engine.meter.MeterSlice;
import dev.weir.engine.meter.Track;
import dev.weir.engine.streams.StreamBoard;
import dev.weir.engine.streams.StreamRow;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Hands every second's measurements to the history, and brings back at start what an earlier run
 * measured. Confined to the engine's thread, but for reading, which has a virtual thread.
 */
final class HistoryKeeper {
  private static final String RECORDS = "records-per-second";
  private static final String LATENCY = "latency-micros";
  private static final String CONSUMED = "consumed-per-second";
  private static final String LAG_RECORDS = "lag-records";
  private static final String LAG_SECONDS = "lag-seconds";
  private static final String ALL = "";

  private static final String DEAD_LETTERS = "dead-letters";

  /** Of these a minute shows the highest second, as its track does. */
  private static final Set<String> PEAKS = Set.of(LAG_RECORDS, LAG_SECONDS, DEAD_LETTERS);

  private static final int MINUTE = 60;
  private static final int DAY = 86_400;

  private final HistoryStore store;
  private final MeterBoard meters;
  private final StreamBoard streams;
  private final GroupBoard groups;
  private final Mailbox mailbox;

  /** A figure of all together. */
  private record Total(SeriesKey key, Track track) {}

  HistoryKeeper(
      HistoryStore store,
      MeterBoard meters,
      StreamBoard streams,
      GroupBoard groups,
      Mailbox mailbox) {
    this.store = store;
    this.meters = meters;
    this.streams = streams;
    this.groups = groups;
    this.mailbox = mailbox;
  }

  private List<Total> totals() {
    return List.of(
        new Total(new SeriesKey(RECORDS, ALL, ALL), streams.produced()),
        new Total(new SeriesKey("data-per-second", ALL, ALL), streams.data()),
        new Total(new SeriesKey("failed-per-second", ALL, ALL), streams.failed()),
        new Total(new SeriesKey("died-per-second", ALL, ALL), streams.died()),
        new Total(new SeriesKey(DEAD_LETTERS, ALL, ALL), streams.deadHeld()),
        new Total(new SeriesKey(CONSUMED, ALL, ALL), groups.consumed()),
        new Total(new SeriesKey(LAG_RECORDS, ALL, ALL), groups.lagRecords()));
  }

  /** Stores what was measured in {@code second} since the epoch. */
  void keep(long second) {
    List<Measurement> measured = new ArrayList<>();
    for (Total total : totals()) {
      figure(measured, total.key(), total.track(), second);
    }
    distribution(measured, new SeriesKey(LATENCY, ALL, ALL), meters.total(), second);
    for (StreamRow row : streams.rows()) {
      StreamRef stream = row.stream();
      figure(measured, key(RECORDS, stream), streams.track(stream), second);
      figure(measured, key(CONSUMED, stream), groups.consumed(stream), second);
      distribution(measured, key(LATENCY, stream), meters.of(stream), second);
    }
    for (GroupStanding standing : groups.standings()) {
      GroupRef group = standing.row().group();
      GroupBoard.Tracks tracks = groups.tracks(group);
      if (tracks != null) {
        figure(measured, key(LAG_RECORDS, group), tracks.records(), second);
        figure(measured, key(LAG_SECONDS, group), tracks.seconds(), second);
      }
    }
    if (!measured.isEmpty()) {
      store.append(second, measured);
    }
  }

  private static void figure(
      List<Measurement> measured, SeriesKey key, @Nullable Track track, long second) {
    double value = track == null ? Double.NaN : track.at(second);
    if (!Double.isNaN(value)) {
      measured.add(new Measurement.Figure(key, value));
    }
  }

  private static void distribution(
      List<Measurement> measured, SeriesKey key, @Nullable MeterSeries series, long second) {
    MeterSlice slice = series == null ? null : series.at(second);
    if (slice == null || slice.latency().size() == 0) {
      return;
    }
    LatencyCounts counts = slice.latency();
    // No larger than its longest latency needs: most are a tenth of a full one.
    var histogram = new Histogram(1, Math.max(2, counts.micros(counts.size() - 1)), 2);
    histogram.setAutoResize(true);
    counts.addTo(histogram);
    measured.add(new Measurement.Distribution(key, histogram));
  }

  /** Brings back what an earlier run measured, some thousand slices at a time. */
  void restore(long nowSecond) {
    Threads.startVirtual(
        "restore",
        () -> {
          var minutes = new Restoring(Resolution.MINUTE);
          store.read(nowSecond - DAY, nowSecond, Resolution.MINUTE, minutes);
          minutes.handOver();
          var seconds = new Restoring(Resolution.SECOND);
          store.read(nowSecond - MeterSeries.SECONDS, nowSecond, Resolution.SECOND, seconds);
          seconds.handOver();
        });
  }

  /** Collects slices and posts them to the engine's thread. */
  private final class Restoring implements HistoryReader {
    private static final int AT_ONCE = 5_000;

    private final boolean ofMinutes;
    private List<Runnable> collected = new ArrayList<>();

    Restoring(Resolution resolution) {
      ofMinutes = resolution == Resolution.MINUTE;
    }

    @Override
    public void figure(SeriesKey key, FigureSlice slice) {
      add(
          () -> {
            Track track = trackOf(key);
            if (track == null) {
              return;
            }
            if (ofMinutes) {
              boolean peak = PEAKS.contains(key.metric());
              track.fillMinute(slice.epochSecond() / MINUTE, peak ? slice.max() : slice.mean());
            } else {
              track.fill(slice.epochSecond(), slice.last());
            }
          });
    }

    @Override
    public void distribution(SeriesKey key, DistributionSlice stored) {
      MeterSlice slice = slice(stored);
      long second = stored.epochSecond();
      add(
          () -> {
            MeterSeries series = seriesOf(key);
            if (series == null) {
              return;
            }
            if (ofMinutes) {
              series.fillMinute(second / MINUTE, slice);
            } else {
              series.fill(second, slice);
            }
          });
    }

    private void add(Runnable filling) {
      collected.add(filling);
      if (collected.size() == AT_ONCE) {
        handOver();
      }
    }

    void handOver() {
      List<Runnable> ready = collected;
      collected = new ArrayList<>();
      mailbox.post(() -> ready.forEach(Runnable::run));
    }
  }

  private @Nullable Track trackOf(SeriesKey key) {
    if (key.connection().equals(ALL)) {
      for (Total total : totals()) {
        if (total.key().equals(key)) {
          return total.track();
        }
      }
      return null;
    }
    var stream = new StreamRef(key.connection(), key.subject());
    return switch (key.metric()) {
      case RECORDS -> streams.trackOf(stream);
      case CONSUMED -> groups.consumedOf(stream);
      case LAG_RECORDS, LAG_SECONDS -> {
        GroupBoard.Tracks tracks = groups.tracksOf(new GroupRef(key.connection(), key.subject()));
        if (tracks == null) {
          yield null;
        }
        yield key.metric().equals(LAG_RECORDS) ? tracks.records() : tracks.seconds();
      }
      default -> null;
    };
  }

  private @Nullable MeterSeries seriesOf(SeriesKey key) {
    if (!key.metric().equals(LATENCY)) {
      return null;
    }
    return key.connection().equals(ALL)
        ? meters.total()
        : meters.series(new StreamRef(key.connection(), key.subject()));
  }

  private static MeterSlice slice(DistributionSlice stored) {
    LatencyCounts counts = LatencyCounts.of(stored.histogram());
    return new MeterSlice(counts.total(), 0, 0, 0, 0, counts);
  }

  private static SeriesKey key(String metric, StreamRef stream) {
    return new SeriesKey(metric, stream.connection(), stream.name());
  }

  private static SeriesKey key(String metric, GroupRef group) {
    return new SeriesKey(metric, group.connection(), group.name());
  }
}
