package dev.weir.app.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.Environment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameServerTest {
  private static final SameServer SERVERS =
      new SameServer(
          new HostNames(
              List.of(
                  "# hosts",
                  "127.0.0.1\tlocalhost",
                  "127.0.1.1 box.example.org box # here",
                  "",
                  "192.0.2.9 k"),
              Set.of("box"),
              Set.of("192.0.2.7")));

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "kafka b1:9092,b2:9092 B2:9092 true",
        "kafka b1:9092 b1:9093 false",
        "kafka b1:9092 ' ' false",
        "redis redis://r:6379 redis://user:secret@r true",
        "redis rediss://r:6380/2 redis://r:6380 true",
        "redis redis://r:6379 redis://r:6380 false",
        "redis r redis://r:6379/0 true",
        "kafka localhost:9092 127.0.0.1:9092 true",
        "kafka localhost:9092 127.0.0.1:9093 false",
        "kafka LOCALHOST.:9092 [::1]:9092 true",
        "kafka 127.0.1.1:9092 0:0:0:0:0:0:0:1:9092 true",
        "kafka SASL_SSL://[::ffff:127.0.0.1]:9092 127.1:9092 true",
        "kafka box:9092 localhost:9092 true",
        "kafka box.example.org:9092 box:9092 true",
        "kafka 192.0.2.7:9092 [::]:9092 true",
        "kafka k:9092 192.0.2.9:9092 true",
        "kafka k:9092 192.0.2.7:9092 false",
        "kafka [2001:db8::1]:9092 [2001:DB8:0:0::1]:09092 true",
        "kafka other:9092 localhost:9092 false",
        "redis redis://[::1] redis://user@localhost:6379/3 true"
      })
  void addressesWithAServerInCommon(String kind, String one, String other, boolean same) {
    ConnectionSettings saved = settings(kind, one);
    assertThat(SERVERS.among(List.of(saved), settings(kind, other)))
        .isEqualTo(same ? List.of(saved) : List.of());
  }

  @Test
  void whatIsWrittenAlikeGoesBeforeAnotherNameOfTheHost() {
    ConnectionSettings guarded = settings("kafka", "127.0.0.1:9092");
    ConnectionSettings other = settings("kafka", "localhost:9092");
    assertThat(SERVERS.among(List.of(other, guarded), settings("kafka", "127.0.0.1:9092,b:1")))
        .containsExactly(guarded);
    assertThat(SERVERS.among(List.of(other, guarded), settings("kafka", "[::1]:9092")))
        .containsExactly(other, guarded);
  }

  @Test
  void thisMachinesOwnNameIsKnownWithoutANameServer() {
    Map<String, String> env = Map.of("HOSTNAME", "Some-Box");
    assertThat(HostNames.ofThisMachine(env).of("some-box"))
        .as("the name in the environment")
        .isEqualTo(Set.of("localhost"));
  }

  private static ConnectionSettings settings(String kind, String address) {
    return new ConnectionSettings("name", kind, address, Map.of(), Environment.DEVELOPMENT, false);
  }
}
