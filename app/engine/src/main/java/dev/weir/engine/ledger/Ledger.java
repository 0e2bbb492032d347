package dev.weir.engine.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file that only grows: one JSON object a line, on the disk before the action it tells of begins.
 * An intent without an outcome is of an action whose end nobody saw. Thread-safe; several processes
 * may write.
 */
public final class Ledger {
  private final Path file;
  private final InstantSource clock;

  public Ledger(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /**
   * Writes down what is about to be done, and returns once the disk has it.
   *
   * @param action one word: "probe"
   * @param target connection and stream
   * @param details what will be written, without secrets
   * @return the entry's id, for its outcome
   * @throws IOException then nothing must be done
   */
  public String intend(String action, String target, Map<String, ?> details) throws IOException {
    String id = UUID.randomUUID().toString();
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", id);
    entry.put("at", clock.instant().toString());
    entry.put("state", "intended");
    entry.put("action", action);
    entry.put("target", target);
    entry.putAll(details);
    append(entry);
    return id;
  }

  /** Writes down how an action ended: "done", "failed" or "unknown", with what is known of it. */
  public void settle(String id, String state, Map<String, ?> details) throws IOException {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", id);
    entry.put("at", clock.instant().toString());
    entry.put("state", state);
    entry.putAll(details);
    append(entry);
  }

  private synchronized void append(Map<String, Object> entry) throws IOException {
    byte[] line =
        (JsonMapper.shared().writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer buffer = ByteBuffer.wrap(line);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }
}
