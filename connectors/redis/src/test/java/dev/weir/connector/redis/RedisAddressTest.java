package dev.weir.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.ConnectionSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.HostAndPort;

class RedisAddressTest {
  private static List<String> problems(String address, Map<String, String> properties) {
    return new RedisConnectorProvider()
        .problems(new ConnectionSpec("shop", "redis", address, properties));
  }

  @Test
  void readsAllParts() {
    RedisAddress address = RedisAddress.parse("rediss://ann%40x@h1:7000,[::1]:7001,h3/4");
    assertThat(address.tls()).isTrue();
    assertThat(address.user()).hasValue("ann@x");
    assertThat(address.password()).isEmpty();
    assertThat(address.servers())
        .containsExactly(
            new HostAndPort("h1", 7000), new HostAndPort("::1", 7001), new HostAndPort("h3", 6379));
    assertThat(address.database()).hasValue(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost:9092 | redis://host:6379",
        "redis:// | names no host",
        "redis://:6379 | names no host",
        "redis://h:0 | port '0' is no number",
        "redis://h:99999 | port '99999' is no number",
        "redis://h/x | database number 'x'",
        "redis://fe80::1 | brackets",
        "redis://h?timeout=5 | after '?'",
        "redis://%zz@h | %25",
      })
  void saysWhatIsWrong(String address, String part) {
    assertThatThrownBy(() -> RedisAddress.parse(address)).hasMessageContaining(part);
    assertThat(problems(address, Map.of())).first().asString().contains(part);
  }

  @Test
  void aPasswordInTheAddressIsRefusedAndNowhereRepeated() {
    String address = "redis://ann:s3cret@localhost:6379";
    assertThat(problems(address, Map.of()))
        .singleElement()
        .asString()
        .contains("property 'password'")
        .doesNotContain("s3cret");
    assertThatThrownBy(
            () ->
                new RedisConnectorProvider()
                    .open(new ConnectionSpec("shop", "redis", address, Map.of())))
        .hasMessageNotContaining("s3cret");
    assertThat(RedisAddress.parse(address).toString()).doesNotContain("s3cret", "ann");
  }

  @Test
  void settingsAreCheckedBeforeAnythingIsTried() {
    assertThat(problems("redis://h", Map.of("pasword", "x")))
        .singleElement()
        .asString()
        .contains("'pasword' is not known", "password");
    assertThat(problems("redis://h", Map.of("database", "one"))).hasSize(1);
    assertThat(problems("redis://h", Map.of("connect.timeout.ms", "0"))).hasSize(1);
    assertThat(problems("redis://h", Map.of("mode", "ring")).getFirst()).contains("sentinel");
    assertThat(problems("redis://h", Map.of("mode", "sentinel")).getFirst())
        .contains("sentinel.master");
    assertThat(problems("redis://h/1", Map.of("mode", "cluster")).getFirst())
        .contains("database 0");
    assertThat(problems("redis://h1,h2", Map.of()).getFirst()).contains("several servers");
    assertThat(problems("rediss://h", Map.of("ssl.truststore.location", "/no/such/file.p12")))
        .singleElement()
        .asString()
        .contains("/no/such/file.p12");
    assertThat(
            problems(
                "rediss://ann@h:1/2",
                Map.of("password", "x", "streams.pattern", "orders*,payments")))
        .isEmpty();
  }

  @Test
  void knowsItsOwnAddresses() {
    RedisConnectorProvider provider = new RedisConnectorProvider();
    assertThat(provider.recognises("redis://x")).isTrue();
    assertThat(provider.recognises("REDISS://x")).isTrue();
    assertThat(provider.recognises("localhost:9092")).isFalse();
    assertThat(provider.secretProperties()).contains("password", "sentinel.password");
  }
}
