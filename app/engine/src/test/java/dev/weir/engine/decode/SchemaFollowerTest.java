package dev.weir.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.Environment;
import dev.weir.engine.fixture.MemoryBroker;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchemaFollowerTest {
  private static final ConnectionSettings PROD =
      new ConnectionSettings("prod", "memory", "x", Map.of(), Environment.STAGING, true);

  private final SchemaBook book = new SchemaBook();
  private final MemoryBroker broker =
      new MemoryBroker("prod", InstantSource.fixed(Instant.EPOCH), () -> 0);
  private final SchemaFollower follower = follower(Duration.ofMillis(20));

  private SchemaFollower follower(Duration look) {
    return new SchemaFollower(book, look, Duration.ofMillis(20), Duration.ofMillis(20));
  }

  @AfterEach
  void close() {
    follower.closed("prod");
  }

  private static String schema(int id) {
    return "{\"subject\":\"s"
        + id
        + "\",\"version\":1,\"id\":"
        + id
        + ",\"schema\":\"\\\"string\\\"\",\"deleted\":false}";
  }

  private void awaitSchemas(int count) {
    await().untilAsserted(() -> assertThat(book.size("prod")).as("schemas read").isEqualTo(count));
  }

  @Test
  void schemasAreReadFromTheBeginningAndAsTheyCome() {
    StreamRef topic = broker.create(SchemaBook.TOPIC, 1);
    broker.append(topic, 0, schema(1), "{\"keytype\":\"NOOP\"}", "no json", schema(2));
    follower.opened(PROD, broker);
    awaitSchemas(2);
    broker.append(topic, 0, schema(3));
    awaitSchemas(3);
  }

  @Test
  void aSchemaThatIsMissedIsLookedForAtOnce() {
    StreamRef topic = broker.create(SchemaBook.TOPIC, 1);
    broker.append(topic, 0, schema(1));
    SchemaFollower seldom = follower(Duration.ofHours(1));
    seldom.opened(PROD, broker);
    awaitSchemas(1);
    broker.append(topic, 0, schema(2));

    assertThat(book.byId("prod", 2)).as("not read yet").isEmpty();
    awaitSchemas(2);
    seldom.closed("prod");
  }

  @Test
  void aTopicMadeAnewIsReadFromItsBeginning() {
    StreamRef topic = broker.create(SchemaBook.TOPIC, 1);
    broker.append(topic, 0, schema(1), schema(2));
    follower.opened(PROD, broker);
    awaitSchemas(2);
    broker.delete(SchemaBook.TOPIC);
    broker.append(broker.create(SchemaBook.TOPIC, 1), 0, schema(3));
    awaitSchemas(3);
  }

  @Test
  void aTopicMadeLaterIsFound() {
    follower.opened(PROD, broker);
    broker.append(broker.create(SchemaBook.TOPIC, 1), 0, schema(1));
    awaitSchemas(1);
  }

  @Test
  void aBrokerThatComesBackIsReadOn() {
    StreamRef topic = broker.create(SchemaBook.TOPIC, 1);
    broker.append(topic, 0, schema(1));
    follower.opened(PROD, broker);
    awaitSchemas(1);
    broker.goAway(true);
    broker.append(topic, 0, schema(2));
    broker.goAway(false);
    awaitSchemas(2);
  }
}
