package dev.weir.app.command;

import dev.weir.engine.lag.GroupBoard;
import dev.weir.engine.lag.LagLimits;
import dev.weir.sample.broker.KafkaBrokerProcess;
import dev.weir.sample.platform.Options;
import dev.weir.sample.platform.SamplePlatform;
import dev.weir.sample.scene.Scene;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorProvider;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.Lag;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What lag costs and whether it is right: a sweep against the bare Admin calls for the same data in
 * the same run; a crowd of partitions and groups swept in portions as the console does it, with
 * time and memory; and the lag of a slow consumer against the broker's own tool, every second for a
 * minute.
 */
final class LagBench {
  private static final int SWEEP_GROUPS = 200;
  private static final int SWEEP_PARTITIONS = 1_000;
  private static final int GROUPS_PER_CALL = 100;
  private static final int ROUNDS = 9;
  private static final int PORTION = 20_000;
  private static final int PARTITIONS_OF_TOPIC = 100;
  private static final int BROKER_HEAP_MIB = 1_536;

  private LagBench() {}

  /**
   * @param arguments partitions and groups of the crowd, how many partitions each of its groups
   *     reads, seconds of the slow consumer, folder of the broker's tools
   */
  public static void main(String[] arguments) throws Exception {
    int partitions = Integer.parseInt(arguments[0]);
    int groups = Integer.parseInt(arguments[1]);
    int read = Integer.parseInt(arguments[2]);
    int seconds = Integer.parseInt(arguments[3]);
    if (partitions > 0) {
      sweep(SWEEP_PARTITIONS, SWEEP_GROUPS, SWEEP_PARTITIONS, false);
      sweep(partitions, groups, read, true);
    }
    if (seconds > 0) {
      slowConsumer(seconds, Path.of(arguments[4]));
    }
    System.exit(0);
  }

  private static Connector connector(String address) {
    for (ConnectorProvider provider : ServiceLoader.load(ConnectorProvider.class)) {
      if (provider.kind().equals("kafka")) {
        return provider.open(new ConnectionSpec("bench", "kafka", address, Map.of()));
      }
    }
    throw new IllegalStateException("no Kafka connector on the class path");
  }

  private static void sweep(int partitions, int groups, int read, boolean isCrowd)
      throws Exception {
    try (KafkaBrokerProcess broker = KafkaBrokerProcess.start(Map.of(), BROKER_HEAP_MIB);
        Admin admin =
            Admin.create(
                Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "request.timeout.ms",
                    60_000,
                    "default.api.timeout.ms",
                    120_000));
        Connector connector = connector(broker.bootstrapServers())) {
      List<TopicPartition> all = fill(admin, broker.bootstrapServers(), partitions);
      commit(admin, all, groups, read);
      if (isCrowd) {
        crowd(connector, partitions, groups, read);
      } else {
        ratio(admin, connector, all, groups);
      }
    }
  }

  /** Five records on every partition. */
  private static List<TopicPartition> fill(Admin admin, String address, int partitions)
      throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    for (int topic = 0; topic * PARTITIONS_OF_TOPIC < partitions; topic++) {
      topics.add(new NewTopic("bench-%03d".formatted(topic), PARTITIONS_OF_TOPIC, (short) 1));
    }
    for (NewTopic topic : topics) {
      // All in one call is more than a controller takes.
      admin.createTopics(List.of(topic)).all().get();
    }
    List<TopicPartition> all = new ArrayList<>();
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", address, "max.block.ms", 120_000, "linger.ms", 50),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int partition = 0; partition < partitions; partition++) {
        var place =
            new TopicPartition(
                topics.get(partition / PARTITIONS_OF_TOPIC).name(),
                partition % PARTITIONS_OF_TOPIC);
        all.add(place);
        for (int i = 0; i < 5; i++) {
          var unused =
              producer.send(
                  new ProducerRecord<>(place.topic(), place.partition(), null, new byte[20]));
        }
      }
    }
    return all;
  }

  /** One group in ten has two records to read on each of its partitions, the others none. */
  private static void commit(Admin admin, List<TopicPartition> all, int groups, int read)
      throws Exception {
    for (int group = 0; group < groups; group++) {
      Map<TopicPartition, OffsetAndMetadata> marks = HashMap.newHashMap(read);
      OffsetAndMetadata mark = new OffsetAndMetadata(group % 10 == 0 ? 3 : 5);
      for (int i = 0; i < read; i++) {
        marks.put(all.get((group * read + i) % all.size()), mark);
      }
      String name = "group-%04d".formatted(group);
      // The coordinator hears of new partitions later than the controller makes them.
      for (int tries = 0; ; tries++) {
        try {
          admin.alterConsumerGroupOffsets(name, marks).all().get();
          break;
        } catch (ExecutionException early) {
          if (tries == 100) {
            throw early;
          }
          Thread.sleep(500);
        }
      }
    }
  }

  private static void ratio(Admin admin, Connector connector, List<TopicPartition> all, int groups)
      throws Exception {
    List<GroupInfo> infos = connector.groups();
    List<Double> bare = new ArrayList<>();
    List<Double> weir = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      int entries = bareSweep(admin, all, groups);
      bare.add((System.nanoTime() - start) / 1e6);
      start = System.nanoTime();
      LagAnswers answers = connector.lag(infos);
      weir.add((System.nanoTime() - start) / 1e6);
      if (answers.samples().size() != entries || entries != all.size() * groups) {
        throw new AssertionError(answers.samples().size() + " samples of " + entries);
      }
      print(
          "sweep round %d: bare Admin calls %.0f ms, Weir %.0f ms",
          round + 1, bare.getLast(), weir.getLast());
    }
    print(
        "sweep of %d groups x %d partitions: Weir / bare Admin calls = %.2f",
        groups, all.size(), median(weir) / median(bare));
  }

  /** Commits, ends, stable ends and starts, as they come. */
  private static int bareSweep(Admin admin, List<TopicPartition> all, int groups) throws Exception {
    int entries = 0;
    List<Map<TopicPartition, OffsetAndMetadata>> kept = new ArrayList<>();
    for (int from = 0; from < groups; from += GROUPS_PER_CALL) {
      Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
      for (int group = from; group < Math.min(groups, from + GROUPS_PER_CALL); group++) {
        specs.put("group-%04d".formatted(group), new ListConsumerGroupOffsetsSpec());
      }
      for (Map<TopicPartition, OffsetAndMetadata> told :
          admin.listConsumerGroupOffsets(specs).all().get().values()) {
        kept.add(told);
        entries += told.size();
      }
    }
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
    for (TopicPartition partition : all) {
      latest.put(partition, OffsetSpec.latest());
      earliest.put(partition, OffsetSpec.earliest());
    }
    admin.listOffsets(latest).all().get();
    admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all().get();
    admin.listOffsets(earliest).all().get();
    return entries;
  }

  /** In portions, into the board that the console judges with. */
  private static void crowd(Connector connector, int partitions, int groups, int read)
      throws InterruptedException {
    GroupBoard board = new GroupBoard();
    LagLimits limits = new LagLimits(Duration.ofSeconds(30), Duration.ofMinutes(5));
    List<GroupInfo> infos = connector.groups();
    board.lags().groups("bench", infos, System.currentTimeMillis());
    int perPortion = Math.max(1, PORTION / read);
    for (int round = 1; round <= 3; round++) {
      long begun = System.nanoTime();
      long asking = 0;
      double longestPortion = 0;
      double longestAdding = 0;
      double longestClosing = 0;
      long entries = 0;
      for (int from = 0; from < infos.size(); from += perPortion) {
        List<GroupInfo> portion = infos.subList(from, Math.min(infos.size(), from + perPortion));
        long start = System.nanoTime();
        LagAnswers answers = connector.lag(portion);
        long asked = System.nanoTime();
        board.lags().samples(portion, answers);
        long added = System.nanoTime();
        board.close(System.currentTimeMillis() / 1_000, System.currentTimeMillis(), added, limits);
        long closed = System.nanoTime();
        entries += answers.samples().size();
        asking += asked - start;
        longestPortion = Math.max(longestPortion, (asked - start) / 1e6);
        longestAdding = Math.max(longestAdding, (added - asked) / 1e6);
        longestClosing = Math.max(longestClosing, (closed - added) / 1e6);
      }
      print(
          "crowd of %d partitions x %d groups, round %d: %,d commits in %.1f s (%.1f s asking);"
              + " longest portion %.0f ms, taking it in %.0f ms, judging %.0f ms; heap %d MiB",
          partitions,
          groups,
          round,
          entries,
          (System.nanoTime() - begun) / 1e9,
          asking / 1e9,
          longestPortion,
          longestAdding,
          longestClosing,
          liveHeapMiB());
    }
    if (board.standings().size() != groups) {
      throw new AssertionError(board.standings().size() + " rows of " + groups + " groups");
    }
  }

  private static long liveHeapMiB() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
    }
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  private static void slowConsumer(int seconds, Path tools) throws Exception {
    try (KafkaBrokerProcess broker = KafkaBrokerProcess.start();
        SamplePlatform _ =
            SamplePlatform.start(
                broker.bootstrapServers(),
                Optional.empty(),
                Options.defaults().withScene(Scene.SLOW_CONSUMER),
                InstantSource.system());
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        Connector connector = connector(broker.bootstrapServers());
        Tool tool = new Tool(tools, broker.bootstrapServers())) {
      int compared = 0;
      int outside = 0;
      long greatest = 0;
      long begun = System.nanoTime();
      for (int second = 0; second < seconds; second++) {
        List<GroupInfo> billing =
            connector.groups().stream()
                .filter(group -> group.group().name().equals("billing"))
                .toList();
        Map<TopicPartition, Long> ends = ends(admin, billing, connector);
        Map<TopicPartition, Long> told = tool.lag("billing");
        Map<TopicPartition, Long> seen = new HashMap<>();
        for (LagSample sample : connector.lag(billing).samples()) {
          TopicPartition partition = partition(sample);
          if (sample.lag() instanceof Lag.Exact(long records)) {
            seen.put(partition, records);
          }
        }
        Map<TopicPartition, Long> toldAfter = tool.lag("billing");
        // Last, so that what is produced while the tool asks counts too.
        Map<TopicPartition, Long> endsAfter = ends(admin, billing, connector);
        Set<TopicPartition> both = new HashSet<>(told.keySet());
        both.retainAll(seen.keySet());
        both.retainAll(toldAfter.keySet());
        // In its first seconds the group has committed on some partitions only.
        both.retainAll(ends.keySet());
        both.retainAll(endsAfter.keySet());
        for (TopicPartition partition : both) {
          long produced = at(endsAfter, partition) - at(ends, partition);
          long least = Math.min(at(told, partition), at(toldAfter, partition));
          long most = Math.max(at(told, partition), at(toldAfter, partition));
          long lag = at(seen, partition);
          compared++;
          greatest = Math.max(greatest, lag);
          if (lag < least - produced || lag > most + produced) {
            outside++;
            print(
                "second %d, %s: Weir %d, tool %d before and %d after, %d produced between",
                second, partition, lag, at(told, partition), at(toldAfter, partition), produced);
          }
        }
        long next = begun + Duration.ofSeconds(second + 1L).toNanos();
        long left = next - System.nanoTime();
        if (left > 0) {
          Thread.sleep(left / 1_000_000);
        }
      }
      print(
          "slow-consumer, %d s: %d lags compared with kafka-consumer-groups, greatest %d, outside"
              + " production during the reads: %d",
          seconds, compared, greatest, outside);
      if (outside > 0 || compared == 0) {
        throw new AssertionError(outside + " of " + compared + " differ");
      }
    }
  }

  private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    Long offset = offsets.get(partition);
    if (offset == null) {
      throw new AssertionError("nothing told of " + partition);
    }
    return offset;
  }

  private static TopicPartition partition(LagSample sample) {
    return new TopicPartition(sample.partition().stream().name(), sample.partition().partition());
  }

  private static Map<TopicPartition, Long> ends(
      Admin admin, Collection<GroupInfo> groups, Connector connector) throws Exception {
    Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
    for (LagSample sample : connector.lag(groups).samples()) {
      specs.put(partition(sample), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> end :
        admin.listOffsets(specs).all().get().entrySet()) {
      ends.put(end.getKey(), end.getValue().offset());
    }
    return ends;
  }

  /** The broker's own tool, with its own libraries, in this JVM so that it answers at once. */
  private static final class Tool implements AutoCloseable {
    private final URLClassLoader loader;
    private final Method main;
    private final String address;

    Tool(Path jars, String address) throws Exception {
      List<URL> urls = new ArrayList<>();
      try (Stream<Path> files = Files.list(jars)) {
        for (Path file : files.toList()) {
          urls.add(file.toUri().toURL());
        }
      }
      loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
      main =
          loader
              .loadClass("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand")
              .getMethod("main", String[].class);
      this.address = address;
    }

    /** Partitions to lag; those the tool has no number for are left out. */
    Map<TopicPartition, Long> lag(String group) throws Exception {
      PrintStream out = System.out;
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      ClassLoader before = Thread.currentThread().getContextClassLoader();
      try {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        Thread.currentThread().setContextClassLoader(loader);
        main.invoke(
            null,
            (Object)
                new String[] {
                  "--bootstrap-server", address, "--describe", "--group", group, "--offsets"
                });
      } finally {
        Thread.currentThread().setContextClassLoader(before);
        System.setOut(out);
      }
      Map<TopicPartition, Long> lags = new HashMap<>();
      for (String line : printed.toString(StandardCharsets.UTF_8).split("\n", -1)) {
        String[] columns = line.strip().split("\\s+");
        // GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG …
        if (columns.length >= 6 && columns[0].equals(group) && columns[5].matches("\\d+")) {
          lags.put(
              new TopicPartition(columns[1], Integer.parseInt(columns[2])),
              Long.parseLong(columns[5]));
        }
      }
      return lags;
    }

    @Override
    public void close() throws Exception {
      loader.close();
    }
  }

  private static double median(List<Double> millis) {
    // The first round is the JIT's.
    return millis.stream().skip(1).sorted().skip((millis.size() - 1) / 2).findFirst().orElseThrow();
  }

  private static void print(String format, Object... figures) {
    System.out.println(String.format(Locale.ROOT, format, figures));
  }
}
