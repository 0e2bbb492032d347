package dev.weir.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Leaves out of jars the native libraries of other systems. A jar without any is copied as it is,
 * byte for byte, so that it can be compared with the one its makers published.
 */
record NativeParts(Host host, Instant timestamp) {
  private static final Pattern NATIVE =
      Pattern.compile("(?i).*\\.(so|dll|dylib|jnilib|a|exe)$|redis-server-[\\w.-]+$");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[/.]|-(?!musl)");

  /** Copies {@code jar} to {@code to} without them. */
  void copy(Path jar, Path to) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      List<String> natives =
          zip.stream().map(ZipEntry::getName).filter(name -> isNative(name)).toList();
      boolean anyForeign = natives.stream().anyMatch(name -> !isOurs(name));
      boolean anyOurs = natives.stream().anyMatch(this::isOurs);
      if (!anyForeign || !anyOurs) {
        Files.copy(jar, to);
        return;
      }
      try (OutputStream file = Files.newOutputStream(to);
          var out = new ZipOutputStream(file)) {
        for (ZipEntry entry : Collections.list(zip.entries())) {
          if (!isNative(entry.getName()) || isOurs(entry.getName())) {
            copy(zip, entry, out);
          }
        }
      }
    }
  }

  /** Copies the native libraries for this system out of {@code jar}, without their folders. */
  void layOut(Path jar, Path folder) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        if (isNative(name) && isOurs(name)) {
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, folder.resolve(name.substring(name.lastIndexOf('/') + 1)));
          }
        }
      }
    }
  }

  static boolean isNative(String entry) {
    return NATIVE.matcher(entry).matches();
  }

  /** Whether a native library is for this system, by the words of its path. */
  boolean isOurs(String entry) {
    List<String> words = Arrays.asList(BETWEEN_WORDS.split(entry.toLowerCase(Locale.ROOT)));
    return !words.contains("android")
        && words.stream().anyMatch(host.osNames()::contains)
        && words.stream().anyMatch(host.cpuNames()::contains);
  }

  private void copy(ZipFile zip, ZipEntry entry, ZipOutputStream out) throws IOException {
    var copy = new ZipEntry(entry.getName());
    // Without a time zone: the same bytes wherever it is made.
    copy.setTimeLocal(LocalDateTime.ofInstant(timestamp, ZoneOffset.UTC));
    out.putNextEntry(copy);
    try (InputStream in = zip.getInputStream(entry)) {
      in.transferTo(out);
    }
    out.closeEntry();
  }
}
