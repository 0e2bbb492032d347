package dev.weir.stream;

/**
 * A key, a value or a header's value: absent (null on the broker) or bytes, possibly cut at the
 * reader's limit. Null is not empty.
 */
public sealed interface Payload {

  /** Null on the broker: a key-less record, a tombstone, a header without a value. */
  record Absent() implements Payload {
    @Override
    public int trueLength() {
      return 0;
    }
  }

  /**
   * Bytes as stored.
   *
   * @param bytes at most the reader's limit; owned by this record, never written to again
   * @param trueLength length on the broker in bytes, at least {@code bytes.length}
   */
  record Bytes(byte[] bytes, int trueLength) implements Payload {
    public boolean isCut() {
      return trueLength > bytes.length;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that
          && trueLength == that.trueLength
          && java.util.Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return 31 * trueLength + java.util.Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "Bytes[" + trueLength + "]";
    }
  }

  /** The one absent payload. */
  Payload ABSENT = new Absent();

  /** Length on the broker in bytes; 0 where absent. */
  int trueLength();

  /** All of {@code bytes}, nothing cut. */
  static Payload of(byte[] bytes) {
    return new Bytes(bytes, bytes.length);
  }
}
