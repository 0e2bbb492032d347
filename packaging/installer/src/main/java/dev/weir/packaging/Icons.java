package dev.weir.packaging;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The icon in each system's own format, made of its PNG pictures.
 *
 * @param folder of the drawing and of the pictures made of it: {@code rsvg-convert -w 48 -h 48
 *     weir.svg -o weir-48.png}
 */
record Icons(Path folder) {
  private static final List<Integer> WINDOWS_SIZES = List.of(16, 32, 48, 64, 128, 256);

  /** The icon as jpackage wants it on {@code host}. */
  Path file(Host host, Path work) throws IOException {
    return switch (host.os()) {
      case LINUX -> png(512);
      case MACOS -> Files.write(work.resolve("weir.icns"), icns());
      case WINDOWS -> Files.write(work.resolve("weir.ico"), ico());
    };
  }

  Path drawing() {
    return folder.resolve("weir.svg");
  }

  private Path png(int pixels) {
    return folder.resolve("weir-" + pixels + ".png");
  }

  /** Type and length before each picture, and before all of them; big-endian. */
  byte[] icns() throws IOException {
    var pictures = new ByteArrayOutputStream();
    var out = new DataOutputStream(pictures);
    for (var typed : List.of(List.of("ic07", 128), List.of("ic08", 256), List.of("ic09", 512))) {
      byte[] picture = Files.readAllBytes(png((Integer) typed.get(1)));
      out.write(((String) typed.get(0)).getBytes(StandardCharsets.US_ASCII));
      out.writeInt(8 + picture.length);
      out.write(picture);
    }
    return ByteBuffer.allocate(8 + pictures.size())
        .put("icns".getBytes(StandardCharsets.US_ASCII))
        .putInt(8 + pictures.size())
        .put(pictures.toByteArray())
        .array();
  }

  /** A directory of 16 bytes per picture, then the pictures; little-endian. */
  byte[] ico() throws IOException {
    int directory = 6 + 16 * WINDOWS_SIZES.size();
    int length = directory;
    for (int size : WINDOWS_SIZES) {
      length += Math.toIntExact(Files.size(png(size)));
    }
    ByteBuffer ico = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    ico.putShort((short) 0).putShort((short) 1).putShort((short) WINDOWS_SIZES.size());
    int at = directory;
    for (int size : WINDOWS_SIZES) {
      int bytes = Math.toIntExact(Files.size(png(size)));
      // 256 is written as 0.
      ico.put((byte) size).put((byte) size).put((byte) 0).put((byte) 0);
      ico.putShort((short) 1).putShort((short) 32).putInt(bytes).putInt(at);
      at += bytes;
    }
    for (int size : WINDOWS_SIZES) {
      ico.put(Files.readAllBytes(png(size)));
    }
    return ico.array();
  }
}
