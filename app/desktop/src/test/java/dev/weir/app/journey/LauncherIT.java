package dev.weir.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/weir} of the assembled program. */
class LauncherIT {
  private static final String JAVA_25 = System.getProperty("java.home");

  @TempDir Path temp;

  @BeforeAll
  static void onlyWhereThereIsAShell() {
    assumeTrue(File.separatorChar == '/', "the launcher for Windows is another one");
  }

  @Test
  void startsWithNothingOnStandardError() throws Exception {
    Program.Ended ended = run(Map.of("JAVA_HOME", JAVA_25), "--version");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).startsWith("Weir ").contains("Java ");
    assertThat(ended.code()).isZero();
  }

  @Test
  void startsThroughALink() throws Exception {
    Path link = temp.resolve("some where").resolve("weir");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Program.launcher());
    Path linkToLink = temp.resolve("w");
    Files.createSymbolicLink(linkToLink, Path.of("some where").resolve("weir"));

    Program.Ended ended = run(linkToLink, Map.of("JAVA_HOME", JAVA_25), "--version");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
  }

  @Test
  void prefersTheJavaItIsTold() throws Exception {
    Program.Ended ended =
        run(Map.of("WEIR_JAVA_HOME", JAVA_25, "JAVA_HOME", "/no/such/java"), "--version");
    assertThat(ended.code()).as(ended.err()).isZero();
  }

  @Test
  void anOldJavaIsOneSentence() throws Exception {
    Path old = temp.resolve("jdk-17");
    Files.createDirectories(old.resolve("bin"));
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
    Path java = Files.writeString(old.resolve("bin").resolve("java"), "#!/bin/sh\nexit 0\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();

    Program.Ended ended = run(Map.of("WEIR_JAVA_HOME", old.toString()), "--version");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err()).contains(old.toString(), "no Java 25");
  }

  @Test
  void noJavaAtAllIsOneSentence() throws Exception {
    // A launcher that knows no place to look at: the places of this system may hold a Java.
    String script =
        Files.readString(Program.launcher())
            .replaceAll("(?m)^    (/|\"\\$HOME\")[^\\n]*\\\\\\n", "")
            .replaceAll("(?m)^    /opt/homebrew[^\\n]*; do\\n", "    ''; do\n");
    Path copy = temp.resolve("bin").resolve("weir");
    Files.createDirectories(copy.getParent());
    Files.writeString(copy, script);
    assertThat(copy.toFile().setExecutable(true)).isTrue();

    Program.Ended ended = run(copy, Map.of("PATH", pathWithoutJava()), "--version");

    assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(2);
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err()).contains("no Java 25 was found", "JAVA_HOME");
  }

  @Test
  void argumentsAndExitCodesPass() throws Exception {
    Program.Ended ended = run(Map.of("JAVA_HOME", JAVA_25), "lag", "--connection", "no such name");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("There is no saved connection no such name");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void withoutADisplayTheWindowIsRefusedInASentence() throws Exception {
    assumeTrue(System.getProperty("os.name", "").startsWith("Linux"), "others have a display");

    Program.Ended ended = run(Map.of("JAVA_HOME", JAVA_25));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err()).contains("no display", "weir demo --headless");
  }

  @Test
  void everyLibraryIsThereOnce() throws Exception {
    try (var jars = Files.list(Program.folder().resolve("lib"))) {
      assertThat(
              jars.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString).toList())
          .as("JavaFX is on the module path alone")
          .noneMatch(name -> name.startsWith("org.openjfx") || name.startsWith("javafx"))
          .anyMatch(name -> name.contains("weir-desktop"))
          .anyMatch(name -> name.contains("kafka-clients"))
          .as("no broker on the console's class path")
          .noneMatch(name -> name.contains("kafka_2.13") || name.contains("embedded-redis"));
    }
    try (var jars = Files.list(Program.folder().resolve("lib").resolve("javafx"))) {
      assertThat(jars.map(Path::getFileName).map(Path::toString).toList())
          .anyMatch(name -> name.contains("javafx-graphics"));
    }
    try (var jars = Files.list(Program.folder().resolve("sample"))) {
      assertThat(jars.map(Path::getFileName).map(Path::toString).toList())
          .anyMatch(name -> name.contains("weir-sample-streams"))
          .anyMatch(name -> name.contains("kafka_2.13"));
    }
    assertThat(Program.folder().resolve("bin").resolve("weir.bat")).exists();
    assertThat(Program.folder().resolve("LICENSE")).exists();
  }

  private Program.Ended run(Map<String, String> env, String... arguments)
      throws IOException, InterruptedException {
    return run(Program.launcher(), env, arguments);
  }

  /** With nothing in the environment but what is said. */
  private Program.Ended run(Path launcher, Map<String, String> env, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    Path out = temp.resolve("out.txt");
    Path err = temp.resolve("err.txt");
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    var all = new HashMap<>(Map.of("PATH", "/usr/bin:/bin", "HOME", temp.toString()));
    all.put("WEIR_HOME", temp.resolve("home").toString());
    all.putAll(env);
    builder.environment().clear();
    builder.environment().putAll(all);
    return Program.await(builder.start(), out, err);
  }

  /** The few programs that the launcher needs, and no Java. */
  private String pathWithoutJava() throws IOException {
    Path tools = temp.resolve("tools");
    Files.createDirectories(tools);
    for (String tool : List.of("sh", "dirname", "readlink", "sed", "head", "uname")) {
      for (String place : List.of("/usr/bin", "/bin")) {
        Path program = Path.of(place, tool);
        if (Files.exists(program) && !Files.exists(tools.resolve(tool))) {
          Files.createSymbolicLink(tools.resolve(tool), program);
        }
      }
    }
    return tools.toString();
  }
}
