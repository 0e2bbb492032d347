package dev.weir.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The program with its runtime and launcher, in a folder that may lie anywhere.
 *
 * @param root the folder
 * @param app where the jars are in it
 * @param runtime the Java runtime in it
 * @param launcher what starts the program
 * @param configuration the launcher's: class path and JVM options
 */
record AppImage(Path root, Path app, Path runtime, Path launcher, Path configuration) {
  static final String CACHE = "weir.aot";

  private static final String MAIN_CLASS = "dev.weir.app.Weir";

  /** Has jpackage make it. */
  static AppImage make(
      Host host, Tools tools, Release release, Inputs inputs, Path input, Path runtime, Path work)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(Tools.jdk("jpackage"), "--type", "app-image"));
    command.addAll(release.arguments(host));
    command.addAll(
        List.of(
            "--input",
            input.toString(),
            "--main-jar",
            mainJar(input),
            "--main-class",
            MAIN_CLASS,
            "--runtime-image",
            runtime.toString(),
            "--icon",
            inputs.icon().file(host, work).toString(),
            "--dest",
            work.toString()));
    for (String option : options(host, inputs)) {
      command.addAll(List.of("--java-options", option));
    }
    if (host.os() == Host.Os.WINDOWS) {
      // Programs of Windows are for a console or for windows: one each.
      Path console = work.resolve("weir-console.properties");
      Files.writeString(console, "win-console=true\nwin-menu=false\nwin-shortcut=false\n");
      command.addAll(List.of("--add-launcher", "weir-console=" + console));
    }
    tools.run(command);
    return switch (host.os()) {
      case LINUX -> at(work.resolve("weir"), "lib/app", "lib/runtime", "bin/weir", "weir");
      case MACOS ->
          at(
              work.resolve("Weir.app"),
              "Contents/app",
              "Contents/runtime/Contents/Home",
              "Contents/MacOS/Weir",
              "Weir");
      case WINDOWS -> at(work.resolve("Weir"), "app", "runtime", "Weir.exe", "Weir");
    };
  }

  private static AppImage at(Path root, String app, String runtime, String launcher, String name) {
    return new AppImage(
        root,
        root.resolve(app),
        root.resolve(runtime),
        root.resolve(launcher),
        root.resolve(app).resolve(name + ".cfg"));
  }

  /** Of the launcher, beside those that every Weir runs with. */
  private static List<String> options(Host host, Inputs inputs) throws IOException {
    var options = new ArrayList<String>();
    for (String line :
        Files.readAllLines(inputs.program().resolve("conf").resolve("jvm.options"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        options.add(line.strip());
      }
    }
    options.add("-Dweir.home=$APPDIR");
    options.add("-XX:AOTCache=$APPDIR/" + CACHE);
    // The cache where it was made for: moved, all its pages must be read and changed at the start.
    options.add("-XX:+UnlockDiagnosticVMOptions");
    options.add("-XX:ArchiveRelocationMode=0");
    // SQLite's library lies beside the jars.
    options.add("-Dorg.sqlite.lib.path=$APPDIR");
    // The second compiler takes more than it gives to a console: see the documentation.
    options.add("-XX:TieredStopAtLevel=1");
    if (host.os() == Host.Os.LINUX) {
      // What compiling took is given back to the system.
      options.add("-XX:TrimNativeHeapInterval=10000");
    }
    // A cache that does not fit, because somebody replaced a jar, is not worth a word on the
    // terminal.
    options.add("-Xlog:disable");
    options.add("-Xlog:all=error:stderr");
    options.add("-Xlog:aot*=off:stderr");
    options.add("-Xlog:cds*=off:stderr");
    return options;
  }

  /**
   * The command that the launcher amounts to, without its cache.
   *
   * @param options more of them
   * @param jars what the folder of the jars is called on the class path
   */
  List<String> command(List<String> options, String jars) throws IOException {
    Map<String, List<String>> settings = settings();
    var command = new ArrayList<String>();
    command.add(
        Files.isExecutable(runtime.resolve("bin").resolve("java.exe"))
            ? runtime.resolve("bin").resolve("java.exe").toString()
            : runtime.resolve("bin").resolve("java").toString());
    settings.getOrDefault("java-options", List.of()).stream()
        .filter(option -> !option.startsWith("-XX:AOTCache"))
        .filter(option -> !option.startsWith("-Xlog"))
        .forEach(command::add);
    command.addAll(options);
    command.add("-cp");
    command.add(
        String.join(java.io.File.pathSeparator, settings.getOrDefault("app.classpath", List.of()))
            .replace(app.toString(), jars));
    command.add(MAIN_CLASS);
    return command;
  }

  private Map<String, List<String>> settings() throws IOException {
    var settings = new TreeMap<String, List<String>>();
    for (String line : Files.readAllLines(configuration)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        settings
            .computeIfAbsent(line.substring(0, equals), _ -> new ArrayList<>())
            .add(
                line.substring(equals + 1)
                    .replace("$APPDIR", app.toString())
                    .replace("$ROOTDIR", root.toString()));
      }
    }
    return settings;
  }

  private static String mainJar(Path input) throws IOException {
    return Folders.files(input, ".jar").stream()
        .map(jar -> jar.getFileName().toString())
        .filter(name -> name.contains("weir-desktop"))
        .findFirst()
        .orElseThrow(
            () ->
                new PackagingProblem(
                    "Weir's own jar is not in the program: run the package phase of all modules."));
  }
}
