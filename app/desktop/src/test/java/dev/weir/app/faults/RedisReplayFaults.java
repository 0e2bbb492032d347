package dev.weir.app.faults;

import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.ReplayLedger;
import dev.weir.engine.settings.UserFolders;
import dev.weir.sample.broker.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.resps.StreamEntry;

/**
 * As {@link ReplayFaults}, on a Redis server that writes every command to its append-only file
 * before it answers.
 */
final class RedisReplayFaults implements AutoCloseable {
  private static final int MOST_STARTS = 40;
  private static final int SECONDS_OF_RUN = 3;
  private static final int SECONDS_OF_SHARED_RUN = 10;
  private static final int PIPELINED = 1_000;

  /** What is done to a replay. */
  enum Fault {
    /** Weir's process is killed, and started again. */
    WEIR_KILLED,
    /** The server is killed and comes back with what its file has, while Weir runs. */
    SERVER_KILLED,
    /** All connections to the server are cut, and for a while none can be made. */
    CONNECTION_CUT,
    /** Consoles with files of their own run the same plan and take it from each other. */
    TWO_CONSOLES
  }

  /**
   * What came of a run.
   *
   * @param arrived distinct keys on the target
   * @param twice keys that are there more than once
   * @param stayed dead letters that were not taken away
   * @param receiptsWrong records of which the ledger says that they are at a place where they are
   *     not
   * @param struck how often something was killed, cut or taken over
   */
  record Outcome(
      Fault fault,
      long seed,
      int planned,
      int arrived,
      int twice,
      long stayed,
      long quarantined,
      long unknown,
      int receiptsWrong,
      int struck,
      String state) {
    boolean isExact() {
      return twice == 0
          && arrived == planned
          && stayed == 0
          && quarantined == 0
          && unknown == 0
          && receiptsWrong == 0
          && state.equals("completed");
    }
  }

  private final CuttableLine line = new CuttableLine();
  private final RedisServer server =
      RedisServer.builder().arguments("--appendonly", "yes", "--appendfsync", "always").start();
  private final Path folder;
  private final int records;

  RedisReplayFaults(Path folder, int records) {
    this.folder = folder;
    this.records = records;
    line.leadsTo(server.port());
  }

  private Jedis client() {
    return new Jedis(
        new HostAndPort("127.0.0.1", server.port()),
        DefaultJedisClientConfig.builder().resp2().timeoutMillis(10_000).build());
  }

  private String address() {
    return "redis://127.0.0.1:" + line.port();
  }

  Outcome run(Fault fault, long seed) throws Exception {
    String name = fault.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + seed;
    String target = "orders-" + name;
    String dead = target + ":dlq";
    fill(target, dead);
    Path home = Files.createDirectories(folder.resolve(name));
    Path plan = home.resolve("replay.plan");
    Consoles.finish(
        Consoles.start(
            home,
            "dlq",
            "plan",
            dead,
            "--redis",
            address(),
            "--out",
            plan.toString(),
            "--after",
            "delete"),
        home,
        0);
    var run = new Run(home, plan, target, new Random(31 * seed + fault.ordinal()));
    int struck =
        switch (fault) {
          case WEIR_KILLED -> run.killWeir();
          case SERVER_KILLED -> run.strike(1, 2, this::killServer);
          case CONNECTION_CUT -> run.strike(2, 5, this::cutConnections);
          case TWO_CONSOLES -> run.takeOver();
        };
    return count(fault, seed, home, target, dead, struck);
  }

  private void killServer(long awayMillis) throws InterruptedException {
    server.kill();
    TimeUnit.MILLISECONDS.sleep(awayMillis);
    server.restart();
    // It answers before it has read its file.
    try (Jedis client = client()) {
      while (isLoading(client)) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }

  private static boolean isLoading(Jedis client) {
    return client.info("persistence").contains("loading:1");
  }

  private void cutConnections(long awayMillis) throws InterruptedException {
    line.cut();
    TimeUnit.MILLISECONDS.sleep(awayMillis);
    line.mend();
  }

  private void fill(String target, String dead) {
    try (Jedis client = client()) {
      client.xadd(target, Map.of("order", "the first"), XAddParams.xAddParams());
      for (int from = 0; from < records; from += PIPELINED) {
        Pipeline pipeline = client.pipelined();
        for (int i = from; i < Math.min(records, from + PIPELINED); i++) {
          Map<String, String> fields = new LinkedHashMap<>();
          fields.put("order", "O-" + i);
          fields.put("original_stream", target);
          fields.put("original_id", i + 1 + "-0");
          fields.put("error", "no such bank");
          var unused = pipeline.xadd(dead, fields, XAddParams.xAddParams());
        }
        pipeline.sync();
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
    private final String target;
    private final Random random;

    Run(Path home, Path plan, String target, Random random) {
      this.home = home;
      this.plan = plan;
      this.target = target;
      this.random = random;
    }

    int killWeir() throws Exception {
      int struck = 0;
      for (long written : points(1, 3, 0.8)) {
        Process process = replay(home, plan, SECONDS_OF_RUN);
        if (random.nextInt(5) == 0) {
          process.waitFor(random.nextInt(2_000), TimeUnit.MILLISECONDS);
        } else {
          aim(written, process);
        }
        if (process.isAlive()) {
          process.destroyForcibly().waitFor();
          struck++;
        }
      }
      goOn(1);
      return struck;
    }

    int strike(int atLeast, int atMost, Blow blow) throws Exception {
      int struck = 0;
      Process process = replay(home, plan, SECONDS_OF_RUN);
      for (long written : points(atLeast, atMost, 0.8)) {
        aim(written, process);
        if (process.isAlive()) {
          blow.strike(random.nextInt(1_500));
          struck++;
        }
      }
      Consoles.finish(process, home, -1);
      if (!Consoles.isOver(home)) {
        goOn(2);
      }
      return struck;
    }

    int takeOver() throws Exception {
      Path other = Files.createDirectories(home.resolve("other"));
      int struck = 0;
      Process running = replay(home, plan, SECONDS_OF_SHARED_RUN);
      Path its = home;
      for (long written : points(1, 2, 0.5)) {
        aim(written, running);
        if (!running.isAlive()) {
          break;
        }
        Path next = its.equals(home) ? other : home;
        Process taking = replay(next, plan, SECONDS_OF_SHARED_RUN);
        Consoles.finish(running, its, -1);
        if (!Consoles.isOver(its)) {
          struck++;
        }
        running = taking;
        its = next;
      }
      Consoles.finish(running, its, -1);
      goOn(1);
      return struck;
    }

    private long[] points(int atLeast, int atMost, double before) {
      return random
          .doubles(atLeast + random.nextInt(atMost - atLeast + 1), 0.01, before)
          .sorted()
          .mapToLong(part -> (long) (part * records))
          .toArray();
    }

    /** Until it has written so much, and then some: anywhere between two batches or in one. */
    private void aim(long written, Process process) throws InterruptedException {
      try (Jedis client = client()) {
        while (process.isAlive() && client.xlen(target) - 1 < written) {
          process.waitFor(2, TimeUnit.MILLISECONDS);
        }
      } catch (JedisException away) {
        throw new AssertionError("the server is away though nobody killed it", away);
      }
      process.waitFor(random.nextInt(120_000), TimeUnit.MICROSECONDS);
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

  private Outcome count(Fault fault, long seed, Path home, String target, String dead, int struck) {
    Map<String, List<String>> places = new HashMap<>();
    long stayed;
    try (Jedis client = client()) {
      for (StreamEntry entry : client.xrange(target, "-", "+")) {
        String key = entry.getFields().get("replay.key");
        if (key != null) {
          places.computeIfAbsent(key, _ -> new ArrayList<>()).add(entry.getID().toString());
        }
      }
      stayed = client.xlen(dead);
    }
    Job job = Consoles.job(home).orElseThrow();
    if (job.planned() != records) {
      throw new AssertionError("not all dead letters were planned: " + job);
    }
    int wrong = 0;
    try (var ledger = new ReplayLedger(UserFolders.in(home).replayFile(), InstantSource.system())) {
      List<String> all = places.values().stream().flatMap(List::stream).toList();
      var known = new HashSet<>(all);
      for (var receipt : ledger.receipts(job.id())) {
        if (receipt.place().isEmpty() || !known.contains(receipt.place().get())) {
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
        stayed,
        job.quarantined(),
        job.unknown(),
        wrong,
        struck,
        job.state().label());
  }

  @Override
  public void close() {
    server.close();
    line.close();
  }

  /**
   * Runs each fault with so many seeds and says what came of it.
   *
   * @param arguments as those of {@link ReplayFaults#main}
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
    try (var faults =
        new RedisReplayFaults(Files.createTempDirectory("weir-redis-faults"), records)) {
      for (Fault fault : chosen) {
        long lost = 0;
        long twice = 0;
        int struck = 0;
        int spared = 0;
        long start = System.nanoTime();
        for (long seed = first; seed < first + seeds; seed++) {
          Outcome outcome = faults.run(fault, seed);
          lost += outcome.planned() - outcome.arrived();
          twice += outcome.twice();
          struck += outcome.struck();
          spared += outcome.struck() == 0 ? 1 : 0;
          if (!outcome.isExact()) {
            exact = false;
            System.out.println("faults: NOT EXACT " + outcome);
          }
        }
        System.out.println(
            String.format(
                Locale.ROOT,
                "faults: Redis %s: %d runs of %,d records, struck %d times (%d runs not at all),"
                    + " %d lost, %d duplicated, %d s",
                fault,
                seeds,
                records,
                struck,
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
