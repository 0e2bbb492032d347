package dev.weir.app.faults;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * How Weir's processes are started: as they are built, or with what the JVM learnt of one run,
 * which spares each start most of its loading and linking of classes.
 */
final class WarmStart {
  private final String classPath;
  private final List<String> options;

  private WarmStart(String classPath, List<String> options) {
    this.classPath = classPath;
    this.options = options;
  }

  /** As they are built. */
  static WarmStart none() {
    return new WarmStart(builtClassPath(), List.of());
  }

  /**
   * Learns from a replay of its own on {@code server}.
   *
   * @param folder for what is learnt, and the files of that replay
   */
  static WarmStart learnt(FaultyServer server, Path folder) throws Exception {
    Files.createDirectories(folder);
    // Only what is in jars is remembered.
    String jars = inJars(builtClassPath(), folder);
    var plain = new WarmStart(jars, List.of());
    Path plan = folder.resolve("replay.plan");
    List<String> planning = new ArrayList<>(List.of("dlq", "plan"));
    planning.addAll(server.fill("orders-first", 200));
    planning.addAll(List.of("--out", plan.toString()));
    Consoles.finish(Consoles.start(plain, folder, planning.toArray(String[]::new)), folder, 0);
    Path cache = folder.resolve("weir.aot");
    var learning = new WarmStart(jars, List.of("-XX:AOTCacheOutput=" + cache));
    Process run =
        Consoles.start(
            learning, folder, "dlq", "run", plan.toString(), "--write", "--rate", "0", "--json");
    Consoles.finish(run, folder, 0);
    return Files.exists(cache) ? new WarmStart(jars, List.of("-XX:AOTCache=" + cache)) : plain;
  }

  String classPath() {
    return classPath;
  }

  List<String> options() {
    return options;
  }

  private static String builtClassPath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }

  private static String inJars(String classPath, Path folder) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (!Files.isDirectory(path)) {
        jars.add(entry);
        continue;
      }
      if (path.endsWith("test-classes")) {
        continue;
      }
      Path jar = folder.resolve(jars.size() + ".jar");
      int failed =
          ToolProvider.findFirst("jar")
              .orElseThrow()
              .run(System.out, System.err, "-c", "-f", jar.toString(), "-C", entry, ".");
      if (failed != 0) {
        throw new IOException(entry + " could not be put into a jar.");
      }
      jars.add(jar.toString());
    }
    return String.join(File.pathSeparator, jars);
  }
}
