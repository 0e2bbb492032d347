package dev.weir.engine.rules;

import dev.weir.engine.files.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that people and the program write. Blocks. */
public final class YamlFile {
  private YamlFile() {}

  /** Its text; empty where there is none, or it cannot be read. */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException _) {
      return "";
    }
  }

  /** Replaces it as a whole. */
  public static void write(Path file, String text) throws IOException {
    WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
