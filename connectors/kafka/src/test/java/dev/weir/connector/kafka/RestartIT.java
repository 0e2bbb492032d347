package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sample.broker.KafkaBroker;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RestartIT {
  private static final String TOPIC = "survives";

  private static void send(String address, int from, int to) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", address),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = from; i < to; i++) {
        producer
            .send(new ProducerRecord<>(TOPIC, i % 2, null, Cluster.bytes("v" + i)))
            .get(30, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void goesOnAfterARestartWithoutLosingOrRepeatingARecord() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start();
        KafkaConnector connector = Cluster.connector(broker.bootstrapServers(), Map.of())) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        Cluster.get(admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all());
      }
      send(broker.bootstrapServers(), 0, 100);
      try (RecordCursor cursor =
          connector.open(
              List.of(Cluster.stream(TOPIC)),
              new TailFrom.Earliest(),
              ReadIsolation.READ_UNCOMMITTED)) {
        List<StreamRecord> records = new ArrayList<>(Cluster.read(cursor, 100).records());

        broker.stop();
        List<ConnectorFailure> failures = new ArrayList<>();
        Awaitility.await("word that the broker is away")
            .atMost(Duration.ofSeconds(20))
            .pollInterval(Duration.ofMillis(1))
            .until(
                () -> {
                  try {
                    cursor.poll(Duration.ofMillis(100));
                  } catch (ConnectorException told) {
                    failures.add(told.failure());
                  }
                  return !failures.isEmpty();
                });
        assertThat(failures.getFirst())
            .isInstanceOfSatisfying(
                ConnectorFailure.Unreachable.class,
                failure -> assertThat(failure.what()).contains(broker.bootstrapServers()));
        ConnectorFailure listing =
            org.assertj.core.api.Assertions.catchThrowableOfType(
                    ConnectorException.class, connector::streams)
                .failure();
        assertThat(listing).isInstanceOf(ConnectorFailure.Unreachable.class);

        broker.restart();
        send(broker.bootstrapServers(), 100, 200);
        Awaitility.await("the records sent after the restart")
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(1))
            .until(
                () -> {
                  try {
                    Cluster.Read read = new Cluster.Read();
                    read.add(cursor.poll(Duration.ofMillis(200)));
                    assertThat(read.gaps()).isEmpty();
                    records.addAll(read.records());
                  } catch (ConnectorException away) {
                    // Not back yet.
                  }
                  return records.size() >= 200;
                });
        for (int number = 0; number < 2; number++) {
          int partition = number;
          assertThat(
                  records.stream()
                      .filter(record -> record.partition() == partition)
                      .map(record -> ((Position.Offset) record.position()).offset()))
              .as("offsets of partition %d", partition)
              .hasSize(100)
              .isSorted()
              .doesNotHaveDuplicates();
        }
        assertThat(connector.streams()).hasSize(1);
      }
    }
  }
}
