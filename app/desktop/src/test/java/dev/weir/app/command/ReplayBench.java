package dev.weir.app.command;

import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.ReplayLedger;
import dev.weir.engine.settings.UserFolders;
import dev.weir.sample.broker.KafkaBrokerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How fast dead letters of 1 KB come back, unthrottled, against a producer that does nothing but
 * send the same records, with the headers that Weir puts on, in transactions of the same size. Both
 * take turns in one run, after a round that is told apart because the JVM is cold in it.
 */
final class ReplayBench {
  private static final int ROUNDS = 5;
  private static final int PARTITIONS = 4;

  /** As many as a replay puts in a transaction. */
  private static final int BATCH = 3_000;

  private static final int VALUE_BYTES = 1_024;

  private ReplayBench() {}

  /**
   * @param arguments number of dead letters
   */
  public static void main(String[] arguments) throws Exception {
    int records = Integer.parseInt(arguments[0]);
    List<Double> ratios = new ArrayList<>();
    try (KafkaBrokerProcess broker = KafkaBrokerProcess.start()) {
      String address = broker.bootstrapServers();
      for (int round = 0; round <= ROUNDS; round++) {
        String target = "bench-" + round;
        fill(address, target, records);
        double bare;
        double weir;
        if (round % 2 == 0) {
          bare = bare(address, target, records);
          weir = replay(address, target, records);
        } else {
          weir = replay(address, target, records);
          bare = bare(address, target, records);
        }
        if (round > 0) {
          ratios.add(bare / weir);
        }
        System.out.println(
            String.format(
                Locale.ROOT,
                "replay round %d%s: bare transactional producer %,.0f/s, weir dlq run %,.0f/s,"
                    + " ratio %.2f",
                round,
                round == 0 ? " (cold)" : "",
                records / bare,
                records / weir,
                bare / weir));
      }
    }
    Collections.sort(ratios);
    System.out.println(
        String.format(
            Locale.ROOT,
            "replay: weir dlq run / bare producer = %.2f (median of %d)",
            ratios.get(ROUNDS / 2),
            ROUNDS));
    System.exit(0);
  }

  private static void fill(String address, String target, int records) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(target, PARTITIONS, (short) 1),
                  new NewTopic(target + "-bare", PARTITIONS, (short) 1),
                  new NewTopic(target + "-dlt", PARTITIONS, (short) 1)))
          .all()
          .get();
    }
    var random = new Random(7);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", address, "linger.ms", 20, "batch.size", 262_144),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        byte[] value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        var letter = new ProducerRecord<>(target + "-dlt", i % PARTITIONS, bytes("O-" + i), value);
        SpringMarks.putOn(letter, target, i);
        sent.add(producer.send(letter));
        if (i < PARTITIONS || i == records - 1) {
          // A topic just made has no leaders yet; what is lost would not be missed later.
          for (Future<RecordMetadata> one : sent) {
            one.get();
          }
          sent.clear();
        }
      }
    }
  }

  private static double bare(String address, String target, int records) {
    byte[] value = new byte[VALUE_BYTES];
    new Random(8).nextBytes(value);
    // A job's time has the opening of its lane in it; so has this.
    long start = System.nanoTime();
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                address,
                "transactional.id",
                "bare-" + target,
                "linger.ms",
                5,
                "batch.size",
                262_144),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      for (int i = 0; i < records; ) {
        producer.beginTransaction();
        for (int j = 0; j < BATCH && i < records; j++, i++) {
          var record = new ProducerRecord<>(target + "-bare", bytes("O-" + i), value);
          record
              .headers()
              .add("replay.job", bytes("0123456789abcdef"))
              .add("replay.key", bytes("0123456789abcdef0123456789abcdef"))
              .add("replay.attempt", bytes("1"))
              .add("replay.source", bytes(target + "-dlt:0:" + i))
              .add("replay.origin", bytes(target + ":0:" + i))
              .add("replay.original-timestamp", bytes("1795311111111"));
          var unused = producer.send(record);
        }
        producer.commitTransaction();
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private static double replay(String address, String target, int records) throws Exception {
    Path home = Files.createTempDirectory("weir-bench");
    Path plan = home.resolve("plan");
    run(home, "dlq", "plan", target + "-dlt", "--kafka", address, "--out", plan.toString());
    run(home, "dlq", "run", plan.toString(), "--write", "--rate", "0", "--json");
    try (var ledger = new ReplayLedger(UserFolders.in(home).replayFile(), InstantSource.system())) {
      Job job = ledger.jobs().getFirst();
      if (job.sent() != records) {
        throw new AssertionError(job.toString());
      }
      // From the job's first line in the ledger to its last: the checks before it are another pass.
      return Duration.between(job.created(), job.changed()).toNanos() / 1e9;
    }
  }

  private static void run(Path home, String... arguments) {
    Ran ran = Ran.weir(home, Map.of(), arguments);
    if (ran.code() != 0) {
      throw new AssertionError("ended with " + ran.code() + ": " + ran.err());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
