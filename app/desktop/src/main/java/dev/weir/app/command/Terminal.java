package dev.weir.app.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where a command prints: results to standard output as UTF-8 on every system, diagnostics to
 * standard error. Confined to one thread, but for {@link #diagnose}.
 */
public final class Terminal {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String DISK_FULL = "No space left on device";

  private final OutputStream out;
  private final PrintWriter err;

  public Terminal(OutputStream out, OutputStream err) {
    this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    this.err = new PrintWriter(err, true, StandardCharsets.UTF_8);
  }

  /** Prints a line of text. It may stay in the buffer until {@link #flush}. */
  void line(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Prints bytes and a line feed. */
  void bytes(byte[] bytes) {
    try {
      out.write(bytes);
      out.write('\n');
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Prints a line of text at once. */
  public void announce(String text) {
    line(text);
    flush();
  }

  /** Prints what is still in the buffer. */
  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** What a failure to print means: a pipe that nobody reads, or a full disk. */
  private static RuntimeException failed(IOException e) {
    String what = String.valueOf(e.getMessage());
    return what.toLowerCase(Locale.ROOT).contains("pipe") || isPipe() && !what.equals(DISK_FULL)
        ? new ReaderGone(e)
        : new Unwritable(what, e);
  }

  /** What the system says of a pipe may be in any language. */
  private static boolean isPipe() {
    try {
      String to = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return to.startsWith("pipe:") || to.startsWith("socket:");
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }

  /** Prints a line to standard error at once. From any thread. */
  public void diagnose(String line) {
    err.println(line);
  }

  /** For help that was asked for. */
  PrintWriter results() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  /** For what went wrong. */
  PrintWriter diagnostics() {
    return err;
  }

  /** What was to be printed is not all there, and whoever reads it must not take it for that. */
  static final class Unwritable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unwritable(String what, IOException cause) {
      super(
          "Results cannot be written to standard output: "
              + what
              + ". What is there is not all of them: look whether the disk is full, and run it"
              + " again.",
          cause);
    }
  }

  /** Whoever read the output has closed it, as {@code head} does: nobody is left to tell. */
  static final class ReaderGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReaderGone(IOException cause) {
      super(cause);
    }
  }
}
