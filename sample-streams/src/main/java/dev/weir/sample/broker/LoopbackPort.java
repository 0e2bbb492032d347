package dev.weir.sample.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Ports on 127.0.0.1. */
final class LoopbackPort {
  private LoopbackPort() {}

  // Below the range systems draw outgoing connections' ports from: none of those takes it first.
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 50;

  /** A port nobody listened on a moment ago; another server may still take it first. */
  static int free() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        return port;
      }
    }
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException noPort) {
      throw new BrokerUnavailable(
          "No free port on 127.0.0.1: " + noPort.getMessage() + ".",
          "Close programs that hold many connections, then start again.",
          noPort);
    }
  }

  /** Whether a port is free now or within two seconds: one just let go may take a moment. */
  static boolean isFreeSoon(int port) {
    long patience = System.nanoTime() + 2_000_000_000L;
    while (!isFree(port)) {
      if (System.nanoTime() > patience || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(50_000_000L);
    }
    return true;
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
