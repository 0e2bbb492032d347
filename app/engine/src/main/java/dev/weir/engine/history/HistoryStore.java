package dev.weir.engine.history;

import dev.weir.engine.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Measurements of the last hours on disk: by the second, rolled up to minutes and hours by merging
 * sums and histograms. Its thread {@code history} does all work on the file; {@link #append} never
 * waits. Where the file cannot be used the console goes on without it and {@link #fault} says why.
 */
public final class HistoryStore implements AutoCloseable {
  /**
   * How much is kept.
   *
   * @param retention of hourly slices; seconds are kept for an hour and minutes for a day at most
   * @param maxBytes of the file
   */
  public record Limits(Duration retention, long maxBytes) {}

  /**
   * Opens or creates the file in the background.
   *
   * @param limits read once a minute
   */
  public HistoryStore(Path file, Supplier<Limits> limits, InstantSource clock) {}

  /** Stores what was measured in one second. From any thread; never waits. */
  public void append(long epochSecond, List<Measurement> measurements) {}

  /** All series with anything stored. Blocks; empty while the file cannot be used. */
  public List<SeriesKey> series() {
    return List.of();
  }

  /**
   * Figures of one series, ascending; slices without any are left out. The minute and the hour
   * under way are included as far as they are stored. Blocks; empty while the file cannot be used.
   */
  public List<FigureSlice> figures(
      SeriesKey series, long fromEpochSecond, long toEpochSecond, Resolution resolution) {
    return List.of();
  }

  /** Like {@link #figures}, for distributions. */
  public List<DistributionSlice> distributions(
      SeriesKey series, long fromEpochSecond, long toEpochSecond, Resolution resolution) {
    return List.of();
  }

  /** Shows {@code reader} every series in a stretch of time, on the calling thread. Blocks. */
  public void read(
      long fromEpochSecond, long toEpochSecond, Resolution resolution, HistoryReader reader) {}

  /** Why nothing is being stored, and what to do about it; empty while all is well. */
  public Optional<Fault> fault() {
    return Optional.empty();
  }

  /** Seconds of measurements that could not be stored since start. */
  public long lostSeconds() {
    return 0;
  }

  /** Stores what was appended so far and closes the file. Blocks for a few seconds at most. */
  @Override
  public void close() {}
}
