package dev.weir.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.window.WindowShape;
import dev.weir.alert.window.WindowSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The program itself, as it is packaged, against a Streams application on the same topics of a real
 * broker: what {@code weir windows} prints is what Streams comes to.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class WindowOracleIT {
  private static final int CASES = Integer.getInteger("weir.oracle.cases", 8);
  private static final int PARTITIONS = 2;
  private static final long SEED = Long.getLong("weir.oracle.seed", 20_261_121L);
  private static final String APPLICATION = "window-oracle";

  /** Records of a case begin here. */
  private static final long BASE = 1_760_000_000_000L;

  @TempDir Path folder;

  private record Case(String topic, WindowSpec spec, List<Input> inputs) {}

  @Test
  void theProgramPrintsWhatAStreamsApplicationComesTo() throws Exception {
    Path program = Path.of(System.getProperty("weir.program", "../target/weir")).toRealPath();
    List<Case> cases = cases();
    try (var broker = new BrokerProcess(program, folder.resolve("kafka"))) {
      fill(broker.address(), cases);
      Map<String, Map<Integer, Map<Place, Sums>>> expected = streams(broker.address(), cases);
      for (Case one : cases) {
        List<Map<Place, Sums>> partitions =
            IntStream.range(0, PARTITIONS)
                .mapToObj(
                    partition ->
                        expected
                            .getOrDefault(one.topic(), Map.of())
                            .getOrDefault(partition, Map.of()))
                .toList();
        compareApart(one, partitions, weir(program, broker.address(), one, "--per-partition"));
        var comparison = new Comparison(one.spec());
        if (!(one.spec().shape() instanceof WindowShape.Sliding)
            && !comparison.reachesBehindWhatIsFinal(one.inputs(), PARTITIONS)
            && one.topic().endsWith("0")) {
          compareMerged(one, comparison.together(partitions), weir(program, broker.address(), one));
        }
      }
    }
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int turn = 0; turn < CASES; turn++) {
      var random = new Random(SEED + turn);
      WindowSpec spec = Cases.spec(turn, random);
      List<Input> inputs =
          Cases.inputs(spec, PARTITIONS, random).stream().map(input -> input.at(BASE)).toList();
      cases.add(new Case("case-" + turn, spec, inputs));
    }
    return cases;
  }

  private static void fill(String address, List<Case> cases) throws Exception {
    Map<String, Object> at = Map.of("bootstrap.servers", address);
    try (var admin = Admin.create(at);
        var producer =
            new KafkaProducer<>(at, Serdes.String().serializer(), Input.serde().serializer())) {
      admin
          .createTopics(
              cases.stream()
                  .map(
                      one ->
                          new NewTopic(one.topic(), PARTITIONS, (short) 1)
                              .configs(Map.of("retention.ms", "-1")))
                  .toList())
          .all()
          .get();
      for (Case one : cases) {
        for (Input input : one.inputs()) {
          producer
              .send(
                  new ProducerRecord<>(
                      one.topic(), input.partition(), input.time(), input.key(), input))
              .get();
        }
      }
    }
  }

  private Map<String, Map<Integer, Map<Place, Sums>>> streams(String address, List<Case> cases) {
    Map<String, Map<Integer, Map<Place, Sums>>> windows = new ConcurrentHashMap<>();
    var builder = new StreamsBuilder();
    for (Case one : cases) {
      Map<Integer, Map<Place, Sums>> ofTopic = new ConcurrentHashMap<>();
      windows.put(one.topic(), ofTopic);
      StreamsSide.add(
          builder,
          one.topic(),
          one.spec(),
          false,
          (partition, window, sums) -> {
            Map<Place, Sums> places =
                ofTopic.computeIfAbsent(partition, _ -> new ConcurrentHashMap<>());
            var place = new Place(window.key(), window.window().start(), window.window().end());
            if (sums == null) {
              places.remove(place);
            } else {
              places.put(place, sums);
            }
          });
    }
    var properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, address);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 200);
    properties.put("auto.offset.reset", "earliest");
    try (var streams = new KafkaStreams(builder.build(), properties);
        var admin = Admin.create(Map.of("bootstrap.servers", address))) {
      streams.start();
      Awaitility.await("Streams has committed all it was given")
          .atMost(Duration.ofMinutes(4))
          .pollInterval(Duration.ofMillis(300))
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(committed(admin)).isEqualTo(ends(admin, cases)));
    }
    return windows;
  }

  private static Map<TopicPartition, Long> committed(Admin admin) throws Exception {
    Map<TopicPartition, Long> committed = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin.listConsumerGroupOffsets(APPLICATION).partitionsToOffsetAndMetadata().get();
    offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
    return committed;
  }

  /** Of partitions that are not empty: Streams commits nothing for those. */
  private static Map<TopicPartition, Long> ends(Admin admin, List<Case> cases) throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (Case one : cases) {
      for (Input input : one.inputs()) {
        asked.put(new TopicPartition(one.topic(), input.partition()), OffsetSpec.latest());
      }
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(asked)
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  private List<JsonNode> weir(Path program, String address, Case one, String... more)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.resolve("bin").resolve("weir").toString(),
                "windows",
                one.topic(),
                "--kafka",
                address,
                "--from",
                "earliest",
                "--until",
                "end",
                "--by",
                "key",
                "--value",
                "value.v",
                "--error",
                "value.bad",
                "--agg",
                "count,errors,error_rate,sum,min,max,mean,stddev",
                "--grace",
                one.spec().graceMillis() + "ms"));
    command.addAll(options(one.spec().shape()));
    command.addAll(List.of(more));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("WEIR_HOME", folder.resolve("home").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("WEIR_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ended", command).isTrue();
    assertThat(process.exitValue()).as("%s said %s", command, Files.readString(err)).isZero();
    return Files.readAllLines(out).stream().map(JsonMapper.shared()::readTree).toList();
  }

  private static List<String> options(WindowShape shape) {
    return switch (shape) {
      case WindowShape.Tumbling(long size) -> List.of("--type", "tumbling", "--size", size + "ms");
      case WindowShape.Hopping(long size, long advance) ->
          List.of("--type", "hopping", "--size", size + "ms", "--advance", advance + "ms");
      case WindowShape.Sliding(long difference) ->
          List.of("--type", "sliding", "--size", difference + "ms");
      case WindowShape.Session(long gap) -> List.of("--type", "session", "--gap", gap + "ms");
    };
  }

  private static void compareApart(
      Case one, List<Map<Place, Sums>> expected, List<JsonNode> lines) {
    for (int partition = 0; partition < expected.size(); partition++) {
      int number = partition;
      compare(
          one + ", partition " + partition,
          expected.get(partition),
          lines.stream().filter(line -> line.path("partition").asInt() == number).toList());
    }
  }

  private static void compareMerged(Case one, Map<Place, Sums> expected, List<JsonNode> lines) {
    compare(one + ", merged", expected, lines);
  }

  private static void compare(String what, Map<Place, Sums> expected, List<JsonNode> lines) {
    Map<Place, JsonNode> actual = new HashMap<>();
    for (JsonNode line : lines) {
      var place =
          new Place(
              line.path("group").asString(),
              line.path("start_ms").asLong(),
              line.path("end_ms").asLong());
      assertThat(actual.put(place, line)).as("%s: %s is printed once", what, place).isNull();
    }
    assertThat(actual.keySet()).as(what).isEqualTo(expected.keySet());
    expected.forEach(
        (place, sums) ->
            assertThat(sums.isSameAs(actual.getOrDefault(place, MissingNode.getInstance())))
                .as("%s: Streams has %s at %s, Weir %s", what, sums, place, actual.get(place))
                .isTrue());
  }
}
