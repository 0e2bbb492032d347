package dev.weir.alert.state;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Out of bytes. */
final class StateReader implements State {
  private final ByteBuffer bytes;

  StateReader(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  boolean isAtEnd() {
    return !bytes.hasRemaining();
  }

  private static <T> T read(Supplier<T> next) {
    try {
      return next.get();
    } catch (BufferUnderflowException e) {
      throw new IllegalStateException("the bytes end too early", e);
    }
  }

  @Override
  public boolean restores() {
    return true;
  }

  @Override
  public boolean flag(boolean now) {
    return read(bytes::get) != 0;
  }

  @Override
  public int count(int now) {
    return read(bytes::getInt);
  }

  @Override
  public long whole(long now) {
    return read(bytes::getLong);
  }

  @Override
  public double number(double now) {
    return read(bytes::getDouble);
  }

  @Override
  public float small(float now) {
    return read(bytes::getFloat);
  }

  @Override
  public String text(String now) {
    int length = count(0, bytes.remaining());
    byte[] encoded = new byte[length];
    bytes.get(encoded);
    return new String(encoded, StandardCharsets.UTF_8);
  }
}
