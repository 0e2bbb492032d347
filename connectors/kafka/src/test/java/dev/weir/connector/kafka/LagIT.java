package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.Blocker;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.FirstUnread;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.GroupState;
import dev.weir.stream.Lag;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import dev.weir.stream.Position;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LagIT {
  private KafkaConnector connector;

  @BeforeEach
  void connect() {
    connector = Cluster.connector();
  }

  @AfterEach
  void disconnect() {
    connector.close();
  }

  private GroupInfo group(String name) {
    return connector.groups().stream()
        .filter(group -> group.group().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("group " + name + " is not listed"));
  }

  private Map<Integer, LagSample> lag(String name) {
    Map<Integer, LagSample> byPartition = new HashMap<>();
    for (LagSample sample : connector.lag(List.of(group(name))).samples()) {
      byPartition.put(sample.partition().partition(), sample);
    }
    return byPartition;
  }

  private static long end(TopicPartition partition) {
    return Cluster.get(
            Cluster.admin()
                .listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition))
        .offset();
  }

  private static void commit(String group, TopicPartition partition, long offset) {
    Cluster.get(
        Cluster.admin()
            .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
            .all());
  }

  @ParameterizedTest
  @CsvSource({"classic,CLASSIC", "consumer,CONSUMER"})
  void equalsEndMinusCommitted(String protocol, GroupKind kind) {
    String topic = Cluster.topic(3, Map.of());
    String name = "reads-" + topic;
    Cluster.fill(topic, 3, 90);
    Map<String, Object> properties = Cluster.group(name);
    properties.put("group.protocol", protocol);
    properties.put("max.poll.records", 7);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      consumer.subscribe(List.of(topic));
      Awaitility.await("first records")
          .until(() -> !consumer.poll(Duration.ofMillis(200)).isEmpty());
      consumer.commitSync();
      Cluster.fill(topic, 3, 30);

      Map<TopicPartition, OffsetAndMetadata> committed =
          Cluster.get(
              Cluster.admin().listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata());
      Map<Integer, LagSample> samples = lag(name);
      assertThat(samples).as("a sample for each assigned partition").hasSize(3);
      for (int number = 0; number < 3; number++) {
        TopicPartition partition = new TopicPartition(topic, number);
        LagSample sample = Cluster.there(samples, number);
        assertThat(sample.kind()).isEqualTo(kind);
        assertThat(sample.state()).isEqualTo(GroupState.STABLE);
        assertThat(sample.end()).hasValue(end(partition));
        OffsetAndMetadata commit = committed.get(partition);
        if (commit == null) {
          assertThat(sample.lag()).isInstanceOf(Lag.Unknown.class);
          assertThat(sample.committed()).isEmpty();
        } else {
          assertThat(sample.committed()).hasValue(commit.offset());
          assertThat(sample.lag()).isEqualTo(new Lag.Exact(end(partition) - commit.offset()));
        }
      }
      GroupDetail detail = connector.describe(new GroupRef(Cluster.CONNECTION, name));
      assertThat(detail.members())
          .singleElement()
          .satisfies(member -> assertThat(member.partitions()).hasSize(3));
      assertThat(detail.facts()).containsEntry("State", "Stable").containsKey("Coordinator");
      assertThat(connector.describe(Cluster.stream(topic)).groups())
          .containsExactly(new GroupRef(Cluster.CONNECTION, name));
    }
  }

  @Test
  void aShareGroupsLagIsUnknownBeforeItBeginsAndThenCountsWhatIsInFlight() {
    String topic = Cluster.topic(1, Map.of());
    String name = "in-flight-" + topic;
    Cluster.get(
        Cluster.admin()
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.GROUP, name),
                    List.of(
                        new AlterConfigOp(
                            new ConfigEntry("share.auto.offset.reset", "earliest"),
                            AlterConfigOp.OpType.SET))))
            .all());
    Cluster.fill(topic, 1, 10);
    Map<String, Object> properties = Cluster.group(name);
    properties.keySet().removeAll(List.of("auto.offset.reset", "enable.auto.commit"));
    properties.put("share.acknowledgement.mode", "explicit");
    Set<Lag> seen = new HashSet<>();
    try (KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(properties)) {
      consumer.subscribe(List.of(topic));
      AtomicInteger fetched = new AtomicInteger();
      Awaitility.await("records of the share group")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                fetched.set(consumer.poll(Duration.ofMillis(20)).count());
                connector.groups().stream()
                    .filter(group -> group.group().name().equals(name))
                    .forEach(
                        group ->
                            connector
                                .lag(List.of(group))
                                .samples()
                                .forEach(sample -> seen.add(sample.lag())));
                return fetched.get() > 0;
              });
      assertThat(fetched).hasValue(10);
      Awaitility.await("all ten in flight, none read")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(Cluster.there(lag(name), 0).lag()).isEqualTo(new Lag.Exact(10)));
      assertThat(seen)
          .as("before it began, and since")
          .allSatisfy(
              lag ->
                  assertThat(lag)
                      .satisfiesAnyOf(
                          one -> assertThat(one).isInstanceOf(Lag.Unknown.class),
                          one -> assertThat(one).isEqualTo(new Lag.Exact(10))));
    }
  }

  @Test
  void shareGroupsTellTheirOwnLag() {
    String topic = Cluster.topic(1, Map.of());
    String name = "shares-" + topic;
    Cluster.get(
        Cluster.admin()
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.GROUP, name),
                    List.of(
                        new AlterConfigOp(
                            new ConfigEntry("share.auto.offset.reset", "earliest"),
                            AlterConfigOp.OpType.SET))))
            .all());
    Cluster.fill(topic, 1, 10);
    Map<String, Object> properties = Cluster.group(name);
    properties.keySet().removeAll(List.of("auto.offset.reset", "enable.auto.commit"));
    try (KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(properties)) {
      consumer.subscribe(List.of(topic));
      Awaitility.await("records of the share group")
          .atMost(Duration.ofSeconds(30))
          .until(() -> !consumer.poll(Duration.ofMillis(500)).isEmpty());
      consumer.commitSync();
      Cluster.fill(topic, 1, 7);
      TopicPartition partition = new TopicPartition(topic, 0);
      Awaitility.await("the broker's own lag of 7")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                long told =
                    Cluster.there(
                            Cluster.get(
                                Cluster.admin()
                                    .listShareGroupOffsets(
                                        Map.of(name, new ListShareGroupOffsetsSpec()))
                                    .partitionsToOffsetInfo(name)),
                            partition)
                        .lag()
                        .orElseThrow();
                assertThat(told).isEqualTo(7);
                assertThat(Cluster.there(lag(name), 0).lag()).isEqualTo(new Lag.Exact(told));
              });
      assertThat(Cluster.there(lag(name), 0).kind()).isEqualTo(GroupKind.SHARE);
      assertThat(connector.describe(new GroupRef(Cluster.CONNECTION, name)).members()).hasSize(1);
    }
  }

  @Test
  void offsetsKeptByHandAreASimpleGroup() {
    String topic = Cluster.topic(1, Map.of());
    Cluster.fill(topic, 1, 10);
    commit("by-hand-" + topic, new TopicPartition(topic, 0), 4);
    LagSample sample = Cluster.there(lag("by-hand-" + topic), 0);
    assertThat(sample.kind()).isEqualTo(GroupKind.SIMPLE);
    assertThat(sample.lag()).isEqualTo(new Lag.Exact(6));
    assertThat(sample.lost()).isZero();
    assertThat(sample.identity()).isEqualTo(Cluster.describe(topic).topicId().toString());
  }

  @Test
  void unreadRecordsThatWereDeletedAreLost() {
    String topic = Cluster.topic(1, Map.of());
    TopicPartition partition = new TopicPartition(topic, 0);
    Cluster.fill(topic, 1, 20);
    commit("loses-" + topic, partition, 5);
    Cluster.get(
        Cluster.admin().deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(12))).all());
    LagSample sample = Cluster.there(lag("loses-" + topic), 0);
    assertThat(sample.lost()).isEqualTo(7);
    assertThat(sample.lag()).isEqualTo(new Lag.Exact(15));
    assertThat(sample.logStart()).hasValue(12);
  }

  @Test
  void aCommitBeyondTheEndIsNotZero() {
    String topic = Cluster.topic(1, Map.of());
    Cluster.fill(topic, 1, 3);
    commit("ahead-" + topic, new TopicPartition(topic, 0), 1_000);
    assertThat(Cluster.there(lag("ahead-" + topic), 0).lag())
        .isInstanceOfSatisfying(
            Lag.Unknown.class, unknown -> assertThat(unknown.why()).contains("1000"));
  }

  @Test
  void lagOfACompactedTopicIsAnUpperBound() {
    String topic = Cluster.topic(1, Map.of("cleanup.policy", "compact,delete"));
    Cluster.fill(topic, 1, 8);
    commit("compacted-" + topic, new TopicPartition(topic, 0), 3);
    assertThat(Cluster.there(lag("compacted-" + topic), 0).lag())
        .isInstanceOfSatisfying(Lag.AtMost.class, lag -> assertThat(lag.records()).isEqualTo(5));
  }

  @Test
  void aMarkerIsNotAnUnreadRecord() {
    String topic = Cluster.topic(1, Map.of());
    try (var producer = Cluster.producer(Map.of("transactional.id", "marks-" + topic))) {
      producer.initTransactions();
      producer.beginTransaction();
      var unused = producer.send(new ProducerRecord<>(topic, 0, null, Cluster.bytes("only one")));
      producer.commitTransaction();
    }
    // Last record's offset plus one, as many consumers commit: one short of the end.
    commit("marked-" + topic, new TopicPartition(topic, 0), 1);
    lag("marked-" + topic);
    assertThat(Cluster.there(lag("marked-" + topic), 0).lag())
        .isInstanceOfSatisfying(Lag.AtMost.class, lag -> assertThat(lag.records()).isEqualTo(1));
  }

  /** One transaction of so many records, committed. */
  private static void transaction(String topic, int records) {
    try (var producer = Cluster.producer(Map.of("transactional.id", "writes-" + topic))) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int i = 0; i < records; i++) {
        var unused = producer.send(new ProducerRecord<>(topic, 0, null, Cluster.bytes("v" + i)));
      }
      producer.commitTransaction();
    }
  }

  @Test
  void aReaderThatCommitsItsPositionReachesZeroAndOneThatCommitsTheLastRecordDoesNot() {
    String topic = Cluster.topic(1, Map.of());
    TopicPartition partition = new TopicPartition(topic, 0);
    transaction(topic, 3);
    Map<String, Object> properties = Cluster.group("position-" + topic);
    properties.put("isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, 0);
      Awaitility.await("the end, beyond the marker")
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100));
                return consumer.position(partition) == 4;
              });
      consumer.commitSync();
    }
    commit("naive-" + topic, partition, 3);
    assertThat(Cluster.there(lag("position-" + topic), 0).lag()).isEqualTo(new Lag.Exact(0));
    LagSample naive = Cluster.there(lag("naive-" + topic), 0);
    assertThat(naive.lag()).as("nothing proven yet").isEqualTo(new Lag.Exact(1));
    assertThat(Cluster.there(lag("naive-" + topic), 0).lag())
        .isInstanceOfSatisfying(
            Lag.AtMost.class,
            lag -> {
              assertThat(lag.records()).isEqualTo(1);
              assertThat(lag.why()).contains("markers");
            });
    assertThat(connector.readFirstUnread(naive))
        .as("reading proves it")
        .isEqualTo(new FirstUnread.NothingWaits(3, 4));
  }

  @Test
  void anOpenTransactionBlocksAndItsProducerIsNamed() {
    String topic = Cluster.topic(1, Map.of());
    Cluster.fill(topic, 1, 3);
    commit("waits-for-" + topic, new TopicPartition(topic, 0), 3);
    try (var producer = Cluster.producer(Map.of("transactional.id", "hangs-" + topic))) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int i = 0; i < 4; i++) {
        var unused = producer.send(new ProducerRecord<>(topic, 0, null, Cluster.bytes("v")));
      }
      producer.flush();
      Cluster.fill(topic, 1, 2);
      Awaitility.await("the transaction's owner")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                LagSample sample = Cluster.there(lag("waits-for-" + topic), 0);
                assertThat(sample.end()).hasValue(9);
                assertThat(sample.stableEnd()).hasValue(3);
                assertThat(sample.blocked()).as("HW - LSO").hasValue(6);
                assertThat(sample.stableLag()).hasValue(0);
                assertThat(sample.lag()).isEqualTo(new Lag.Exact(6));
                assertThat(sample.blocker())
                    .hasValueSatisfying(
                        blocker ->
                            assertThat(blocker)
                                .isInstanceOfSatisfying(
                                    Blocker.Transaction.class,
                                    open -> {
                                      assertThat(open.transactionalId()).contains("hangs-" + topic);
                                      assertThat(open.firstOffset()).isEqualTo(3);
                                      assertThat(open.state()).contains("Ongoing");
                                    }));
              });
      LagSample blocked = Cluster.there(lag("waits-for-" + topic), 0);
      assertThat(connector.readFirstUnread(blocked)).isEqualTo(new FirstUnread.Blocked(3));
      producer.abortTransaction();
    }
    Awaitility.await("the marker of the abort")
        .untilAsserted(
            () -> {
              LagSample sample = Cluster.there(lag("waits-for-" + topic), 0);
              assertThat(sample.blocked()).hasValue(0);
              assertThat(sample.blocker()).isEmpty();
            });
  }

  @Test
  void aCommitThatIsGoneIsGoneAndNotZero() {
    String topic = Cluster.topic(2, Map.of());
    Cluster.fill(topic, 2, 10);
    String name = "forgets-" + topic;
    commit(name, new TopicPartition(topic, 0), 1);
    commit(name, new TopicPartition(topic, 1), 1);
    assertThat(lag(name)).hasSize(2);
    Cluster.get(
        Cluster.admin()
            .deleteConsumerGroupOffsets(name, Set.of(new TopicPartition(topic, 1)))
            .all());
    assertThat(lag(name)).containsOnlyKeys(0);
    GroupInfo group = group(name);
    Cluster.get(Cluster.admin().deleteConsumerGroups(List.of(name)).all());
    LagAnswers gone = connector.lag(List.of(group));
    assertThat(gone.samples()).isEmpty();
    assertThat(gone.refused()).as("gone is no failure").isEmpty();
  }

  @Test
  void aTopicMadeAnewHasAnotherIdentity() {
    String topic = Cluster.topic(1, Map.of());
    TopicPartition partition = new TopicPartition(topic, 0);
    Cluster.fill(topic, 1, 10);
    commit("outlives-" + topic, partition, 8);
    LagSample before = Cluster.there(lag("outlives-" + topic), 0);
    Cluster.get(Cluster.admin().deleteTopics(List.of(topic)).all());
    Awaitility.await("no commit without its topic")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                connector.groups().stream()
                        .noneMatch(group -> group.group().name().equals("outlives-" + topic))
                    || lag("outlives-" + topic).isEmpty());
    Cluster.topic(topic, 1, Map.of());
    Cluster.fill(topic, 1, 3);
    Awaitility.await("a commit on the new topic")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () -> {
              commit("outlives-" + topic, partition, 1);
              return true;
            });
    Awaitility.await("the new topic's own lag")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              LagSample after = Cluster.there(lag("outlives-" + topic), 0);
              assertThat(after.identity()).isNotEqualTo(before.identity());
              assertThat(after.lag()).isEqualTo(new Lag.Exact(2));
            });
  }

  @Test
  void retentionIsTold() {
    String topic =
        Cluster.topic(1, Map.of("retention.ms", "3600000", "retention.bytes", "1000000"));
    Cluster.fill(topic, 1, 100);
    commit("keeps-" + topic, new TopicPartition(topic, 0), 40);
    LagSample.Retention retention =
        Cluster.there(lag("keeps-" + topic), 0).retention().orElseThrow();
    assertThat(retention.millis()).hasValue(3_600_000);
    assertThat(retention.bytes()).hasValue(1_000_000);
    String forever = Cluster.topic(1, Map.of("cleanup.policy", "compact"));
    Cluster.fill(forever, 1, 10);
    commit("keeps-" + forever, new TopicPartition(forever, 0), 4);
    LagSample.Retention none = Cluster.there(lag("keeps-" + forever), 0).retention().orElseThrow();
    assertThat(none.millis()).isEmpty();
    assertThat(none.bytes()).isEmpty();
  }

  /** Bursts, pauses of hours, ties, over ten days. */
  private static long[] unevenStamps() {
    Random random = new Random(42);
    long at = System.currentTimeMillis() - Duration.ofDays(10).toMillis();
    long[] stamps = new long[2_000];
    for (int i = 0; i < stamps.length; i++) {
      stamps[i] = at;
      at +=
          switch (random.nextInt(50)) {
            case 0 -> random.nextInt(30_000_000);
            case 1, 2 -> random.nextInt(60_000);
            case 3, 4, 5, 6, 7 -> 0;
            default -> random.nextInt(5);
          };
      if (at > System.currentTimeMillis()) {
        at = stamps[i];
      }
    }
    return stamps;
  }

  @Test
  void anUnevenTopicIsDatedToTheMillisecondInAtMost32Calls() {
    String topic = Cluster.topic(1, Map.of("retention.ms", "-1"));
    TopicPartition partition = new TopicPartition(topic, 0);
    long[] stamps = unevenStamps();
    for (long stamp : stamps) {
      var unused =
          Cluster.sendLater(new ProducerRecord<>(topic, 0, stamp, null, Cluster.bytes("v")));
    }
    Awaitility.await("all records").until(() -> end(partition) == stamps.length);
    try (ClusterLink link =
        new ClusterLink(
            new ConnectionSpec(Cluster.CONNECTION, "kafka", Cluster.address(), Map.of()),
            InstantSource.system())) {
      Offsets offsets = new Offsets(link);
      for (int committed : new int[] {0, 1, 17, 400, 999, 1_000, 1_001, 1_500, 1_998, 1_999}) {
        commit("dated-" + topic, partition, committed);
        LagSample sample = Cluster.there(lag("dated-" + topic), 0);
        UnreadSince search = new UnreadSince(link, offsets);
        long before = offsets.calls();
        Map<LagSample, Long> since = search.find(List.of(sample));
        long calls = offsets.calls() - before;
        assertThat(since.get(sample)).as("of offset %d", committed).isEqualTo(stamps[committed]);
        assertThat(calls).as("calls for offset %d", committed).isLessThanOrEqualTo(32);
        before = offsets.calls();
        assertThat(search.find(List.of(sample))).isEqualTo(since);
        assertThat(offsets.calls() - before).as("from memory").isLessThanOrEqualTo(1);
        long age = System.currentTimeMillis() - stamps[committed];
        before = offsets.calls();
        assertThat(search.waitsLongerThan(List.of(sample), Duration.ofMillis(age - 60_000)))
            .containsEntry(sample, true);
        assertThat(offsets.calls() - before).as("one call tells of a limit").isEqualTo(1);
        assertThat(search.waitsLongerThan(List.of(sample), Duration.ofMillis(age + 60_000)))
            .containsEntry(sample, false);
        assertThat(connector.readFirstUnread(sample))
            .isEqualTo(
                new FirstUnread.Found(
                    new Position.Offset(0, committed), OptionalLong.of(stamps[committed])));
      }
    }
  }

  @Test
  void findsSinceWhenTheFirstUnreadRecordWaits() {
    String topic = Cluster.topic(2, Map.of());
    long base = System.currentTimeMillis() - 86_400_000;
    long[] stamps = {base, base + 5, base + 5, base + 70_000, base + 70_001, base + 80_000_000};
    for (int number = 0; number < 2; number++) {
      for (long stamp : stamps) {
        Cluster.send(new ProducerRecord<>(topic, number, stamp + number, null, Cluster.bytes("v")));
      }
    }
    for (int offset = 0; offset < stamps.length; offset++) {
      for (int number = 0; number < 2; number++) {
        commit("waits-" + offset + topic, new TopicPartition(topic, number), offset);
      }
    }
    List<GroupInfo> groups =
        connector.groups().stream()
            .filter(group -> group.group().name().startsWith("waits-"))
            .filter(group -> group.group().name().endsWith(topic))
            .toList();
    List<LagSample> samples = connector.lag(groups).samples();
    assertThat(samples).hasSize(2 * stamps.length);
    Map<LagSample, Long> since = connector.unreadSinceMillis(samples);
    for (LagSample sample : samples) {
      int offset = (int) sample.committed().orElseThrow();
      assertThat(since.get(sample))
          .as("timestamp of the record at offset %d of %s", offset, sample.partition())
          .isEqualTo(stamps[offset] + sample.partition().partition());
    }
    assertThat(connector.unreadSinceMillis(samples)).as("from memory").isEqualTo(since);
  }

  @Test
  void aGroupThatIsNotThereIsMissing() {
    assertThatThrownBy(() -> connector.describe(new GroupRef(Cluster.CONNECTION, "no-such-group")))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            refused -> {
              assertThat(refused.failure()).isInstanceOf(ConnectorFailure.Missing.class);
              assertThat(refused.failure().what()).contains("no-such-group");
            });
  }
}
