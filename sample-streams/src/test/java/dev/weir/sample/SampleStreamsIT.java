package dev.weir.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The program as the console starts it. */
class SampleStreamsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path temporary;

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                SampleStreams.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectError(temporary.resolve("stderr").toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private List<Path> dataFolders() throws IOException {
    try (var children = Files.newDirectoryStream(temporary, "weir-*")) {
      List<Path> folders = new ArrayList<>();
      children.forEach(folders::add);
      return folders;
    }
  }

  private static boolean listens(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1_000);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void announcesItselfObeysAndLeavesNothingWhenItsInputEnds() throws Exception {
    Process process = start(Map.of(), "--rate", "200", "--scene", "steady", "--seed", "3");
    try (var output = output(process)) {
      JsonNode ready = new ObjectMapper().readTree(output.readLine());
      int kafka = URI.create("kafka://" + ready.get("kafka").asString()).getPort();
      int redis = URI.create(ready.get("redis").asString()).getPort();
      assertThat(ready.get("kafka_version").asString()).isEqualTo("4.4.0");
      assertThat(ready.get("redis_version").asString()).matches("\\d+\\..*");
      assertThat(ready.get("scene").asString()).isEqualTo("steady");
      assertThat(ready.get("rate").asInt()).isEqualTo(200);
      assertThat(ready.get("seed").asInt()).isEqualTo(3);
      assertThat(listens(kafka) && listens(redis)).as("both brokers listen").isTrue();
      assertThat(dataFolders()).hasSize(2);
      try (Writer input =
          new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
        input.write("scene burst\nrate 300\nscene nonsense\n");
      }
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("ended after its input ended")
          .isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(output.readLine()).as("a second line on standard output").isNull();
      assertThat(Files.readString(temporary.resolve("stderr")))
          .contains("There is no scene nonsense.")
          .hasLineCount(1);
      assertThat(listens(kafka) || listens(redis)).as("a broker still listens").isFalse();
      assertThat(dataFolders()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whatAKilledOneLeftTheNextOneRemoves() throws Exception {
    Process killed = start(Map.of(), "--rate", "100");
    int orphan;
    try (var output = output(killed)) {
      JsonNode ready = new ObjectMapper().readTree(output.readLine());
      orphan = URI.create(ready.get("redis").asString()).getPort();
    } finally {
      killed.destroyForcibly();
      killed.waitFor();
    }
    assertThat(listens(orphan)).as("a killed JVM cannot end its Redis").isTrue();
    List<Path> left = dataFolders();
    assertThat(left).hasSize(2);
    Process next = start(Map.of(), "--rate", "100");
    try (var output = output(next)) {
      output.readLine();
      assertThat(dataFolders()).doesNotContainAnyElementsOf(left);
      await("the orphaned Redis ends").atMost(PATIENCE).until(() -> !listens(orphan));
      next.destroy();
      assertThat(next.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("ended by SIGTERM")
          .isTrue();
      assertThat(dataFolders()).as("data left after SIGTERM").isEmpty();
    } finally {
      next.destroyForcibly();
    }
  }

  @Test
  void goesOnWithoutRedisAndSaysSo() throws Exception {
    Process process = start(Map.of("WEIR_REDIS_SERVER", "/no/such/redis"), "--rate", "100");
    try (var output = output(process)) {
      JsonNode ready = new ObjectMapper().readTree(output.readLine());
      assertThat(ready.get("redis").isNull()).isTrue();
      assertThat(ready.get("redis_problem").asString())
          .contains("/no/such/redis")
          .contains("WEIR_REDIS_SERVER");
      process.getOutputStream().close();
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aProblemIsOneLineWithARemedy() throws Exception {
    Process process = start(Map.of(), "--scene", "nonsense");
    try (var output = output(process)) {
      JsonNode told = new ObjectMapper().readTree(output.readLine());
      assertThat(told.get("problem").asString()).contains("nonsense");
      assertThat(told.get("remedy").asString()).contains("tour");
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(2);
    } finally {
      process.destroyForcibly();
    }
  }
}
