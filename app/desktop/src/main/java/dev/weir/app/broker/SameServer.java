package dev.weir.app.broker;

import dev.weir.engine.connection.ConnectionSettings;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether two connections are of one server, as far as their addresses tell. */
final class SameServer {
  private static final String REDIS_PORT = ":6379";

  private SameServer() {}

  /** True if they are of one kind and name a host and port in common. */
  static boolean is(ConnectionSettings one, ConnectionSettings other) {
    return one.kind().equals(other.kind())
        && servers(one).stream().anyMatch(servers(other)::contains);
  }

  private static Set<String> servers(ConnectionSettings settings) {
    return Arrays.stream(settings.address().split(",", -1))
        .map(address -> server(address, settings.kind()))
        .filter(server -> !server.isEmpty())
        .collect(Collectors.toSet());
  }

  /** Host and port, without scheme, user, password and database. */
  private static String server(String address, String kind) {
    String plain = address.strip().toLowerCase(Locale.ROOT);
    int scheme = plain.indexOf("://");
    if (scheme >= 0) {
      plain = plain.substring(scheme + "://".length());
    }
    plain = plain.substring(plain.lastIndexOf('@') + 1).replaceFirst("[/?].*$", "");
    return kind.equals("redis") && !plain.isEmpty() && !plain.matches(".*:\\d+")
        ? plain + REDIS_PORT
        : plain;
  }
}
