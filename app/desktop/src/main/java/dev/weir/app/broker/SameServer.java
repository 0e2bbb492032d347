package dev.weir.app.broker;

import dev.weir.engine.connection.ConnectionSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether two connections are of one server, as far as their addresses tell. Immutable. */
final class SameServer {
  private static final String REDIS_PORT = "6379";
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("\\[([^]]*)](?::0*(\\d+))?|(.*):0*(\\d+)|(.*)");

  private final HostNames names;

  SameServer(HostNames names) {
    this.names = names;
  }

  /**
   * Those of one kind that name a host and port in common with a connection: as written, or else by
   * another name of the same host.
   */
  List<ConnectionSettings> among(List<ConnectionSettings> all, ConnectionSettings typed) {
    // What was written so was meant: another name of it may lead to another listener.
    List<ConnectionSettings> asWritten = inCommon(all, typed, Set::of);
    return asWritten.isEmpty() ? inCommon(all, typed, names::of) : asWritten;
  }

  private static List<ConnectionSettings> inCommon(
      List<ConnectionSettings> all,
      ConnectionSettings typed,
      Function<String, Set<String>> namesOf) {
    Set<String> wanted = servers(typed, namesOf);
    return all.stream()
        .filter(one -> one.kind().equals(typed.kind()))
        .filter(one -> servers(one, namesOf).stream().anyMatch(wanted::contains))
        .toList();
  }

  private static Set<String> servers(
      ConnectionSettings settings, Function<String, Set<String>> namesOf) {
    return Arrays.stream(settings.address().split(",", -1))
        .flatMap(address -> servers(address, settings.kind(), namesOf))
        .collect(Collectors.toSet());
  }

  /** Host and port, without scheme, user, password and database. */
  private static Stream<String> servers(
      String address, String kind, Function<String, Set<String>> namesOf) {
    String plain = address.strip().toLowerCase(Locale.ROOT);
    int scheme = plain.indexOf("://");
    if (scheme >= 0) {
      plain = plain.substring(scheme + "://".length());
    }
    plain = plain.substring(plain.lastIndexOf('@') + 1).replaceFirst("[/?].*$", "");
    Matcher matcher = HOST_AND_PORT.matcher(plain);
    if (plain.isEmpty() || !matcher.matches()) {
      return Stream.empty();
    }
    String host = first(matcher, 1, 3, 5);
    String port = first(matcher, 2, 4);
    String told = port.isEmpty() && kind.equals("redis") ? REDIS_PORT : port;
    return namesOf.apply(host).stream().map(name -> name + " " + told);
  }

  private static String first(Matcher matcher, int... groups) {
    for (int group : groups) {
      String text = matcher.group(group);
      if (text != null) {
        return text;
      }
    }
    return "";
  }
}
