package dev.weir.app.demo;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a Redis server is.
 *
 * @param url without user and password, as it is shown
 * @param properties user and password, where the address had them
 */
public record RedisAddress(String url, Map<String, String> properties) {
  public RedisAddress {
    properties = Map.copyOf(properties);
  }

  static RedisAddress of(String address) {
    var uri = URI.create(address);
    var properties = new HashMap<String, String>();
    String login = uri.getUserInfo();
    if (login != null) {
      int colon = login.indexOf(':');
      String user = colon < 0 ? "" : login.substring(0, colon);
      if (!user.isEmpty()) {
        properties.put("user", user);
      }
      properties.put("password", login.substring(colon + 1));
    }
    return new RedisAddress(
        uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort(), properties);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return url;
  }
}
