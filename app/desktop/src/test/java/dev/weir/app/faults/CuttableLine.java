package dev.weir.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes bytes on between clients and a broker, and can cut all of its connections at once, without
 * a word to either end. Thread-safe.
 */
final class CuttableLine implements AutoCloseable {
  private final ServerSocket server;
  private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
  private volatile int brokerPort;
  private volatile boolean down;

  CuttableLine() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("line").start(this::accept);
  }

  /** Where clients connect to. */
  int port() {
    return server.getLocalPort();
  }

  /** Where it leads. */
  void leadsTo(int port) {
    brokerPort = port;
  }

  /** Cuts what is connected, and lets nobody connect until {@link #mend}. */
  void cut() {
    down = true;
    ends.forEach(CuttableLine::reset);
    ends.clear();
  }

  void mend() {
    down = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (down) {
          reset(client);
        } else {
          connect(client);
        }
      } catch (IOException _) {
        // Closed, or a client that is gone already.
      }
    }
  }

  private void connect(Socket client) {
    try {
      var broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
      client.setTcpNoDelay(true);
      broker.setTcpNoDelay(true);
      ends.add(client);
      ends.add(broker);
      Thread.ofVirtual().name("line-to-broker").start(() -> pass(client, broker));
      Thread.ofVirtual().name("line-to-client").start(() -> pass(broker, client));
      if (down) {
        cut();
      }
    } catch (IOException brokerIsAway) {
      reset(client);
    }
  }

  private void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // One end is gone, and so the other goes.
    } finally {
      ends.remove(from);
      ends.remove(to);
      reset(from);
      reset(to);
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException _) {
      // It is gone already.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ends.forEach(CuttableLine::reset);
  }
}
