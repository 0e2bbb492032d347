package dev.weir.engine.chart;

import dev.weir.engine.history.DistributionSlice;
import dev.weir.engine.history.FigureSlice;
import dev.weir.engine.history.HistoryReader;
import dev.weir.engine.history.HistoryStore;
import dev.weir.engine.history.Metric;
import dev.weir.engine.history.Resolution;
import dev.weir.engine.history.SeriesKey;
import dev.weir.engine.history.StoredLatency;
import dev.weir.engine.meter.MeterSlice;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the history keeps of a chart's series in a stretch of time that memory has not, or not so
 * finely. Where seconds are no longer kept it has the minutes they are in, and hours for minutes.
 * Immutable once loaded.
 */
public final class Past {
  private final Need need;
  private final Map<SeriesKey, NavigableMap<Long, Stretch<FigureSlice>>> figures = new HashMap<>();
  private final Map<SeriesKey, NavigableMap<Long, Stretch<MeterSlice>>> slices = new HashMap<>();

  /**
   * What a chart needs of the history.
   *
   * @param from first second since the epoch
   * @param to second after the last
   * @param resolution wanted
   */
  public record Need(Set<SeriesKey> series, long from, long to, Resolution resolution) {
    public Need {
      series = Set.copyOf(series);
    }
  }

  /**
   * @param seconds of time that {@code value} is of
   */
  private record Stretch<T>(T value, long seconds) {}

  private Past(Need need) {
    this.need = need;
  }

  /** Reads the file. Blocks: never on the engine's thread. */
  public static Past load(HistoryStore history, Need need) {
    var past = new Past(need);
    // Coarse first; what is finer takes its place.
    for (int i = Resolution.values().length - 1; i >= 0; i--) {
      Resolution resolution = Resolution.values()[i];
      if (resolution.compareTo(need.resolution()) < 0) {
        break;
      }
      long seconds = resolution.length().toSeconds();
      long from = Math.floorDiv(need.from(), seconds) * seconds;
      if (resolution != need.resolution()
          && seconds / need.resolution().length().toSeconds() > 60) {
        continue;
      }
      history.read(need.series()::contains, from, need.to(), resolution, past.new Reader(seconds));
    }
    return past;
  }

  private final class Reader implements HistoryReader {
    private final long seconds;

    Reader(long seconds) {
      this.seconds = seconds;
    }

    @Override
    public void figure(SeriesKey series, FigureSlice slice) {
      Optional<MeterSlice> fact =
          Metric.of(series).flatMap(metric -> StoredLatency.fact(metric, slice));
      if (fact.isPresent()) {
        add(latencyOf(series), slice.epochSecond(), fact.get());
      } else {
        figures
            .computeIfAbsent(series, _ -> new TreeMap<>())
            .put(slice.epochSecond(), new Stretch<>(slice, seconds));
      }
    }

    @Override
    public void distribution(SeriesKey series, DistributionSlice slice) {
      add(series, slice.epochSecond(), StoredLatency.of(slice));
    }

    private void add(SeriesKey series, long at, MeterSlice slice) {
      slices
          .computeIfAbsent(series, _ -> new TreeMap<>())
          .merge(
              at,
              new Stretch<>(slice, seconds),
              (known, added) ->
                  known.seconds == added.seconds
                      ? new Stretch<>(known.value.plus(added.value), seconds)
                      : added);
    }

    private static SeriesKey latencyOf(SeriesKey fact) {
      return new SeriesKey(Metric.LATENCY.ofAll().metric(), fact.connection(), fact.subject());
    }
  }

  Need need() {
    return need;
  }

  /** The figure of {@code [from, to)}, NaN where there is none. */
  double over(SeriesKey series, boolean peak, long from, long to) {
    NavigableMap<Long, Stretch<FigureSlice>> known = figures.get(series);
    if (known == null) {
      return Double.NaN;
    }
    double sum = 0;
    double most = Double.NaN;
    long count = 0;
    for (Stretch<FigureSlice> stretch : known.subMap(from, to).values()) {
      sum += stretch.value.sum();
      count += stretch.value.count();
      most = Double.isNaN(most) ? stretch.value.max() : Math.max(most, stretch.value.max());
    }
    if (count == 0) {
      // A minute that these seconds are in is all that is kept of them.
      Map.Entry<Long, Stretch<FigureSlice>> before = known.floorEntry(from);
      if (before == null || before.getKey() + before.getValue().seconds <= from) {
        return Double.NaN;
      }
      FigureSlice around = before.getValue().value;
      return peak ? around.max() : around.mean();
    }
    return peak ? most : sum / count;
  }

  /**
   * Tells every slice of {@code [from, to)}, ascending; one that is longer than {@code step} comes
   * once for each step it covers.
   */
  void each(SeriesKey series, long from, long to, int step, ObjLongConsumer<MeterSlice> visitor) {
    NavigableMap<Long, Stretch<MeterSlice>> known = slices.get(series);
    if (known == null) {
      return;
    }
    Long first = known.floorKey(from);
    for (Map.Entry<Long, Stretch<MeterSlice>> entry :
        known.tailMap(first == null ? from : first, true).entrySet()) {
      if (entry.getKey() >= to) {
        return;
      }
      @Nullable Long next = known.higherKey(entry.getKey());
      long end = entry.getKey() + entry.getValue().seconds;
      end = Math.min(to, next == null ? end : Math.min(end, next));
      for (long at = entry.getKey(); at < end; at += step) {
        if (at >= from) {
          visitor.accept(entry.getValue().value, at);
        }
      }
    }
  }
}
