package dev.weir.engine.tail;

import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamRecord;
import org.jspecify.annotations.Nullable;

/** A record in a ring. Its previews are made when it is first shown. */
final class HeldRow {
  private static final int ROW_OVERHEAD_BYTES = 200;
  private static final int HEADER_OVERHEAD_BYTES = 64;
  private static final int KEY_CHARS = 80;
  private static final int VALUE_CHARS = 300;

  private final long id;
  private final StreamRecord record;
  private final int heapBytes;
  private @Nullable TailRow shown;

  HeldRow(long id, StreamRecord record) {
    this.id = id;
    this.record = record;
    int bytes = ROW_OVERHEAD_BYTES + length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      bytes += HEADER_OVERHEAD_BYTES + header.name().length() + length(header.value());
    }
    heapBytes = bytes;
  }

  long id() {
    return id;
  }

  StreamRecord record() {
    return record;
  }

  /** Bytes of heap it takes, roughly. */
  int heapBytes() {
    return heapBytes;
  }

  TailRow show(PayloadDecoder decoder) {
    TailRow row = shown;
    if (row == null) {
      row =
          new TailRow(
              id,
              record,
              decoder.preview(record.stream(), record.key(), KEY_CHARS),
              decoder.preview(record.stream(), record.value(), VALUE_CHARS));
      shown = row;
    }
    return row;
  }

  private static int length(Payload payload) {
    return payload instanceof Payload.Bytes(byte[] bytes, _) ? bytes.length : 0;
  }
}
