package dev.weir.app.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.Environment;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameServerTest {
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
        "redis r redis://r:6379/0 true"
      })
  void addressesWithAServerInCommon(String kind, String one, String other, boolean same) {
    assertThat(SameServer.is(settings(kind, one), settings(kind, other))).isEqualTo(same);
  }

  private static ConnectionSettings settings(String kind, String address) {
    return new ConnectionSettings("name", kind, address, Map.of(), Environment.DEVELOPMENT, false);
  }
}
