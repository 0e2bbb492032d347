package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.databind.JsonNode;

/**
 * Groups to which nothing bad happens, on a topic of three partitions that is written to all the
 * while: a static member that is started anew within its session's timeout, and a group that grows
 * from one member to three by cooperative rebalances.
 */
final class Bystanders implements AutoCloseable {
  static final List<String> GROUPS = List.of("fixed", "elastic");

  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Records read or written meanwhile, some seconds each. */
  private static final long SOME = 400;

  private final String servers;
  private final String topic;
  private final Admin admin;
  private final List<Member> members = new ArrayList<>();
  private final CompletableFuture<Void> changes;

  Bystanders(String servers, String topic) {
    this.servers = servers;
    this.topic = topic;
    admin = Admin.create(Map.of("bootstrap.servers", servers));
    changes = CompletableFuture.runAsync(this::change, task -> Thread.ofVirtual().start(task));
  }

  private void change() {
    Member fixed = fixed();
    Member elastic = elastic();
    fixed.awaitRead(SOME);
    elastic.awaitRead(SOME);
    fixed.close();
    elastic();
    long before = written();
    await("the static member is away for a while")
        .atMost(PATIENCE)
        .until(() -> written() >= before + SOME);
    fixed();
    elastic();
  }

  private synchronized Member fixed() {
    var member =
        new Member("fixed", Map.of("group.instance.id", "fixed-1", "session.timeout.ms", "30000"));
    members.add(member);
    return member;
  }

  private synchronized Member elastic() {
    var member =
        new Member(
            "elastic",
            Map.of("partition.assignment.strategy", CooperativeStickyAssignor.class.getName()));
    members.add(member);
    return member;
  }

  private long written() {
    return ends().values().stream().mapToLong(Long::longValue).sum();
  }

  private Map<TopicPartition, Long> ends() {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      asked.put(new TopicPartition(topic, i), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    try {
      admin.listOffsets(asked).all().get().forEach((one, info) -> ends.put(one, info.offset()));
      return ends;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("The ends of " + topic + " were not told", e);
    }
  }

  private Map<TopicPartition, Long> committed(String group) throws Exception {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach((one, offset) -> offsets.put(one, offset.offset()));
    return offsets;
  }

  /** All of it has happened, and the groups read on. */
  void awaitAllChanges() throws Exception {
    changes.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    await("both groups are whole")
        .atMost(PATIENCE)
        .until(() -> readers("fixed") == 1 && readers("elastic") == 3);
  }

  private long readers(String group) throws Exception {
    return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
        .filter(now -> now.groupState() == GroupState.STABLE)
        .flatMap(now -> now.members().stream())
        .filter(member -> !member.assignment().topicPartitions().isEmpty())
        .count();
  }

  /** Weir's word on their lag, between what the broker says before and after. */
  void lagIsRightlyTold(Path home) throws Exception {
    for (String group : GROUPS) {
      Map<TopicPartition, Long> committedBefore = committed(group);
      Map<TopicPartition, Long> endsBefore = ends();
      Ran ran = Ran.weir(home, Map.of(), "lag", "--kafka", servers, "--group", group, "--json");
      Map<TopicPartition, Long> committedAfter = committed(group);
      Map<TopicPartition, Long> endsAfter = ends();
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.json().size())
          .as("partitions of %s: %s", group, ran.out())
          .isEqualTo(PARTITIONS);
      for (JsonNode row : ran.json()) {
        var partition = new TopicPartition(topic, row.path("partition").asInt());
        assertThat(row.path("lag").asLong())
            .as("lag of %s: %s", group, row)
            .isBetween(
                at(endsBefore, partition) - at(committedAfter, partition),
                at(endsAfter, partition) - at(committedBefore, partition));
        assertThat(row.path("lost").asLong()).isZero();
        assertThat(row.path("status").asString()).isIn("caught up", "behind");
      }
    }
  }

  private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    return offsets.getOrDefault(partition, 0L);
  }

  @Override
  public void close() {
    synchronized (this) {
      members.forEach(Member::close);
    }
    admin.close();
  }

  /** One that reads until it is told to end. */
  private final class Member {
    private final AtomicBoolean runs = new AtomicBoolean(true);
    private final AtomicLong read = new AtomicLong();
    private final Thread thread;

    Member(String group, Map<String, Object> more) {
      Map<String, Object> properties = new HashMap<>(more);
      properties.put("bootstrap.servers", servers);
      properties.put("group.id", group);
      properties.put("auto.offset.reset", "earliest");
      properties.put("auto.commit.interval.ms", "1000");
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var consumer =
                        new KafkaConsumer<>(
                            properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                      consumer.subscribe(List.of(topic));
                      while (runs.get()) {
                        read.addAndGet(consumer.poll(Duration.ofMillis(200)).count());
                      }
                    }
                  });
    }

    void awaitRead(long records) {
      await("it has read " + records).atMost(PATIENCE).until(() -> read.get() >= records);
    }

    void close() {
      runs.set(false);
      try {
        thread.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
