package dev.weir.sample.platform;

import static dev.weir.sample.platform.TopicReader.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.sample.broker.KafkaBroker;
import dev.weir.sample.broker.RedisServer;
import dev.weir.sample.event.Conformity;
import dev.weir.sample.event.Event;
import dev.weir.sample.event.EventReader;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.Topic;
import dev.weir.sample.event.UnreadableEvent;
import dev.weir.sample.scene.Scene;
import dev.weir.sample.schema.SchemaTopic;
import dev.weir.sample.schema.ShipmentCodec;
import dev.weir.sample.service.GradeBook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.GroupType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.resps.StreamEntry;

/** The whole platform on real brokers; the last test ends it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SamplePlatformIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static KafkaBroker kafka;
  private static RedisServer redis;
  private static SamplePlatform platform;
  private static TopicReader topics;

  @BeforeAll
  static void start() throws InterruptedException {
    redis = RedisServer.start();
    kafka = KafkaBroker.start();
    platform =
        SamplePlatform.start(
            kafka.bootstrapServers(),
            Optional.of(redis.url()),
            new Options(Scene.OUTAGE, 1_500, 7),
            InstantSource.system());
    topics = new TopicReader(kafka.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    platform.close();
    kafka.close();
    redis.close();
  }

  private static ConsumerRecord<byte[], byte[]> awaitRecord(
      Topic topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    return await("a matching record on " + topic.topicName())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> topics.all(topic).stream().filter(wanted).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private static Set<String> sourceIds(Topic topic, EventType type) {
    return topics.all(topic).stream()
        .filter(record -> type.marks(record.value()))
        .map(record -> EventReader.read(record.value()).id())
        .collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  @Order(1)
  void theBreakerOpensInTheOutageAndClosesAfterIt() {
    awaitRecord(Topic.INVENTORY_HEALTH, record -> state(record).equals("open"));
    awaitRecord(Topic.INVENTORY_HEALTH, record -> state(record).equals("half_open"));
    var failed =
        awaitRecord(
            Topic.INVENTORY_DEAD_LETTERS,
            record -> header(record, "x-error-message").contains("refused the connection"));
    assertThat(header(failed, "x-original-topic")).isEqualTo("orders");
    assertThat(header(failed, "x-original-partition")).matches("\\d");
    assertThat(header(failed, "x-attempts")).isEqualTo("3");
    assertThat(EventReader.read(failed.value()).type()).startsWith("Order");
  }

  private static String state(ConsumerRecord<byte[], byte[]> record) {
    return EventReader.read(record.value()).text("state");
  }

  @Test
  @Order(2)
  void settlementsThatKeepFailingGoThroughAllRetriesToTheDeadLetters() {
    var exhausted =
        awaitRecord(
            Topic.PAYMENTS_DEAD_LETTERS,
            record -> header(record, "kafka_exception-message").contains("refuses connections"));
    assertThat(header(exhausted, "kafka_original-topic")).isEqualTo("payments");
    assertThat(header(exhausted, "kafka_exception-cause-fqcn"))
        .isEqualTo("dev.weir.sample.service.BankUnavailable");
    assertThat(exhausted.headers().lastHeader("retry_topic-attempts").value())
        .containsExactly(0, 0, 0, 4);
    assertThat(exhausted.headers().lastHeader("kafka_original-partition").value()).hasSize(4);
    for (Topic retry :
        List.of(Topic.PAYMENTS_RETRY_1S, Topic.PAYMENTS_RETRY_2S, Topic.PAYMENTS_RETRY_4S)) {
      assertThat(topics.all(retry)).as(retry.topicName()).isNotEmpty();
    }
  }

  @Test
  @Order(3)
  void theOtherDialectsGetTheirDeadLetters() {
    platform.play(Scene.POISON);
    var connect = awaitRecord(Topic.ORDERS_SINK_DEAD_LETTERS, record -> true);
    assertThat(header(connect, "__connect.errors.connector.name")).isEqualTo("orders-sink");
    assertThat(header(connect, "__connect.errors.exception.message")).contains("overflow");
    var streams = awaitRecord(Topic.GRADE_STATS_DEAD_LETTERS, record -> true);
    assertThat(header(streams, "__streams.errors.topic")).isEqualTo("grade.updated");
    assertThat(header(streams, "__streams.errors.message")).contains("1000 points");
    awaitRecord(
        Topic.INVENTORY_DEAD_LETTERS,
        record -> header(record, "x-error-message").contains("discontinued"));
    var unreadable =
        awaitRecord(
            Topic.PAYMENTS_DEAD_LETTERS,
            record ->
                header(record, "kafka_dlt-exception-cause-fqcn")
                    .equals("dev.weir.sample.event.UnreadableEvent"));
    assertThat(header(unreadable, "kafka_dlt-original-consumer-group")).isEqualTo("order");
    assertThat(unreadable.headers().lastHeader("kafka_dlt-original-offset").value()).hasSize(8);
  }

  @Test
  @Order(4)
  void theBrokerItselfDeadLettersWhatTheShareGroupRejects() {
    var rejected = awaitRecord(Topic.SHIPMENTS_DEAD_LETTERS, record -> true);
    assertThat(header(rejected, "__dlq.errors.topic")).isEqualTo("shipments");
    assertThat(header(rejected, "__dlq.errors.group")).isEqualTo("fulfilment");
    int partition = Integer.parseInt(header(rejected, "__dlq.errors.partition"));
    long offset = Long.parseLong(header(rejected, "__dlq.errors.offset"));
    var origin =
        topics.all(Topic.SHIPMENTS).stream()
            .filter(record -> record.partition() == partition && record.offset() == offset)
            .findFirst()
            .orElseThrow();
    assertThat(new ShipmentCodec(SchemaTopic.SHIPMENTS_ID).decode(origin.value()).carrier())
        .isEqualTo("unknown");
  }

  @Test
  @Order(5)
  void poisonNotificationsAreDeadLetteredAfterFiveDeliveries() {
    try (var client = new Jedis(redis.url())) {
      List<StreamEntry> dead =
          await("an entry of notifications:dlq")
              .atMost(PATIENCE)
              .pollInterval(Duration.ofSeconds(1))
              .until(
                  () -> client.xrange("notifications:dlq", "-", "+", 10),
                  entries -> !entries.isEmpty());
      Map<String, String> fields = dead.getFirst().getFields();
      assertThat(fields)
          .containsEntry("original_stream", "notifications")
          .containsEntry("group", "mailer")
          .containsEntry("deliveries", "5")
          .containsEntry("address", "");
      assertThat(client.xlen("notifications:sent")).isPositive();
      assertThat(client.xlen("metrics")).isPositive();
      assertThat(client.xinfoGroups("notifications").stream().map(group -> group.getName()))
          .containsExactlyInAnyOrder("mailer", "sms", "push");
      StreamEntry request = client.xrange("notifications", "-", "+", 1).getFirst();
      assertThat(request.getFields())
          .containsOnlyKeys(
              "id",
              "type",
              "version",
              "source",
              "time",
              "correlation_id",
              "order_id",
              "template",
              "address");
    }
  }

  @Test
  @Order(6)
  void groupsOfEveryKindExist() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Map<String, String> kinds = new TreeMap<>();
      for (var group : admin.listGroups().all().get()) {
        kinds.put(
            group.groupId(),
            group.isSimpleConsumerGroup()
                ? "simple"
                : group.type().map(GroupType::toString).orElse("unknown"));
      }
      assertThat(kinds)
          .containsEntry("billing", "Classic")
          .containsEntry("payment", "Classic")
          .containsEntry("connect-orders-sink", "Classic")
          .containsEntry("order", "Consumer")
          .containsEntry("inventory", "Consumer")
          .containsEntry("fulfilment", "Share")
          .containsEntry("grade-book", "simple");
      assertThat(KafkaUse.GROUPS)
          .as("groups that are told before they are created")
          .containsAll(kinds.keySet());
    }
  }

  @Test
  @Order(7)
  void duplicatesAreIgnored() {
    await("orders published twice, and ignored")
        .atMost(PATIENCE)
        .until(
            () ->
                platform.figures().duplicatesPublished().sum() > 10
                    && platform.figures().duplicatesIgnored().sum() > 10);
    var placed =
        topics.all(Topic.ORDERS).stream().filter(r -> EventType.ORDER_PLACED.marks(r.value()));
    List<String> ids = placed.map(record -> EventReader.read(record.value()).id()).toList();
    assertThat(ids.size()).as("orders, some twice").isGreaterThan(new HashSet<>(ids).size());
    List<String> payments =
        topics.all(Topic.PAYMENTS).stream()
            .map(ConsumerRecord::key)
            .map(key -> new String(key, StandardCharsets.UTF_8))
            .toList();
    assertThat(payments).isNotEmpty().doesNotHaveDuplicates();
    assertThat(platform.figures().notSent().sum())
        .as("records the broker refused: %s", platform.figures().refusals())
        .isZero();
  }

  @Test
  @Order(8)
  void everyJsonEventIsInTheCatalogue() {
    var seen = new HashSet<EventType>();
    awaitRecord(Topic.ORDERS, record -> EventType.ORDER_SHIPPED.marks(record.value()));
    awaitRecord(Topic.INVENTORY, record -> EventType.STOCK_RELEASED.marks(record.value()));
    awaitRecord(Topic.ANALYTICS, record -> EventType.ALERT_TRIGGERED.marks(record.value()));
    for (Topic topic : Topic.business()) {
      if (topic == Topic.SHIPMENTS || topic == Topic.FRAUD_SCORES) {
        continue;
      }
      for (ConsumerRecord<byte[], byte[]> record : topics.all(topic)) {
        try {
          EventReader.read(record.value());
        } catch (UnreadableEvent poison) {
          assertThat(topic).isEqualTo(Topic.PAYMENTS);
          continue;
        }
        EventType type = Conformity.check(record.value());
        assertThat(type.stream()).isEqualTo(topic.topicName());
        seen.add(type);
      }
    }
    assertThat(seen)
        .contains(
            EventType.ORDER_CONFIRMED,
            EventType.ORDER_CANCELLED,
            EventType.PAYMENT_FAILED,
            EventType.STOCK_RESERVED,
            EventType.BREAKER_STATE,
            EventType.METRIC_UPDATED);
  }

  @Test
  @Order(9)
  void confirmedOrdersArePaidAndReservedOnce() {
    List<String> confirmed =
        topics.all(Topic.ORDERS).stream()
            .filter(record -> EventType.ORDER_CONFIRMED.marks(record.value()))
            .map(record -> EventReader.read(record.value()).text("order_id"))
            .toList();
    assertThat(confirmed).isNotEmpty().doesNotHaveDuplicates();
    Set<String> paid =
        topics.all(Topic.PAYMENTS).stream()
            .filter(record -> EventType.PAYMENT_PROCESSED.marks(record.value()))
            .map(record -> new String(record.key(), StandardCharsets.UTF_8))
            .collect(Collectors.toSet());
    assertThat(paid).containsAll(confirmed);
    assertThat(sourceIds(Topic.INVENTORY, EventType.STOCK_RESERVED).size())
        .isGreaterThanOrEqualTo(confirmed.size());
  }

  @Test
  @Order(10)
  void endsCleanlyAndTheGradeBookCanBeRebuilt() {
    platform.close();
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .doesNotContain("customers", "order", "payment", "billing", "fulfilment", "redis-outbox");
    assertThat(platform.figures().restarts().sum()).as("services that failed").isLessThan(3);
    var first = new GradeBook();
    var second = new GradeBook();
    List<Event> grades =
        topics.all(Topic.GRADE_UPDATED).stream()
            .map(record -> EventReader.read(record.value()))
            .toList();
    grades.forEach(first::apply);
    topics.all(Topic.GRADE_UPDATED).stream()
        .map(record -> EventReader.read(record.value()))
        .forEach(second::apply);
    assertThat(first.points()).isNotEmpty().isEqualTo(second.points());
    assertThat(first.points().keySet()).containsAll(platform.gradeBook().latest().keySet());
    assertThat(platform.gradeBook().latest()).isNotEmpty();
  }
}
