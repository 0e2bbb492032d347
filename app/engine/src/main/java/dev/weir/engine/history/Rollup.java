package dev.weir.engine.history;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Merges slices of all series into one slice each. */
final class Rollup {
  private final long epochSecond;
  private final Map<Integer, FigureSlice> figures = new TreeMap<>();
  private final Map<Integer, Histogram> histograms = new TreeMap<>();

  Rollup(long epochSecond) {
    this.epochSecond = epochSecond;
  }

  long epochSecond() {
    return epochSecond;
  }

  Map<Integer, FigureSlice> figures() {
    return figures;
  }

  Map<Integer, Histogram> histograms() {
    return histograms;
  }

  /** Later slices after earlier ones. */
  void add(int series, FigureSlice slice) {
    FigureSlice before = figures.get(series);
    figures.put(
        series,
        before == null
            ? new FigureSlice(
                epochSecond, slice.count(), slice.sum(), slice.min(), slice.max(), slice.last())
            : before.merge(slice));
  }

  void add(int series, Histogram histogram) {
    Histogram before = histograms.get(series);
    if (before == null) {
      histogram.setAutoResize(true);
      histograms.put(series, histogram);
    } else {
      before.add(histogram);
    }
  }

  static FigureSlice slice(long epochSecond, double value) {
    return new FigureSlice(epochSecond, 1, value, value, value, value);
  }

  static Histogram decode(byte[] compressed) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(compressed), 0);
    } catch (DataFormatException e) {
      throw new IllegalStateException("A stored histogram cannot be read.", e);
    }
  }
}
