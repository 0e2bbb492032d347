package dev.weir.views.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.connection.ConnectionDesk.Kind;
import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.Environment;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.kit.SecretSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionDraftTest {
  private final List<Kind> kinds = new FakeConsole().desk.kinds();

  @ParameterizedTest
  @CsvSource({
    "kafka-1.prod.example.com:9092, kafka, kafka-1, PRODUCTION",
    "'broker-a:9093,broker-b:9093', kafka, broker-a, DEVELOPMENT",
    "redis://cache.staging.example.com:6379, redis, cache, STAGING",
    "rediss://cache-2:6380, redis, cache-2, DEVELOPMENT",
    "cache:6379, redis, cache, DEVELOPMENT",
    "10.0.4.17:9092, kafka, 10.0.4.17, DEVELOPMENT",
  })
  void guessesFromTheAddress(String address, String kind, String name, Environment environment) {
    var draft = new ConnectionDraft(address.startsWith("broker-a") ? kinds.reversed() : kinds);
    draft.addressProperty().set(address);
    ConnectionSettings settings = draft.settings();
    assertThat(settings.kind()).isEqualTo(kind);
    assertThat(settings.name()).isEqualTo(name);
    assertThat(settings.environment()).isEqualTo(environment);
    assertThat(settings.readOnly()).as("a new connection is read-only").isTrue();
  }

  @Test
  void keepsWhatSomebodyChose() {
    var draft = new ConnectionDraft(kinds);
    draft.nameProperty().set("mine");
    draft.environmentProperty().set(Environment.STAGING);
    draft.addressProperty().set("kafka.prod.example.com:9092");
    assertThat(draft.settings().name()).isEqualTo("mine");
    assertThat(draft.settings().environment()).isEqualTo(Environment.STAGING);
  }

  @Test
  void takesAPasswordOutOfAUrl() {
    var draft = new ConnectionDraft(kinds);
    draft.addressProperty().set("redis://weir:s3cr%40t@cr%2Bt@cache:6379/2");
    assertThat(draft.settings().address()).isEqualTo("redis://weir@cache:6379/2");
    assertThat(draft.settings().name()).isEqualTo("cache");
    assertThat(draft.settings().properties())
        .as("as it is, not as a URL has it")
        .containsExactlyEntriesOf(Map.of("password", "s3cr@t@cr+t"));
    assertThat(draft.addressProperty().get()).as("shown").isEqualTo("redis://weir@cache:6379/2");
    assertThat(draft.isSecret("password")).isTrue();
  }

  @Test
  void takesInAWholePropertiesFile() {
    var draft = new ConnectionDraft(kinds);
    int taken =
        draft.paste(
            """
            # from the platform team
            bootstrap.servers=kafka.example.com:9093
            security.protocol=SASL_SSL
            sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
                username="weir" password="s3cret";
            """);
    assertThat(taken).isEqualTo(3);
    assertThat(draft.settings().address()).isEqualTo("kafka.example.com:9093");
    assertThat(draft.settings().properties())
        .containsEntry("security.protocol", "SASL_SSL")
        .hasEntrySatisfying(
            "sasl.jaas.config", value -> assertThat(value).endsWith("password=\"s3cret\";"));
    assertThat(draft.isSecret("sasl.jaas.config")).isTrue();
  }

  @Test
  void aSecretCanBeReferredTo() {
    var property = new DraftProperty("ssl.truststore.password", "${env:TRUST}");
    assertThat(property.sourceProperty().get()).isEqualTo(SecretSource.ENVIRONMENT);
    assertThat(property.typedProperty().get()).isEqualTo("TRUST");
    property.sourceProperty().set(SecretSource.FILE);
    property.typedProperty().set("/run/secrets/trust");
    assertThat(property.value(true)).isEqualTo("${file:/run/secrets/trust}");
    property.sourceProperty().set(SecretSource.ASK);
    assertThat(property.value(true)).isEqualTo("${ask}");
  }

  @Test
  void aSecretInTheKeychainStaysUnlessReplaced() {
    var property = new DraftProperty("password", "${keychain:cache-1/password}");
    assertThat(property.typedProperty().get()).as("it is not shown").isEmpty();
    assertThat(property.value(true)).isEqualTo("${keychain:cache-1/password}");
    property.typedProperty().set("new");
    assertThat(property.value(true)).isEqualTo("new");
  }

  @Test
  void changingAConnectionLosesNothing() {
    var settings =
        new ConnectionSettings(
            "cache-1",
            "redis",
            "redis://cache:6379",
            Map.of("password", "${ask}", "user", "weir", "timeout", "2000"),
            Environment.PRODUCTION,
            false);
    assertThat(new ConnectionDraft("cache-1", settings, kinds).settings()).isEqualTo(settings);
  }
}
