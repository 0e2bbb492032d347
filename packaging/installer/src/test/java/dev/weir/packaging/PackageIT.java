package dev.weir.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The life of a Debian package: installed, run in a window on a real broker, upgraded, removed. In
 * a root folder of its own, so that the machine stays as it is; which also shows that the program
 * runs wherever it lies.
 */
class PackageIT {
  private static final Path INSTALLERS =
      Path.of(System.getProperty("weir.installers", "target/installers"));

  private final List<Process> running = new ArrayList<>();

  @TempDir Path temp;
  private Path root = Path.of("");
  private Path home = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    for (String tool : List.of("dpkg", "dpkg-deb", "fakeroot", "Xvfb", "openbox", "xdotool")) {
      assumeTrue(Tools.find(tool).isPresent(), tool + " is not on the PATH");
    }
    root = temp.resolve("root");
    home = Files.createDirectories(temp.resolve("home"));
    Path database = Files.createDirectories(root.resolve("var/lib/dpkg"));
    Files.createDirectories(database.resolve("info"));
    Files.createDirectories(database.resolve("updates"));
    Files.createFile(database.resolve("status"));
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : running.reversed()) {
      process.getOutputStream().close();
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void aPackageIsInstalledRunUpgradedAndRemoved() throws Exception {
    dpkg("--install", installer("weir_.*[.]deb").toString());
    Path weir = root.resolve("opt/weir/bin/weir");
    assertThat(Files.readSymbolicLink(root.resolve("usr/bin/weir")))
        .isEqualTo(Path.of("/opt/weir/bin/weir"));
    assertThat(root.resolve("usr/share/applications/weir.desktop"))
        .content()
        .contains("Exec=\"/opt/weir/bin/weir\"", "Categories=");
    assertThat(root.resolve("usr/share/applications/weir-open.desktop"))
        .content()
        .contains("Exec=\"/opt/weir/bin/weir\" open %f", "MimeType=application/x-weir-plan;");
    assertThat(Files.readSymbolicLink(root.resolve("usr/share/mime/packages/weir.xml")))
        .isEqualTo(Path.of("/opt/weir/lib/desktop/weir-mime.xml"));
    assertThat(root.resolve("opt/weir/lib/desktop/weir-mime.xml"))
        .content()
        .contains("*.weirplan", "*.weir.yaml");
    assertThat(root.resolve("opt/weir/lib/app/legal/LIBRARIES.txt"))
        .content()
        .contains("chartfx", "LGPL-3.0");

    assertThatTheCacheIsUsed(weir);
    Ended noSample = run(Map.of(), List.of(weir.toString(), "demo", "--headless"));
    assertThat(noSample.code()).as(noSample.toString()).isEqualTo(2);
    assertThat(noSample.text()).contains("weir-sample-streams").doesNotContain("Exception");

    dpkg("--install", installer("weir-sample-streams_.*[.]deb").toString());
    connectToSampleBrokers();
    Map<String, String> display = display();
    assertThatAWindowShowsThroughput(weir, display);

    Path newer = newer(installer("weir_.*[.]deb"));
    dpkg("--install", newer.toString());
    assertThat(root.resolve("usr/bin/weir")).isSymbolicLink();
    assertThatTheCacheIsUsed(weir);
    assertThat(home.resolve("connections.json")).content().contains("kafka-sample");

    end();
    dpkg("--purge", "weir-sample-streams", "weir");
    assertThat(filesOutsideDpkg()).as("left behind").isEmpty();
    assertThat(home.resolve("connections.json")).as("the user's").exists();
  }

  @Test
  void thereIsOneWindowWhichComesBackWhereItWas() throws Exception {
    Path weir = unpacked();
    Map<String, String> display = display();
    Process first = start(display, List.of(weir.toString()), temp.resolve("first.txt"));
    String window = windowOf(first, display);
    xdotool(display, "windowmove", window, "120", "90");
    xdotool(display, "windowsize", window, "1100", "700");
    String place = settled(display, window);
    xdotool(display, "windowminimize", window);
    Awaitility.await("it is out of sight").until(() -> !visible(display).contains(window));

    Ended second = run(display, List.of(weir.toString()));

    assertThat(second.code()).as(second.text()).isZero();
    assertThat(second.text()).isEmpty();
    Awaitility.await("a second start shows the first window")
        .atMost(Duration.ofSeconds(20))
        .until(() -> visible(display).contains(window));
    assertThat(first.isAlive()).isTrue();

    xdotool(display, "windowactivate", "--sync", window, "key", "alt+F4");
    assertThat(first.waitFor(1, TimeUnit.MINUTES)).as("closed, it ends").isTrue();
    assertThat(first.exitValue()).isZero();
    assertThat(crashReports()).isEmpty();

    Process again = start(display, List.of(weir.toString()), temp.resolve("again.txt"));
    String windowAgain = windowOf(again, display);
    assertThat(settled(display, windowAgain)).as("place of the window").isEqualTo(place);

    // As a killed process leaves things; the next one says so in a file.
    again.destroyForcibly().waitFor();
    Process afterwards = start(display, List.of(weir.toString()), temp.resolve("afterwards.txt"));
    windowOf(afterwards, display);
    List<Path> reports = crashReports();
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst())
        .content()
        .contains("did not end in order", "Java 25", "drawn after");
  }

  @Test
  void theArchiveRunsWhereItIsUnpacked() throws Exception {
    Path weir = unpacked();

    assertThatTheCacheIsUsed(weir);

    Path prefix = temp.resolve("prefix");
    Path integrate = weir.resolveSibling("../lib/desktop/integrate").normalize();
    run(integrate.toString(), "install", prefix.toString());
    Ended version = run(Map.of(), List.of(prefix.resolve("bin/weir").toString(), "--version"));
    assertThat(version.text()).as("through a link").startsWith("Weir ");
    run(integrate.toString(), "remove", prefix.toString());
    assertThat(prefix).as("left behind").doesNotExist();

    // As whoever replaces a library does.
    Path library =
        Folders.files(weir.resolveSibling("../lib/app").normalize(), ".jar").stream()
            .filter(jar -> jar.getFileName().toString().contains("chartfx"))
            .findFirst()
            .orElseThrow();
    Files.setLastModifiedTime(library, FileTime.from(Instant.now()));
    Ended replaced = run(Map.of(), List.of(weir.toString(), "--version"));
    assertThat(replaced.code()).as(replaced.text()).isZero();
    assertThat(replaced.text()).as("no word about the cache").startsWith("Weir ");
    Ended required =
        run(Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on"), List.of(weir.toString(), "--version"));
    assertThat(required.code()).as("with a cache that does not fit required").isNotZero();
  }

  /** It would ask the system for each class there, and again for the next one. */
  @Test
  void theCacheLooksForNothingInTheFolderItWasMadeIn() throws Exception {
    Path cache = unpacked().resolveSibling("../lib/app/weir.aot").normalize();

    assertThat(Files.readString(cache, StandardCharsets.ISO_8859_1).contains("packaging-work"))
        .as("a path of the build is in the start-up cache")
        .isFalse();
  }

  @Test
  void deadLettersComeBackWithBothCompilers() throws Exception {
    Ended ended =
        run(
            Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on -XX:+PrintFlagsFinal"),
            List.of(unpacked().toString(), "dlq", "--help"));

    assertThat(ended.code()).as(ended.text()).isZero();
    assertThat(ended.text()).containsPattern("TieredStopAtLevel += +4 ");
  }

  @Test
  void whatIsHandedOutIsWhatWasSummedUp() throws Exception {
    List<String> lines = Files.readAllLines(INSTALLERS.resolve("SHA256SUMS"));

    assertThat(lines).hasSizeGreaterThanOrEqualTo(5);
    for (String line : lines) {
      String[] parts = line.split("  ", 2);
      assertThat(Checksums.of(INSTALLERS.resolve(parts[1]))).as(parts[1]).isEqualTo(parts[0]);
    }
  }

  /** The JVM refuses to start if it cannot use the cache. */
  private void assertThatTheCacheIsUsed(Path weir) throws Exception {
    Ended ended =
        run(Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on"), List.of(weir.toString(), "--version"));
    assertThat(ended.code()).as("with the cache required: %s", ended).isZero();
    assertThat(ended.text()).contains("Weir ");
  }

  /** The archive's program, in a folder with a blank in its name. */
  private Path unpacked() throws Exception {
    Path there = Files.createDirectories(temp.resolve("some where"));
    run(
        "tar",
        "--extract",
        "--file",
        installer("weir-\\d.*linux.*[.]tar[.]gz").toString(),
        "--directory",
        there.toString());
    return there.resolve("weir/bin/weir");
  }

  private String windowOf(Process program, Map<String, String> display) {
    return Awaitility.await("a window of process " + program.pid())
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              assertThat(program.isAlive()).as("the program runs").isTrue();
              return String.join("", visible(display));
            },
            id -> id.matches("\\d+"));
  }

  /** Ids of the windows named Weir that are on the screen. */
  private List<String> visible(Map<String, String> display) throws Exception {
    return run(display, List.of("xdotool", "search", "--onlyvisible", "--name", "^Weir$"))
        .text()
        .lines()
        .toList();
  }

  /** Where a window is, once it has been the same for a while: moving it is not done at once. */
  private String settled(Map<String, String> display, String window) {
    var last = new ArrayList<String>();
    return Awaitility.await("the window stands still")
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              last.add(
                  run(display, List.of("xdotool", "getwindowgeometry", "--shell", window)).text());
              return last.getLast();
            },
            _ ->
                last.size() > 3
                    && last.subList(last.size() - 3, last.size()).stream().distinct().count() == 1);
  }

  private void xdotool(Map<String, String> display, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("xdotool"));
    command.addAll(List.of(arguments));
    Ended ended = run(display, command);
    assertThat(ended.code()).as("%s: %s", command, ended.text()).isZero();
  }

  private List<Path> crashReports() throws IOException {
    return Folders.files(home.resolve("logs"), ".txt");
  }

  private void connectToSampleBrokers() throws IOException {
    Path app = root.resolve("opt/weir/lib/app");
    Process brokers =
        new ProcessBuilder(
                root.resolve("opt/weir/lib/runtime/bin/java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                app.resolve("sample").resolve("*").toString(),
                "dev.weir.sample.SampleStreams")
            .redirectError(temp.resolve("brokers.txt").toFile())
            .start();
    running.add(brokers);
    AotTraining.connections(home, brokers);
  }

  /** An X server with a window manager, as a desktop has. */
  private Map<String, String> display() throws IOException {
    Process server =
        new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24")
            .redirectError(temp.resolve("xvfb.txt").toFile())
            .start();
    running.add(server);
    String number = server.inputReader().readLine();
    assertThat(number).as("the X server's display").isNotBlank();
    Map<String, String> env = Map.of("DISPLAY", ":" + number.strip());
    var manager =
        new ProcessBuilder("openbox")
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("openbox.txt").toFile());
    manager.environment().putAll(env);
    running.add(manager.start());
    return env;
  }

  private void assertThatAWindowShowsThroughput(Path weir, Map<String, String> display)
      throws Exception {
    Path report = temp.resolve("report.json");
    Path screens = temp.resolve("screens");
    Process window =
        start(
            display,
            List.of(
                weir.toString(),
                "--for",
                "60s",
                "--screenshots",
                screens.toString(),
                "--report",
                report.toString()),
            temp.resolve("window.txt"));
    Awaitility.await("a picture of the overview")
        .atMost(Duration.ofMinutes(3))
        .until(() -> Files.exists(screens.resolve("overview-dark.png")) || !window.isAlive());
    assertThat(window.waitFor(4, TimeUnit.MINUTES)).as("the window closes by itself").isTrue();
    assertThat(window.exitValue()).as(Files.readString(temp.resolve("window.txt"))).isZero();
    assertThat(Files.readString(temp.resolve("window.txt"))).as("said").isEmpty();

    JsonNode told = JsonMapper.shared().readTree(report.toFile());
    assertThat(told.path("engine").path("records_per_s").asDouble())
        .as("records counted: %s", told.path("engine"))
        .isPositive();
    assertThat(told.path("connections").toString()).contains("kafka-sample");
    assertThat(told.path("streams").toString()).contains("\"orders\"");
    assertThat(told.path("ui").path("frame_ms_p50").asDouble()).as("frames drawn").isPositive();
    assertThat(Files.size(screens.resolve("overview-dark.png"))).isGreaterThan(20_000);
  }

  /** The same with a higher version. */
  private Path newer(Path deb) throws Exception {
    Path tree = temp.resolve("newer");
    run("fakeroot", "dpkg-deb", "--raw-extract", deb.toString(), tree.toString());
    Path control = tree.resolve("DEBIAN/control");
    Files.writeString(
        control, Files.readString(control).replaceFirst("(?m)^Version: .*$", "Version: 99.0"));
    Path newer = temp.resolve("newer.deb");
    run("fakeroot", "dpkg-deb", "-Znone", "--build", tree.toString(), newer.toString());
    return newer;
  }

  private List<String> filesOutsideDpkg() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> root.relativize(path).toString())
          .filter(path -> !path.startsWith("var/"))
          .toList();
    }
  }

  private static Path installer(String pattern) throws IOException {
    try (Stream<Path> all = Files.list(INSTALLERS)) {
      List<Path> found =
          all.filter(file -> file.getFileName().toString().matches(pattern)).toList();
      assumeTrue(!found.isEmpty(), "there is no " + pattern + " in " + INSTALLERS);
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }

  private void dpkg(String... arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                "fakeroot",
                "dpkg",
                "--root=" + root,
                "--log=" + temp.resolve("dpkg.log"),
                "--force-not-root",
                "--force-script-chrootless",
                "--force-depends"));
    command.addAll(List.of(arguments));
    run(command.toArray(String[]::new));
  }

  private record Ended(int code, String text) {}

  private void run(String... command) throws Exception {
    Ended ended = run(Map.of(), List.of(command));
    assertThat(ended.code()).as("%s: %s", List.of(command), ended.text()).isZero();
  }

  private Ended run(Map<String, String> env, List<String> command) throws Exception {
    Path output = Files.createTempFile(temp, "out", ".txt");
    Process process = start(env, command, output);
    boolean ended = process.waitFor(6, TimeUnit.MINUTES);
    assertThat(ended).as("%s ends; it said %s", command, Files.readString(output)).isTrue();
    return new Ended(process.exitValue(), Files.readString(output));
  }

  private Process start(Map<String, String> env, List<String> command, Path output)
      throws IOException {
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    var all = new HashMap<>(env);
    all.put("WEIR_HOME", home.toString());
    builder.environment().putAll(all);
    Process process = builder.start();
    running.add(process);
    return process;
  }
}
