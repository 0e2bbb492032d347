package dev.weir.app.command;

import dev.weir.sample.broker.KafkaBrokerProcess;
import dev.weir.sample.broker.RedisServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.resps.StreamEntryBinary;

/**
 * How fast {@code weir stats} reads, against raw loops over the same records in the same run, and
 * against Kafka's own perf consumer. Every record is counted and timed.
 *
 * <p>Rounds are pairs: each reads everything with the raw loop and with the program, whichever went
 * second going first in the next, so that neither has the warmer machine. The first rounds are the
 * JIT's and not counted. What is printed is the median of the pairs' ratios, with the lowest and
 * the highest of them: where these lie far apart the machine was not quiet, and the figure says
 * little.
 */
final class StatsBench {
  private static final int PARTITIONS = 4;
  private static final int RECORD_BYTES = 200;
  private static final int WARM_UP_ROUNDS = 3;
  private static final int ROUNDS = 9;
  private static final int REDIS_COUNT = 1000;

  private StatsBench() {}

  /**
   * @param arguments records on Kafka, entries on Redis, folder of the perf consumer's jars
   */
  public static void main(String[] arguments) throws Exception {
    int records = Integer.parseInt(arguments[0]);
    int entries = Integer.parseInt(arguments[1]);
    Path perfConsumer = Path.of(arguments[2]);
    Path home = Files.createTempDirectory("weir-bench");
    kafka(records, perfConsumer, home);
    redis(entries, home);
    System.exit(0);
  }

  private static void kafka(int records, Path perfConsumer, Path home) throws Exception {
    try (KafkaBrokerProcess broker = KafkaBrokerProcess.start()) {
      String address = broker.bootstrapServers();
      fill(address, records);
      pairs(
          "kafka",
          "raw poll loop",
          () -> rawPoll(address, records),
          () -> weirStats(home, records, "bench", "--kafka", address));
      pairs(
          "kafka",
          "perf consumer",
          () -> perfConsumer(perfConsumer, address, records),
          () -> weirStats(home, records, "bench", "--kafka", address));
    }
  }

  /** Reads everything and tells how many records per second that were. */
  private interface Reader {
    double read() throws Exception;
  }

  private static void pairs(String broker, String other, Reader raw, Reader weir) throws Exception {
    List<Double> ratios = new ArrayList<>();
    for (int round = 1 - WARM_UP_ROUNDS; round <= ROUNDS; round++) {
      boolean rawFirst = Math.floorMod(round, 2) == 0;
      double first = rawFirst ? raw.read() : weir.read();
      double second = rawFirst ? weir.read() : raw.read();
      double rawRate = rawFirst ? first : second;
      double weirRate = rawFirst ? second : first;
      print(
          "%s %s: %s %,.0f/s, weir stats %,.0f/s, ratio %.2f",
          broker,
          round < 1 ? "warm-up" : "round " + round,
          other,
          rawRate,
          weirRate,
          weirRate / rawRate);
      if (round >= 1) {
        ratios.add(weirRate / rawRate);
      }
    }
    ratios.sort(null);
    print(
        "%s: weir stats / %s = %.2f (median of %d pairs, %.2f to %.2f)",
        broker,
        other,
        ratios.get(ratios.size() / 2),
        ratios.size(),
        ratios.getFirst(),
        ratios.getLast());
  }

  private static void fill(String address, int records) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin.createTopics(List.of(new NewTopic("bench", PARTITIONS, (short) 1))).all().get();
    }
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", address, "linger.ms", 20, "batch.size", 262_144),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] value = new byte[RECORD_BYTES];
      for (int i = 0; i < records; i++) {
        var unused = producer.send(new ProducerRecord<>("bench", i % PARTITIONS, null, value));
      }
    }
  }

  private static double rawPoll(String address, int records) {
    long start = System.nanoTime();
    long seen = 0;
    long bytes = 0;
    long newest = 0;
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                address,
                "enable.auto.commit",
                false,
                "max.poll.records",
                10_000,
                "max.partition.fetch.bytes",
                8 << 20,
                "receive.buffer.bytes",
                1 << 20),
            new ByteBufferDeserializer(),
            new ByteBufferDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, PARTITIONS)
              .mapToObj(number -> new TopicPartition("bench", number))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (seen < records) {
        ConsumerRecords<ByteBuffer, ByteBuffer> polled = consumer.poll(Duration.ofMillis(500));
        for (ConsumerRecord<ByteBuffer, ByteBuffer> record : polled) {
          bytes += record.serializedValueSize();
          newest = Math.max(newest, record.timestamp());
          seen++;
        }
      }
    }
    return rate(start, seen, bytes, newest, records);
  }

  /** Kafka's own tool, in a JVM of its own; its own figure, without its start. */
  private static double perfConsumer(Path jars, String address, int records)
      throws IOException, InterruptedException {
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                jars + "/*",
                "org.apache.kafka.tools.ConsumerPerformance",
                "--bootstrap-server",
                address,
                "--topic",
                "bench",
                "--num-records",
                String.valueOf(records),
                "--group",
                "perf-" + System.nanoTime(),
                "--hide-header")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (tool.waitFor() != 0 || out.isBlank()) {
      throw new IOException("the perf consumer ended with " + tool.exitValue() + ": " + out);
    }
    String[] fields = out.lines().reduce((first, last) -> last).orElseThrow().split(", ");
    // start, end, MB, MB/s, records, records/s, rebalance ms, fetch ms, fetch MB/s, fetch records/s
    return Double.parseDouble(fields[9]);
  }

  private static double weirStats(Path home, int records, String stream, String... connection) {
    List<String> arguments = new ArrayList<>(List.of("stats", stream));
    arguments.addAll(List.of(connection));
    arguments.addAll(List.of("--from", "earliest", "--until", "end", "--json"));
    long start = System.nanoTime();
    Ran ran = Ran.weir(home, Map.of(), arguments.toArray(String[]::new));
    double seconds = (System.nanoTime() - start) / 1e9;
    if (ran.code() != 0) {
      throw new AssertionError("weir stats ended with " + ran.code() + ": " + ran.err());
    }
    var first = ran.json().isArray() ? ran.json().get(0) : ran.json();
    long counted = first.get("records").asLong();
    long timed =
        first.get("latency").get("n").asLong() + first.get("latency").get("negative").asLong();
    if (counted != records || timed != records) {
      throw new AssertionError(counted + " counted, " + timed + " timed, of " + records);
    }
    return counted / seconds;
  }

  private static void redis(int entries, Path home) throws Exception {
    try (RedisServer server = RedisServer.start();
        var client =
            RedisClient.builder()
                .hostAndPort(new HostAndPort("127.0.0.1", server.port()))
                .clientConfig(DefaultJedisClientConfig.builder().build())
                .build()) {
      byte[] key = "bench".getBytes(StandardCharsets.UTF_8);
      Map<byte[], byte[]> fields =
          Map.of("payload".getBytes(StandardCharsets.UTF_8), new byte[RECORD_BYTES]);
      for (int written = 0; written < entries; ) {
        try (AbstractPipeline pipeline = client.pipelined()) {
          for (int i = 0; i < REDIS_COUNT && written < entries; i++, written++) {
            var unused = pipeline.xadd(key, XAddParams.xAddParams(), fields);
          }
        }
      }
      pairs(
          "redis",
          "raw XREAD COUNT 1000 loop",
          () -> rawRead(client, key, entries),
          () -> weirStats(home, entries, "bench", "--redis", server.url()));
    }
  }

  private static double rawRead(RedisClient client, byte[] key, int entries) {
    long start = System.nanoTime();
    long seen = 0;
    long bytes = 0;
    long newest = 0;
    StreamEntryID last = new StreamEntryID(0, 0);
    while (seen < entries) {
      var read =
          client.xreadBinary(XReadParams.xReadParams().count(REDIS_COUNT), Map.of(key, last));
      List<StreamEntryBinary> batch = read.getFirst().getValue();
      for (StreamEntryBinary entry : batch) {
        for (byte[] value : entry.getFields().values()) {
          bytes += value.length;
        }
        newest = Math.max(newest, entry.getID().getTime());
      }
      seen += batch.size();
      last = batch.getLast().getID();
    }
    return rate(start, seen, bytes, newest, entries);
  }

  private static double rate(long start, long seen, long bytes, long newest, int expected) {
    double seconds = (System.nanoTime() - start) / 1e9;
    if (seen != expected || bytes != (long) RECORD_BYTES * expected || newest <= 0) {
      throw new AssertionError(seen + " records of " + bytes + " bytes instead of " + expected);
    }
    return seen / seconds;
  }

  private static void print(String format, Object... figures) {
    System.out.println(String.format(Locale.ROOT, format, figures));
  }
}
