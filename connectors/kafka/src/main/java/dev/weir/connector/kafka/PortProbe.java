package dev.weir.connector.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Finds out what speaks on a port, with a question each protocol answers differently. Kafka's own
 * client cannot: it retries until a timeout, and takes the first bytes of a TLS alert for the size
 * of an answer it then tries to allocate (KAFKA-4090). Sends no secret.
 */
final class PortProbe {
  /** What was found. */
  enum Answer {
    UNKNOWN_HOST,
    REFUSED,
    /** Nobody completes the TCP connection. */
    NO_CONNECTION,
    KAFKA,
    /** Kafka on a listener that wants SASL first. */
    KAFKA_LOGIN,
    TLS,
    REDIS,
    HTTP,
    /** Accepts connections and says nothing. */
    SILENT,
    /** Hangs up or talks something else. */
    OTHER
  }

  private static final Duration RESOLVE = Duration.ofSeconds(3);
  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 1_500;

  private static final int API_VERSIONS = 18;
  private static final int SASL_HANDSHAKE = 17;
  private static final short UNSUPPORTED_SASL_MECHANISM = 33;
  private static final int CORRELATION = 0x77656972;

  private PortProbe() {}

  /**
   * Asks for at most a few seconds.
   *
   * @param expectTls whether the connection speaks TLS
   * @param expectLogin whether it logs in; if not, the broker is asked whether it wants that
   */
  static Answer probe(Endpoint endpoint, boolean expectTls, boolean expectLogin) {
    InetAddress[] addresses;
    try {
      addresses = NameLookup.addresses(endpoint.host(), RESOLVE);
    } catch (IOException _) {
      return Answer.UNKNOWN_HOST;
    }
    // Every address of the name: localhost is often two, and the broker listens on one.
    Answer worst = Answer.REFUSED;
    for (InetAddress address : addresses) {
      Answer answer =
          probe(new InetSocketAddress(address, endpoint.port()), expectTls, expectLogin);
      if (answer != Answer.REFUSED && answer != Answer.NO_CONNECTION) {
        return answer;
      }
      worst = answer;
    }
    return worst;
  }

  private static Answer probe(InetSocketAddress address, boolean expectTls, boolean expectLogin) {
    try {
      if (expectTls && speaksTls(address)) {
        return Answer.TLS;
      }
      Answer asked = askKafka(address, expectLogin);
      if (asked != Answer.OTHER && asked != Answer.SILENT) {
        return asked;
      }
      if (!expectTls && speaksTls(address)) {
        return Answer.TLS;
      }
      return asked == Answer.SILENT && speaksRedis(address) ? Answer.REDIS : asked;
    } catch (SocketTimeoutException _) {
      return Answer.NO_CONNECTION;
    } catch (ConnectException _) {
      return Answer.REFUSED;
    } catch (IOException _) {
      return Answer.NO_CONNECTION;
    }
  }

  static Socket connect(InetSocketAddress address, int atMostMillis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(address, atMostMillis);
      socket.setSoTimeout(READ_MILLIS);
      return socket;
    } catch (IOException refused) {
      socket.close();
      throw refused;
    }
  }

  /** Sends ApiVersions v0, which every broker answers before any login. */
  private static Answer askKafka(InetSocketAddress address, boolean expectLogin)
      throws IOException {
    try (Socket socket = connect(address, CONNECT_MILLIS)) {
      try {
        socket.getOutputStream().write(request(API_VERSIONS, 0, new byte[0]));
        byte[] answer = read(socket.getInputStream(), 8);
        if (answer.length < 8 || ByteBuffer.wrap(answer).getInt(4) != CORRELATION) {
          return recognise(answer);
        }
        socket.getInputStream().skipNBytes(ByteBuffer.wrap(answer).getInt(0) - 4L);
        return !expectLogin && wantsLogin(socket) ? Answer.KAFKA_LOGIN : Answer.KAFKA;
      } catch (SocketTimeoutException _) {
        return Answer.SILENT;
      } catch (IOException _) {
        return Answer.OTHER;
      }
    }
  }

  /**
   * Proposes a login that does not exist: a listener without SASL answers that it expects none, one
   * with SASL that it does not know this mechanism. Anything else it would just hang up on.
   */
  private static boolean wantsLogin(Socket socket) throws IOException {
    byte[] mechanism = "NONE".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer body = ByteBuffer.allocate(2 + mechanism.length);
    body.putShort((short) mechanism.length).put(mechanism);
    try {
      socket.getOutputStream().write(request(SASL_HANDSHAKE, 1, body.array()));
      byte[] answer = read(socket.getInputStream(), 10);
      return answer.length == 10
          && ByteBuffer.wrap(answer).getShort(8) == UNSUPPORTED_SASL_MECHANISM;
    } catch (SocketTimeoutException _) {
      return false;
    }
  }

  /** A request with header version 1 (KIP-482 calls the newer ones flexible). */
  private static byte[] request(int key, int version, byte[] body) {
    byte[] client = "weir-probe".getBytes(StandardCharsets.US_ASCII);
    int size = 10 + client.length + body.length;
    ByteBuffer request = ByteBuffer.allocate(4 + size);
    request.putInt(size).putShort((short) key).putShort((short) version).putInt(CORRELATION);
    request.putShort((short) client.length).put(client).put(body);
    return request.array();
  }

  private static Answer recognise(byte[] answer) {
    if (answer.length >= 2 && answer[0] == 0x15 && answer[1] == 0x03) {
      return Answer.TLS;
    }
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    if (text.startsWith("HTTP/")) {
      return Answer.HTTP;
    }
    return text.startsWith("-ERR") || text.startsWith("-NOAUTH") ? Answer.REDIS : Answer.OTHER;
  }

  /** Redis waits for the end of a line where Kafka has long answered. */
  private static boolean speaksRedis(InetSocketAddress address) throws IOException {
    try (Socket socket = connect(address, CONNECT_MILLIS)) {
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(read(socket.getInputStream(), 5), StandardCharsets.US_ASCII);
      return answer.startsWith("+PONG")
          || answer.startsWith("-NOAU")
          || answer.startsWith("-ERR")
          || answer.startsWith("-DENI");
    } catch (SocketTimeoutException _) {
      return false;
    }
  }

  private static boolean speaksTls(InetSocketAddress address) throws IOException {
    try (Socket socket = connect(address, CONNECT_MILLIS)) {
      try (SSLSocket tls =
          (SSLSocket)
              trustingAnyone()
                  .getSocketFactory()
                  .createSocket(socket, address.getHostString(), address.getPort(), true)) {
        tls.startHandshake();
        return true;
      } catch (SSLException handshake) {
        // A TLS server that wants a client certificate still answers in TLS.
        String said = String.valueOf(handshake.getMessage());
        return said.contains("alert") || said.contains("handshake_failure");
      } catch (IOException _) {
        return false;
      }
    }
  }

  private static byte[] read(InputStream in, int count) throws IOException {
    byte[] bytes = new byte[count];
    int filled = 0;
    while (filled < count) {
      int read;
      try {
        read = in.read(bytes, filled, count - filled);
      } catch (SocketTimeoutException late) {
        if (filled == 0) {
          throw late;
        }
        break;
      }
      if (read < 0) {
        break;
      }
      filled += read;
    }
    if (filled == 0) {
      throw new IOException("hung up");
    }
    return java.util.Arrays.copyOf(bytes, filled);
  }

  /** Only to see whether TLS is spoken at all: nothing is ever sent through it. */
  private static SSLContext trustingAnyone() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new AnyCertificate()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IOException(impossible);
    }
  }

  private static final class AnyCertificate implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
