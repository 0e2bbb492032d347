package dev.weir.app.crash;

import dev.weir.app.log.SecretMask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a file to send with a report when something goes wrong that should not: versions, the
 * stack trace, the last lines of the log; no secret. Nothing is sent anywhere. Safe for several
 * threads.
 */
public final class CrashReports {
  private static final Logger LOG = LoggerFactory.getLogger(CrashReports.class);
  private static final int LOG_LINES = 60;

  /** A fault that comes again with every frame is not worth a file each time. */
  private static final int MOST_REPORTS = 5;

  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final String version;
  private final InstantSource clock;
  private final AtomicInteger written = new AtomicInteger();

  /**
   * Reports on a program.
   *
   * @param folder of the log; the reports are written beside it
   */
  public CrashReports(Path folder, String version, InstantSource clock) {
    this.folder = folder;
    this.version = version;
    this.clock = clock;
  }

  /** Reports what no thread caught, from now on. */
  public void install() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> {
          LOG.error("Thread {} failed", thread.getName(), thrown);
          var _ =
              write("Thread " + thread.getName() + " failed.\n\n" + SecretMask.stackTrace(thrown));
        });
  }

  /** Reports what ended the program. */
  public Optional<Path> write(Throwable thrown) {
    return write(SecretMask.stackTrace(thrown));
  }

  /** Reports that the console before this one ended without a word. */
  public Optional<Path> writeEndedBadly() {
    return write(
        "The console before this one did not end in order: it was killed, ran out of memory, or its"
            + " Java runtime failed. Of the latter, a file hs_err_pid*.log may tell.");
  }

  private Optional<Path> write(String what) {
    if (written.incrementAndGet() > MOST_REPORTS) {
      return Optional.empty();
    }
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve("crash-" + FILE_TIME.format(clock.instant()) + ".txt");
      Files.writeString(
          file,
          """
          Weir %s, Java %s, %s %s on %s
          %s

          %s

          The last lines of the log:
          %s
          """
              .formatted(
                  version,
                  System.getProperty("java.version"),
                  System.getProperty("os.name"),
                  System.getProperty("os.version"),
                  System.getProperty("os.arch"),
                  clock.instant(),
                  what,
                  String.join("\n", lastLogLines())));
      return Optional.of(file);
    } catch (IOException e) {
      LOG.warn("A crash report could not be written", e);
      return Optional.empty();
    }
  }

  /** Masked once more: a log file may be older than a mask. */
  private List<String> lastLogLines() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Optional<Path> newest =
          files
              .filter(file -> file.getFileName().toString().endsWith(".log"))
              .max(Comparator.comparing(CrashReports::modified));
      if (newest.isEmpty()) {
        return List.of();
      }
      List<String> lines =
          new String(Files.readAllBytes(newest.get()), StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()).stream()
          .map(SecretMask::of)
          .toList();
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException _) {
      return FileTime.fromMillis(0);
    }
  }
}
