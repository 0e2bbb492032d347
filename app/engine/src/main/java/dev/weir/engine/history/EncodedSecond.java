package dev.weir.engine.history;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One second's measurements, ready to be stored: histograms compressed, a few hundred bytes each.
 */
record EncodedSecond(long epochSecond, List<Figure> figures, List<Distribution> distributions) {

  record Figure(SeriesKey series, double value) {}

  /**
   * @param histogram in HdrHistogram's compressed V2 encoding
   */
  record Distribution(SeriesKey series, byte[] histogram) {}

  static EncodedSecond of(long epochSecond, List<Measurement> measurements) {
    List<Figure> figures = new ArrayList<>();
    List<Distribution> distributions = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 10);
    for (Measurement measurement : measurements) {
      switch (measurement) {
        case Measurement.Figure(var series, double value) -> {
          if (!Double.isNaN(value)) {
            figures.add(new Figure(series, value));
          }
        }
        case Measurement.Distribution(var series, var histogram) -> {
          if (histogram.getTotalCount() > 0) {
            int needed = histogram.getNeededByteBufferCapacity();
            buffer = buffer.capacity() < needed ? ByteBuffer.allocate(needed) : buffer.clear();
            int length = histogram.encodeIntoCompressedByteBuffer(buffer);
            distributions.add(new Distribution(series, Arrays.copyOf(buffer.array(), length)));
          }
        }
      }
    }
    return new EncodedSecond(epochSecond, figures, distributions);
  }
}
