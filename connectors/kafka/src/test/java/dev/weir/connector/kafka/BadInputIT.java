package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.sample.broker.KafkaBroker;
import dev.weir.sample.broker.RedisServer;
import dev.weir.stream.CheckStep;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.TailFrom;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong addresses and wrong logins get the right words, in time, and no secret among them. */
class BadInputIT {
  private static final String SECRET = "s3cret-5o-n0body-sees-it";

  @TempDir private static Path folder;

  private static KafkaBroker guarded;
  private static int saslPort;
  private static int tlsPort;
  private static Keys keys;

  @BeforeAll
  static void startABrokerThatAsksForALogin() throws Exception {
    keys = Keys.create(folder);
    saslPort = freePort();
    tlsPort = freePort();
    int plainPort = freePort();
    int controllerPort = freePort();
    guarded =
        KafkaBroker.builder()
            .port(plainPort)
            .property(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d,SASL_PLAINTEXT://127.0.0.1:%d,SSL://localhost:%d"
                    .formatted(plainPort, controllerPort, saslPort, tlsPort))
            .property(
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:%d,SASL_PLAINTEXT://127.0.0.1:%d,SSL://localhost:%d"
                    .formatted(plainPort, saslPort, tlsPort))
            .property(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL")
            .property("controller.quorum.voters", "1@127.0.0.1:" + controllerPort)
            .property("sasl.enabled.mechanisms", "PLAIN")
            .property(
                "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                    + " username=\"broker\" password=\"x\" user_reader=\""
                    + SECRET
                    + "\";")
            .property("ssl.keystore.location", keys.keyStore().toString())
            .property("ssl.keystore.password", Keys.PASSWORD)
            .property("ssl.key.password", Keys.PASSWORD)
            .property("ssl.keystore.type", "PKCS12")
            .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @AfterAll
  static void stop() {
    guarded.close();
  }

  private static Map<String, String> login(String password) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"reader\""
            + " password=\""
            + password
            + "\";");
  }

  private static Map<String, String> trusting() {
    return Map.of(
        "security.protocol",
        "SSL",
        "ssl.truststore.location",
        keys.trustStore().toString(),
        "ssl.truststore.type",
        "PKCS12",
        "ssl.truststore.password",
        Keys.PASSWORD);
  }

  private static ConnectorFailure failure(String address, Map<String, String> properties) {
    long start = System.nanoTime();
    try (KafkaConnector connector = Cluster.connector(address, properties)) {
      ConnectorException thrown =
          catchThrowableOfType(ConnectorException.class, connector::streams);
      assertThat(thrown).as("streams() at " + address).isNotNull();
      assertNoSecret(thrown);
      ConnectorException opening =
          catchThrowableOfType(
              ConnectorException.class,
              () ->
                  connector.open(
                      List.of(Cluster.stream("any")),
                      new TailFrom.Latest(),
                      ReadIsolation.READ_UNCOMMITTED));
      assertThat(opening).as("open() at " + address).isNotNull();
      assertNoSecret(opening);
      assertThat(opening.failure()).isInstanceOf(thrown.failure().getClass());
      assertThat(thrown.failure().what()).contains("test");
      assertThat(thrown.failure().remedy()).isNotBlank();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("nobody waits for the client's own timeouts")
          .isLessThan(Duration.ofSeconds(30));
      return thrown.failure();
    }
  }

  private static void assertNoSecret(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    assertThat(text.toString()).doesNotContain(SECRET).doesNotContain("wrong-password");
  }

  private static List<CheckStep> check(String address, Map<String, String> properties) {
    List<CheckStep> steps = new ArrayList<>();
    long start = System.nanoTime();
    new KafkaConnectorProvider()
        .check(new ConnectionSpec("test", "kafka", address, properties), steps::add);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    assertThat(steps)
        .extracting(CheckStep::name)
        .containsExactly(
            "DNS", "TCP", "TLS", "Authentication", "Cluster", "List topics", "List groups", "Read");
    assertThat(steps.toString()).doesNotContain(SECRET).doesNotContain("wrong-password");
    return steps;
  }

  private static CheckStep failed(List<CheckStep> steps) {
    return steps.stream()
        .filter(step -> step.outcome() == CheckStep.Outcome.FAILED)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no step failed: " + steps));
  }

  @Test
  void nobodyListens() throws IOException {
    String address = "127.0.0.1:" + freePort();
    assertThat(failure(address, Map.of()))
        .isInstanceOfSatisfying(
            ConnectorFailure.Unreachable.class,
            failure -> assertThat(failure.what()).contains(address, "refuses"));
    assertThat(failed(check(address, Map.of())).name()).isEqualTo("TCP");
  }

  @Test
  void theHostIsNotKnown() {
    String address = "no-such-host.invalid:9092";
    assertThat(failure(address, Map.of()))
        .isInstanceOfSatisfying(
            ConnectorFailure.Unreachable.class,
            failure -> assertThat(failure.what()).contains("no-such-host.invalid", "not known"));
    assertThat(failed(check(address, Map.of())).name()).isEqualTo("DNS");
  }

  @Test
  void itIsRedis() {
    try (RedisServer redis = RedisServer.start()) {
      String address = "127.0.0.1:" + redis.port();
      assertThat(failure(address, Map.of()))
          .isInstanceOfSatisfying(
              ConnectorFailure.Unreachable.class,
              failure -> {
                assertThat(failure.what()).contains(address, "Redis");
                assertThat(failure.remedy()).contains("redis://" + address);
              });
      CheckStep failed = failed(check(address, Map.of()));
      assertThat(failed.name()).isEqualTo("TCP");
      assertThat(failed.detail()).contains("Redis");
    }
  }

  @Test
  void itAcceptsAndSaysNothing() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertThat(failure("127.0.0.1:" + silent.getLocalPort(), Map.of()))
          .isInstanceOf(ConnectorFailure.TimedOut.class);
    }
  }

  @Test
  void plainTextToATlsPort() {
    String address = "localhost:" + tlsPort;
    assertThat(failure(address, Map.of()))
        .isInstanceOfSatisfying(
            ConnectorFailure.Unreachable.class,
            failure -> {
              assertThat(failure.what()).contains(address, "TLS");
              assertThat(failure.remedy()).contains("security.protocol");
            });
    assertThat(failed(check(address, Map.of())).detail()).contains("speaks TLS");
  }

  @Test
  void tlsToAPlainTextPort() {
    assertThat(failure(guarded.bootstrapServers(), trusting()))
        .isInstanceOfSatisfying(
            ConnectorFailure.Unreachable.class,
            failure -> assertThat(failure.what()).contains("without TLS"));
  }

  @Test
  void aCertificateNobodyVouchesFor() {
    assertThat(failure("localhost:" + tlsPort, Map.of("security.protocol", "SSL")))
        .isInstanceOfSatisfying(
            ConnectorFailure.Unauthorized.class,
            failure -> {
              assertThat(failure.what()).contains("vouches");
              assertThat(failure.remedy()).contains("ssl.truststore.location");
            });
    assertThat(failed(check("localhost:" + tlsPort, Map.of("security.protocol", "SSL"))).name())
        .isEqualTo("TLS");
  }

  @Test
  void aTrustedCertificateWorks() {
    List<CheckStep> steps = check("localhost:" + tlsPort, trusting());
    assertThat(steps.get(2).outcome()).isEqualTo(CheckStep.Outcome.PASSED);
    assertThat(steps.get(2).detail()).contains("CN=localhost", "valid until");
    assertThat(steps.get(4).outcome()).isEqualTo(CheckStep.Outcome.PASSED);
    assertThat(steps.get(4).detail()).contains("Kafka 4.4, 1 broker");
  }

  @Test
  void aWrongPassword() {
    String address = "127.0.0.1:" + saslPort;
    assertThat(failure(address, login("wrong-password")))
        .isInstanceOfSatisfying(
            ConnectorFailure.Unauthorized.class,
            failure -> assertThat(failure.what()).contains(address, "refused the login", "PLAIN"));
    CheckStep failed = failed(check(address, login("wrong-password")));
    assertThat(failed.name()).isEqualTo("Authentication");
  }

  @Test
  void theRightPasswordWorks() {
    List<CheckStep> steps = check("127.0.0.1:" + saslPort, login(SECRET));
    assertThat(steps.get(3).outcome()).isEqualTo(CheckStep.Outcome.PASSED);
    assertThat(steps.get(5).outcome()).isNotEqualTo(CheckStep.Outcome.FAILED);
  }

  @Test
  void noLoginWhereOneIsAskedFor() {
    assertThat(failure("127.0.0.1:" + saslPort, Map.of()))
        .isInstanceOfSatisfying(
            ConnectorFailure.Unauthorized.class,
            failure -> assertThat(failure.what()).contains("wants a login"));
  }

  @Test
  void aTrustStoreThatIsNotThere() {
    assertThat(
            failure(
                "localhost:" + tlsPort,
                Map.of(
                    "security.protocol",
                    "SSL",
                    "ssl.truststore.location",
                    folder.resolve("none.p12").toString(),
                    "ssl.truststore.password",
                    SECRET)))
        .isInstanceOfSatisfying(
            ConnectorFailure.Rejected.class,
            failure -> assertThat(failure.what()).contains("trust store"));
  }

  @Test
  void aLoginThatCannotBeRead() {
    assertThat(
            failure(
                "127.0.0.1:" + saslPort,
                Map.of(
                    "security.protocol", "SASL_PLAINTEXT",
                    "sasl.mechanism", "PLAIN",
                    "sasl.jaas.config", "password=" + SECRET)))
        .satisfies(failure -> assertThat(failure.sentence()).contains("sasl.jaas.config"));
  }

  @Test
  void everythingInOrder() {
    String topic = Cluster.topic(1, Map.of());
    Cluster.fill(topic, 1, 3);
    assertThat(check(Cluster.address(), Map.of()))
        .extracting(CheckStep::outcome)
        .containsSubsequence(
            CheckStep.Outcome.PASSED,
            CheckStep.Outcome.PASSED,
            CheckStep.Outcome.SKIPPED,
            CheckStep.Outcome.SKIPPED,
            CheckStep.Outcome.PASSED,
            CheckStep.Outcome.PASSED)
        .doesNotContain(CheckStep.Outcome.FAILED);
  }
}
