package dev.weir.engine.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A small JSON file that several consoles may share. It is replaced as a whole, so that no crash
 * leaves half a file; a change is made to what the file holds at that moment, so that two consoles
 * do not undo each other's. What cannot be read is left for its owner to correct, and kept aside
 * under another name before anything is written in its place. Thread-safe.
 */
public final class JsonFile {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path file;
  private final InstantSource clock;
  private @Nullable String notice;

  public JsonFile(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /** The same file, of which nothing is to be told yet. */
  public JsonFile anew() {
    return new JsonFile(file, clock);
  }

  public Path path() {
    return file;
  }

  /** What the user should know of the file, such as that it was corrupt. */
  public synchronized Optional<String> notice() {
    return Optional.ofNullable(notice);
  }

  /** What the file holds; an empty object where it is missing or unreadable. */
  public synchronized ObjectNode read() {
    try {
      return content(false);
    } catch (IOException e) {
      notice = file + " cannot be read (" + e.getMessage() + "); defaults are used.";
      return MAPPER.createObjectNode();
    }
  }

  /**
   * Changes what the file holds. Blocks until that is on the disk.
   *
   * @return whether it was written; if not, {@link #notice} says why
   */
  public synchronized boolean update(Consumer<ObjectNode> change) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileChannel channel =
              FileChannel.open(
                  file.resolveSibling("." + file.getFileName() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock _ = lock(channel)) {
        ObjectNode content = content(true);
        change.accept(content);
        replace(MAPPER.writeValueAsString(content) + "\n");
      }
      return true;
    } catch (IOException e) {
      notice =
          file
              + " cannot be written ("
              + reason(e)
              + "); what is changed lasts until Weir ends. Look whether the disk is full, and who"
              + " owns the folder.";
      return false;
    }
  }

  /** Null where the lock cannot be had in time: better to write without it than not at all. */
  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    for (int i = 0; i < 200; i++) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException _) {
        // Held elsewhere in this process.
      }
      try {
        Thread.sleep(Duration.ofMillis(10));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return null;
  }

  private ObjectNode content(boolean keepAside) throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException _) {
      return MAPPER.createObjectNode();
    } catch (java.nio.charset.CharacterCodingException _) {
      return unreadable("it is not UTF-8 text", keepAside);
    }
    if (text.isBlank()) {
      return unreadable("it is empty", keepAside);
    }
    try {
      JsonNode node = MAPPER.readTree(text);
      return node instanceof ObjectNode object
          ? object
          : unreadable("it is not a JSON object", keepAside);
    } catch (JacksonException e) {
      var at = e.getLocation();
      return unreadable(
          "it is not valid JSON"
              + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()),
          keepAside);
    }
  }

  private ObjectNode unreadable(String why, boolean keepAside) throws IOException {
    if (!keepAside) {
      notice =
          file
              + " could not be read: "
              + why
              + ". Defaults are used; correct it, or take it away. The next change made here keeps"
              + " it beside the new one.";
      return MAPPER.createObjectNode();
    }
    String name = file.getFileName() + ".corrupt-" + STAMP.format(clock.instant());
    Path aside = file.resolveSibling(name);
    for (int i = 2; Files.exists(aside); i++) {
      aside = file.resolveSibling(name + "-" + i);
    }
    Files.move(file, aside);
    notice =
        file
            + " could not be read: "
            + why
            + ". It is kept as "
            + aside.getFileName()
            + "; defaults are used.";
    return MAPPER.createObjectNode();
  }

  private void replace(String text) throws IOException {
    // A symbolic link, as some keep their settings, stays one.
    Path target = Files.exists(file) ? file.toRealPath() : file;
    Path temporary =
        Files.createTempFile(target.toAbsolutePath().getParent(), "." + file.getFileName(), ".new");
    try {
      if (Files.getFileStore(temporary).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
      }
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      try {
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException _) {
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}
