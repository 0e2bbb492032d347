package dev.weir.app.faults;

import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.ReplayLedger;
import dev.weir.engine.settings.UserFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Kills whatever takes part in a replay, without warning and at random points of it, goes on until
 * the job is over, and counts what arrived. A seed repeats a run's choices; what the machine does
 * meanwhile it cannot repeat.
 */
final class ReplayFaults implements AutoCloseable {
  /** A job that cannot go on gives up by itself after two minutes, each time. */
  private static final Duration MOST_TIME = Duration.ofMinutes(6);

  /** What a run lasts when nothing happens to it; enough that a fault falls into it. */
  private static final int SECONDS_OF_RUN = 3;

  /** Longer than another console takes to start. */
  private static final int SECONDS_OF_SHARED_RUN = 10;

  /** Two cores are busy with so many: most of a run is waiting. */
  private static final int LANES = 4;

  private final FaultyServer server;
  private final WarmStart warm;
  private final Path folder;
  private final int records;

  ReplayFaults(FaultyServer server, WarmStart warm, Path folder, int records) {
    this.server = server;
    this.warm = warm;
    this.folder = folder;
    this.records = records;
  }

  Outcome run(Fault fault, long seed) throws Exception {
    long began = System.nanoTime();
    String name = fault.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + seed;
    String target = "orders-" + name;
    Path home = Files.createDirectories(folder.resolve(name));
    Path plan = home.resolve("replay.plan");
    List<String> planning = new ArrayList<>(List.of("dlq", "plan"));
    planning.addAll(server.fill(target, records));
    planning.addAll(List.of("--out", plan.toString()));
    Consoles.finish(Consoles.start(warm, home, planning.toArray(String[]::new)), home, 0);
    var run = new Run(home, plan, server.watch(target), new Random(31 * seed + fault.ordinal()));
    Struck struck =
        switch (fault) {
          case WEIR_KILLED -> run.killWeir();
          case BROKER_KILLED -> run.strike(1, server.mostKills(), server::kill);
          case CONNECTION_CUT -> run.strike(2, 5, this::cutConnections);
          case TWO_CONSOLES -> run.takeOver();
        };
    return count(fault, seed, home, target, struck, began);
  }

  private void cutConnections(long awayMillis) throws InterruptedException {
    server.line().cut();
    TimeUnit.MILLISECONDS.sleep(awayMillis);
    server.line().mend();
  }

  private Process replay(Path home, Path plan, int seconds) throws IOException {
    String rate = Integer.toString(Math.max(1, records / seconds));
    return Consoles.start(
        warm, home, "dlq", "run", plan.toString(), "--write", "--rate", rate, "--json");
  }

  private interface Blow {
    void strike(long awayMillis) throws InterruptedException;
  }

  /** One plan and what is done to it. */
  private final class Run {
    private final Path home;
    private final Path plan;
    private final FaultyServer.Watch target;
    private final Random random;

    Run(Path home, Path plan, FaultyServer.Watch target, Random random) {
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
      goOn();
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
        goOn();
      }
      return struck;
    }

    /** Starts a second console in the midst, and the first one again when it was shut out. */
    Struck takeOver() throws Exception {
      Path other = Files.createDirectories(home.resolve("other"));
      Struck struck = Struck.NEVER;
      Process running = replay(home, plan, SECONDS_OF_SHARED_RUN);
      Path its = home;
      // Early enough that the one that takes it over has started before it is done.
      for (long committed : points(1, 2, 0.35)) {
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
      goOn();
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

    /** Until it has written so much, and then some. */
    private void aim(long committed, Process process) throws InterruptedException {
      target.awaitWritten(committed, process);
      target.goOn(random, process);
    }

    private void goOn() throws Exception {
      long until = System.nanoTime() + MOST_TIME.toNanos();
      while (true) {
        Consoles.finish(replay(home, plan, SECONDS_OF_RUN), home, -1);
        if (Consoles.isOver(home)) {
          return;
        }
        if (System.nanoTime() - until > 0) {
          throw new AssertionError("not over: " + Files.readString(home.resolve("err")));
        }
      }
    }
  }

  private Outcome count(
      Fault fault, long seed, Path home, String target, Struck struck, long began) {
    Map<String, List<String>> places = server.arrived(target);
    Job job = Consoles.job(home).orElseThrow();
    if (job.planned() != records) {
      throw new AssertionError("not all dead letters were planned: " + job);
    }
    Set<String> known = new HashSet<>();
    places.values().forEach(known::addAll);
    int wrong = 0;
    try (var ledger = new ReplayLedger(UserFolders.in(home).replayFile(), InstantSource.system())) {
      for (var receipt : ledger.receipts(job.id())) {
        if (receipt.placeText().filter(known::contains).isEmpty()) {
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
        server.stayed(target),
        job.quarantined(),
        job.unknown(),
        wrong,
        struck,
        job.state().label(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }

  @Override
  public void close() {
    server.close();
  }

  /**
   * Runs each fault with so many seeds and says what came of it. Most of a run is waiting, so runs
   * on servers of their own go side by side. Of faults that Redis is not asked to bear by the
   * letter of the aim, a fifth is run on it.
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
    Path folder = Files.createTempDirectory("weir-faults");
    long start = System.nanoTime();
    WarmStart ofKafka;
    WarmStart ofRedis;
    try (var kafka = new KafkaFaults();
        var redis = new RedisFaults()) {
      ofKafka = WarmStart.learnt(kafka, folder.resolve("first-kafka"));
      ofRedis = WarmStart.learnt(redis, folder.resolve("first-redis"));
    }
    System.out.println(
        "faults: ready after " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + " s");
    Queue<Turn> turns = new ConcurrentLinkedQueue<>();
    for (long seed = first; seed < first + seeds; seed++) {
      for (Fault fault : chosen) {
        turns.add(new Turn("Kafka", fault, seed));
        if (isOfServers(fault) || seed % 5 == 0) {
          turns.add(new Turn("Redis", fault, seed));
        }
      }
    }
    Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    try (var side = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int lane = 0; lane < LANES; lane++) {
        Path own = folder.resolve("lane-" + lane);
        var unused =
            side.submit(
                () -> {
                  try (var kafka = new Lane(KafkaFaults::new, ofKafka, own, records);
                      var redis = new Lane(RedisFaults::new, ofRedis, own, records)) {
                    for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
                      ended.add((turn.server().equals("Kafka") ? kafka : redis).run(turn));
                    }
                  }
                });
      }
    }
    boolean exact = true;
    for (String server : List.of("Kafka", "Redis")) {
      for (Fault fault : chosen) {
        exact &=
            report(
                server,
                fault,
                ended.stream()
                    .filter(one -> one.turn().server().equals(server))
                    .filter(one -> one.turn().fault() == fault)
                    .toList());
      }
    }
    System.out.println(
        "faults: "
            + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)
            + " s in all, each record exactly once: "
            + exact);
    System.exit(exact ? 0 : 1);
  }

  private static boolean isOfServers(Fault fault) {
    return fault == Fault.WEIR_KILLED || fault == Fault.BROKER_KILLED;
  }

  /** What is to be done to whom. */
  private record Turn(String server, Fault fault, long seed) {}

  /** A run that is over; without an outcome where it could not be brought to its end. */
  private record Ended(Turn turn, Optional<Outcome> outcome) {}

  /** Runs one after the other on a server of their own, made when it is first needed. */
  private static final class Lane implements AutoCloseable {
    private final Supplier<FaultyServer> servers;
    private final WarmStart warm;
    private final Path folder;
    private final int records;
    private Optional<ReplayFaults> runs = Optional.empty();

    Lane(Supplier<FaultyServer> servers, WarmStart warm, Path folder, int records) {
      this.servers = servers;
      this.warm = warm;
      this.folder = folder;
      this.records = records;
    }

    Ended run(Turn turn) {
      try {
        if (runs.isEmpty()) {
          FaultyServer server = servers.get();
          runs =
              Optional.of(new ReplayFaults(server, warm, folder.resolve(server.name()), records));
        }
        Outcome outcome = runs.get().run(turn.fault(), turn.seed());
        if (!outcome.isExact()) {
          System.out.println("faults: NOT EXACT " + turn.server() + " " + outcome);
        }
        return new Ended(turn, Optional.of(outcome));
      } catch (Exception | AssertionError broken) {
        System.out.println("faults: NOT ENDED " + turn + ": " + broken);
        // What state its server is in nobody knows.
        close();
        return new Ended(turn, Optional.empty());
      }
    }

    @Override
    public void close() {
      runs.ifPresent(ReplayFaults::close);
      runs = Optional.empty();
    }
  }

  /** Whether each record arrived once, and each run was struck. */
  private static boolean report(String server, Fault fault, List<Ended> ended) {
    List<Outcome> outcomes = ended.stream().flatMap(one -> one.outcome().stream()).toList();
    long broken = ended.size() - outcomes.size();
    long spared = outcomes.stream().filter(one -> one.struck().times() == 0).count();
    System.out.println(
        String.format(
            Locale.ROOT,
            "faults: %s %s: %d runs (%d not ended), struck %d times (%d in an open transaction, %d"
                + " runs not at all), %d lost, %d duplicated; %.1f s each",
            server,
            fault,
            ended.size(),
            broken,
            outcomes.stream().mapToInt(one -> one.struck().times()).sum(),
            outcomes.stream().mapToInt(one -> one.struck().inTransaction()).sum(),
            spared,
            outcomes.stream().mapToInt(one -> one.planned() - one.arrived()).sum(),
            outcomes.stream().mapToInt(Outcome::twice).sum(),
            outcomes.stream().mapToLong(Outcome::millis).average().orElse(0) / 1_000));
    return spared == 0 && broken == 0 && outcomes.stream().allMatch(Outcome::isExact);
  }
}
