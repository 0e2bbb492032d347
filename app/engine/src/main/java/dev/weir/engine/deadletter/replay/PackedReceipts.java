package dev.weir.engine.deadletter.replay;

import dev.weir.stream.Position;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Receipts of one batch as bytes, some 35 each: a ledger that kept a row and two texts to look it
 * up by for each record took more of the machine than writing the records did.
 */
final class PackedReceipts {
  private static final int FORMAT = 1;

  private static final int OF_ENTRY = 1;
  private static final int AT_OFFSET = 1 << 1;
  private static final int AT_ENTRY = 1 << 2;
  private static final int HAS_WHY = 1 << 3;
  private static final int IS_CHANGED = 1 << 4;

  private static final int TYPICAL_BYTES = 40;

  private PackedReceipts() {}

  /**
   * A receipt with what it is looked up by.
   *
   * @param source where the dead letter is
   * @param attempt 1 for the first time that it was brought back
   */
  record Row(Receipt receipt, Position source, int attempt) {}

  static byte[] pack(List<Row> rows) {
    var bytes = new ByteArrayOutputStream(TYPICAL_BYTES * (rows.size() + 2));
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      Map<String, Integer> streams = new LinkedHashMap<>();
      rows.forEach(row -> streams.putIfAbsent(row.receipt().stream(), streams.size()));
      out.writeInt(streams.size());
      for (String stream : streams.keySet()) {
        write(out, stream);
      }
      out.writeInt(rows.size());
      for (Row row : rows) {
        write(out, row, streams.getOrDefault(row.receipt().stream(), 0));
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory takes all bytes", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Row row, int stream) throws IOException {
    Receipt receipt = row.receipt();
    Optional<Position> place = receipt.place();
    out.writeInt(receipt.index());
    out.writeByte(code(receipt.outcome()));
    out.writeByte(
        (row.source() instanceof Position.EntryId ? OF_ENTRY : 0)
            | (place.isEmpty() ? 0 : place.get() instanceof Position.EntryId ? AT_ENTRY : AT_OFFSET)
            | (receipt.why().isPresent() ? HAS_WHY : 0)
            | (receipt.changedTo().isPresent() ? IS_CHANGED : 0));
    out.writeInt(row.attempt());
    write(out, row.source());
    out.writeInt(stream);
    if (place.isPresent()) {
      write(out, place.get());
    }
    if (receipt.why().isPresent()) {
      write(out, receipt.why().get());
    }
    if (receipt.changedTo().isPresent()) {
      write(out, receipt.changedTo().get());
    }
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void write(DataOutputStream out, Position position) throws IOException {
    switch (position) {
      case Position.Offset(int partition, long offset) -> {
        out.writeInt(partition);
        out.writeLong(offset);
      }
      case Position.EntryId(long millis, long sequence) -> {
        out.writeLong(millis);
        out.writeLong(sequence);
      }
    }
  }

  /**
   * In the order in which they were packed.
   *
   * @throws IOException if they are damaged, or of a newer Weir
   */
  static List<Row> unpack(byte[] packed) throws IOException {
    try (var in = new DataInputStream(new ByteArrayInputStream(packed))) {
      int format = in.readByte();
      if (format != FORMAT) {
        throw new IOException("receipts in format " + format + " are not known");
      }
      String[] streams = new String[in.readInt()];
      for (int i = 0; i < streams.length; i++) {
        streams[i] = text(in);
      }
      int count = in.readInt();
      List<Row> rows = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        rows.add(read(in, streams));
      }
      return rows;
    } catch (IndexOutOfBoundsException | IllegalArgumentException | NegativeArraySizeException e) {
      throw new IOException("receipts are damaged", e);
    }
  }

  private static Row read(DataInputStream in, String[] streams) throws IOException {
    int index = in.readInt();
    Receipt.Outcome outcome = outcome(in.readByte());
    int flags = in.readByte();
    int attempt = in.readInt();
    Position source = position(in, (flags & OF_ENTRY) != 0);
    String stream = streams[in.readInt()];
    Optional<Position> place =
        (flags & (AT_OFFSET | AT_ENTRY)) == 0
            ? Optional.empty()
            : Optional.of(position(in, (flags & AT_ENTRY) != 0));
    Optional<String> why = (flags & HAS_WHY) == 0 ? Optional.empty() : Optional.of(text(in));
    Optional<String> changedTo =
        (flags & IS_CHANGED) == 0 ? Optional.empty() : Optional.of(text(in));
    return new Row(new Receipt(index, outcome, stream, place, why, changedTo), source, attempt);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private static Position position(DataInputStream in, boolean entry) throws IOException {
    return entry
        ? new Position.EntryId(in.readLong(), in.readLong())
        : new Position.Offset(in.readInt(), in.readLong());
  }

  /** What stands in files: names may change, and so may their order. */
  private static int code(Receipt.Outcome outcome) {
    return switch (outcome) {
      case SENT -> 's';
      case QUARANTINED -> 'q';
      case UNKNOWN -> 'u';
      case HELD -> 'h';
    };
  }

  private static Receipt.Outcome outcome(int code) throws IOException {
    return switch (code) {
      case 's' -> Receipt.Outcome.SENT;
      case 'q' -> Receipt.Outcome.QUARANTINED;
      case 'u' -> Receipt.Outcome.UNKNOWN;
      case 'h' -> Receipt.Outcome.HELD;
      default -> throw new IOException("an outcome " + code + " is not known");
    };
  }
}
