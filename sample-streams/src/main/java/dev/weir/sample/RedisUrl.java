package dev.weir.sample;

import dev.weir.sample.broker.BrokerUnavailable;
import java.net.URI;
import java.net.URISyntaxException;

/** Addresses of Redis servers, {@code redis://[[user]:password@]host:port}. */
final class RedisUrl {
  private RedisUrl() {}

  /**
   * {@code text} if it is such an address.
   *
   * @throws BrokerUnavailable if it is none; without the address, which may hold a password
   */
  static String require(String text) {
    try {
      var url = new URI(text);
      if (("redis".equals(url.getScheme()) || "rediss".equals(url.getScheme()))
          && url.getHost() != null
          && url.getPort() > 0) {
        return text;
      }
    } catch (URISyntaxException wrong) {
      // Told below, without the cause: it repeats the address.
    }
    throw new BrokerUnavailable(
        "The argument of --redis is no address of a Redis server.",
        "Give redis://HOST:PORT, or redis://:PASSWORD@HOST:PORT.");
  }

  /** The address as it may be shown. */
  static String withoutSecret(String url) {
    URI parts = URI.create(url);
    return parts.getScheme() + "://" + parts.getHost() + ":" + parts.getPort();
  }
}
