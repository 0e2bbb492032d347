package dev.weir.packaging;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Makes packages for the system this runs on: strips, links, trains, packs, sums up.
 *
 * <p>Arguments: program, its bill of materials, the sample streams' one, files of the packages,
 * icons, output folder, version, time.
 */
public final class Packager {
  private final PrintStream out;
  private final Host host;
  private final Release release;
  private final Inputs inputs;
  private final Path output;
  private final Path work;
  private final Tools tools;

  private Packager(PrintStream out, Host host, Release release, Inputs inputs, Path output)
      throws IOException {
    this.out = out;
    this.host = host;
    this.release = release;
    this.inputs = inputs;
    this.output = Folders.emptied(output);
    work = Folders.emptied(output.resolveSibling("packaging-work"));
    tools = new Tools(work.resolve("tools.log"));
  }

  /** The program. Ends with 1 and a sentence where no package can be made. */
  public static void main(String[] arguments) throws Exception {
    try {
      new Packager(
              System.out,
              Host.of(System.getProperty("os.name", ""), System.getProperty("os.arch", "")),
              new Release(arguments[6], Instant.parse(arguments[7])),
              new Inputs(
                  Path.of(arguments[0]),
                  Path.of(arguments[1]),
                  Path.of(arguments[2]),
                  Path.of(arguments[3]),
                  Path.of(arguments[4])),
              Path.of(arguments[5]))
          .run();
    } catch (PackagingProblem problem) {
      System.err.println(problem.getMessage());
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    say("Jars: natives of other systems are left out");
    Path jars = stripped(inputs.program().resolve("lib"), work.resolve("jars"));
    Path sample = stripped(inputs.program().resolve("sample"), work.resolve("sample"));
    Path legal = work.resolve("legal");
    var licences = new Licences(inputs.files().resolve("licences"));
    licences.collect(
        inputs.sbom(), List.of(jars, inputs.program().resolve("lib").resolve("javafx")), legal);
    licences.collect(inputs.sampleSbom(), List.of(sample), sample.resolve("legal"));

    say("Runtime image");
    Path runtime =
        new RuntimeImage(tools).link(inputs.program().resolve("lib").resolve("javafx"), work);
    say("Program image");
    AppImage image = AppImage.make(host, tools, release, inputs, jars, runtime, work);
    addFiles(image, legal);
    layOutNatives(jars, image.app());
    Folders.setTimes(image.root(), release.time());
    Folders.setTimes(sample, release.time());

    say("Training run for the start-up cache: every screen, on the sample streams");
    new AotTraining(host, tools).run(image, sample, work);
    Folders.setTimes(image.root(), release.time());
    if (host.os() == Host.Os.MACOS) {
      // The cache came after jpackage's own signature, which is good for this machine alone anyway.
      tools.run(List.of("codesign", "--force", "--deep", "--sign", "-", image.root().toString()));
    }
    smoke(image);

    say("Packages");
    var installers = new Installers(host, tools, release, inputs, work, this::say);
    installers.make(image, output);
    installers.makeSample(sample, output);
    Files.copy(
        legal.resolve("sbom.cdx.json"), output.resolve("weir-" + release.version() + ".cdx.json"));
    Files.copy(
        sample.resolve("legal").resolve("sbom.cdx.json"),
        output.resolve("weir-sample-streams-" + release.version() + ".cdx.json"));
    Checksums.write(output);
    say("Installed size: " + (Folders.bytes(image.root()) >> 20) + " MiB");
    for (Path file : Folders.files(output, "")) {
      say("  %,12d  %s".formatted(Files.size(file), output.relativize(file)));
    }
    say("Nothing of it is signed: a system may say so when it is opened.");
  }

  private Path stripped(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    var natives = new NativeParts(host, release.time());
    for (Path jar : Folders.files(from, ".jar")) {
      natives.copy(jar, to.resolve(jar.getFileName()));
    }
    return to;
  }

  private void addFiles(AppImage image, Path legal) throws IOException {
    Folders.copy(legal, image.app().resolve("legal"));
    Files.copy(inputs.program().resolve("LICENSE"), image.app().resolve("LICENSE"));
    if (host.os() == Host.Os.LINUX) {
      replaceLauncher(image);
      Path desktop = Files.createDirectories(image.root().resolve("lib").resolve("desktop"));
      for (String name :
          List.of("integrate", "weir.desktop", "weir-open.desktop", "weir-mime.xml")) {
        Files.copy(
            inputs.files().resolve("linux").resolve(name),
            desktop.resolve(name),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
      Files.copy(inputs.icon().drawing(), desktop.resolve("weir.svg"));
      if (!desktop.resolve("integrate").toFile().setExecutable(true, false)) {
        throw new IOException("integrate cannot be made executable");
      }
    }
  }

  /**
   * SQLite's library, so that nothing is unpacked at a start: its driver would ask another program
   * first, what system this is.
   */
  private void layOutNatives(Path jars, Path app) throws IOException {
    var natives = new NativeParts(host, release.time());
    for (Path jar : Folders.files(jars, ".jar")) {
      if (jar.getFileName().toString().contains("sqlite-jdbc")) {
        natives.layOut(jar, app);
      }
    }
  }

  /** By a script: what jpackage brings looks for its package before it starts anything. */
  private void replaceLauncher(AppImage image) throws IOException {
    Files.copy(
        inputs.files().resolve("linux").resolve("weir"),
        image.launcher(),
        StandardCopyOption.REPLACE_EXISTING);
    if (!image.launcher().toFile().setExecutable(true, false)) {
      throw new IOException(image.launcher() + " cannot be made executable");
    }
    Files.delete(image.root().resolve("lib").resolve("libapplauncher.so"));
  }

  /** Starts the packed program with a cache that it must accept. */
  private void smoke(AppImage image) throws IOException, InterruptedException {
    tools.run(
        Duration.ofMinutes(1),
        Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on"),
        List.of(image.launcher().toString(), "--version"));
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
