package dev.weir.connector.redis;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Something that listens where a Redis is expected, and answers each command as a test says. */
final class FakeServer implements AutoCloseable {
  /** Closes the connection instead of answering. */
  static final String HANG_UP = "";

  private final ServerSocket listening;
  private final Function<List<String>, String> answers;

  /**
   * @param answers command in upper case and its arguments, to the raw reply
   */
  FakeServer(Function<List<String>, String> answers) throws IOException {
    this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    this.answers = answers;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        String head = line(in);
        if (!head.startsWith("*")) {
          return;
        }
        List<String> command = new ArrayList<>();
        for (int left = Integer.parseInt(head.substring(1)); left > 0; left--) {
          int length = Integer.parseInt(line(in).substring(1));
          command.add(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
          line(in);
        }
        command.set(0, command.getFirst().toUpperCase(Locale.ROOT));
        String answer = answers.apply(command);
        if (answer.equals(HANG_UP)) {
          return;
        }
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
      }
    } catch (IOException | RuntimeException clientGone) {
      // The next one is served anew.
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int one = in.read(); one != '\n'; one = in.read()) {
      if (one < 0) {
        throw new IOException("end");
      }
      if (one != '\r') {
        line.append((char) one);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
