package dev.weir.connector.kafka;

import java.util.ArrayList;
import java.util.List;

/** A host and a port to connect to. */
record Endpoint(String host, int port) {

  /**
   * Reads {@code host:port,host:port}; IPv6 addresses in brackets.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static List<Endpoint> parse(String address) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String part : address.split(",")) {
      if (!part.isBlank()) {
        endpoints.add(parseOne(part.strip()));
      }
    }
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("The address is empty. Give host:port.");
    }
    return List.copyOf(endpoints);
  }

  private static Endpoint parseOne(String text) {
    if (text.contains("://")) {
      String scheme = text.substring(0, text.indexOf("://"));
      throw new IllegalArgumentException(
          scheme.startsWith("redis")
              ? "A " + scheme + ":// address is one of Redis, not of Kafka. Choose Redis as kind."
              : "A Kafka address is host:port without " + scheme + "://.");
    }
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || (text.indexOf(':') != colon && !text.startsWith("["))) {
      throw new IllegalArgumentException(
          "The address " + text + " has no port. Give host:port; Kafka's usual port is 9092.");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    String port = text.substring(colon + 1);
    try {
      int number = Integer.parseInt(port);
      if (number < 1 || number > 65_535) {
        throw new NumberFormatException();
      }
      return new Endpoint(host, number);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          "The port of " + text + " is not a number from 1 to 65535.");
    }
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
