package dev.weir.app.demo;

import dev.weir.engine.threads.Threads;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console's own files while the demo runs: {@code weir-demo-<pid>-<random>} in the temporary
 * folder. It goes when the demo ends in order, and also when the JVM ends otherwise, such as on a
 * second Ctrl-C. A process that is killed cannot do that; the pid lets the next demo do it.
 */
final class DemoFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DemoFolder.class);
  private static final Pattern NAME = Pattern.compile("weir-demo-(\\d+)-.*");

  private final Path path;
  private final AutoCloseable hook;

  private DemoFolder(Path path) {
    this.path = path;
    hook = Threads.atExit("demo-folder", () -> delete(path));
  }

  /**
   * Makes one in {@code parent}, and removes those there of demos that were killed.
   *
   * @throws SampleFailure if the temporary folder cannot be written to
   */
  static DemoFolder create(Path parent) throws SampleFailure {
    removeLeftovers(parent);
    try {
      return new DemoFolder(
          Files.createTempDirectory(parent, "weir-demo-" + ProcessHandle.current().pid() + "-"));
    } catch (IOException e) {
      throw new SampleFailure(
          "The temporary folder "
              + parent
              + " cannot be written to: free some space, or name another one in"
              + " WEIR_JAVA_OPTIONS=-Djava.io.tmpdir=FOLDER.",
          e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    delete(path);
    try {
      hook.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void removeLeftovers(Path parent) {
    var left = new ArrayList<Path>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, "weir-demo-*")) {
      for (Path folder : folders) {
        Matcher name = NAME.matcher(folder.getFileName().toString());
        if (name.matches() && !isAlive(name.group(1))) {
          left.add(folder);
        }
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be searched for what earlier demos left", parent, e);
    }
    left.forEach(DemoFolder::delete);
  }

  private static boolean isAlive(String pid) {
    try {
      return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      List<Path> inside;
      try (Stream<Path> files = Files.walk(folder)) {
        inside = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : inside) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("{} could not be removed", folder, e);
    }
  }
}
