package dev.weir.app.faults;

import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.ReplayLedger;
import dev.weir.engine.settings.UserFolders;
import dev.weir.sample.broker.KafkaBrokerProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kills whatever takes part in a replay, without warning and at random points of it, goes on until
 * the job is over, and counts what arrived. A seed repeats a run's choices; what the machine does
 * meanwhile it cannot repeat.
 */
final class ReplayFaults implements AutoCloseable {
  private static final int PARTITIONS = 4;
  private static final int MOST_STARTS = 40;

  /** What a run lasts when nothing happens to it; enough that a fault falls into it. */
  private static final int SECONDS_OF_RUN = 3;

  /** Longer than another console takes to start. */
  private static final int SECONDS_OF_SHARED_RUN = 10;

  /** What is done to a replay. */
  enum Fault {
    /** Weir's process is killed, and started again. */
    WEIR_KILLED,
    /** The broker is killed and comes back, while Weir runs. */
    BROKER_KILLED,
    /** All connections to the broker are cut, and for a while none can be made. */
    CONNECTION_CUT,
    /** Consoles with files of their own run the same plan and take it from each other. */
    TWO_CONSOLES
  }

  /**
   * What came of a run.
   *
   * @param planned records of the plan
   * @param arrived distinct keys on the target, as readers of committed records see it
   * @param twice keys that are there more than once
   * @param quarantined by the ledger, as {@code unknown}
   * @param receiptsWrong records of which the ledger says that they are at a place where they are
   *     not
   */
  record Outcome(
      Fault fault,
      long seed,
      int planned,
      int arrived,
      int twice,
      long quarantined,
      long unknown,
      int receiptsWrong,
      Struck struck,
      String state) {
    boolean isExact() {
      return twice == 0
          && arrived + quarantined + unknown == planned
          && unknown == 0
          && quarantined == 0
          && receiptsWrong == 0;
    }
  }

  /**
   * How a replay was struck.
   *
   * @param times how often something was killed, cut or taken over
   * @param inTransaction how often a transaction was open on the target right after
   */
  record Struck(int times, int inTransaction) {
    static final Struck NEVER = new Struck(0, 0);

    Struck once(boolean openTransaction) {
      return new Struck(times + 1, inTransaction + (openTransaction ? 1 : 0));
    }
  }

  private final CuttableLine line = new CuttableLine();
  private final KafkaBrokerProcess broker =
      KafkaBrokerProcess.start(
          Map.of("advertised.listeners", "PLAINTEXT://127.0.0.1:" + line.port()));
  private final Admin admin;
  private final Path folder;
  private final int records;

  ReplayFaults(Path folder, int records) {
    this.folder = folder;
    this.records = records;
    line.leadsTo(broker.port());
    admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                address(),
                "reconnect.backoff.max.ms",
                200,
                "request.timeout.ms",
                2_000));
  }

  Outcome run(Fault fault, long seed) throws Exception {
    String name = fault.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + seed;
    String target = "orders-" + name;
    String dead = target + "-dlt";
    fill(target, dead);
    Path home = Files.createDirectories(folder.resolve(name));
    Path plan = home.resolve("replay.plan");
    Consoles.finish(
        Consoles.start(home, "dlq", "plan", dead, "--kafka", address(), "--out", plan.toString()),
        home,
        0);
    var run =
        new Run(
            home,
            plan,
            new TargetWatch(admin, target, PARTITIONS),
            new Random(31 * seed + fault.ordinal()));
    Struck struck =
        switch (fault) {
          case WEIR_KILLED -> run.killWeir();
          case BROKER_KILLED -> run.strike(1, 1, this::killBroker);
          case CONNECTION_CUT -> run.strike(2, 5, this::cutConnections);
          case TWO_CONSOLES -> run.takeOver();
        };
    return count(fault, seed, home, target, struck);
  }

  private void killBroker(long awayMillis) throws InterruptedException {
    broker.kill();
    TimeUnit.MILLISECONDS.sleep(awayMillis);
    broker.restart();
  }

  private void cutConnections(long awayMillis) throws InterruptedException {
    line.cut();
    TimeUnit.MILLISECONDS.sleep(awayMillis);
    line.mend();
  }

  private String address() {
    return "127.0.0.1:" + line.port();
  }

  private void fill(String target, String dead) throws Exception {
    admin
        .createTopics(
            List.of(
                new NewTopic(target, PARTITIONS, (short) 1),
                new NewTopic(dead, PARTITIONS, (short) 1)))
        .all()
        .get();
    try (var producer =
        new KafkaProducer<>(
            // Idempotent sending stumbles over leaders that a topic just made has not settled on.
            Map.<String, Object>of(
                "bootstrap.servers", address(), "linger.ms", 10, "enable.idempotence", false),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>(records);
      for (int i = 0; i < records; i++) {
        var letter =
            new ProducerRecord<>(
                dead, i % PARTITIONS, bytes("O-" + i), bytes("{\"order\":" + i + "}"));
        letter
            .headers()
            .add("kafka_dlt-original-topic", bytes(target))
            .add("kafka_dlt-original-partition", ByteBuffer.allocate(4).putInt(0).array())
            .add("kafka_dlt-original-offset", ByteBuffer.allocate(8).putLong(i).array())
            .add("kafka_dlt-original-consumer-group", bytes("billing"))
            .add("kafka_dlt-exception-fqcn", bytes("java.lang.IllegalStateException"));
        sent.add(producer.send(letter));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }

  private Process replay(Path home, Path plan, int seconds) throws IOException {
    String rate = Integer.toString(Math.max(1, records / seconds));
    return Consoles.start(home, "dlq", "run", plan.toString(), "--write", "--rate", rate, "--json");
  }

  private interface Blow {
    void strike(long awayMillis) throws InterruptedException;
  }

  /** One plan and what is done to it. */
  private final class Run {
    private final Path home;
    private final Path plan;
    private final TargetWatch target;
    private final Random random;

    Run(Path home, Path plan, TargetWatch target, Random random) {
      this.home = home;
      this.plan = plan;
      this.target = target;
      this.random = random;
    }

    /** Kills Weir while it starts, or once it has written so much. */
    Struck killWeir() throws Exception {
      Struck struck = Struck.NEVER;
      for (long committed : points(1, 3, 0.8)) {
        Process process = replay(home, plan, SECONDS_OF_RUN);
        if (random.nextInt(5) == 0) {
          process.waitFor(random.nextInt(2_000), TimeUnit.MILLISECONDS);
        } else {
          aim(committed, process);
        }
        if (process.isAlive()) {
          process.destroyForcibly().waitFor();
          struck = struck.once(target.hasOpenTransaction());
        }
      }
      goOn(1);
      return struck;
    }

    /** Strikes at what lies between Weir and its target, again and again in one run. */
    Struck strike(int atLeast, int atMost, Blow blow) throws Exception {
      Struck struck = Struck.NEVER;
      Process process = replay(home, plan, SECONDS_OF_RUN);
      for (long committed : points(atLeast, atMost, 0.8)) {
        aim(committed, process);
        if (process.isAlive()) {
          boolean open = target.hasOpenTransaction();
          blow.strike(random.nextInt(1_500));
          struck = struck.once(open);
        }
      }
      Consoles.finish(process, home, -1);
      if (!Consoles.isOver(home)) {
        goOn(2);
      }
      return struck;
    }

    /** Starts a second console in the midst, and the first one again when it was shut out. */
    Struck takeOver() throws Exception {
      Path other = Files.createDirectories(home.resolve("other"));
      Struck struck = Struck.NEVER;
      Process running = replay(home, plan, SECONDS_OF_SHARED_RUN);
      Path its = home;
      for (long committed : points(1, 2, 0.5)) {
        aim(committed, running);
        if (!running.isAlive()) {
          break;
        }
        Path next = its.equals(home) ? other : home;
        Process taking = replay(next, plan, SECONDS_OF_SHARED_RUN);
        Consoles.finish(running, its, -1);
        if (!Consoles.isOver(its)) {
          struck = struck.once(false);
        }
        running = taking;
        its = next;
      }
      Consoles.finish(running, its, -1);
      goOn(1);
      return struck;
    }

    /** So many random places of the job before that part of it, in order. */
    private long[] points(int atLeast, int atMost, double before) {
      return random
          .doubles(atLeast + random.nextInt(atMost - atLeast + 1), 0.01, before)
          .sorted()
          .mapToLong(part -> (long) (part * records))
          .toArray();
    }

    /** Until it has written so much, and then some; half of the time into a transaction. */
    private void aim(long committed, Process process) throws InterruptedException {
      target.awaitCommitted(committed, process);
      if (random.nextBoolean()) {
        target.awaitOpenTransaction(500);
      } else {
        process.waitFor(random.nextInt(120_000), TimeUnit.MICROSECONDS);
      }
    }

    private void goOn(int start) throws Exception {
      for (int starts = start; ; starts++) {
        Consoles.finish(replay(home, plan, SECONDS_OF_RUN), home, -1);
        if (Consoles.isOver(home)) {
          return;
        }
        if (starts > MOST_STARTS) {
          throw new AssertionError("not over: " + Files.readString(home.resolve("err")));
        }
      }
    }
  }

  private Outcome count(Fault fault, long seed, Path home, String target, Struck struck)
      throws Exception {
    Map<String, List<String>> places = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : CommittedRecords.of(address(), target)) {
      Header key = record.headers().lastHeader("replay.key");
      places
          .computeIfAbsent(
              key == null ? "none" : new String(key.value(), StandardCharsets.UTF_8),
              _ -> new ArrayList<>())
          .add(record.partition() + ":" + record.offset());
    }
    Job job = Consoles.job(home).orElseThrow();
    if (job.planned() != records) {
      throw new AssertionError("not all dead letters were planned: " + job);
    }
    int wrong = 0;
    try (var ledger = new ReplayLedger(UserFolders.in(home).replayFile(), InstantSource.system())) {
      List<String> all = places.values().stream().flatMap(List::stream).toList();
      for (var receipt : ledger.receipts(job.id())) {
        if (receipt.place().isEmpty() || !all.contains(receipt.place().get())) {
          wrong++;
        }
      }
    }
    return new Outcome(
        fault,
        seed,
        records,
        places.size(),
        (int) places.values().stream().filter(at -> at.size() > 1).count(),
        job.quarantined(),
        job.unknown(),
        wrong,
        struck,
        job.state().label());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
    broker.close();
    line.close();
  }

  /**
   * Runs each fault with so many seeds and says what came of it.
   *
   * @param arguments seeds of each fault, records of each run, number of the first seed, and the
   *     faults' names; all faults if there is none
   */
  public static void main(String[] arguments) throws Exception {
    int seeds = Integer.parseInt(arguments[0]);
    int records = Integer.parseInt(arguments[1]);
    long first = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
    List<Fault> chosen =
        arguments.length > 3
            ? Arrays.stream(arguments).skip(3).map(Fault::valueOf).toList()
            : List.of(Fault.values());
    boolean exact = true;
    try (var faults = new ReplayFaults(Files.createTempDirectory("weir-faults"), records)) {
      for (Fault fault : chosen) {
        long lost = 0;
        long twice = 0;
        int struck = 0;
        int inTransaction = 0;
        int spared = 0;
        long start = System.nanoTime();
        for (long seed = first; seed < first + seeds; seed++) {
          Outcome outcome = faults.run(fault, seed);
          lost += outcome.planned() - outcome.arrived();
          twice += outcome.twice();
          struck += outcome.struck().times();
          inTransaction += outcome.struck().inTransaction();
          spared += outcome.struck().times() == 0 ? 1 : 0;
          if (!outcome.isExact()) {
            exact = false;
            System.out.println("faults: NOT EXACT " + outcome);
          }
        }
        System.out.println(
            String.format(
                Locale.ROOT,
                "faults: %s: %d runs of %,d records, struck %d times (%d in an open transaction,"
                    + " %d runs not at all), %d lost, %d duplicated, %d s",
                fault,
                seeds,
                records,
                struck,
                inTransaction,
                spared,
                lost,
                twice,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)));
        exact &= spared == 0;
      }
    }
    System.exit(exact ? 0 : 1);
  }
}
