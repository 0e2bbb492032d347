package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.stream.Blocker;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.FirstUnread;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.Lag;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.ReplayLane;
import dev.weir.stream.StreamInfo;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A user who may list groups, and see one topic and some groups: what is forbidden is unknown and
 * says so, the rest goes on.
 */
class RestrictedUserIT {
  private static final String OPEN = "open-topic";
  private static final String CLOSED = "closed-topic";

  @Test
  void whatIsForbiddenIsUnknownAndSaysSo() throws Exception {
    try (Nodes nodes =
            Nodes.start(
                1,
                Map.of(
                    "authorizer.class.name",
                    "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                    "super.users",
                    "User:ANONYMOUS"));
        Admin admin = Admin.create(Map.of("bootstrap.servers", nodes.bootstrapServers()));
        KafkaConnector connector =
            Cluster.connector(nodes.bootstrapServersWithLogin(), Nodes.login())) {
      Cluster.get(
          admin
              .createTopics(
                  List.of(new NewTopic(OPEN, 2, (short) 1), new NewTopic(CLOSED, 1, (short) 1)))
              .all());
      allow(admin);
      commit(admin, "seen", new TopicPartition(OPEN, 0), 3);
      commit(admin, "hidden", new TopicPartition(OPEN, 0), 1);
      try (var blocking = openTransaction(nodes);
          var _ = subscribed(nodes)) {
        assertThat(connector.streams())
            .extracting(StreamInfo::stream)
            .containsExactly(Cluster.stream(OPEN));

        List<GroupInfo> groups = groups(connector);
        LagAnswers answers = connector.lag(groups);
        assertThat(answers.refused())
            .as("only the group nobody may look into is refused: %s", answers.refused())
            .hasSize(1)
            .allSatisfy(
                (group, failure) -> {
                  assertThat(group.name()).isEqualTo("hidden");
                  assertThat(failure).isInstanceOf(ConnectorFailure.Unauthorized.class);
                  assertThat(failure.sentence()).contains("hidden", "DESCRIBE");
                });
        LagSample seen = sample(answers, "seen", OPEN);
        assertThat(seen.lag()).isEqualTo(new Lag.Exact(seen.end().orElseThrow() - 3));
        assertThat(seen.retention()).as("no DESCRIBE_CONFIGS").isEmpty();
        assertThat(sample(answers, "member", CLOSED).lag())
            .as("assigned to its member, and not to be seen")
            .isInstanceOfSatisfying(
                Lag.Unknown.class,
                lag -> assertThat(lag.why()).contains("Not authorised", CLOSED, "DESCRIBE"));

        Awaitility.await("the transaction's producer stays unnamed, with the reason")
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () -> {
                  LagSample now = sample(connector.lag(groups), "seen", OPEN);
                  assertThat(now.blocked()).hasValue(1);
                  assertThat(now.blocker())
                      .hasValueSatisfying(
                          blocker ->
                              assertThat(blocker)
                                  .isInstanceOfSatisfying(
                                      Blocker.NotTold.class,
                                      told ->
                                          assertThat(told.why())
                                              .contains("Not authorised", "READ", OPEN)));
                });
        assertThat(connector.unreadSinceMillis(List.of(seen)))
            .as("time behind takes no right to read")
            .containsKey(seen);
        assertThat(connector.readFirstUnread(seen))
            .isInstanceOfSatisfying(
                FirstUnread.NotTold.class,
                told -> assertThat(told.why()).contains("Not authorised", "READ", OPEN));
        mayNotEndATransaction(nodes);
        blocking.abortTransaction();
      }
    }
  }

  private static void mayNotEndATransaction(Nodes nodes) {
    var spec =
        new ConnectionSpec(
            Cluster.CONNECTION, "kafka", nodes.bootstrapServersWithLogin(), Nodes.login());
    try (var link = new ClusterLink(spec, InstantSource.system())) {
      var own = new OwnTransactions(link, new Topics(link), "weir-replay-1");
      var open =
          new ReplayLane.OpenTransaction(new PartitionRef(Cluster.stream(OPEN), 1), 7, 1, 0, 0);
      isRefused(
          () -> own.end(open, ReplayLane.Ending.ROLLED_BACK),
          "open on open-topic-1",
          "CLUSTER_ACTION",
          "--topic open-topic --partition 1 --start-offset 7");
      isRefused(
          () -> own.end(open, ReplayLane.Ending.COMMITTED), "CLUSTER_ACTION", "counts as sent");
    }
  }

  private static void isRefused(ThrowingCallable call, String... told) {
    assertThatExceptionOfType(ConnectorException.class)
        .isThrownBy(call)
        .satisfies(
            refused ->
                assertThat(refused.failure())
                    .isInstanceOfSatisfying(
                        ConnectorFailure.Unauthorized.class,
                        failure -> assertThat(failure.sentence()).contains(told)));
  }

  private static List<GroupInfo> groups(KafkaConnector connector) {
    List<GroupInfo> groups = new ArrayList<>();
    Awaitility.await("three groups")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              groups.clear();
              groups.addAll(connector.groups());
              return groups.size() == 3;
            });
    return groups;
  }

  private static LagSample sample(LagAnswers answers, String group, String topic) {
    return answers.samples().stream()
        .filter(sample -> sample.group().name().equals(group))
        .filter(sample -> sample.partition().stream().name().equals(topic))
        .findFirst()
        .orElseThrow(() -> new AssertionError(group + " on " + topic + " in " + answers));
  }

  private static void allow(Admin admin) {
    Cluster.get(
        admin
            .createAcls(
                List.of(
                    acl(ResourceType.CLUSTER, "kafka-cluster"),
                    acl(ResourceType.TOPIC, OPEN),
                    acl(ResourceType.GROUP, "seen"),
                    acl(ResourceType.GROUP, "member")))
            .all());
  }

  private static AclBinding acl(ResourceType type, String name) {
    return new AclBinding(
        new ResourcePattern(type, name, PatternType.LITERAL),
        new AccessControlEntry(
            "User:" + Nodes.RESTRICTED, "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW));
  }

  private static void commit(Admin admin, String group, TopicPartition partition, long offset) {
    Awaitility.await("commit of " + group)
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> {
              admin
                  .alterConsumerGroupOffsets(
                      group, Map.of(partition, new OffsetAndMetadata(offset)))
                  .all()
                  .get();
              return true;
            });
  }

  /** Five plain records, and one of a transaction that stays open. */
  private static KafkaProducer<byte[], byte[]> openTransaction(Nodes nodes) throws Exception {
    try (var producer = producer(nodes, Map.of())) {
      for (int i = 0; i < 5; i++) {
        producer.send(new ProducerRecord<>(OPEN, 0, null, Cluster.bytes("v" + i))).get();
      }
    }
    var blocking = producer(nodes, Map.of("transactional.id", "hangs"));
    blocking.initTransactions();
    blocking.beginTransaction();
    blocking.send(new ProducerRecord<>(OPEN, 0, null, Cluster.bytes("not yet"))).get();
    return blocking;
  }

  private static KafkaProducer<byte[], byte[]> producer(Nodes nodes, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("bootstrap.servers", nodes.bootstrapServers());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A member of a classic group that holds the topic nobody may see, without a commit. */
  private static KafkaConsumer<byte[], byte[]> subscribed(Nodes nodes) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", nodes.bootstrapServers());
    properties.put("group.id", "member");
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "earliest");
    var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(List.of(CLOSED));
    Awaitility.await("an assignment")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              consumer.poll(Duration.ofMillis(100));
              return !consumer.assignment().isEmpty();
            });
    return consumer;
  }
}
