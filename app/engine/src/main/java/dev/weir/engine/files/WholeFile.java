package dev.weir.engine.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces a file as a whole: whoever reads it meanwhile, or after the power has gone, has what was
 * in it before or all of the new. Blocks.
 */
public final class WholeFile {
  private WholeFile() {}

  /** Makes the folder, if there is none. */
  public static void write(Path file, byte[] bytes) throws IOException {
    replace(file, part -> Files.write(part, bytes));
  }

  /** Makes {@code file} a copy of {@code from}, and its folder, if there is none. */
  public static void copy(Path from, Path file) throws IOException {
    replace(file, part -> Files.copy(from, part, StandardCopyOption.REPLACE_EXISTING));
  }

  @FunctionalInterface
  private interface Filling {
    Path fill(Path part) throws IOException;
  }

  private static void replace(Path file, Filling filling) throws IOException {
    Path whole = file.toAbsolutePath();
    Path folder = whole.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path part = whole.resolveSibling("." + whole.getFileName() + ".part");
    try {
      Path filled = filling.fill(part);
      // A name may be on the disk before what it names is.
      try (FileChannel channel = FileChannel.open(filled, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(
          filled, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
