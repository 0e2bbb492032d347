package dev.weir.engine.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;

/**
 * What an audit trail ends with: its last whole line, and what a power cut left of one that was
 * being written.
 *
 * @param line empty at the beginning
 * @param cutOff bytes behind that line; none as a rule
 */
record TrailEnd(Optional<TrailLine> line, byte[] cutOff) {
  private static final int FIRST_CHUNK = 1 << 12;

  /** Reads back from the end until there is a whole line. */
  static TrailEnd of(FileChannel channel) throws IOException {
    long size = channel.size();
    for (long chunk = FIRST_CHUNK; ; chunk *= 8) {
      boolean all = chunk >= size;
      byte[] end = end(channel, size, all ? size : chunk);
      int to = end.length;
      while (to > 0) {
        int feed = to - 1;
        while (feed > 0 && end[feed - 1] != '\n') {
          feed--;
        }
        // What begins before the chunk cannot be told yet.
        if (feed > 0 || all) {
          int text = end[to - 1] == '\n' ? to - 1 : to;
          Optional<TrailLine> line = TrailLine.of(Arrays.copyOfRange(end, feed, text));
          if (line.isPresent()) {
            return new TrailEnd(line, Arrays.copyOfRange(end, to, end.length));
          }
        }
        to = feed;
      }
      if (all) {
        return new TrailEnd(Optional.empty(), end);
      }
    }
  }

  private static byte[] end(FileChannel channel, long size, long length) throws IOException {
    ByteBuffer end = ByteBuffer.allocate(Math.toIntExact(length));
    while (end.hasRemaining() && channel.read(end, size - length + end.position()) > 0) {
      // Reads on.
    }
    return end.array();
  }
}
