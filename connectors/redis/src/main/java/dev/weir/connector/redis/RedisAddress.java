package dev.weir.connector.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import redis.clients.jedis.HostAndPort;

/**
 * What a redis:// or rediss:// URL says: {@code rediss://user@host:port,host:port/database}.
 *
 * @param password only to be refused: it belongs into a property, where it is kept as a secret
 */
record RedisAddress(
    boolean tls,
    Optional<String> user,
    Optional<String> password,
    List<HostAndPort> servers,
    OptionalInt database) {
  static final int DEFAULT_PORT = 6379;
  private static final String PLAIN = "redis://";
  private static final String SECURE = "rediss://";

  RedisAddress {
    servers = List.copyOf(servers);
  }

  static boolean hasScheme(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    return lower.startsWith(PLAIN) || lower.startsWith(SECURE);
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException saying what is wrong, without repeating a password
   */
  static RedisAddress parse(String text) {
    String url = text.strip();
    if (!hasScheme(url)) {
      throw new IllegalArgumentException(
          "The address is no Redis URL. Write it as redis://host:6379, or rediss://host:6379 for"
              + " TLS.");
    }
    boolean tls = url.toLowerCase(Locale.ROOT).startsWith(SECURE);
    String rest = url.substring(tls ? SECURE.length() : PLAIN.length());
    Optional<String> user = Optional.empty();
    Optional<String> password = Optional.empty();
    int at = rest.lastIndexOf('@');
    if (at >= 0) {
      String credentials = rest.substring(0, at);
      rest = rest.substring(at + 1);
      int colon = credentials.indexOf(':');
      String name = colon < 0 ? credentials : credentials.substring(0, colon);
      if (!name.isEmpty()) {
        user = Optional.of(decoded(name));
      }
      if (colon >= 0 && colon + 1 < credentials.length()) {
        password = Optional.of(decoded(credentials.substring(colon + 1)));
      }
    }
    int query = rest.indexOf('?');
    if (query >= 0) {
      throw new IllegalArgumentException(
          "The address has a part after '?'. Give options as properties of the connection.");
    }
    OptionalInt database = OptionalInt.empty();
    int slash = rest.indexOf('/');
    if (slash >= 0) {
      String path = rest.substring(slash + 1);
      rest = rest.substring(0, slash);
      if (!path.isEmpty()) {
        database = OptionalInt.of(number(path, 0, 1_000_000, "database number"));
      }
    }
    List<HostAndPort> servers = new ArrayList<>();
    for (String server : rest.split(",", -1)) {
      servers.add(server(server.strip()));
    }
    return new RedisAddress(tls, user, password, servers, database);
  }

  private static HostAndPort server(String text) {
    String host = text;
    int port = DEFAULT_PORT;
    int bracket = text.lastIndexOf(']');
    int colon = text.lastIndexOf(':');
    if (colon > bracket) {
      host = text.substring(0, colon);
      port = number(text.substring(colon + 1), 1, 65_535, "port");
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      throw new IllegalArgumentException(
          "The host '" + host + "' has a colon. Write an IPv6 address in brackets: [::1].");
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "The address names no host. Write it as redis://host:6379.");
    }
    return new HostAndPort(host, port);
  }

  private static int number(String text, int least, int most, String what) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "The " + what + " '" + text + "' is no number from " + least + " to " + most + ".");
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "The part before '@' has a '%' that starts no two-digit code. Write a '%' as %25.");
    }
  }

  /** Names the servers and nothing else. */
  @Override
  public String toString() {
    return "RedisAddress" + servers;
  }
}
