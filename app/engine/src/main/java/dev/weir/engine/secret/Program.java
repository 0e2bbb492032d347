package dev.weir.engine.secret;

import dev.weir.engine.threads.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs another program. What is secret goes through its standard input, never through arguments,
 * which any user of the system can see.
 */
final class Program {
  /** Long enough for a person to unlock a keychain. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int MAX_BYTES = 1 << 20;

  private final Path executable;

  Program(Path executable) {
    this.executable = executable;
  }

  /** What a run came to. */
  record Result(int exitCode, String output, String errors) {}

  /**
   * Runs it to its end.
   *
   * @throws IOException if it cannot be started, or does not end
   */
  Result run(String input, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(executable.toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    var errors = new AtomicReference<>("");
    try {
      Thread reading =
          Threads.startVirtual(
              "errors of " + executable.getFileName(),
              () -> errors.set(readQuietly(process.getErrorStream())));
      Thread timing = Threads.startVirtual("patience", () -> stopWhenLate(process));
      try (OutputStream out = process.getOutputStream()) {
        out.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException _) {
        // It ended without reading all; its exit code tells.
      }
      String output = read(process.getInputStream());
      int exitCode = process.waitFor();
      timing.interrupt();
      reading.join();
      return new Result(exitCode, output, errors.get().strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(executable.getFileName() + " was interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void stopWhenLate(Process process) {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      // It ended in time.
    }
  }

  private static String readQuietly(InputStream in) {
    try {
      return read(in);
    } catch (IOException | UncheckedIOException _) {
      return "";
    }
  }

  private static String read(InputStream in) throws IOException {
    return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
  }
}
