package dev.weir.sample.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaBrokerIT {
  @Test
  void keepsRecordsAndPortAcrossRestartAndRemovesThemOnClose() throws Exception {
    var broker = KafkaBroker.start();
    try {
      write(broker.bootstrapServers());
      broker.restart();
      assertThat(read(broker.bootstrapServers())).isEqualTo("kept");
    } finally {
      broker.close();
    }
    assertThat(broker.dataFolder()).as("data folder after close").doesNotExist();
    assertThat(KafkaBroker.fatalFault()).isEmpty();
  }

  @Test
  void aKilledProcessComesBackWithItsRecords() throws Exception {
    try (var broker = KafkaBrokerProcess.start()) {
      write(broker.bootstrapServers());
      broker.kill();
      assertThat(LoopbackPort.isFree(broker.port())).as("port of the killed broker").isTrue();
      broker.restart();
      assertThat(read(broker.bootstrapServers())).isEqualTo("kept");
    }
  }

  @Test
  void aPortThatIsLostToAnotherServerMeanwhileIsReplaced() throws Exception {
    try (var other = listening()) {
      int first = LoopbackPort.free();
      // One for its listener, the same once more, and that of the other server for its controller:
      // the listener's own is given up as well, as one start takes both.
      var ports = new ArrayDeque<>(List.of(first, first, other.getLocalPort()));
      try (var broker =
          KafkaBroker.builder()
              .freePorts(() -> ports.isEmpty() ? LoopbackPort.free() : ports.removeFirst())
              .start()) {
        assertThat(ports).as("ports not tried").isEmpty();
        write(broker.bootstrapServers());
        assertThat(read(broker.bootstrapServers())).isEqualTo("kept");
      }
    }
  }

  @Test
  void aPortThatWasAskedForAndIsTakenIsTold() throws Exception {
    try (var other = listening()) {
      assertThatThrownBy(() -> KafkaBroker.builder().port(other.getLocalPort()).start())
          .isInstanceOfSatisfying(
              BrokerUnavailable.class,
              told -> {
                assertThat(told.problem())
                    .isEqualTo("Port " + other.getLocalPort() + " on 127.0.0.1 is in use.");
                assertThat(told.remedy()).contains("choose another port");
              });
    }
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
  }

  @Test
  void aNamedFolderIsKept(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder) {
    KafkaBroker.builder().dataFolder(folder).start().close();
    assertThat(Files.exists(folder.resolve("meta.properties"))).isTrue();
  }

  private static void write(String bootstrapServers) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
    }
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("kept", "kept".getBytes(StandardCharsets.UTF_8))).get();
    }
  }

  private static String read(String bootstrapServers) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partition = new TopicPartition("kept", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (System.nanoTime() < deadline) {
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          return new String(record.value(), StandardCharsets.UTF_8);
        }
      }
      return "no record within 30 s";
    }
  }
}
