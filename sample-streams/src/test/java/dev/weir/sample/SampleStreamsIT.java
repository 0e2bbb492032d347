package dev.weir.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.sample.broker.KafkaBroker;
import dev.weir.sample.broker.RedisServer;
import dev.weir.sample.event.Topic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
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
  void saysWhatItCreatesOnBrokersThatAreThereAndTouchesNothingElse() throws Exception {
    try (var kafka = KafkaBroker.start();
        var redis = RedisServer.builder().password("p@ss").start();
        var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        var jedis = new Jedis(redis.url())) {
      admin.createTopics(List.of(new NewTopic("bystander", 2, (short) 1))).all().get();
      jedis.set("bystander", "as it was");
      Set<String> topics = new TreeSet<>();
      for (Topic topic : Topic.values()) {
        topics.add(topic.topicName());
      }
      List<String> streams =
          List.of("notifications", "notifications:sent", "notifications:dlq", "metrics");

      List<JsonNode> first = runOn(kafka, redis, admin);
      assertThat(first).as("lines").hasSize(3);
      assertThat(texts(first.get(0), "creates")).containsExactlyInAnyOrderElementsOf(topics);
      assertThat(texts(first.get(0), "own")).isEmpty();
      assertThat(texts(first.get(1), "creates")).containsExactlyInAnyOrderElementsOf(streams);
      assertThat(first.get(1).get("uses").asString())
          .as("the address without its password")
          .isEqualTo("Redis at redis://127.0.0.1:" + redis.port());

      List<JsonNode> second = runOn(kafka, redis, admin);
      assertThat(texts(second.get(0), "creates")).isEmpty();
      assertThat(texts(second.get(0), "own")).containsExactlyInAnyOrderElementsOf(topics);
      assertThat(texts(second.get(1), "own")).contains("notifications", "metrics");

      Set<String> expected = new TreeSet<>(topics);
      expected.add("bystander");
      assertThat(admin.listTopics().names().get()).containsExactlyInAnyOrderElementsOf(expected);
      for (var end : ends(admin, "bystander")) {
        assertThat(end).as("end of bystander").isZero();
      }
      assertThat(jedis.keys("*")).contains("bystander").isSubsetOf(with(streams, "bystander"));
      assertThat(jedis.get("bystander")).isEqualTo("as it was");
      assertThat(dataFolders()).as("no broker of its own").isEmpty();
    }
  }

  /** Until the first notification has been sent. */
  private List<JsonNode> runOn(KafkaBroker kafka, RedisServer redis, Admin admin)
      throws IOException, InterruptedException {
    Process process =
        start(
            Map.of(),
            "--rate",
            "300",
            "--scene",
            "steady",
            "--kafka",
            kafka.bootstrapServers(),
            "--redis",
            redis.url());
    var lines = new ArrayList<JsonNode>();
    try (var output = output(process);
        var jedis = new Jedis(redis.url())) {
      do {
        String line = output.readLine();
        assertThat(line).as("after %s, %s", lines, stderr()).isNotNull();
        lines.add(new ObjectMapper().readTree(line));
      } while (!lines.getLast().has("scene"));
      long before = jedis.xlen("notifications:sent");
      await("notifications are sent")
          .atMost(PATIENCE)
          .until(() -> jedis.xlen("notifications:sent") > before);
      await("metrics are written").atMost(PATIENCE).until(() -> jedis.exists("metrics"));
      process.getOutputStream().close();
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ended").isTrue();
      assertThat(process.exitValue()).as(stderr()).isZero();
    } finally {
      process.destroyForcibly();
    }
    return lines;
  }

  @Test
  void refusesBrokersWhoseTopicsOrKeysOfTheseNamesAreSomebodyElses() throws Exception {
    try (var kafka = KafkaBroker.start();
        var redis = RedisServer.start();
        var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        var jedis = new Jedis(redis.url())) {
      jedis.set("metrics", "somebody's");
      String[] both = {"--kafka", kafka.bootstrapServers(), "--redis", redis.url()};
      assertThat(problem(2, both)).contains("Redis at", "keys", "metrics");

      admin.createTopics(List.of(new NewTopic("orders", 6, (short) 1))).all().get();
      assertThat(problem(2, both))
          .contains("Kafka at", "topics", "orders")
          .doesNotContain("payments");

      assertThat(admin.listTopics().names().get()).containsExactly("orders");
      assertThat(jedis.keys("*")).containsExactly("metrics");
      assertThat(jedis.get("metrics")).isEqualTo("somebody's");
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerIsOneLineAndACodeOfItsOwn() throws Exception {
    try (var nobody = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = nobody.getLocalPort();
      nobody.close();
      assertThat(problem(3, "--redis", "redis://:s3cret@127.0.0.1:" + port))
          .contains("Redis at redis://127.0.0.1:" + port + " does not answer")
          .doesNotContain("s3cret");
      assertThat(problem(3, "--kafka", "127.0.0.1:" + port))
          .contains("Kafka at 127.0.0.1:" + port + " does not answer");
    }
  }

  /** What it says last before it ends with this code. */
  private String problem(int code, String... arguments) throws IOException, InterruptedException {
    Process process = start(Map.of(), arguments);
    try (var output = output(process)) {
      List<String> lines = output.lines().toList();
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ended").isTrue();
      assertThat(process.exitValue()).as("%s%n%s", lines, stderr()).isEqualTo(code);
      JsonNode told = new ObjectMapper().readTree(lines.getLast());
      return told.get("problem").asString() + " " + told.get("remedy").asString();
    } finally {
      process.destroyForcibly();
    }
  }

  private String stderr() throws IOException {
    return Files.readString(temporary.resolve("stderr"));
  }

  private static List<String> texts(JsonNode node, String name) {
    return node.get(name).valueStream().map(text -> text.asString()).toList();
  }

  private static Set<String> with(List<String> names, String one) {
    Set<String> all = new TreeSet<>(names);
    all.add(one);
    return all;
  }

  private static List<Long> ends(Admin admin, String topic) throws Exception {
    var asked = new HashMap<TopicPartition, OffsetSpec>();
    for (int partition = 0; partition < 2; partition++) {
      asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    return admin.listOffsets(asked).all().get().values().stream().map(end -> end.offset()).toList();
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
