package dev.weir.app.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command prints: results to standard output as UTF-8 on every system, diagnostics to
 * standard error. Confined to one thread, but for {@link #diagnose}.
 */
public final class Terminal {
  private static final int BUFFER_BYTES = 1 << 16;

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
      throw new ReaderGone(e);
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
      throw new ReaderGone(e);
    }
  }

  /** Prints a line to standard error at once. From any thread. */
  void diagnose(String line) {
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

  /** Whoever read the output has closed it, as {@code head} does: nobody is left to tell. */
  static final class ReaderGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReaderGone(IOException cause) {
      super(cause);
    }
  }
}
