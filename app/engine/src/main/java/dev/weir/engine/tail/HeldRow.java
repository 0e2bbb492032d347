package dev.weir.engine.tail;

import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TailGap;
import org.jspecify.annotations.Nullable;

/** A row in a ring: a record, whose previews are made when it is first shown, or a gap. */
final class HeldRow {
  private static final int ROW_OVERHEAD_BYTES = 200;
  private static final int HEADER_OVERHEAD_BYTES = 64;
  private static final int KEY_CHARS = 80;
  private static final int VALUE_CHARS = 300;

  private final long id;
  private final @Nullable StreamRecord record;
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

  HeldRow(long id, TailGap gap, long noticedMillis) {
    this.id = id;
    record = null;
    heapBytes = ROW_OVERHEAD_BYTES;
    shown = new TailRow.Passed(id, gap, noticedMillis);
  }

  long id() {
    return id;
  }

  /** Null for a gap. */
  @Nullable StreamRecord record() {
    return record;
  }

  boolean isGap() {
    return record == null;
  }

  /** Bytes of heap it takes, roughly. */
  int heapBytes() {
    return heapBytes;
  }

  TailRow show(PayloadDecoder decoder) {
    TailRow row = shown;
    StreamRecord held = record;
    if (row == null && held != null) {
      row =
          new TailRow.Kept(
              id,
              held,
              decoder.preview(held.stream(), held.key(), KEY_CHARS),
              decoder.preview(held.stream(), held.value(), VALUE_CHARS));
      shown = row;
    }
    if (row == null) {
      throw new IllegalStateException("row " + id + " is neither a record nor a gap");
    }
    return row;
  }

  private static int length(Payload payload) {
    return payload instanceof Payload.Bytes(byte[] bytes, _) ? bytes.length : 0;
  }
}
