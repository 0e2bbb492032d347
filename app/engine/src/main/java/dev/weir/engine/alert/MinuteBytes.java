package dev.weir.engine.alert;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The samples of an hour as bytes: four where all are equal, else four each. */
final class MinuteBytes {
  private MinuteBytes() {}

  static byte[] of(float[] minutes) {
    boolean isConstant = true;
    for (float minute : minutes) {
      isConstant &= Float.floatToRawIntBits(minute) == Float.floatToRawIntBits(minutes[0]);
    }
    int size = isConstant ? 1 : minutes.length;
    var bytes = ByteBuffer.allocate(size * Float.BYTES);
    for (int i = 0; i < size; i++) {
      bytes.putFloat(minutes[i]);
    }
    return bytes.array();
  }

  /** An hour; all NaN where the bytes are none. */
  static float[] read(byte[] bytes) {
    float[] minutes = new float[HourSamples.MINUTES];
    Arrays.fill(minutes, Float.NaN);
    var from = ByteBuffer.wrap(bytes);
    if (bytes.length == Float.BYTES) {
      Arrays.fill(minutes, from.getFloat());
    } else if (bytes.length == minutes.length * Float.BYTES) {
      for (int i = 0; i < minutes.length; i++) {
        minutes[i] = from.getFloat();
      }
    }
    return minutes;
  }
}
