package dev.weir.engine.history;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How all series of one second are packed: entries of a series' number and a figure, or of a
 * series' number, a length and a histogram. Numbers and lengths take 7 bits a byte, lowest first.
 */
final class Blob {
  private Blob() {}

  /** Takes figures in. */
  interface FigureSink {
    void take(int series, double value);
  }

  /** Takes histograms in, still compressed. */
  interface DistributionSink {
    void take(int series, Part histogram);
  }

  /** A stretch of a blob, copied out only if wanted. */
  record Part(byte[] blob, int offset, int length) {
    byte[] bytes() {
      return Arrays.copyOfRange(blob, offset, offset + length);
    }
  }

  static void putFigure(ByteArrayOutputStream out, int series, double value) {
    putVarint(out, series);
    long bits = Double.doubleToLongBits(value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) (bits >>> shift));
    }
  }

  static void putDistribution(ByteArrayOutputStream out, int series, byte[] histogram) {
    putVarint(out, series);
    putVarint(out, histogram.length);
    out.writeBytes(histogram);
  }

  static void figures(byte[] blob, FigureSink sink) {
    ByteBuffer in = ByteBuffer.wrap(blob);
    while (in.hasRemaining()) {
      int series = varint(in);
      sink.take(series, in.getDouble());
    }
  }

  static void distributions(byte[] blob, DistributionSink sink) {
    ByteBuffer in = ByteBuffer.wrap(blob);
    while (in.hasRemaining()) {
      int series = varint(in);
      int length = varint(in);
      sink.take(series, new Part(blob, in.position(), length));
      in.position(in.position() + length);
    }
  }

  private static void putVarint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.write(rest | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private static int varint(ByteBuffer in) {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte b = in.get();
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("A stored number is too long.");
  }
}
