package dev.weir.alert.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Into bytes. */
final class StateWriter implements State {
  private ByteBuffer bytes = ByteBuffer.allocate(1024);

  byte[] bytes() {
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private ByteBuffer room(int length) {
    if (bytes.remaining() < length) {
      int wanted = Math.max(2 * bytes.capacity(), bytes.position() + length);
      bytes = ByteBuffer.allocate(wanted).put(bytes.flip());
    }
    return bytes;
  }

  @Override
  public boolean restores() {
    return false;
  }

  @Override
  public boolean flag(boolean now) {
    room(1).put((byte) (now ? 1 : 0));
    return now;
  }

  @Override
  public int count(int now) {
    room(Integer.BYTES).putInt(now);
    return now;
  }

  @Override
  public long whole(long now) {
    room(Long.BYTES).putLong(now);
    return now;
  }

  @Override
  public double number(double now) {
    room(Double.BYTES).putDouble(now);
    return now;
  }

  @Override
  public float small(float now) {
    room(Float.BYTES).putFloat(now);
    return now;
  }

  @Override
  public String text(String now) {
    byte[] encoded = now.getBytes(StandardCharsets.UTF_8);
    room(Integer.BYTES + encoded.length).putInt(encoded.length).put(encoded);
    return now;
  }
}
