package dev.weir.engine;

import dev.weir.engine.history.DistributionSlice;
import dev.weir.engine.history.FigureSlice;
import dev.weir.engine.history.HistoryReader;
import dev.weir.engine.history.HistoryStore;
import dev.weir.engine.history.Measurement;
import dev.weir.engine.history.Metric;
import dev.weir.engine.history.Resolution;
import dev.weir.engine.history.SeriesKey;
import dev.weir.engine.history.StoredLatency;
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
import dev.weir.stream.TimestampType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Hands every second's measurements to the history, and brings back at start what an earlier run
 * measured. Confined to the engine's thread, but for reading, which has a virtual thread.
 */
final class HistoryKeeper {
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
        new Total(Metric.RECORDS.ofAll(), streams.produced()),
        new Total(Metric.DATA.ofAll(), streams.data()),
        new Total(Metric.FAILED.ofAll(), streams.failed()),
        new Total(Metric.DIED.ofAll(), streams.died()),
        new Total(Metric.DEAD_LETTERS.ofAll(), streams.deadHeld()),
        new Total(Metric.CONSUMED.ofAll(), groups.consumed()),
        new Total(Metric.LAG_RECORDS.ofAll(), groups.lagRecords()));
  }

  /** Stores what was measured in {@code second} since the epoch. */
  void keep(long second) {
    List<Measurement> measured = new ArrayList<>();
    for (Total total : totals()) {
      figure(measured, total.key(), total.track(), second);
    }
    latency(measured, Metric::ofAll, meters.total(), second);
    for (StreamRow row : streams.rows()) {
      StreamRef stream = row.stream();
      figure(measured, Metric.RECORDS.of(stream), streams.track(stream), second);
      figure(measured, Metric.CONSUMED.of(stream), groups.consumed(stream), second);
      latency(measured, metric -> metric.of(stream), meters.of(stream), second);
    }
    for (GroupStanding standing : groups.standings()) {
      GroupRef group = standing.row().group();
      GroupBoard.Tracks tracks = groups.tracks(group);
      if (tracks != null) {
        figure(measured, Metric.LAG_RECORDS.of(group), tracks.records(), second);
        figure(measured, Metric.LAG_SECONDS.of(group), tracks.seconds(), second);
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

  private static void latency(
      List<Measurement> measured,
      Function<Metric, SeriesKey> key,
      @Nullable MeterSeries series,
      long second) {
    MeterSlice slice = series == null ? null : series.at(second);
    if (slice == null) {
      return;
    }
    count(measured, key.apply(Metric.NEGATIVES), slice.negatives());
    count(measured, key.apply(Metric.MOST_NEGATIVE), slice.mostNegativeMillis());
    count(measured, key.apply(Metric.BAD_TIMESTAMPS), slice.badTimestamps());
    LatencyCounts counts = slice.latency();
    if (counts.size() == 0) {
      return;
    }
    for (TimestampType type : slice.timestampTypes()) {
      Metric.by(type).ifPresent(metric -> count(measured, key.apply(metric), counts.total()));
    }
    if (slice.isByApplication()) {
      count(measured, key.apply(Metric.BY_APPLICATION), counts.total());
    }
    // No larger than its longest latency needs: most are a tenth of a full one.
    var histogram = new Histogram(1, Math.max(2, counts.micros(counts.size() - 1)), 2);
    histogram.setAutoResize(true);
    counts.addTo(histogram);
    measured.add(new Measurement.Distribution(key.apply(Metric.LATENCY), histogram));
  }

  private static void count(List<Measurement> measured, SeriesKey key, long count) {
    if (count > 0) {
      measured.add(new Measurement.Figure(key, count));
    }
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
      Optional<Metric> known = Metric.of(key);
      if (known.isEmpty()) {
        return;
      }
      Metric metric = known.get();
      Optional<MeterSlice> fact = StoredLatency.fact(metric, slice);
      if (fact.isPresent()) {
        addSlice(key, slice.epochSecond(), fact.get());
        return;
      }
      add(
          () -> {
            Track track = trackOf(key, metric);
            if (track == null) {
              return;
            }
            if (ofMinutes) {
              track.fillMinute(
                  slice.epochSecond() / MINUTE, metric.isPeak() ? slice.max() : slice.mean());
            } else {
              track.fill(slice.epochSecond(), slice.last());
            }
          });
    }

    @Override
    public void distribution(SeriesKey key, DistributionSlice stored) {
      if (Metric.of(key).equals(Optional.of(Metric.LATENCY))) {
        addSlice(key, stored.epochSecond(), StoredLatency.of(stored));
      }
    }

    private void addSlice(SeriesKey key, long second, MeterSlice slice) {
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

  private @Nullable Track trackOf(SeriesKey key, Metric metric) {
    if (Metric.isOfAll(key)) {
      for (Total total : totals()) {
        if (total.key().equals(key)) {
          return total.track();
        }
      }
      return null;
    }
    var stream = new StreamRef(key.connection(), key.subject());
    return switch (metric) {
      case RECORDS -> streams.trackOf(stream);
      case CONSUMED -> groups.consumedOf(stream);
      case LAG_RECORDS, LAG_SECONDS -> {
        GroupBoard.Tracks tracks = groups.tracksOf(new GroupRef(key.connection(), key.subject()));
        if (tracks == null) {
          yield null;
        }
        yield metric == Metric.LAG_RECORDS ? tracks.records() : tracks.seconds();
      }
      default -> null;
    };
  }

  private @Nullable MeterSeries seriesOf(SeriesKey key) {
    return Metric.isOfAll(key)
        ? meters.total()
        : meters.series(new StreamRef(key.connection(), key.subject()));
  }
}
