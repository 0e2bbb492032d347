package dev.weir.connector.redis;

import dev.weir.stream.ConnectionSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import redis.clients.jedis.HostAndPort;

/** A specification read and checked. {@link #toString} tells no secret. */
final class RedisSettings {
  /** How the servers named by the address hang together. */
  enum Mode {
    STANDALONE,
    CLUSTER,
    SENTINEL
  }

  static final String USER = "user";
  static final String PASSWORD = "password";
  static final String DATABASE = "database";
  static final String MODE = "mode";
  static final String SENTINEL_MASTER = "sentinel.master";
  static final String SENTINEL_USER = "sentinel.user";
  static final String SENTINEL_PASSWORD = "sentinel.password";
  static final String CONNECT_TIMEOUT = "connect.timeout.ms";
  static final String SOCKET_TIMEOUT = "socket.timeout.ms";
  static final String STREAMS_PATTERN = "streams.pattern";
  static final String TRUSTSTORE = "ssl.truststore.location";
  static final String TRUSTSTORE_PASSWORD = "ssl.truststore.password";
  static final String KEYSTORE = "ssl.keystore.location";
  static final String KEYSTORE_PASSWORD = "ssl.keystore.password";
  static final String IDENTIFICATION = "ssl.endpoint.identification.algorithm";

  static final Set<String> KNOWN =
      Set.of(
          USER,
          PASSWORD,
          DATABASE,
          MODE,
          SENTINEL_MASTER,
          SENTINEL_USER,
          SENTINEL_PASSWORD,
          CONNECT_TIMEOUT,
          SOCKET_TIMEOUT,
          STREAMS_PATTERN,
          TRUSTSTORE,
          TRUSTSTORE_PASSWORD,
          KEYSTORE,
          KEYSTORE_PASSWORD,
          IDENTIFICATION);

  private final RedisAddress address;
  private final Map<String, String> properties;

  private RedisSettings(RedisAddress address, Map<String, String> properties) {
    this.address = address;
    this.properties = properties;
  }

  /** What is wrong with {@code spec}, each with its remedy; empty if nothing. */
  static List<String> problems(ConnectionSpec spec) {
    List<String> problems = new ArrayList<>();
    Map<String, String> properties = spec.properties();
    Optional<RedisAddress> address = Optional.empty();
    try {
      address = Optional.of(RedisAddress.parse(spec.address()));
    } catch (IllegalArgumentException malformed) {
      problems.add(String.valueOf(malformed.getMessage()));
    }
    if (address.isPresent() && address.get().password().isPresent()) {
      problems.add(
          "The address has a password in it, which would be saved and shown. Take it out and give"
              + " it as property 'password'.");
    }
    for (String name : new TreeSet<>(properties.keySet())) {
      if (!KNOWN.contains(name)) {
        problems.add(
            "Property '"
                + name
                + "' is not known. Known are "
                + String.join(", ", new TreeSet<>(KNOWN))
                + ".");
      }
    }
    numberProblem(properties, DATABASE, 0, 1_000_000).ifPresent(problems::add);
    numberProblem(properties, CONNECT_TIMEOUT, 1, 600_000).ifPresent(problems::add);
    numberProblem(properties, SOCKET_TIMEOUT, 1, 600_000).ifPresent(problems::add);
    String mode = properties.getOrDefault(MODE, "standalone");
    switch (mode) {
      case "standalone" -> {
        if (address.isPresent() && address.get().servers().size() > 1) {
          problems.add(
              "The address names several servers. Set property 'mode' to cluster or sentinel, or"
                  + " name one.");
        }
      }
      case "cluster" -> {
        boolean otherDatabase =
            !properties.getOrDefault(DATABASE, "0").equals("0")
                || (address.isPresent() && address.get().database().orElse(0) != 0);
        if (otherDatabase) {
          problems.add("A cluster has database 0 only. Leave the database out.");
        }
      }
      case "sentinel" -> {
        if (properties.getOrDefault(SENTINEL_MASTER, "").isBlank()) {
          problems.add("Mode sentinel needs property 'sentinel.master': the master's name.");
        }
      }
      default -> problems.add("Mode '" + mode + "' is not one of standalone, cluster, sentinel.");
    }
    for (String store : List.of(TRUSTSTORE, KEYSTORE)) {
      String file = properties.getOrDefault(store, "");
      if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
        problems.add("The file '" + file + "' of property '" + store + "' cannot be read.");
      }
    }
    return problems;
  }

  private static Optional<String> numberProblem(
      Map<String, String> properties, String name, int least, int most) {
    String text = properties.get(name);
    if (text == null) {
      return Optional.empty();
    }
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= least && number <= most) {
        return Optional.empty();
      }
    } catch (NumberFormatException notOne) {
      // Said below.
    }
    return Optional.of("Property '" + name + "' is no number from " + least + " to " + most + ".");
  }

  /**
   * Reads {@code spec}.
   *
   * @throws IllegalArgumentException with the first of its {@link #problems}
   */
  static RedisSettings of(ConnectionSpec spec) {
    List<String> problems = problems(spec);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.getFirst());
    }
    return new RedisSettings(RedisAddress.parse(spec.address()), spec.properties());
  }

  boolean tls() {
    return address.tls();
  }

  List<HostAndPort> servers() {
    return address.servers();
  }

  Mode mode() {
    return Mode.valueOf(properties.getOrDefault(MODE, "standalone").toUpperCase(Locale.ROOT));
  }

  String sentinelMaster() {
    return properties.getOrDefault(SENTINEL_MASTER, "");
  }

  Optional<String> user() {
    return text(USER).or(address::user);
  }

  Optional<String> password() {
    return text(PASSWORD);
  }

  Optional<String> sentinelUser() {
    return text(SENTINEL_USER);
  }

  Optional<String> sentinelPassword() {
    return text(SENTINEL_PASSWORD);
  }

  int database() {
    return number(DATABASE, address.database().orElse(0));
  }

  int connectTimeoutMillis() {
    return number(CONNECT_TIMEOUT, 5_000);
  }

  int socketTimeoutMillis() {
    return number(SOCKET_TIMEOUT, 5_000);
  }

  /** Glob patterns of the keys to look for; one "*" if none was given. */
  List<String> patterns() {
    List<String> patterns = new ArrayList<>();
    for (String pattern : properties.getOrDefault(STREAMS_PATTERN, "").split(",", -1)) {
      if (!pattern.isBlank()) {
        patterns.add(pattern.strip());
      }
    }
    return patterns.isEmpty() ? List.of("*") : List.copyOf(patterns);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(properties.get(name)).filter(value -> !value.isEmpty());
  }

  private int number(String name, int otherwise) {
    return text(name).map(value -> Integer.parseInt(value.strip())).orElse(otherwise);
  }

  @Override
  public String toString() {
    return "RedisSettings[" + address + ", " + new TreeSet<>(properties.keySet()) + "]";
  }
}
