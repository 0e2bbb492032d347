package dev.weir.engine.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file that only grows, one JSON object a line, each with the SHA-256 of the line before: a line
 * that is changed, taken out or put in is found. Taking off lines at the end is not, unless
 * somebody has noted the last hash. What a power cut leaves of a line stays, and the next line has
 * its hash, too. Thread-safe; several processes may write.
 */
public final class AuditTrail {
  private final Path file;
  private final InstantSource clock;
  private final String who;

  /** How long the file was after the last line written here, and the hash of that line. */
  private long written = -1;

  private String writtenHash = "";

  /**
   * @param who the user at work, as the system names them
   */
  public AuditTrail(Path file, InstantSource clock, String who) {
    this.file = file;
    this.clock = clock;
    this.who = who;
  }

  /** The user at work, as each line names them. */
  public String who() {
    return who;
  }

  /** The trail in {@code file}, written by whoever runs this process. */
  public static AuditTrail ofThisUser(Path file, InstantSource clock) {
    return new AuditTrail(file, clock, System.getProperty("user.name", "unknown"));
  }

  /**
   * Adds a line, and returns once the disk has it.
   *
   * @param details without secrets and payloads
   * @throws IOException then nothing must be done
   */
  public synchronized void append(String action, Map<String, ?> details) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      long size = channel.size();
      var text = new ByteArrayOutputStream();
      String previous = writtenHash;
      Optional<String> cutOff = Optional.empty();
      // Unless somebody has written since, the line before is known, and what it was is what
      // counts.
      if (size != written) {
        TrailEnd end = TrailEnd.of(channel);
        previous = end.line().map(TrailLine::hash).orElse(TrailLine.BEFORE_THE_FIRST);
        if (size > 0 && !endsWithLineFeed(channel, size)) {
          text.write('\n');
        }
        if (end.cutOff().length > 0) {
          cutOff = Optional.of(TrailLine.hashOf(terminated(end.cutOff())));
        }
      }
      // One at a time: of two that were not yet on the disk a power cut may take the first alone.
      byte[] fresh = line(action, details, previous, cutOff);
      text.writeBytes(fresh);
      text.write('\n');
      written = -1;
      channel.position(size);
      ByteBuffer bytes = ByteBuffer.wrap(text.toByteArray());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      if (!lock.isValid()) {
        throw new IOException("the lock on " + file + " was lost");
      }
      written = channel.position();
      writtenHash = TrailLine.hashOf(fresh);
    }
  }

  private byte[] line(
      String action, Map<String, ?> details, String previous, Optional<String> cutOff) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(TrailLine.AT, clock.instant().toString());
    entry.put("who", who);
    entry.put("action", action);
    entry.putAll(details);
    cutOff.ifPresent(hash -> entry.put(TrailLine.CUT_OFF, hash));
    entry.put(TrailLine.PREVIOUS, previous);
    return JsonMapper.shared().writeValueAsBytes(entry);
  }

  private static boolean endsWithLineFeed(FileChannel channel, long size) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    channel.read(one, size - 1);
    return one.get(0) == '\n';
  }

  private static byte[] terminated(byte[] cutOff) {
    if (cutOff[cutOff.length - 1] == '\n') {
      return cutOff;
    }
    byte[] terminated = Arrays.copyOf(cutOff, cutOff.length + 1);
    terminated[cutOff.length] = '\n';
    return terminated;
  }

  /**
   * What a check of the whole file found.
   *
   * @param lines that are in order
   * @param last hash of the last of them
   * @param cutOff places at which something is left of a line that was not written to its end, and
   *     was there when the next line was written
   * @param problem the first line that is not as it was written, in words
   */
  public record Checked(long lines, String last, int cutOff, Optional<String> problem) {}

  /** Checks every line against the one before. */
  public synchronized Checked check() throws IOException {
    return Files.exists(file) ? TrailCheck.of(file) : new TrailCheck().found();
  }
}
