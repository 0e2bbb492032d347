package dev.weir.views.fake;

import dev.weir.engine.connection.CheckRun;
import dev.weir.engine.connection.ConnectionDesk;
import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.connection.ConnectionStatus.State;
import dev.weir.engine.connection.Environment;
import dev.weir.engine.finding.Fault;
import dev.weir.engine.publish.Slot;
import dev.weir.stream.CheckStep;
import dev.weir.stream.CheckStep.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Connections in memory. */
public final class FakeConnectionDesk implements ConnectionDesk {
  private final Slot<List<ConnectionStatus>> slot = new Slot<>(List.of());
  private final List<ConnectionStatus> statuses = new ArrayList<>();

  /** Names asked to be removed, in order. */
  public final List<String> removed = new ArrayList<>();

  /** Names whose secrets were answered, with the properties' names. */
  public final List<String> answered = new ArrayList<>();

  public final List<CheckRunInHand> checks = new ArrayList<>();

  FakeConnectionDesk() {
    statuses.add(
        new ConnectionStatus(
            new ConnectionSettings(
                "orders-prod",
                "kafka",
                "kafka-1.prod.example.com:9093,kafka-2.prod.example.com:9093",
                Map.of(
                    "security.protocol", "SASL_SSL",
                    "sasl.mechanism", "SCRAM-SHA-512",
                    "sasl.jaas.config", "${keychain:orders-prod/sasl.jaas.config}",
                    "ssl.truststore.location", "/etc/weir/truststore.p12",
                    "ssl.truststore.password", "${env:TRUSTSTORE_PASSWORD}"),
                Environment.PRODUCTION,
                true),
            State.CONNECTED,
            "Apache Kafka 4.4, 3 brokers, cluster Xk1fQ",
            63,
            41,
            OptionalLong.of(6),
            "Latency is measured from CreateTime: it includes the producers' clocks.",
            Optional.empty()));
    statuses.add(
        new ConnectionStatus(
            new ConnectionSettings(
                "cache-1",
                "redis",
                "redis://cache-1.example.com:6379",
                Map.of("password", "${ask}", "user", "weir"),
                Environment.STAGING,
                true),
            State.NEEDS_SECRET,
            "",
            0,
            0,
            OptionalLong.empty(),
            "",
            Optional.empty()));
    statuses.add(
        new ConnectionStatus(
            new ConnectionSettings(
                "local", "kafka", "localhost:9092", Map.of(), Environment.DEVELOPMENT, false),
            State.AWAY,
            "",
            0,
            0,
            OptionalLong.empty(),
            "",
            Optional.of(
                new Fault(
                    0,
                    "local",
                    "Nothing answers at localhost:9092.",
                    "Start the broker, or correct the address."))));
    publish();
  }

  /** Why there is no keychain; there is one unless a test says so. */
  public String withoutKeychain = "";

  @Override
  public String withoutKeychain() {
    return withoutKeychain;
  }

  /** Replaces all connections. */
  public void set(List<ConnectionStatus> newStatuses) {
    statuses.clear();
    statuses.addAll(newStatuses);
    publish();
  }

  void publish() {
    slot.publish(List.copyOf(statuses), 0);
  }

  @Override
  public Slot<List<ConnectionStatus>> statuses() {
    return slot;
  }

  @Override
  public List<Kind> kinds() {
    return List.of(
        new Kind(
            "kafka",
            "Kafka",
            "localhost:9092",
            List.of("sasl.jaas.config", "ssl.truststore.password", "ssl.keystore.password")),
        new Kind("redis", "Redis", "redis://localhost:6379", List.of("password")));
  }

  @Override
  public List<String> problems(ConnectionSettings settings) {
    var problems = new ArrayList<String>();
    if (settings.name().isBlank()) {
      problems.add("The connection has no name. Type one.");
    }
    if (!settings.address().contains(":")) {
      problems.add(
          "“" + settings.address() + "” is no address. Type host:port, such as localhost:9092.");
    }
    return problems;
  }

  @Override
  public void save(String previousName, ConnectionSettings settings) {
    var saved =
        new ConnectionStatus(
            settings, State.CONNECTING, "", 0, 0, OptionalLong.empty(), "", Optional.empty());
    for (int i = 0; i < statuses.size(); i++) {
      if (statuses.get(i).settings().name().equals(previousName)) {
        statuses.set(i, saved);
        publish();
        return;
      }
    }
    statuses.add(saved);
    publish();
  }

  @Override
  public void remove(String name) {
    removed.add(name);
    statuses.removeIf(status -> status.settings().name().equals(name));
    publish();
  }

  @Override
  public void setOpen(String name, boolean open) {
    change(name, open ? State.CONNECTING : State.CLOSED);
  }

  @Override
  public void answerSecrets(String name, Map<String, String> secretsByProperty) {
    answered.add(name + secretsByProperty.keySet());
    change(name, State.CONNECTED);
  }

  @Override
  public List<String> secretsToAsk(ConnectionSettings settings) {
    return settings.properties().entrySet().stream()
        .filter(entry -> entry.getValue().equals("${ask}"))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  @Override
  public CheckRun check(ConnectionSettings settings) {
    var run = new CheckRunInHand(settings);
    checks.add(run);
    return run;
  }

  @Override
  public ConnectionSettings importFile(Path file) throws IOException {
    var properties = new java.util.Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    String address = properties.getProperty("bootstrap.servers", "");
    properties.remove("bootstrap.servers");
    var values = new java.util.HashMap<String, String>();
    for (String key : properties.stringPropertyNames()) {
      values.put(key, properties.getProperty(key));
    }
    return new ConnectionSettings(
        "imported", "kafka", address, values, Environment.DEVELOPMENT, true);
  }

  private void change(String name, State state) {
    for (int i = 0; i < statuses.size(); i++) {
      ConnectionStatus old = statuses.get(i);
      if (old.settings().name().equals(name)) {
        statuses.set(
            i,
            new ConnectionStatus(
                old.settings(),
                state,
                old.broker(),
                old.streams(),
                old.groups(),
                old.answerMillis(),
                old.limits(),
                Optional.empty()));
      }
    }
    publish();
  }

  /** A test whose steps come when told to. */
  public static final class CheckRunInHand implements CheckRun {
    private final Slot<State> slot = new Slot<>(new State(List.of(), false));
    public final ConnectionSettings settings;

    CheckRunInHand(ConnectionSettings settings) {
      this.settings = settings;
    }

    @Override
    public Slot<State> slot() {
      return slot;
    }

    /** Another step ends. */
    public void step(String name, Outcome outcome, String detail, long millis) {
      var steps = new ArrayList<>(slot.latest().value().steps());
      steps.add(new CheckStep(name, outcome, detail, Duration.ofMillis(millis)));
      slot.publish(new State(steps, false), 0);
    }

    /** No more steps. */
    public void finish() {
      slot.publish(new State(slot.latest().value().steps(), true), 0);
    }
  }
}
