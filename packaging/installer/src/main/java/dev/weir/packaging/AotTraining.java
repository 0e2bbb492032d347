package dev.weir.packaging;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the cache of loaded and linked classes that lets Weir start fast: runs the packed program
 * on the sample streams, through every screen. On Linux that run has a window where there is an X
 * server to give it one, so that the cache holds what a window needs; else it draws in memory.
 */
record AotTraining(Host host, Tools tools) {
  private static final Duration RUN = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** How the launcher on Linux calls the folder of the jars, wherever it is. */
  private static final String JARS = "/proc/self/fd/9";

  /** Makes it, inside the image. */
  void run(AppImage image, Path sample, Path work) throws IOException, InterruptedException {
    Path home = Folders.emptied(work.resolve("training"));
    Path record = work.resolve("training.aotconf");
    Process brokers =
        new ProcessBuilder(
                image.runtime().resolve("bin").resolve("java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                sample.resolve("*").toString(),
                "dev.weir.sample.SampleStreams")
            .redirectError(work.resolve("sample-streams.log").toFile())
            .start();
    try {
      connections(home, brokers);
      tools.run(PATIENCE, Map.of("WEIR_HOME", home.toString()), recorded(image, record));
    } finally {
      // Its end is the end of its input.
      brokers.getOutputStream().close();
      if (!brokers.waitFor(30, TimeUnit.SECONDS)) {
        brokers.destroyForcibly();
      }
    }
    tools.run(PATIENCE, Map.of(), assembled(image, record));
    if (!Files.exists(image.app().resolve(AppImage.CACHE))) {
      throw new PackagingProblem(
          "The training run left no cache: its log is in " + home.resolve("logs") + ".");
    }
  }

  /** The run that is recorded. */
  private List<String> recorded(AppImage image, Path record) throws IOException {
    var command = new ArrayList<String>();
    Optional<Path> server = host.os() == Host.Os.LINUX ? Tools.find("xvfb-run") : Optional.empty();
    server.ifPresent(
        xvfb -> command.addAll(List.of(xvfb.toString(), "-a", "-s", "-screen 0 1440x900x24")));
    command.addAll(java(image, "-XX:AOTMode=record", "-XX:AOTConfiguration=" + record));
    // No pictures: what writes them, half of AWT, would be in the cache for nothing.
    command.addAll(List.of("--for", RUN.toSeconds() + "s", "--every-screen"));
    if (server.isEmpty()) {
      command.add("--headless");
    }
    return launched(image, command);
  }

  /**
   * What makes the cache of the record. Java would do so when the run ends, in a process that does
   * not know the jars by what the launcher calls them.
   */
  private List<String> assembled(AppImage image, Path record) throws IOException {
    return launched(
        image,
        java(
            image,
            "-XX:AOTMode=create",
            "-XX:AOTConfiguration=" + record,
            "-XX:AOTCache=" + image.app().resolve(AppImage.CACHE)));
  }

  private List<String> java(AppImage image, String... options) throws IOException {
    var all = new ArrayList<>(List.of(options));
    // Profiles are for the second compiler.
    all.add("-XX:-AOTRecordTraining");
    return image.command(all, host.os() == Host.Os.LINUX ? JARS : image.app().toString());
  }

  /** With the folder of the jars open as the launcher on Linux has it. */
  private List<String> launched(AppImage image, List<String> command) {
    if (host.os() != Host.Os.LINUX) {
      return command;
    }
    var launched =
        new ArrayList<>(List.of("sh", "-c", "exec 9<\"$0\" \"$@\"", image.app().toString()));
    launched.addAll(command);
    return launched;
  }

  /** Saves a connection to each broker, as a user would have. */
  static void connections(Path home, Process brokers) throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(brokers.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null) {
      throw new PackagingProblem(
          "The sample streams did not start: java -cp 'sample/*' dev.weir.sample.SampleStreams"
              + " says why.");
    }
    JsonNode said = JsonMapper.shared().readTree(line);
    if (said.has("problem")) {
      throw new PackagingProblem(
          said.path("problem").asString("") + " " + said.path("remedy").asString(""));
    }
    var saved = new ArrayList<Map<String, Object>>();
    for (String kind : List.of("kafka", "redis")) {
      String address = said.path(kind).asString("");
      if (!address.isEmpty()) {
        saved.add(
            Map.of(
                "name",
                kind + "-sample",
                "kind",
                kind,
                "address",
                address,
                "environment",
                "development",
                "open",
                true));
      }
    }
    Files.write(
        home.resolve("connections.json"),
        JsonMapper.shared().writeValueAsBytes(Map.of("connections", saved)));
  }
}
