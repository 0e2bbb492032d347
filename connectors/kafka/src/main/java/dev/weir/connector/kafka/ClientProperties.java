package dev.weir.connector.kafka;

import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.ReadIsolation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * The properties clients of one connection get: the user's, over defaults for an interactive
 * console, under what keeps an observer from leaving a trace. Never logged.
 */
final class ClientProperties {
  /** Names of properties whose values are secrets. */
  static final Set<String> SECRETS =
      Set.of(
          SaslConfigs.SASL_JAAS_CONFIG,
          SslConfigs.SSL_KEY_PASSWORD_CONFIG,
          SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
          SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
          SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG,
          SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET,
          SaslConfigs.SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_PASSPHRASE);

  private static final int API_TIMEOUT_MILLIS = 10_000;
  private static final int FETCH_MAX_WAIT_MILLIS = 1_000;
  private static final int MOST_RECORD_BYTES = 64 << 20;
  private static final int REQUEST_TIMEOUT_MILLIS = 5_000;

  /** Properties Weir decides itself, and why. */
  private static final Map<String, String> RESERVED = reserved();

  private final ConnectionSpec spec;

  ClientProperties(ConnectionSpec spec) {
    this.spec = spec;
  }

  private static Map<String, String> reserved() {
    Map<String, String> reserved = new HashMap<>();
    String noGroup = "Weir reads without a group, so that it moves no one's offsets";
    for (String name :
        List.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG)) {
      reserved.put(name, noGroup);
    }
    reserved.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "Weir commits nothing");
    String bytes = "Weir reads bytes and decodes them itself";
    reserved.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, bytes);
    reserved.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, bytes);
    reserved.put(
        ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, "an interceptor could change what is shown");
    reserved.put(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "Weir reports expired records as a gap instead");
    reserved.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "Weir creates no topics");
    reserved.put(
        CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "Weir sends no telemetry to brokers");
    reserved.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "it is chosen where records are read");
    reserved.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "the connection's address is used instead");
    reserved.put(
        AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG, "the connection's address is used instead");
    return Map.copyOf(reserved);
  }

  String securityProtocol() {
    return spec.properties()
        .getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT")
        .strip()
        .toUpperCase(Locale.ROOT);
  }

  boolean usesTls() {
    return securityProtocol().endsWith("SSL");
  }

  boolean usesSasl() {
    return securityProtocol().startsWith("SASL");
  }

  String saslMechanism() {
    return spec.properties()
        .getOrDefault(SaslConfigs.SASL_MECHANISM, SaslConfigs.DEFAULT_SASL_MECHANISM);
  }

  /** Properties of an admin client. */
  Map<String, Object> admin() {
    Map<String, Object> properties = base("admin");
    // A silent broker is noticed in seconds; whoever needs longer says so in the properties.
    int requestTimeout =
        intOf(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
    properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, requestTimeout);
    properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, apiTimeoutMillis());
    return properties;
  }

  /** How long one call may take altogether. */
  int apiTimeoutMillis() {
    int requestTimeout =
        intOf(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
    return Math.max(
        requestTimeout,
        intOf(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MILLIS));
  }

  /** Properties of a consumer that reads without a trace. */
  Map<String, Object> consumer(ReadIsolation isolation, String clientName) {
    // Sizes and throughput measured with 200-byte records: larger fetches no longer help.
    return consumer(isolation, clientName, 10_000, 8 << 20);
  }

  /**
   * Properties of a consumer that goes through records one by one. What is fetched lives until it
   * has had its turn: of large fetches the collector copied 20 to 30 MB each time.
   */
  Map<String, Object> unhurriedConsumer(ReadIsolation isolation, String clientName) {
    return consumer(isolation, clientName, 1_000, 1 << 20);
  }

  private Map<String, Object> consumer(
      ReadIsolation isolation, String clientName, int recordsAtOnce, int bytesOfPartition) {
    Map<String, Object> properties = base(clientName);
    // The request timeout stays at the client's 30 s: it must outlast a large fetch on a slow line.
    properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, recordsAtOnce);
    properties.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, bytesOfPartition);
    properties.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 32 * 1024 * 1024);
    properties.putIfAbsent(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1024 * 1024);
    // Records end a fetch at once; without any it is asked again every second.
    properties.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MAX_WAIT_MILLIS);
    properties.putIfAbsent(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MILLIS);
    properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.name().toLowerCase(Locale.ROOT));
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class);
    return properties;
  }

  /** Properties of a probe's producer: each record goes at once, and is safe when acknowledged. */
  Map<String, Object> probe() {
    return writer("probe");
  }

  /**
   * Properties of a replay's producer. Its transactions are short: while one is open, those who
   * read only what is committed wait behind it.
   */
  Map<String, Object> replay(String transactionalId) {
    Map<String, Object> properties = writer("replay");
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2 * REQUEST_TIMEOUT_MILLIS);
    // Brokers put the next transaction off until they are done with the one before: some 10 ms,
    // while the client by itself would ask again after 100.
    properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 10);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 18);
    // The topic decides what is too large, not this client.
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 1 << 27);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 1L << 27);
    return properties;
  }

  /** Properties of the consumer that speaks for a replay's group, which has no members. */
  Map<String, Object> replayGroup(String group) {
    Map<String, Object> properties = consumer(ReadIsolation.READ_COMMITTED, "replay");
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    return properties;
  }

  /** Properties of a producer of records that a person wrote: each is there once, or is told of. */
  Map<String, Object> producer() {
    Map<String, Object> properties = writer("produce");
    // How large a record may be is for the broker to say.
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_RECORD_BYTES);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MOST_RECORD_BYTES);
    return properties;
  }

  /** What all that write have in common: each record at once, once, and on all replicas in sync. */
  private Map<String, Object> writer(String clientName) {
    Map<String, Object> properties = base(clientName);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * REQUEST_TIMEOUT_MILLIS);
    return properties;
  }

  /** The longest an idle fetch may stay unanswered. */
  int fetchMaxWaitMillis() {
    return intOf(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MAX_WAIT_MILLIS);
  }

  private Map<String, Object> base(String clientName) {
    Map<String, Object> properties = new HashMap<>(spec.properties());
    properties.keySet().removeAll(RESERVED.keySet());
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, spec.address());
    properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, securityProtocol());
    // Quotas and broker logs go by client id: the user's own stays its beginning.
    properties.put(
        CommonClientConfigs.CLIENT_ID_CONFIG,
        spec.properties().getOrDefault(CommonClientConfigs.CLIENT_ID_CONFIG, "weir")
            + "-"
            + spec.name()
            + "-"
            + clientName);
    // The figures are read directly; nobody looks for them in JMX.
    properties.putIfAbsent(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
    properties.putIfAbsent(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 3_000);
    properties.putIfAbsent(
        CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 10_000);
    return properties;
  }

  private int intOf(String name, int otherwise) {
    String value = spec.properties().get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException _) {
      return otherwise;
    }
  }

  /** What is wrong with a specification, in sentences that name no value. */
  static List<String> problems(ConnectionSpec spec) {
    List<String> problems = new ArrayList<>();
    try {
      Endpoint.parse(spec.address());
    } catch (IllegalArgumentException malformed) {
      problems.add(String.valueOf(malformed.getMessage()));
    }
    Set<String> admin = AdminClientConfig.configNames();
    Set<String> consumer = ConsumerConfig.configNames();
    Set<String> producer = ProducerConfig.configNames();
    for (String name : new TreeMap<>(spec.properties()).keySet()) {
      String reason = RESERVED.get(name);
      if (reason != null) {
        problems.add("Property " + name + " is ignored: " + reason + ".");
      } else if (!admin.contains(name) && !consumer.contains(name)) {
        problems.add(
            producer.contains(name)
                ? "Property " + name + " is one of producers and has no effect here."
                : unknown(name, admin, consumer));
      }
    }
    problems.addAll(new ClientProperties(spec).valueProblems());
    return List.copyOf(problems);
  }

  private static String unknown(String name, Set<String> admin, Set<String> consumer) {
    String nearest = "";
    int best = 4;
    for (Set<String> names : List.of(admin, consumer)) {
      for (String candidate : names) {
        int distance = distance(name, candidate, best);
        if (distance < best) {
          best = distance;
          nearest = candidate;
        }
      }
    }
    String sentence = "Property " + name + " is not one of Kafka's clients.";
    return nearest.isEmpty() ? sentence : sentence + " Is " + nearest + " meant?";
  }

  /** Levenshtein's edit distance, or {@code bound} where it is not less. */
  private static int distance(String a, String b, int bound) {
    if (Math.abs(a.length() - b.length()) >= bound) {
      return bound;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return Math.min(row[b.length()], bound);
  }

  /** Values the clients would refuse, by property name. */
  private List<String> valueProblems() {
    Map<String, Object> all = new LinkedHashMap<>(admin());
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, String> property : spec.properties().entrySet()) {
      var definition = AdminClientConfig.configDef().configKeys().get(property.getKey());
      if (definition == null) {
        definition = ConsumerConfig.configDef().configKeys().get(property.getKey());
      }
      if (definition == null || RESERVED.containsKey(property.getKey())) {
        continue;
      }
      try {
        Object value =
            org.apache.kafka.common.config.ConfigDef.parseType(
                definition.name,
                all.getOrDefault(definition.name, property.getValue()),
                definition.type());
        if (definition.validator != null) {
          definition.validator.ensureValid(definition.name, value);
        }
      } catch (ConfigException _) {
        // Its message quotes the value, which may be a secret typed into the wrong field.
        problems.add(
            "The value of property "
                + property.getKey()
                + " is not acceptable: Kafka expects "
                + definition.type().name().toLowerCase(Locale.ROOT)
                + (definition.validator == null || SECRETS.contains(property.getKey())
                    ? "."
                    : " (" + definition.validator + ")."));
      }
    }
    if (usesSasl()
        && !spec.properties().containsKey(SaslConfigs.SASL_JAAS_CONFIG)
        && System.getProperty("java.security.auth.login.config") == null) {
      problems.add(securityProtocol() + " needs property " + SaslConfigs.SASL_JAAS_CONFIG + ".");
    }
    return problems;
  }
}
