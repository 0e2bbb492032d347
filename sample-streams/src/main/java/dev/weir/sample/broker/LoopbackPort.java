package dev.weir.sample.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on 127.0.0.1. */
final class LoopbackPort {
  private LoopbackPort() {}

  /** A port nobody listened on a moment ago; another process may still take it first. */
  static int free() {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException noPort) {
      throw new BrokerUnavailable(
          "No free port on 127.0.0.1: " + noPort.getMessage() + ".",
          "Close programs that hold many connections, then start again.",
          noPort);
    }
  }

  static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      // Connections of a broker that has just been killed linger in TIME_WAIT.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
