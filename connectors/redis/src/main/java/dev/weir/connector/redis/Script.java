package dev.weir.connector.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** A program that a server runs in one go, from a file beside this class. Immutable. */
final class Script {
  private final byte[] text;

  private Script(byte[] text) {
    this.text = text;
  }

  static Script of(String file) {
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not in the program");
      }
      return new Script(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param keys all that it uses
   */
  Command on(List<byte[]> keys, List<byte[]> arguments) {
    return Command.script(text, keys, arguments);
  }
}
