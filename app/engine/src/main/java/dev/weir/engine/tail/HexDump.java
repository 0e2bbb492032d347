package dev.weir.engine.tail;

import dev.weir.stream.Payload;
import java.util.Locale;

/** Bytes as rows of sixteen: place, hexadecimal, printable characters. */
final class HexDump {
  private static final int PER_ROW = 16;
  private static final int MOST_BYTES = 65_536;

  private HexDump() {}

  static String of(Payload payload) {
    return switch (payload) {
      case Payload.Absent() -> "null";
      case Payload.Bytes(byte[] bytes, int trueLength) -> of(bytes, trueLength);
    };
  }

  private static String of(byte[] bytes, int trueLength) {
    int length = Math.min(bytes.length, MOST_BYTES);
    var dump = new StringBuilder(length * 5);
    for (int row = 0; row < length; row += PER_ROW) {
      dump.append(String.format(Locale.ROOT, "%08x ", row));
      for (int i = row; i < row + PER_ROW; i++) {
        if (i % 8 == 0) {
          dump.append(' ');
        }
        if (i < length) {
          dump.append(Character.forDigit((bytes[i] >> 4) & 0xf, 16));
          dump.append(Character.forDigit(bytes[i] & 0xf, 16));
          dump.append(' ');
        } else {
          dump.append("   ");
        }
      }
      dump.append(" |");
      for (int i = row; i < Math.min(row + PER_ROW, length); i++) {
        dump.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
      }
      dump.append("|\n");
    }
    if (length < trueLength) {
      dump.append("… ").append(trueLength - length).append(" more bytes\n");
    }
    return dump.toString();
  }
}
