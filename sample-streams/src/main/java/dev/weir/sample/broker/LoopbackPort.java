package dev.weir.sample.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ports on 127.0.0.1.
 *
 * <p>A port is only ever free at the moment of looking. Whoever looks for one himself must
 * therefore be ready to take another; see {@link #isTaken}.
 */
final class LoopbackPort {
  private LoopbackPort() {}

  // Below the range systems draw outgoing connections' ports from: none of those takes it first.
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 50;

  /** How often a server is started on another port because somebody was faster. */
  static final int ATTEMPTS = 5;

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

  /**
   * Whether a port is free now or within two seconds: one just let go may take a moment. A process
   * that is being started holds all open sockets of this one until it has become another program.
   */
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

  /**
   * Whether nobody listens there. Looks without listening: a listening socket would be inherited by
   * a process that is started at the same moment (the Redis server beside the broker, say), would
   * live on in it for some milliseconds after it was closed here, and the port would be taken by
   * nobody else than us.
   */
  static boolean isFree(int port) {
    try (var socket = new Socket()) {
      // Connections of a broker that has just been killed linger in TIME_WAIT.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /** Whether a server did not start because a port it was to listen on was not free any more. */
  static boolean isTaken(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }
}
