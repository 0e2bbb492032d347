package dev.weir.app.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which names of hosts mean the same one, as far as this machine knows by itself: its own names and
 * addresses, and its file of hosts. No name server is asked, which could take minutes. Immutable.
 */
final class HostNames {
  private static final String HERE = "localhost";

  private final Map<String, Set<String>> addresses;
  private final Set<String> ownNames;
  private final Set<String> ownAddresses;

  /**
   * Names as somebody knows them.
   *
   * @param hostLines of a file of hosts: an address, then its names
   */
  HostNames(List<String> hostLines, Set<String> ownNames, Set<String> ownAddresses) {
    this.ownNames = Set.copyOf(ownNames);
    this.ownAddresses = Set.copyOf(ownAddresses);
    Map<String, Set<String>> read = new HashMap<>();
    for (String line : hostLines) {
      String[] words = line.replaceFirst("#.*$", "").strip().toLowerCase(Locale.ROOT).split("\\s+");
      for (String name : Arrays.asList(words).subList(1, words.length)) {
        read.computeIfAbsent(name, _ -> new HashSet<>()).add(words[0]);
      }
    }
    addresses = Map.copyOf(read);
  }

  /** Those of this machine. Reads small files of the system, and blocks for no network. */
  static HostNames ofThisMachine(Map<String, String> env) {
    Set<String> own = new HashSet<>();
    for (String variable : List.of("HOSTNAME", "COMPUTERNAME")) {
      own.add(env.getOrDefault(variable, "").strip().toLowerCase(Locale.ROOT));
    }
    for (String file : List.of("/proc/sys/kernel/hostname", "/etc/hostname")) {
      lines(Path.of(file)).forEach(line -> own.add(line.strip().toLowerCase(Locale.ROOT)));
    }
    own.remove("");
    List<String> hosts = new ArrayList<>(lines(Path.of("/etc/hosts")));
    String windows = env.getOrDefault("SystemRoot", "");
    if (!windows.isBlank()) {
      hosts.addAll(lines(Path.of(windows, "System32", "drivers", "etc", "hosts")));
    }
    return new HostNames(hosts, own, ownAddresses());
  }

  private static List<String> lines(Path file) {
    try {
      // Other encodings than ASCII are in comments only.
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return List.of();
    }
  }

  private static Set<String> ownAddresses() {
    Set<String> own = new HashSet<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(address -> own.add(withoutZone(address.getHostAddress())));
    } catch (SocketException _) {
      // None are known then.
    }
    return own;
  }

  private static String withoutZone(String address) {
    return address.replaceFirst("%.*$", "");
  }

  /** All that a host is known by, for comparison; this machine's own always as one. */
  Set<String> of(String host) {
    String name = withoutZone(host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", ""));
    Set<String> all = new HashSet<>();
    Optional<InetAddress> literal = literal(name);
    if (literal.isPresent()) {
      all.add(canonical(literal.get()));
    } else {
      all.add(
          name.equals(HERE) || name.endsWith("." + HERE) || ownNames.contains(name) ? HERE : name);
      for (String address : addresses.getOrDefault(name, Set.of())) {
        literal(withoutZone(address)).ifPresent(known -> all.add(canonical(known)));
      }
    }
    return all;
  }

  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private String canonical(InetAddress address) {
    String text = address.getHostAddress();
    // A client that is told 0.0.0.0 goes to its own machine.
    return address.isLoopbackAddress() || address.isAnyLocalAddress() || ownAddresses.contains(text)
        ? HERE
        : text;
  }
}
