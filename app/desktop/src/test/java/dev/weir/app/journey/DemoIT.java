package dev.weir.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.sample.broker.KafkaBroker;
import dev.weir.sample.broker.RedisServer;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code weir demo} as processes of their own, each with files of its own. */
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
class DemoIT {
  private static final int SIGINT = 2;

  @TempDir Path temp;

  @Test
  void rendersEveryScreenAndReports() throws Exception {
    Path pictures = temp.resolve("pictures");
    Path report = temp.resolve("report.json");
    Process process =
        start(
            "--headless",
            "--for",
            "16s",
            "--scene",
            "steady",
            "--screenshots",
            pictures.toString(),
            "--report",
            report.toString());
    Program.Ended ended = Program.await(process, out(), err());

    assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.err()).as("nothing on standard error").isEmpty();
    assertThat(ended.out()).contains("Kafka at 127.0.0.1:", "p99 ", "Pictures of every screen");
    assertThatNothingIsLeft(process);

    JsonNode told = JsonMapper.shared().readTree(report.toFile());
    assertThat(told.path("seconds").asDouble()).isGreaterThan(14);
    assertThat(told.path("engine").path("records_per_s").asDouble())
        .as("records counted: %s", told.path("engine"))
        .isPositive();
    assertThat(told.path("connections").size()).isGreaterThanOrEqualTo(1);
    for (JsonNode connection : told.path("connections")) {
      assertThat(connection.path("state").asString())
          .as(connection.toString())
          .isEqualTo("connected");
    }
    assertThat(told.path("streams").toString()).contains("\"orders\"", "\"payments\"");
    assertThat(told.path("groups").size()).isPositive();
    for (JsonNode group : told.path("groups")) {
      if (!group.path("lag").isNull() && group.path("lag_bound").asString().equals("exact")) {
        assertThat(group.path("lag").asLong())
            .as("lag is end minus committed: %s", group)
            .isGreaterThanOrEqualTo(0);
      }
    }
    JsonNode latency = told.path("latency");
    assertThat(latency.path("kind").asString()).as(latency.toString()).contains("to console");
    assertThat(latency.path("n").asLong()).as(latency.toString()).isPositive();
    double below = 0;
    for (String figure : List.of("p50_ms", "p95_ms", "p99_ms", "p999_ms", "max_ms")) {
      if (latency.path(figure).isNull()) {
        assertThat(latency.path("too_few_for").size()).as(latency.toString()).isPositive();
        continue;
      }
      double millis = latency.path(figure).asDouble(Double.NaN);
      assertThat(millis).as("%s of %s", figure, latency).isGreaterThanOrEqualTo(below);
      below = millis;
    }
    assertThat(below).as(latency.toString()).isPositive();
    assertThatDeadLettersAreDated(told.path("dead_letters"));
    assertThat(told.path("ui").path("frame_ms_p50").asDouble()).isPositive();
    long windowMillis = told.path("ui").path("window_ms").asLong();
    assertThat(windowMillis).isPositive();
    assertThat(told.path("ui").path("first_point_ms").asLong()).isGreaterThan(windowMillis);
    assertThat(ended.out())
        .containsPattern("Window after \\d+\\.\\d s, its first figure after \\d");

    for (JsonNode screen : told.path("ui").path("screens")) {
      for (String theme : List.of("light", "dark")) {
        Path picture =
            pictures.resolve(
                screen.asString("").toLowerCase(Locale.ROOT).replace(' ', '-')
                    + "-"
                    + theme
                    + ".png");
        assertThat(picture).as("picture of %s, %s", screen, theme).exists();
        assertThatItShowsSomething(picture, theme.equals("dark"));
      }
    }
  }

  @Test
  void endsInOrderWhenInterrupted() throws Exception {
    assumeThatInterruptsArrive();
    Process process = start("--headless", "--scene", "steady");
    Awaitility.await("the sample streams run")
        .atMost(2, TimeUnit.MINUTES)
        .until(() -> Files.readString(out()).contains("Kafka at"));
    List<ProcessHandle> children = process.descendants().toList();
    assertThat(children).as("the sample process").isNotEmpty();

    interrupt(process);
    Program.Ended ended = Program.await(process, out(), err());

    assertThat(ended.code()).as("128 and the signal's number: %s", ended).isEqualTo(130);
    assertThat(ended.err()).as("nothing on standard error").isEmpty();
    Awaitility.await("no process outlives the demo")
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    assertThatNothingIsLeft(process);
  }

  @Test
  void endsInOrderWhenInterruptedBeforeTheBrokersRun() throws Exception {
    assumeThatInterruptsArrive();
    Process process = start("--headless", "--scene", "steady");
    Awaitility.await("the sample process is being started")
        .atMost(1, TimeUnit.MINUTES)
        .until(() -> process.descendants().findAny().isPresent());

    interrupt(process);
    Program.Ended ended = Program.await(process, out(), err());

    assertThat(ended.code()).as("128 and the signal's number: %s", ended).isEqualTo(130);
    assertThat(ended.err()).as("nothing on standard error").isEmpty();
    assertThat(ended.out()).doesNotContain("Kafka at");
    assertThatNothingIsLeft(process);
  }

  @Test
  void dyingWithoutAWordTakesTheSampleStreamsAlong() throws Exception {
    Process process = start("--headless", "--scene", "steady");
    Awaitility.await("the sample streams run")
        .atMost(2, TimeUnit.MINUTES)
        .until(() -> Files.readString(out()).contains("Kafka at"));
    List<ProcessHandle> children = process.descendants().toList();

    process.destroyForcibly();

    Awaitility.await("the sample process ends when its input does")
        .atMost(1, TimeUnit.MINUTES)
        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void runsOnBrokersThatAreThereAndSaysWhatItCreates() throws Exception {
    assumeThatInterruptsArrive();
    try (var kafka = KafkaBroker.start();
        var redis = RedisServer.builder().password("s3cr3t").start()) {
      Path report = temp.resolve("report.json");
      Process process =
          start(
              "--headless",
              "--scene",
              "steady",
              "--report",
              report.toString(),
              "--kafka",
              kafka.bootstrapServers(),
              "--redis",
              redis.url());
      Awaitility.await("the demo runs")
          .atMost(2, TimeUnit.MINUTES)
          .until(() -> Files.readString(out()).contains(" s  in ") || !process.isAlive());
      interrupt(process);
      Program.Ended ended = Program.await(process, out(), err());

      assertThat(ended.err()).as(ended.out()).isEmpty();
      List<String> lines = ended.out().lines().toList();
      assertThat(lines).as(ended.out()).hasSizeGreaterThan(4);
      assertThat(lines.get(1))
          .as("said before it is done")
          .startsWith("Kafka at " + kafka.bootstrapServers() + ": creating the topics")
          .contains("orders", "payments-dlt", "groups order", "Nothing else");
      assertThat(lines.get(2))
          .startsWith("Redis at redis://127.0.0.1:" + redis.port() + ": creating the streams")
          .contains("notifications", "groups mailer");
      assertThat(lines.get(3)).startsWith("Kafka at " + kafka.bootstrapServers() + ", Redis at");
      assertThat(Files.readString(report)).contains("\"orders-demo\"", "\"connected\"");
      assertThat(ended.out() + Files.readString(report)).doesNotContain("s3cr3t");
      assertThatNothingIsLeft(process);
    }
  }

  @Test
  void aSceneThatIsNoneIsOneSentence() throws Exception {
    Process process = start("--headless", "--scene", "nothing-like-it");
    Program.Ended ended = Program.await(process, out(), err());

    assertThat(ended.code()).as(ended.out()).isEqualTo(2);
    assertThat(ended.err().lines()).as(ended.err()).hasSize(1);
    assertThat(ended.err()).contains("nothing-like-it", "tour");
  }

  private static void assumeThatInterruptsArrive() throws IOException {
    assumeTrue(File.separatorChar == '/', "signals are sent otherwise here");
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      // A shell starts what runs in its background so, and it is inherited.
      boolean ignored =
          Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
              .anyMatch(mask -> (mask >> (SIGINT - 1) & 1) == 1);
      assumeFalse(ignored, "whoever runs these tests has them ignore interrupts");
    }
  }

  /** As Ctrl-C does. */
  private static void interrupt(Process process) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(code).as("kill -INT %d", process.pid()).isZero();
  }

  private Process start(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(Program.launcher().toString(), "demo", "--rate", "200"));
    command.addAll(List.of(arguments));
    Path own = temp.resolve("tmp");
    Files.createDirectories(own);
    var builder =
        new ProcessBuilder(command)
            .directory(temp.toFile())
            .redirectOutput(out().toFile())
            .redirectError(err().toFile());
    builder.environment().put("WEIR_HOME", temp.resolve("home").toString());
    builder.environment().put("WEIR_JAVA_HOME", System.getProperty("java.home"));
    builder
        .environment()
        .put(
            "WEIR_JAVA_OPTIONS",
            "-Djava.io.tmpdir="
                + own
                + " -XX:TieredStopAtLevel=1"
                + " -Dweir.sample.options=-XX:TieredStopAtLevel=1");
    return builder.start();
  }

  private Path out() {
    return temp.resolve("out.txt");
  }

  private Path err() {
    return temp.resolve("err.txt");
  }

  private void assertThatNothingIsLeft(Process process) throws IOException {
    assertThat(process.descendants().toList()).as("processes").isEmpty();
    try (var left = Files.list(temp.resolve("tmp"))) {
      assertThat(left.filter(path -> !path.getFileName().toString().startsWith("hsperfdata")))
          .as("temporary files")
          .isEmpty();
    }
  }

  /** In the steady scene the sample streams dead-letter something soon. */
  private static void assertThatDeadLettersAreDated(JsonNode streams) {
    var full = new ArrayList<JsonNode>();
    for (JsonNode stream : streams) {
      if (stream.path("records").asLong() > 0) {
        full.add(stream);
      } else {
        assertThat(stream.path("oldest").isNull()).as(stream.toString()).isTrue();
      }
    }
    assertThat(full).as("streams that hold dead letters: %s", streams).isNotEmpty();
    // What came a moment ago is counted before it is dated.
    List<JsonNode> dated =
        full.stream()
            .filter(stream -> !stream.path("oldest").isNull() && !stream.path("newest").isNull())
            .toList();
    assertThat(dated)
        .as("dated from the oldest to the newest: %s", streams)
        .isNotEmpty()
        .allSatisfy(
            stream ->
                assertThat(Instant.parse(stream.path("oldest").asString()))
                    .isBeforeOrEqualTo(Instant.parse(stream.path("newest").asString())));
  }

  private static void assertThatItShowsSomething(Path picture, boolean dark) throws IOException {
    BufferedImage image =
        Optional.ofNullable(ImageIO.read(picture.toFile()))
            .orElseThrow(() -> new AssertionError(picture + " is no picture"));
    assertThat(image.getWidth()).isEqualTo(1280);
    assertThat(image.getHeight()).isEqualTo(800);
    var colours = new HashSet<Integer>();
    long brightness = 0;
    for (int y = 0; y < image.getHeight(); y += 4) {
      for (int x = 0; x < image.getWidth(); x += 4) {
        int rgb = image.getRGB(x, y);
        colours.add(rgb);
        brightness += (rgb >> 8) & 0xff;
      }
    }
    long mean = brightness / (320L * 200);
    assertThat(colours).as("%s is not blank", picture).hasSizeGreaterThan(30);
    if (dark) {
      assertThat(mean).as("%s is dark", picture).isLessThan(100);
    } else {
      assertThat(mean).as("%s is light", picture).isGreaterThan(180);
    }
  }
}
