package dev.weir.sample.schema;

import java.nio.ByteBuffer;

/**
 * Confluent's wire format: magic byte 0, the schema's id as 4 bytes big-endian, the payload; before
 * a Protobuf payload the path of the message in its file, of which {@code [0]} (the first message)
 * is written as a single 0.
 */
final class WireFormat {
  static final byte MAGIC = 0;

  private WireFormat() {}

  static byte[] header(int schemaId, boolean firstMessageOfFile) {
    ByteBuffer header = ByteBuffer.allocate(firstMessageOfFile ? 6 : 5);
    header.put(MAGIC).putInt(schemaId);
    if (firstMessageOfFile) {
      header.put((byte) 0);
    }
    return header.array();
  }
}
