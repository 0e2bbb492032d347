package dev.weir.app.command;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that alerts are told to. Thread-safe. */
final class AlertReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();

  /** One alert of a message. */
  record Received(Instant at, JsonNode alert) {
    /** "group-stopped firing". */
    String what() {
      return rule() + " " + alert.path("status").asString();
    }

    String rule() {
      return alert.path("rule").asString();
    }
  }

  AlertReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          JsonNode body = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
          body.path("alerts").forEach(one -> received.add(new Received(Instant.now(), one)));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/";
  }

  /** In the order in which they came. */
  List<Received> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
