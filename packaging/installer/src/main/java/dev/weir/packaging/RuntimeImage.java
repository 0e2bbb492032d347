package dev.weir.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The Java runtime that is installed: the modules needed and JavaFX, nothing else. */
record RuntimeImage(Tools tools) {
  /**
   * What Weir's jars ask for by name ({@code jdeps --print-module-deps --ignore-missing-deps}), and
   * what is asked for by reflection or service only: names of LDAP and DNS (java.naming), flight
   * recordings to send with a report (jdk.jfr), keep-alive options of sockets (jdk.net), JAR files
   * as file systems (jdk.zipfs), login of the sample broker (jdk.security.auth).
   */
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.desktop",
          "java.naming",
          "java.net.http",
          "java.security.jgss",
          "java.security.sasl",
          "java.sql",
          "jdk.jfr",
          "jdk.management",
          "jdk.net",
          "jdk.security.auth",
          "jdk.unsupported",
          "jdk.zipfs");

  /**
   * Of java.desktop, which JavaFX names as a whole: Swing, printing, and the windows and fonts of
   * AWT. Weir takes beans, PNG pictures and sound from it. Half of the module.
   */
  private static final List<String> UNUSED =
      List.of(
          "javax/swing",
          "com/sun/java/swing",
          "com/sun/swing",
          "sun/swing",
          "sun/print",
          "sun/awt/X11",
          "sun/font");

  /** Native libraries of java.desktop that only what is named above, and JPEG pictures, load. */
  private static final List<String> UNUSED_LIBRARIES =
      List.of(
          "fontmanager", "freetype", "mlib_image", "lcms", "awt_xawt", "splashscreen", "javajpeg");

  /**
   * Links it.
   *
   * @param javafx folder of JavaFX's jars
   * @param work for what is made on the way
   */
  Path link(Path javafx, Path work) throws IOException, InterruptedException {
    Path modules = Files.createDirectories(work.resolve("jmods"));
    var names = new ArrayList<>(MODULES);
    for (Path jar : Folders.files(javafx, ".jar")) {
      // Those without a classifier are empty but for their name.
      if (Files.size(jar) > 10_000) {
        names.add(module(jar, work, modules));
      }
    }
    Path image = work.resolve("runtime");
    tools.run(
        List.of(
            Tools.jdk("jlink"),
            "--module-path",
            modules.toString(),
            "--add-modules",
            String.join(",", names),
            "--no-man-pages",
            // Classes needed at the start come from the cache; the others can wait to be unpacked.
            "--compress=zip-6",
            "--no-header-files",
            // Line numbers of the JDK's own classes; those of Weir and its libraries stay.
            "--strip-java-debug-attributes",
            "--exclude-resources=" + String.join(",", unusedClasses()),
            "--exclude-files=" + unusedFiles(),
            "--dedup-legal-notices=error-if-not-same-content",
            "--output",
            image.toString()));
    stripNames(image.resolve("lib").resolve("server").resolve("libjvm.so"));
    return image;
  }

  /** Patterns for jlink, which insists on something in each package: its smallest file stays. */
  private static List<String> unusedClasses() throws IOException {
    Path module = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.desktop");
    var patterns = new ArrayList<String>();
    for (String unused : UNUSED) {
      Path root = module.resolve(unused);
      if (!Files.isDirectory(root)) {
        // Not on this system.
        continue;
      }
      try (Stream<Path> all = Files.walk(root)) {
        for (Path folder : all.filter(Files::isDirectory).toList()) {
          String kept = smallestFile(folder).map(Pattern::quote).orElse("");
          patterns.add(
              "regex:/java[.]desktop/%s/(?!%s$)[^/]*".formatted(module.relativize(folder), kept));
        }
      }
    }
    return patterns;
  }

  private static Optional<String> smallestFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .min(Comparator.comparingLong(RuntimeImage::bytes).thenComparing(Path::toString))
          .map(file -> String.valueOf(file.getFileName()));
    }
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Patterns for jlink. */
  private static String unusedFiles() {
    return UNUSED_LIBRARIES.stream()
        .map(name -> "**/" + System.mapLibraryName(name))
        .collect(Collectors.joining(","));
  }

  /** Takes names of its inner functions from Linux's virtual machine: 5 MB that nothing reads. */
  private void stripNames(Path machine) throws IOException, InterruptedException {
    Optional<Path> strip = Tools.find("strip");
    if (Files.exists(machine) && strip.isPresent()) {
      tools.run(List.of(strip.get().toString(), "--strip-unneeded", machine.toString()));
    }
  }

  /** A module whose native libraries lie in the runtime's own folder: nothing is unpacked later. */
  private String module(Path jar, Path work, Path modules)
      throws IOException, InterruptedException {
    String name = jar.getFileName().toString().replaceFirst("-\\d.*", "").replace('-', '.');
    Path classes = Files.createDirectories(work.resolve("javafx").resolve(name).resolve("classes"));
    Path natives = Files.createDirectories(work.resolve("javafx").resolve(name).resolve("natives"));
    try (var zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().filter(entry -> !entry.isDirectory()).toList()) {
        Path folder = NativeParts.isNative(entry.getName()) ? natives : classes;
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, file);
        }
      }
    }
    tools.run(
        List.of(
            Tools.jdk("jmod"),
            "create",
            "--class-path",
            classes.toString(),
            "--libs",
            natives.toString(),
            modules.resolve(name + ".jmod").toString()));
    return name;
  }
}
