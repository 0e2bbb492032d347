package dev.weir.connector.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Opens sockets to Redis servers, with TLS where the address says so. */
final class Sockets {
  private final Optional<Tls> tls;
  private final int connectTimeoutMillis;

  Sockets(RedisSettings settings) {
    this.tls = settings.tls() ? Optional.of(Tls.of(settings)) : Optional.empty();
    this.connectTimeoutMillis = settings.connectTimeoutMillis();
  }

  /**
   * Connects, trying each of the name's addresses.
   *
   * @param readTimeoutMillis for which a read may wait
   */
  Socket open(HostAndPort server, int readTimeoutMillis) {
    try {
      return secure(connect(server), server, readTimeoutMillis);
    } catch (IOException failed) {
      throw new JedisConnectionException("connecting", failed);
    }
  }

  Socket connect(HostAndPort server) throws IOException {
    IOException first = null;
    for (InetAddress address : InetAddress.getAllByName(server.getHost())) {
      Socket socket = new Socket();
      try {
        socket.setKeepAlive(true);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, server.getPort()), connectTimeoutMillis);
        return socket;
      } catch (IOException failed) {
        socket.close();
        if (first == null) {
          first = failed;
        }
      }
    }
    throw first == null ? new IOException("no address") : first;
  }

  Socket secure(Socket plain, HostAndPort server, int readTimeoutMillis) throws IOException {
    try {
      plain.setSoTimeout(tls.isPresent() ? connectTimeoutMillis : readTimeoutMillis);
      Socket socket =
          tls.isPresent() ? tls.get().wrap(plain, server.getHost(), server.getPort()) : plain;
      socket.setSoTimeout(readTimeoutMillis);
      return socket;
    } catch (SocketTimeoutException silent) {
      plain.close();
      throw new SSLException("no answer to the TLS handshake", silent);
    } catch (IOException failed) {
      plain.close();
      throw failed;
    }
  }
}
