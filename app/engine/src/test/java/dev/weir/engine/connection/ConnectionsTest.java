package dev.weir.engine.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.engine.secret.Keychain;
import dev.weir.engine.secret.MemoryKeychain;
import dev.weir.engine.secret.Secret;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.UserFolders;
import dev.weir.stream.CheckStep;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ConnectorProvider;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionsTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T10:15:30Z"));
  private static final String JAAS =
      "x.PlainLoginModule required username=\"ada\" password=\"%s\";";

  @TempDir Path folder;

  private final RecordingProvider kafka = new RecordingProvider("kafka", "localhost:9092");
  private final RecordingProvider redis = new RecordingProvider("redis", "redis://localhost:6379");
  private final MemoryKeychain keychain = new MemoryKeychain();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<Connections> opened = new ArrayList<>();

  @AfterEach
  void closeAll() {
    opened.forEach(Connections::close);
  }

  /** Tells what it is asked to open; its connectors only know their names. */
  private final class RecordingProvider implements ConnectorProvider {
    private final String kind;
    private final String example;
    private final Map<String, ConnectionSpec> specs = new ConcurrentHashMap<>();
    private volatile Optional<RuntimeException> failure = Optional.empty();

    RecordingProvider(String kind, String example) {
      this.kind = kind;
      this.example = example;
    }

    ConnectionSpec spec(String name) {
      ConnectionSpec spec = specs.get(name);
      if (spec == null) {
        throw new AssertionError(name + " was not opened with " + kind);
      }
      return spec;
    }

    @Override
    public String kind() {
      return kind;
    }

    @Override
    public String displayName() {
      return kind.toUpperCase(java.util.Locale.ROOT);
    }

    @Override
    public String addressExample() {
      return example;
    }

    @Override
    public boolean recognises(String address) {
      return kind.equals("redis") == address.startsWith("redis://") && address.contains(":");
    }

    @Override
    public Collection<String> secretProperties() {
      return Set.of("sasl.jaas.config", "password");
    }

    @Override
    public List<String> problems(ConnectionSpec spec) {
      return spec.properties().containsKey("typo")
          ? List.of("There is no property typo.")
          : List.of();
    }

    @Override
    public Connector open(ConnectionSpec spec) {
      failure.ifPresent(
          e -> {
            throw e;
          });
      specs.put(spec.name(), spec);
      return (Connector)
          Proxy.newProxyInstance(
              Connector.class.getClassLoader(),
              new Class<?>[] {Connector.class},
              (_, method, _) ->
                  switch (method.getName()) {
                    case "name" -> spec.name();
                    case "close" -> {
                      events.add("close " + spec.name());
                      yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
    }

    @Override
    public void check(ConnectionSpec spec, Consumer<CheckStep> steps) {
      steps.accept(step("DNS", CheckStep.Outcome.PASSED));
      failure.ifPresent(
          e -> {
            throw e;
          });
      specs.put("check " + spec.name(), spec);
      steps.accept(step("TCP", CheckStep.Outcome.FAILED));
    }

    private CheckStep step(String name, CheckStep.Outcome outcome) {
      return new CheckStep(name, outcome, "", Duration.ofMillis(1));
    }
  }

  private Connections open(Optional<Keychain> with) {
    var connections =
        new Connections(
            UserFolders.in(folder),
            List.of(kafka, redis),
            new SecretResolver(Map.of("PW", "from env"), folder, with),
            CLOCK);
    connections.watch(
        new ConnectionWatcher() {
          @Override
          public void opened(ConnectionSettings settings, Connector connector) {
            events.add("opened " + settings.name());
          }

          @Override
          public void closed(String name) {
            events.add("closed " + name);
          }
        });
    opened.add(connections);
    return connections;
  }

  private Connections open() {
    return open(Optional.of(keychain));
  }

  private static ConnectionSettings settings(String name, String... properties) {
    Map<String, String> map = new ConcurrentHashMap<>();
    for (int i = 0; i < properties.length; i += 2) {
      map.put(properties[i], properties[i + 1]);
    }
    return new ConnectionSettings(name, "kafka", "localhost:9092", map, Environment.STAGING, true);
  }

  private void awaitEvents(String... expected) {
    await().untilAsserted(() -> assertThat(events).containsExactly(expected));
  }

  private static ConnectionStatus status(Connections connections, String name) {
    return connections.statuses().latest().value().stream()
        .filter(status -> status.settings().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no connection " + name));
  }

  private static void awaitState(
      Connections connections, String name, ConnectionStatus.State state) {
    await()
        .untilAsserted(
            () -> assertThat(status(connections, name).state()).as(name).isEqualTo(state));
  }

  private String stored() throws IOException {
    Path file = folder.resolve("connections.json");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private void awaitStored(String text) {
    await().untilAsserted(() -> assertThat(stored()).contains(text));
  }

  @Test
  void aSavedConnectionOpensNowAndAtTheNextStart() throws IOException {
    Connections connections = open();
    connections.save("", settings("prod", "client.id", "weir"));
    awaitEvents("opened prod");
    awaitStored("\"prod\"");
    assertThat(kafka.spec("prod").properties()).containsEntry("client.id", "weir");
    connections.close();
    awaitEvents("opened prod", "closed prod", "close prod");
    events.clear();
    Connections again = open();
    assertThat(status(again, "prod").state()).isEqualTo(ConnectionStatus.State.CLOSED);
    assertThat(status(again, "prod").settings()).isEqualTo(settings("prod", "client.id", "weir"));
    again.openSaved();
    awaitEvents("opened prod");
    assertThat(status(again, "prod").state()).isEqualTo(ConnectionStatus.State.CONNECTING);
  }

  @Test
  void aConnectionClosedByTheUserStaysClosedAtTheNextStart() {
    Connections connections = open();
    connections.save("", settings("prod"));
    awaitEvents("opened prod");
    connections.setOpen("prod", false);
    awaitEvents("opened prod", "closed prod", "close prod");
    awaitStored("\"open\" : false");
    connections.close();
    Connections again = open();
    again.save("", settings("other"));
    again.openSaved();
    awaitEvents("opened prod", "closed prod", "close prod", "opened other");
    assertThat(status(again, "prod").state()).isEqualTo(ConnectionStatus.State.CLOSED);
  }

  @Test
  void whatWatchersFindOutIsShownWhileTheConnectionIsOpen() {
    Connections connections = open();
    connections.save("", settings("prod"));
    awaitEvents("opened prod");
    var report =
        new ConnectionReport(
            ConnectionStatus.State.CONNECTED,
            "Kafka 4.4, 3 brokers",
            12,
            3,
            OptionalLong.of(5),
            "",
            Optional.empty());
    connections.report("prod", report);
    assertThat(status(connections, "prod").broker()).isEqualTo("Kafka 4.4, 3 brokers");
    connections.setOpen("prod", false);
    connections.report("prod", report);
    assertThat(status(connections, "prod").state()).isEqualTo(ConnectionStatus.State.CLOSED);
    connections.report("nobody", report);
  }

  @Test
  void aLateWatcherIsToldOfWhatIsOpen() {
    Connections connections = open();
    connections.save("", settings("prod"));
    awaitEvents("opened prod");
    List<String> late = new CopyOnWriteArrayList<>();
    connections.watch(
        new ConnectionWatcher() {
          @Override
          public void opened(ConnectionSettings settings, Connector connector) {
            late.add(settings.name());
          }

          @Override
          public void closed(String name) {}
        });
    assertThat(late).containsExactly("prod");
  }

  // --- secrets ----------------------------------------------------------------------------------

  @Test
  void aPlainSecretGoesToTheKeychainAndNeverToTheFile() throws IOException {
    Connections connections = open();
    connections.save("", settings("prod", "sasl.jaas.config", JAAS.formatted("hunter2")));
    awaitEvents("opened prod");
    assertThat(kafka.spec("prod").properties())
        .containsEntry("sasl.jaas.config", JAAS.formatted("hunter2"));
    awaitStored("${keychain:");
    assertThat(stored()).doesNotContain("hunter2").contains("ada");
    assertThat(keychain.secrets().values()).containsExactly(new Secret("hunter2"));
    assertThat(status(connections, "prod").settings().properties().get("sasl.jaas.config"))
        .doesNotContain("hunter2");
    connections.close();
    events.clear();
    kafka.specs.clear();
    Connections again = open();
    again.openSaved();
    awaitEvents("opened prod");
    assertThat(kafka.spec("prod").properties())
        .containsEntry("sasl.jaas.config", JAAS.formatted("hunter2"));
  }

  @Test
  void withoutAKeychainItIsAskedForAtEachStart() throws IOException {
    Connections connections = open(Optional.empty());
    connections.save("", settings("prod", "password", "hunter2"));
    awaitEvents("opened prod");
    awaitStored("${ask}");
    assertThat(stored()).doesNotContain("hunter2");
    assertThat(connections.secretsToAsk(status(connections, "prod").settings()))
        .as("it is known until the console is closed")
        .isEmpty();
    connections.close();
    events.clear();
    Connections again = open(Optional.empty());
    again.openSaved();
    awaitState(again, "prod", ConnectionStatus.State.NEEDS_SECRET);
    assertThat(again.secretsToAsk(status(again, "prod").settings())).containsExactly("password");
    again.answerSecrets("prod", Map.of("password", "typed"));
    awaitEvents("opened prod");
    assertThat(kafka.spec("prod").properties()).containsEntry("password", "typed");
  }

  @Test
  void aLockedKeychainMeansAskingInsteadOfLosing() throws IOException {
    keychain.lock(true);
    Connections connections = open();
    connections.save("", settings("prod", "password", "hunter2"));
    awaitEvents("opened prod");
    awaitStored("${ask}");
    assertThat(stored()).doesNotContain("hunter2");
  }

  @Test
  void aSecretThatIsGoneMayBeTyped() {
    Connections connections = open();
    connections.save("", settings("prod", "password", "${keychain:gone}"));
    awaitState(connections, "prod", ConnectionStatus.State.NEEDS_SECRET);
    assertThat(status(connections, "prod").fault().orElseThrow().what()).contains("the keyring");
    assertThat(connections.secretsToAsk(status(connections, "prod").settings()))
        .containsExactly("password");
    connections.answerSecrets("prod", Map.of("password", "typed"));
    awaitEvents("opened prod");
  }

  @Test
  void removingAConnectionRemovesItsSecretsUnlessAnotherNeedsThem() {
    Connections connections = open();
    connections.save("", settings("prod", "password", "hunter2"));
    awaitStored("${keychain:");
    String reference =
        String.valueOf(status(connections, "prod").settings().properties().get("password"));
    connections.save("", settings("copy", "password", reference));
    awaitStored("\"copy\"");
    connections.remove("prod");
    await().until(() -> !stored().contains("\"prod\""));
    assertThat(keychain.secrets()).hasSize(1);
    connections.remove("copy");
    await().until(keychain.secrets()::isEmpty);
  }

  @Test
  void twoConnectionsNeverShareAKeychainEntryByAccident() {
    Connections connections = open();
    connections.save("", settings("a", "password", "first"));
    awaitStored("${keychain:");
    connections.save(
        "a",
        settings(
            "b",
            "password",
            String.valueOf(status(connections, "a").settings().properties().get("password"))));
    awaitStored("\"b\"");
    connections.save("", settings("a", "password", "second"));
    await().until(() -> keychain.secrets().size() == 2);
    assertThat(keychain.secrets().values())
        .containsExactlyInAnyOrder(new Secret("first"), new Secret("second"));
  }

  @Test
  void aPasswordInAnAddressBecomesAProperty() throws IOException {
    Connections connections = open();
    connections.save(
        "",
        new ConnectionSettings(
            "cache",
            "redis",
            "redis://ada:p%40/ss@localhost:6379/2",
            Map.of(),
            Environment.DEVELOPMENT,
            true));
    awaitEvents("opened cache");
    assertThat(redis.spec("cache").address()).isEqualTo("redis://ada@localhost:6379/2");
    assertThat(redis.spec("cache").properties()).containsEntry("password", "p@/ss");
    awaitStored("${keychain:");
    assertThat(stored()).doesNotContain("ss@");
  }

  @Test
  void aSecretWrittenIntoTheFileByHandWorksAndIsNotShown() throws IOException {
    Files.writeString(
        folder.resolve("connections.json"),
        """
        {"future": 1, "connections": [{"name": "prod", "kind": "kafka", "address": "h:1",
          "note": "mine", "properties": {"password": "hunter2"}}, {"kind": "no name"}]}
        """,
        StandardCharsets.UTF_8);
    Connections connections = open();
    assertThat(status(connections, "prod").settings().properties())
        .containsEntry("password", "${ask}");
    assertThat(status(connections, "prod").settings().environment())
        .as("what is not said is guarded as production")
        .isEqualTo(Environment.PRODUCTION);
    connections.openSaved();
    awaitEvents("opened prod");
    assertThat(kafka.spec("prod").properties()).containsEntry("password", "hunter2");
    connections.save("", settings("other"));
    awaitStored("\"other\"");
    assertThat(stored()).contains("\"future\"").contains("\"mine\"").contains("no name");
  }

  @Test
  void aTemporaryConnectionIsNotSaved() throws IOException {
    Connections connections = open();
    connections.openTemporary(settings("demo", "password", "hunter2"));
    awaitEvents("opened demo");
    assertThat(kafka.spec("demo").properties()).containsEntry("password", "hunter2");
    assertThat(status(connections, "demo").settings().properties())
        .containsEntry("password", "${ask}");
    connections.setOpen("demo", false);
    awaitEvents("opened demo", "closed demo", "close demo");
    assertThat(stored()).isEmpty();
    assertThat(keychain.secrets()).isEmpty();
  }

  @Test
  void noTextShowsAPropertyValue() {
    assertThat(settings("prod", "password", "hunter2").toString()).doesNotContain("hunter2");
  }

  // --- changes ----------------------------------------------------------------------------------

  @Test
  void aRenamedConnectionKeepsItsPlaceAndItsTypedSecrets() {
    Connections connections = open(Optional.empty());
    connections.save("", settings("a", "password", "hunter2"));
    connections.save("", settings("z"));
    awaitStored("\"z\"");
    awaitStored("${ask}");
    connections.save("a", settings("b", "password", "${ask}"));
    awaitStored("\"b\"");
    await().until(() -> events.contains("opened b") && events.contains("closed a"));
    assertThat(connections.statuses().latest().value())
        .extracting(status -> status.settings().name())
        .containsExactly("b", "z");
    assertThat(kafka.spec("b").properties()).containsEntry("password", "hunter2");
    await().untilAsserted(() -> assertThat(stored()).doesNotContain("\"a\""));
  }

  @Test
  void savingAgainOpensAnewWithTheNewSettings() {
    Connections connections = open();
    connections.save("", settings("prod", "client.id", "1"));
    awaitEvents("opened prod");
    connections.save("prod", settings("prod", "client.id", "2"));
    awaitEvents("opened prod", "closed prod", "close prod", "opened prod");
    assertThat(kafka.spec("prod").properties()).containsEntry("client.id", "2");
  }

  @Test
  void aTakenNameIsRefusedAndNothingIsLost() {
    Connections connections = open();
    connections.save("", settings("prod", "client.id", "1"));
    connections.save("", settings("other"));
    assertThat(connections.problems("", settings("prod"))).anyMatch(p -> p.contains("already"));
    assertThat(connections.problems("prod", settings("prod"))).isEmpty();
    assertThatThrownBy(() -> connections.save("", settings("prod")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> connections.save("other", settings("prod")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> connections.openTemporary(settings("prod")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(status(connections, "prod").settings().properties()).containsEntry("client.id", "1");
  }

  @Test
  void everyProblemIsNamed() {
    Connections connections = open();
    assertThat(connections.problems("", settings(" "))).anyMatch(p -> p.contains("no name"));
    assertThat(connections.problems("", settings("a/b"))).anyMatch(p -> p.contains("slash"));
    assertThat(connections.problems("", settings("ok", "typo", "1")))
        .containsExactly("There is no property typo.");
    var nowhere =
        new ConnectionSettings("ok", "kafka", " ", Map.of(), Environment.DEVELOPMENT, true);
    assertThat(connections.problems("", nowhere)).anyMatch(p -> p.contains("no address"));
    var unknown =
        new ConnectionSettings("ok", "pulsar", "x:1", Map.of(), Environment.DEVELOPMENT, true);
    assertThat(connections.problems("", unknown))
        .containsExactly("There is no connector for \"pulsar\"; known are kafka, redis.");
    assertThat(connections.problems("", settings("ok"))).isEmpty();
  }

  @Test
  void aConnectorThatDoesNotOpenSaysWhyWithoutQuotingProperties() {
    Connections connections = open();
    kafka.failure =
        Optional.of(
            new ConnectorException(new ConnectorFailure.Rejected("No such host.", "Check it.")));
    connections.save("", settings("prod"));
    awaitState(connections, "prod", ConnectionStatus.State.AWAY);
    assertThat(status(connections, "prod").fault().orElseThrow().what()).isEqualTo("No such host.");
    kafka.failure = Optional.of(new IllegalStateException("Invalid value hunter2"));
    connections.save("prod", settings("prod", "x", "1"));
    await()
        .untilAsserted(
            () ->
                assertThat(status(connections, "prod").fault().orElseThrow().what())
                    .contains("refused")
                    .doesNotContain("hunter2"));
  }

  @Test
  void openedAndClosedInHasteItEndsAsLastWanted() {
    Connections connections = open();
    connections.save("", settings("prod"));
    for (int i = 0; i < 50; i++) {
      connections.setOpen("prod", i % 2 == 1);
    }
    await()
        .untilAsserted(
            () -> {
              long openings = events.stream().filter("opened prod"::equals).count();
              long closings = events.stream().filter("close prod"::equals).count();
              assertThat(events.getLast()).isEqualTo("opened prod");
              assertThat(openings).isEqualTo(closings + 1);
            });
    connections.close();
    assertThat(events.getLast()).isEqualTo("close prod");
  }

  // --- tests and imports ------------------------------------------------------------------------

  @Test
  void aTestShowsItsStepsAndUsesSecretsAlreadyTyped() {
    Connections connections = open(Optional.empty());
    connections.save("", settings("prod", "password", "hunter2"));
    awaitStored("${ask}");
    CheckRun run = connections.check(settings("prod", "password", "${ask}"));
    await().until(() -> run.slot().latest().value().finished());
    assertThat(run.slot().latest().value().steps())
        .extracting(CheckStep::name)
        .containsExactly("DNS", "TCP");
    assertThat(kafka.spec("check prod").properties()).containsEntry("password", "hunter2");
  }

  @Test
  void aTestThatBreaksOffEndsWithAFailedStep() {
    Connections connections = open();
    kafka.failure = Optional.of(new IllegalStateException("Invalid value hunter2"));
    CheckRun run = connections.check(settings("prod"));
    await().until(() -> run.slot().latest().value().finished());
    CheckStep last = run.slot().latest().value().steps().getLast();
    assertThat(last.outcome()).isEqualTo(CheckStep.Outcome.FAILED);
    assertThat(last.detail()).doesNotContain("hunter2");
    CheckRun missing = connections.check(settings("new", "password", "${env:NOPE}"));
    await().until(() -> missing.slot().latest().value().finished());
    assertThat(missing.slot().latest().value().steps().getLast().detail()).contains("NOPE");
  }

  @Test
  void aClientPropertiesFileIsImported() throws IOException {
    Connections connections = open();
    connections.save("", settings("staging"));
    Path file = folder.resolve("staging.properties");
    Files.writeString(
        file,
        """
        # a comment
        bootstrap.servers = kafka-1:9092,kafka-2:9092
        security.protocol=SASL_SSL
        sasl.jaas.config=x.M required \\
            password="a\\"b";
        """);
    ConnectionSettings imported = connections.importFile(file);
    assertThat(imported.name()).as("staging is taken").isEqualTo("staging 2");
    assertThat(imported.kind()).isEqualTo("kafka");
    assertThat(imported.address()).isEqualTo("kafka-1:9092,kafka-2:9092");
    assertThat(imported.properties())
        .containsOnlyKeys("security.protocol", "sasl.jaas.config")
        .containsEntry("security.protocol", "SASL_SSL");
    assertThat(imported.readOnly()).isTrue();
  }

  @Test
  void anAddressIsImportedFromAFileOrTheClipboard() throws IOException {
    Connections connections = open();
    Path file = folder.resolve("cache.txt");
    Files.writeString(file, "\nredis://u:p@cache.internal:6379/1\n");
    assertThat(connections.importFile(file).kind()).isEqualTo("redis");
    assertThat(connections.importFile(file).name()).isEqualTo("cache");
    Path env = folder.resolve(".env");
    Files.writeString(env, "REDIS_URL=redis://cache.internal:6379\nOTHER=1\n");
    assertThat(connections.importFile(env).address()).isEqualTo("redis://cache.internal:6379");
    ConnectionSettings pasted = connections.fromAddress("  redis://u:p@cache.internal:6379 ");
    assertThat(pasted.name()).isEqualTo("cache.internal");
    assertThat(pasted.kind()).isEqualTo("redis");
    assertThat(connections.fromAddress("kafka-1:9092").kind()).isEqualTo("kafka");
  }

  @Test
  void aFileWithoutABrokerIsNamedWithTheRemedy() throws IOException {
    Connections connections = open();
    Path file = folder.resolve("x.properties");
    Files.writeString(file, "a=b");
    assertThatThrownBy(() -> connections.importFile(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x.properties")
        .hasMessageContaining("bootstrap.servers")
        .hasMessageContaining("redis://");
    assertThatThrownBy(() -> connections.importFile(folder.resolve("nope")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no file");
  }

  @Test
  void aCorruptFileIsKeptAsideAndSaid() throws IOException {
    Files.writeString(folder.resolve("connections.json"), "{");
    Connections connections = open();
    assertThat(connections.statuses().latest().value()).isEmpty();
    assertThat(connections.notice().orElseThrow()).contains("connections.json could not be read");
    assertThat(folder.resolve("connections.json")).as("for its owner to correct").hasContent("{");
    assertThat(connections.kinds())
        .extracting(ConnectionDesk.Kind::id)
        .containsExactly("kafka", "redis");
  }
}
