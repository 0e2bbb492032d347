package dev.weir.app.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.ErrorManager;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where warnings go: a handful of files of bounded size in the user's folder, made when there is
 * something to write. Nothing is ever logged to the terminal. Several consoles may write at once,
 * each to files of its own.
 */
public final class LogFile extends Handler {
  private static final int BYTES_PER_FILE = 1 << 20;
  private static final int FILES = 4;

  /** Held, because the log manager forgets loggers that nobody holds. */
  private static final Logger OURS = Logger.getLogger("dev.weir");

  /**
   * The brokers' clients: below a warning they tell their whole configuration. Whatever else is
   * logged in more detail some day, they are not.
   */
  private static final List<Logger> CLIENTS =
      List.of(Logger.getLogger("org.apache.kafka"), Logger.getLogger("redis.clients"));

  private final Path folder;
  private final Consumer<String> teller;
  private @Nullable FileHandler file;
  private boolean broken;

  private LogFile(Path folder, Consumer<String> teller) {
    this.folder = folder;
    this.teller = teller;
    setErrorManager(new ErrorManager());
  }

  /**
   * Sends all warnings, and Weir's own notes, to files in {@code folder}.
   *
   * @param teller is told from any thread, once, where that cannot be done for long
   */
  public static void install(Path folder, Consumer<String> teller) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.WARNING);
    OURS.setLevel(Level.INFO);
    CLIENTS.forEach(client -> client.setLevel(Level.WARNING));
    root.addHandler(new LogFile(folder, teller));
  }

  @Override
  public synchronized void publish(LogRecord record) {
    if (!isLoggable(record) || broken) {
      return;
    }
    if (file == null) {
      try {
        Files.createDirectories(folder);
        file =
            new FileHandler(
                folder.resolve("weir%u.%g.log").toString().replace('\\', '/'),
                BYTES_PER_FILE,
                FILES,
                true);
        file.setEncoding("UTF-8");
        file.setErrorManager(new Told());
        file.setFormatter(new Line());
      } catch (IOException | SecurityException _) {
        // A console that cannot keep a log is still a console.
        broken = true;
        return;
      }
    }
    file.publish(record);
  }

  @Override
  public synchronized void flush() {
    if (file != null) {
      file.flush();
    }
  }

  @Override
  public synchronized void close() {
    if (file != null) {
      file.close();
      file = null;
    }
  }

  /** Says once that the log is not being kept, as on a full disk; a stack trace helps nobody. */
  private final class Told extends ErrorManager {
    private boolean told;

    @Override
    public synchronized void error(String message, Exception failure, int code) {
      if (!told) {
        told = true;
        teller.accept(
            "weir: The log in "
                + folder
                + " cannot be written"
                + (failure == null ? "" : ": " + failure.getMessage())
                + ". Look whether the disk is full.");
      }
    }
  }

  /** One line per record, and the stack trace where there is one. */
  private static final class Line extends Formatter {
    @Override
    public String format(LogRecord record) {
      Throwable thrown = record.getThrown();
      return Instant.ofEpochMilli(record.getMillis())
          + " "
          + record.getLevel().getName()
          + " "
          + record.getLoggerName()
          + ": "
          + SecretMask.of(formatMessage(record))
          + "\n"
          + (thrown == null ? "" : SecretMask.stackTrace(thrown) + "\n");
    }
  }
}
