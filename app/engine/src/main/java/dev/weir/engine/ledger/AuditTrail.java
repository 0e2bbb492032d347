package dev.weir.engine.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file that only grows, one JSON object a line, each with the SHA-256 of the line before: a line
 * that is changed, taken out or put in is found. Taking off lines at the end is not, unless
 * somebody has noted the last hash. Thread-safe; several processes may write.
 */
public final class AuditTrail {
  private static final String FIRST = "0".repeat(64);

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
  public void append(String action, Map<String, ?> details) throws IOException {
    write(action, details, true);
  }

  /**
   * Adds a line that the end of the process does not take away, but a power cut may: of what is
   * written down elsewhere too.
   *
   * @param details without secrets and payloads
   * @throws IOException then nothing more must be done
   */
  public void add(String action, Map<String, ?> details) throws IOException {
    write(action, details, false);
  }

  private synchronized void write(String action, Map<String, ?> details, boolean force)
      throws IOException {
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
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("at", clock.instant().toString());
      entry.put("who", who);
      entry.put("action", action);
      entry.putAll(details);
      long size = channel.size();
      // Nobody has written since: the line before is known, and what it was is what counts.
      boolean known = size == written;
      String text = size > 0 && !known && !endsWithLineFeed(channel, size) ? "\n" : "";
      entry.put("previous", known ? writtenHash : previous(channel, size));
      String fresh = JsonMapper.shared().writeValueAsString(entry);
      ByteBuffer line = ByteBuffer.wrap((text + fresh + "\n").getBytes(StandardCharsets.UTF_8));
      written = -1;
      channel.position(size);
      while (line.hasRemaining()) {
        channel.write(line);
      }
      if (force) {
        channel.force(true);
      }
      if (!lock.isValid()) {
        throw new IOException("the lock on " + file + " was lost");
      }
      written = channel.position();
      writtenHash = hash(fresh);
    }
  }

  private static String previous(FileChannel channel, long size) throws IOException {
    String last = lastLine(channel, size);
    return last.isEmpty() ? FIRST : hash(last);
  }

  private static boolean endsWithLineFeed(FileChannel channel, long size) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    channel.read(one, size - 1);
    return one.get(0) == '\n';
  }

  /** The last line without its line feed; empty at the beginning. */
  private static String lastLine(FileChannel channel, long size) throws IOException {
    int chunk = 1 << 12;
    while (true) {
      int length = (int) Math.min(size, chunk);
      ByteBuffer end = ByteBuffer.allocate(length);
      while (end.hasRemaining() && channel.read(end, size - length + end.position()) > 0) {
        // Reads on.
      }
      String text = new String(end.array(), StandardCharsets.UTF_8);
      String stripped = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
      int feed = stripped.lastIndexOf('\n');
      if (feed >= 0) {
        return stripped.substring(feed + 1);
      }
      if (length == size) {
        return stripped;
      }
      chunk *= 8;
    }
  }

  private static String hash(String line) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * What a check of the whole file found.
   *
   * @param lines that are in order
   * @param last hash of the last of them
   * @param problem the first line that is not as it was written, in words
   */
  public record Checked(long lines, String last, Optional<String> problem) {}

  /** Checks every line against the one before. */
  public synchronized Checked check() throws IOException {
    long lines = 0;
    String previous = FIRST;
    if (!Files.exists(file)) {
      return new Checked(0, previous, Optional.empty());
    }
    try (var reader = Files.newBufferedReader(file)) {
      for (String line : reader.lines().toList()) {
        String told;
        try {
          JsonNode entry = JsonMapper.shared().readTree(line);
          told = entry.path("previous").asString("");
        } catch (JacksonException _) {
          return new Checked(
              lines, previous, Optional.of("Line " + (lines + 1) + " is not whole."));
        }
        if (!told.equals(previous)) {
          return new Checked(
              lines,
              previous,
              Optional.of(
                  "Line "
                      + (lines + 1)
                      + " does not follow the one before: that one, or one between, was changed."));
        }
        previous = hash(line);
        lines++;
      }
    }
    return new Checked(lines, previous, Optional.empty());
  }
}
