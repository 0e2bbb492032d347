package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.ReadIsolation;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientPropertiesTest {
  private static ConnectionSpec spec(Map<String, String> properties) {
    return new ConnectionSpec("c", "kafka", "localhost:9092", properties);
  }

  @Test
  void anObserverCannotBeTalkedIntoJoiningOrCommitting() {
    Map<String, Object> consumer =
        new ClientProperties(
                spec(
                    Map.of(
                        "group.id", "g",
                        "group.instance.id", "i",
                        "enable.auto.commit", "true",
                        "auto.offset.reset", "latest",
                        "allow.auto.create.topics", "true",
                        "enable.metrics.push", "true",
                        "interceptor.classes", "x.Y",
                        "key.deserializer", "x.Z",
                        "bootstrap.servers", "elsewhere:1")))
            .consumer(ReadIsolation.READ_COMMITTED, "tail-1");
    assertThat(consumer)
        .doesNotContainKeys("group.id", "group.instance.id", "interceptor.classes")
        .containsEntry("enable.auto.commit", false)
        .containsEntry("auto.offset.reset", "none")
        .containsEntry("allow.auto.create.topics", false)
        .containsEntry("enable.metrics.push", false)
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("bootstrap.servers", "localhost:9092")
        .containsEntry("client.id", "weir-c-tail-1");
    assertThat(new ConsumerConfig(consumer).getString("group.id")).isNull();
  }

  @Test
  void theUsersOwnFetchSettingsAndTimeoutsWin() {
    ClientProperties properties =
        new ClientProperties(
            spec(
                Map.of(
                    "max.partition.fetch.bytes", "1000",
                    "request.timeout.ms", "40000",
                    "client.id", "ops")));
    assertThat(properties.consumer(ReadIsolation.READ_UNCOMMITTED, "tail-1"))
        .containsEntry("max.partition.fetch.bytes", "1000")
        .containsEntry("receive.buffer.bytes", 1_048_576)
        .containsEntry("client.id", "ops-c-tail-1");
    assertThat(properties.admin())
        .containsEntry("request.timeout.ms", 40_000)
        .containsEntry("default.api.timeout.ms", 40_000);
  }

  @Test
  void saysWhatIsWrongWithoutQuotingAValue() {
    Map<String, String> properties = new HashMap<>();
    properties.put("group.id", "hush-1");
    properties.put("sasl.jaas.confg", "hush-2");
    properties.put("acks", "hush-3");
    properties.put("fetch.max.wait.ms", "hush-4");
    properties.put("ssl.endpoint.identification.algorithm", "");
    assertThat(ClientProperties.problems(spec(properties)))
        .hasSize(4)
        .noneMatch(problem -> problem.contains("hush"))
        .anyMatch(problem -> problem.contains("group.id is ignored"))
        .anyMatch(problem -> problem.contains("Is sasl.jaas.config meant?"))
        .anyMatch(problem -> problem.contains("acks is one of producers"))
        .anyMatch(problem -> problem.contains("value of property fetch.max.wait.ms"));
  }

  @Test
  void aLoginNeedsItsConfiguration() {
    assertThat(ClientProperties.problems(spec(Map.of("security.protocol", "SASL_SSL"))))
        .singleElement()
        .satisfies(problem -> assertThat(problem).contains("sasl.jaas.config"));
  }

  @Test
  void nothingIsWrongWithAPlainConnection() {
    assertThat(ClientProperties.problems(spec(Map.of("request.timeout.ms", "7000")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:9092", "a:9092, b:9093", "[::1]:9092", "10.0.0.1:1"})
  void readsAddresses(String address) {
    assertThat(new KafkaConnectorProvider().recognises(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a:", "a:x", "a:70000", ":9092", "redis://a:6379", "::1:9092"})
  void refusesWhatIsNoAddress(String address) {
    assertThat(new KafkaConnectorProvider().recognises(address)).isFalse();
    assertThat(ClientProperties.problems(new ConnectionSpec("c", "kafka", address, Map.of())))
        .hasSize(1);
  }
}
