package dev.weir.connector.kafka;

import dev.weir.stream.CheckStep;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailPoll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Tests a connection one layer after the other, so that the first step that fails is the reason.
 * Leaves nothing open and ends within about ten seconds.
 */
final class ConnectionCheck {
  private static final List<String> STEPS =
      List.of(
          "DNS", "TCP", "TLS", "Authentication", "Cluster", "List topics", "List groups", "Read");

  private static final Duration WHOLE = Duration.ofSeconds(10);
  private static final int CALL_MILLIS = 3_000;
  private static final int CONNECT_MILLIS = 1_500;
  private static final Duration EXPIRES_SOON = Duration.ofDays(30);

  private final ConnectionSpec spec;
  private final InstantSource clock;
  private final Consumer<CheckStep> steps;
  private final ClientProperties properties;
  private final long startNanos = System.nanoTime();
  private int told;

  ConnectionCheck(ConnectionSpec spec, InstantSource clock, Consumer<CheckStep> steps) {
    // No call of the test may take as long as one of the console.
    Map<String, String> shorter = new HashMap<>(spec.properties());
    shorter.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(CALL_MILLIS));
    shorter.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(CALL_MILLIS));
    this.spec = new ConnectionSpec(spec.name(), spec.kind(), spec.address(), shorter);
    this.clock = clock;
    this.steps = steps;
    properties = new ClientProperties(this.spec);
  }

  /** How a step ended; the next one is tried unless it failed. */
  private record Result(CheckStep.Outcome outcome, String detail) {
    static Result passed(String detail) {
      return new Result(CheckStep.Outcome.PASSED, detail);
    }

    static Result warned(String detail) {
      return new Result(CheckStep.Outcome.WARNED, detail);
    }

    static Result failed(String detail) {
      return new Result(CheckStep.Outcome.FAILED, detail);
    }

    static Result skipped(String detail) {
      return new Result(CheckStep.Outcome.SKIPPED, detail);
    }
  }

  void run() {
    List<Endpoint> endpoints;
    try {
      endpoints = Endpoint.parse(spec.address());
    } catch (IllegalArgumentException malformed) {
      tell(Result.failed(String.valueOf(malformed.getMessage())), 0);
      skipRest();
      return;
    }
    Map<Endpoint, InetAddress> found = new LinkedHashMap<>();
    List<Endpoint> open = new ArrayList<>();
    boolean reached =
        step(() -> resolve(endpoints, found))
            && step(() -> connect(found, open))
            && step(() -> secure(open.getFirst()));
    if (!reached) {
      skipRest();
      return;
    }
    KafkaConnector connector;
    try {
      connector = new KafkaConnector(spec, clock);
    } catch (ConnectorException refused) {
      tell(Result.failed(refused.failure().sentence()), 0);
      skipRest();
      return;
    }
    try (connector) {
      ask(connector);
    }
    skipRest();
  }

  private void ask(KafkaConnector connector) {
    long start = System.nanoTime();
    ClusterFacts facts;
    try {
      facts = connector.facts();
    } catch (ConnectorException refused) {
      Result failed = Result.failed(refused.failure().sentence());
      if (!(refused.failure() instanceof ConnectorFailure.Unauthorized) && !properties.usesSasl()) {
        tell(Result.skipped("No login is configured."), 0);
      }
      tell(failed, System.nanoTime() - start);
      return;
    }
    tell(
        properties.usesSasl()
            ? Result.passed(
                "Logged in with " + properties.saslMechanism() + " over " + transport() + ".")
            : Result.skipped("No login is configured."),
        System.nanoTime() - start);
    if (!step(() -> cluster(facts))) {
      return;
    }
    List<StreamInfo> topics = new ArrayList<>();
    step(() -> listTopics(connector, topics));
    step(() -> listGroups(connector));
    step(() -> readOne(connector, topics));
  }

  private String transport() {
    return properties.usesTls() ? "TLS" : "plain text";
  }

  private Result resolve(List<Endpoint> endpoints, Map<Endpoint, InetAddress> found) {
    List<String> unknown = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    for (Endpoint endpoint : endpoints) {
      try {
        InetAddress[] addresses =
            NameLookup.addresses(endpoint.host(), found.isEmpty() ? left(3_000) : left(1_000));
        found.put(endpoint, addresses[0]);
        said.append(said.isEmpty() ? "" : "; ")
            .append(endpoint.host())
            .append(" is ")
            .append(
                Arrays.stream(addresses)
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(", ")));
      } catch (IOException _) {
        unknown.add(endpoint.host());
      }
    }
    String names = String.join(", ", unknown);
    if (found.isEmpty()) {
      return Result.failed(
          "The host name "
              + names
              + " is not known. Check the spelling, the DNS and whether a VPN is needed.");
    }
    return unknown.isEmpty()
        ? Result.passed(said + ".")
        : Result.warned(said + "; " + names + " is not known.");
  }

  private Result connect(Map<Endpoint, InetAddress> found, List<Endpoint> open) {
    List<String> closed = new ArrayList<>();
    Reachability words = new Reachability(spec.name(), List.of(), properties);
    Optional<ConnectorFailure> first = Optional.empty();
    for (Endpoint endpoint : found.keySet()) {
      if (closed.size() + open.size() >= 4) {
        break;
      }
      PortProbe.Answer answer =
          PortProbe.probe(endpoint, properties.usesTls(), properties.usesSasl());
      Optional<ConnectorFailure> failure = words.failure(endpoint, answer);
      if (failure.isPresent()) {
        closed.add(endpoint.toString());
        first = first.isPresent() ? first : failure;
      } else {
        open.add(endpoint);
      }
    }
    if (open.isEmpty()) {
      return Result.failed(first.map(ConnectorFailure::sentence).orElse("No address."));
    }
    String list = open.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
    return closed.isEmpty()
        ? Result.passed(list + " answers.")
        : Result.warned(list + " answers; " + String.join(", ", closed) + " does not.");
  }

  /** A handshake with the trust store and host name check the clients will use. */
  private Result secure(Endpoint endpoint) {
    if (!properties.usesTls()) {
      return Result.skipped("The connection is plain text.");
    }
    Map<String, ?> parsed;
    try {
      parsed = new AdminClientConfig(properties.admin()).values();
    } catch (RuntimeException refused) {
      return Result.failed(words().failure("read the properties", refused).sentence());
    }
    if (spec.properties().containsKey(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG)) {
      return Result.skipped("TLS is made by a class of your own; the login shows if it works.");
    }
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(parsed);
      return handshake(endpoint, factory, parsed);
    } catch (IOException | RuntimeException refused) {
      Throwable cause =
          refused instanceof javax.net.ssl.SSLException
              ? new SslAuthenticationException("handshake", refused)
              : refused;
      return Result.failed(words().failure("shake hands", cause).sentence());
    }
  }

  private FailureWords words() {
    return new FailureWords(
        spec.name(),
        spec.address(),
        properties,
        new Reachability(spec.name(), Endpoint.parse(spec.address()), properties));
  }

  private Result handshake(
      Endpoint endpoint, DefaultSslEngineFactory factory, Map<String, ?> parsed)
      throws IOException {
    try (Socket socket =
            PortProbe.connect(
                new InetSocketAddress(endpoint.host(), endpoint.port()), CONNECT_MILLIS);
        SSLSocket tls =
            (SSLSocket)
                factory
                    .sslContext()
                    .getSocketFactory()
                    .createSocket(socket, endpoint.host(), endpoint.port(), true)) {
      SSLParameters parameters = tls.getSSLParameters();
      Object algorithm = parsed.get(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
      if (algorithm instanceof String name && !name.isEmpty()) {
        parameters.setEndpointIdentificationAlgorithm(name);
      }
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      String spoken = tls.getSession().getProtocol();
      Certificate[] chain = tls.getSession().getPeerCertificates();
      if (!(chain[0] instanceof X509Certificate certificate)) {
        return Result.passed(spoken + ".");
      }
      Instant until = certificate.getNotAfter().toInstant();
      String said =
          spoken
              + ", certificate of "
              + certificate.getSubjectX500Principal().getName()
              + ", valid until "
              + until.atZone(ZoneOffset.UTC).toLocalDate()
              + ".";
      return until.isBefore(clock.instant().plus(EXPIRES_SOON))
          ? Result.warned(said + " Renew it soon.")
          : Result.passed(said);
    }
  }

  /** Brokers tell their addresses; not all need be reachable from here. */
  private Result cluster(ClusterFacts facts) {
    List<String> away = new ArrayList<>();
    int tried = 0;
    for (Node broker : facts.brokers()) {
      if (tried++ == 3 || left(CONNECT_MILLIS).isZero()) {
        break;
      }
      try {
        InetAddress address = NameLookup.addresses(broker.host(), left(1_000))[0];
        PortProbe.connect(
                new InetSocketAddress(address, broker.port()),
                (int) Math.max(1, left(CONNECT_MILLIS).toMillis()))
            .close();
      } catch (IOException _) {
        away.add(broker.host() + ":" + broker.port());
      }
    }
    String said =
        facts.sentence()
            + (facts.controller() < 0 ? "" : ", controller " + facts.controller())
            + ".";
    return away.isEmpty()
        ? Result.passed(said)
        : Result.warned(
            said
                + " The cluster advertises "
                + String.join(", ", away)
                + ", which cannot be reached from here: check advertised.listeners.");
  }

  private static Result listTopics(KafkaConnector connector, List<StreamInfo> topics) {
    topics.addAll(connector.streams());
    long internal = topics.stream().filter(StreamInfo::internal).count();
    return topics.isEmpty()
        ? Result.warned("No topic is visible. You may lack DESCRIBE on topics, or there is none.")
        : Result.passed(topics.size() + " topics, " + internal + " of them internal.");
  }

  private static Result listGroups(KafkaConnector connector) {
    List<GroupInfo> groups = connector.groups();
    if (groups.isEmpty()) {
      return Result.warned("No group is visible. You may lack DESCRIBE on groups, or none is.");
    }
    connector.describe(groups.getFirst().group());
    return Result.passed(groups.size() + " groups, and they can be described.");
  }

  private Result readOne(KafkaConnector connector, List<StreamInfo> topics) {
    List<StreamRef> candidates =
        topics.stream()
            .filter(topic -> !topic.internal())
            .map(StreamInfo::stream)
            .limit(50)
            .toList();
    Optional<StreamEnds> filled =
        connector.ends(candidates).stream().filter(ends -> ends.length() > 0).findFirst();
    if (filled.isEmpty()) {
      return Result.skipped("There is no record to read.");
    }
    StreamRef topic = filled.get().stream();
    try (RecordCursor cursor =
        connector.open(List.of(topic), new TailFrom.Newest(1), ReadIsolation.READ_UNCOMMITTED)) {
      Duration patience = left(2_000);
      long until = System.nanoTime() + patience.toNanos();
      while (!cursor.reachedOpeningEnd() && System.nanoTime() < until) {
        TailPoll poll = cursor.poll(Duration.ofMillis(200));
        if (!poll.batches().isEmpty()) {
          return Result.passed("Read a record of topic " + topic.name() + ".");
        }
      }
    }
    return Result.warned("Topic " + topic.name() + " may be read, but no record came in time.");
  }

  private boolean step(Supplier<Result> step) {
    if (left(WHOLE.toMillis()).isZero()) {
      tell(Result.skipped("There was no time left."), 0);
      return true;
    }
    long start = System.nanoTime();
    Result result;
    try {
      result = step.get();
    } catch (ConnectorException refused) {
      result = Result.failed(refused.failure().sentence());
    }
    tell(result, System.nanoTime() - start);
    return result.outcome() != CheckStep.Outcome.FAILED;
  }

  /** What is left of the whole test's time, but no more than asked for. */
  private Duration left(long atMostMillis) {
    Duration left = WHOLE.minusNanos(System.nanoTime() - startNanos);
    Duration most = Duration.ofMillis(atMostMillis);
    return left.isNegative() ? Duration.ZERO : left.compareTo(most) < 0 ? left : most;
  }

  private void tell(Result result, long nanos) {
    if (told < STEPS.size()) {
      steps.accept(
          new CheckStep(
              STEPS.get(told++), result.outcome(), result.detail(), Duration.ofNanos(nanos)));
    }
  }

  private void skipRest() {
    while (told < STEPS.size()) {
      tell(Result.skipped("An earlier step failed."), 0);
    }
  }
}
