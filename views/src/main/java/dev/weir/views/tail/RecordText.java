package dev.weir.views.tail;

import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A record as text for the clipboard. */
final class RecordText {
  private RecordText() {}

  /** Where the record is, as arguments of the usual command line readers. */
  static String coordinates(StreamRecord record) {
    String name = shellQuoted(record.stream().name());
    return switch (record.position()) {
      case Position.Offset offset ->
          "-t " + name + " -p " + offset.partition() + " -o " + offset.offset() + " -c 1";
      case Position.EntryId id -> "XRANGE " + name + " " + id + " " + id;
    };
  }

  /** The payload as text: as it is where it is UTF-8, else base64; empty text where absent. */
  static String plain(Payload payload) {
    return switch (payload) {
      case Payload.Absent _ -> "";
      case Payload.Bytes bytes -> {
        try {
          yield StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.bytes()))
              .toString();
        } catch (CharacterCodingException _) {
          yield Base64.getEncoder().encodeToString(bytes.bytes());
        }
      }
    };
  }

  private static String shellQuoted(String name) {
    return name.matches("[\\w.:/-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
  }
}
