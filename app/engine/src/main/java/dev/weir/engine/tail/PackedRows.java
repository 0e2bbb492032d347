package dev.weir.engine.tail;

import dev.weir.stream.StreamRecord;
import dev.weir.stream.TailGap;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Rows by age, packed into large arrays that are written again once their rows are gone: a tail at
 * full speed leaves nothing for the collector but what passes through. Rows are numbered from 1;
 * only the oldest is ever taken out. Confined to one thread, but for {@link Lent}.
 */
final class PackedRows {
  /** Room that a row takes beside its bytes: where it stands, and its number in what is shown. */
  private static final int ROW_OVERHEAD_BYTES = 16;

  private static final int CHUNK_BYTES = 1 << 18;

  private final RowCodec codec = new RowCodec();
  private @Nullable Chunk[] chunks = new Chunk[64];
  private int[] offsets = new int[64];
  private int oldest;
  private int size;
  private long oldestId = 1;
  private long bytes;
  private Chunk filling = new Chunk(new byte[CHUNK_BYTES / 16]);
  private @Nullable Chunk spare;

  /** An array of rows one after the other. */
  private static final class Chunk {
    final byte[] bytes;
    int used;
    int rows;

    /** Somebody else reads in it: it is never written again where it has been. */
    boolean lent;

    Chunk(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  int size() {
    return size;
  }

  /** Bytes of heap the rows take. */
  long bytes() {
    return bytes;
  }

  /** Number of the oldest row; of the next, where there is none. */
  long oldestId() {
    return oldestId;
  }

  /** Number that the next row will get. */
  long nextId() {
    return oldestId + size;
  }

  boolean holds(long id) {
    return id >= oldestId && id < nextId();
  }

  void add(StreamRecord record) {
    add(codec.write(record));
  }

  void add(TailGap gap, long noticedMillis) {
    add(codec.write(gap, noticedMillis));
  }

  HeldRow get(long id) {
    int at = placeOf(id);
    return codec.read(chunkAt(at).bytes, offsets[at]);
  }

  boolean isGap(long id) {
    int at = placeOf(id);
    return RowCodec.isGap(chunkAt(at).bytes, offsets[at]);
  }

  void removeOldest() {
    int at = placeOf(oldestId);
    Chunk chunk = chunkAt(at);
    bytes -= lengthAt(chunk, offsets[at]);
    chunks[at] = null;
    oldest = (oldest + 1) & (chunks.length - 1);
    size--;
    oldestId++;
    chunk.rows--;
    if (chunk.rows == 0) {
      if (chunk == filling && !chunk.lent) {
        chunk.used = 0;
      } else if (chunk != filling && !chunk.lent && chunk.bytes.length == CHUNK_BYTES) {
        chunk.used = 0;
        spare = chunk;
      }
    }
  }

  /** The records among {@code ids}, to be read on another thread whatever happens here. */
  Lent lend(RowIds ids) {
    int count = 0;
    Chunk[] where = new Chunk[ids.size()];
    int[] at = new int[ids.size()];
    for (int i = 0; i < ids.size(); i++) {
      long id = ids.get(i);
      if (!isGap(id)) {
        int place = placeOf(id);
        Chunk chunk = chunkAt(place);
        chunk.lent = true;
        where[count] = chunk;
        at[count] = offsets[place];
        count++;
      }
    }
    return new Lent(codec, where, at, count);
  }

  /** Records to read on any thread, oldest first. */
  static final class Lent implements Iterable<StreamRecord> {
    private final RowCodec codec;
    private final Chunk[] chunks;
    private final int[] offsets;
    private final int count;

    private Lent(RowCodec codec, Chunk[] chunks, int[] offsets, int count) {
      this.codec = codec;
      this.chunks = chunks;
      this.offsets = offsets;
      this.count = count;
    }

    int count() {
      return count;
    }

    @Override
    public Iterator<StreamRecord> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < count;
        }

        @Override
        public StreamRecord next() {
          if (next == count) {
            throw new NoSuchElementException();
          }
          HeldRow row = codec.read(chunks[next].bytes, offsets[next]);
          next++;
          return switch (row) {
            case HeldRow.OfRecord(StreamRecord record) -> record;
            case HeldRow.OfGap _ -> throw new IllegalStateException("a gap was lent as a record");
          };
        }
      };
    }
  }

  private void add(ByteBuffer row) {
    int length = row.remaining();
    Chunk chunk = chunkWithRoom(Integer.BYTES + length);
    ByteBuffer.wrap(chunk.bytes).putInt(chunk.used, length);
    int offset = chunk.used + Integer.BYTES;
    row.get(chunk.bytes, offset, length);
    chunk.used = offset + length;
    chunk.rows++;
    growIfFull();
    int at = (oldest + size) & (chunks.length - 1);
    chunks[at] = chunk;
    offsets[at] = offset;
    size++;
    bytes += lengthAt(chunk, offset);
  }

  private static int lengthAt(Chunk chunk, int offset) {
    int length = ByteBuffer.wrap(chunk.bytes).getInt(offset - Integer.BYTES);
    return Integer.BYTES + length + ROW_OVERHEAD_BYTES;
  }

  private Chunk chunkWithRoom(int length) {
    if (filling.bytes.length - filling.used >= length) {
      return filling;
    }
    Chunk next = spare;
    if (length > CHUNK_BYTES) {
      next = new Chunk(new byte[length]);
    } else if (next == null) {
      next = new Chunk(new byte[CHUNK_BYTES]);
    } else {
      spare = null;
    }
    filling = next;
    return next;
  }

  private int placeOf(long id) {
    if (!holds(id)) {
      throw new IndexOutOfBoundsException(
          "row " + id + " of " + oldestId + " to " + (nextId() - 1));
    }
    return (oldest + (int) (id - oldestId)) & (chunks.length - 1);
  }

  private Chunk chunkAt(int place) {
    Chunk chunk = chunks[place];
    if (chunk == null) {
      throw new IllegalStateException("no row stands at " + place);
    }
    return chunk;
  }

  private void growIfFull() {
    if (size < chunks.length) {
      return;
    }
    @Nullable Chunk[] moreChunks = new Chunk[size * 2];
    int[] moreOffsets = new int[size * 2];
    int fromOldest = size - oldest;
    System.arraycopy(chunks, oldest, moreChunks, 0, fromOldest);
    System.arraycopy(chunks, 0, moreChunks, fromOldest, oldest);
    System.arraycopy(offsets, oldest, moreOffsets, 0, fromOldest);
    System.arraycopy(offsets, 0, moreOffsets, fromOldest, oldest);
    chunks = moreChunks;
    offsets = moreOffsets;
    oldest = 0;
  }
}
