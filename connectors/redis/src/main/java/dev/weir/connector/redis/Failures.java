package dev.weir.connector.redis;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ConnectorFailure.Missing;
import dev.weir.stream.ConnectorFailure.Rejected;
import dev.weir.stream.ConnectorFailure.TimedOut;
import dev.weir.stream.ConnectorFailure.Unauthorized;
import dev.weir.stream.ConnectorFailure.Unreachable;
import dev.weir.stream.StreamRef;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** What went wrong between this connector and a server, in words for an operator. */
final class Failures {
  private static final String GRANT =
      "Ask for the rights: ACL SETUSER … +@connection +info +time +scan +type +xinfo +xlen +xrange"
          + " +xrevrange +xread +xpending +memory|usage ~*.";

  /** What stands before an error that a script met: where in the script. */
  private static final Pattern OF_SCRIPT =
      Pattern.compile("^(ERR )?(Error running script.*?: ?)?(@?user_script: ?\\d+: ?)*-?");

  private Failures() {}

  static ConnectorException exception(Throwable failed, String server) {
    return failed instanceof ConnectorException known
        ? known
        : new ConnectorException(of(failed, server), failed);
  }

  static ConnectorException exception(Throwable failed, HostAndPort server) {
    return exception(failed, server.toString());
  }

  /** As {@link #exception}, and names the stream where it is that which is missing. */
  static ConnectorException ofStream(Throwable failed, StreamRef stream, HostAndPort server) {
    ConnectorException shown = exception(failed, server);
    return shown.failure() instanceof Missing
        ? new ConnectorException(noStream(stream, server), failed)
        : shown;
  }

  static ConnectorFailure noStream(StreamRef stream, HostAndPort server) {
    return new Missing(
        "There is no stream '" + stream.name() + "' on " + server + ".",
        "Look at the list of streams again; it may have been deleted.");
  }

  static ConnectorFailure of(Throwable failed, String server) {
    if (failed instanceof ConnectorException known) {
      return known.failure();
    }
    if (cause(failed, Tls.StoreUnreadable.class).isPresent()) {
      return new Rejected(
          "The trust store or key store for " + server + " cannot be read.",
          "Check its path, format (PKCS12, JKS, or certificates as .pem) and password.");
    }
    if (cause(failed, UnknownHostException.class).isPresent()) {
      return new Unreachable(
          "The host name of " + server + " is not known.",
          "Check the spelling, and whether this machine's DNS or VPN knows it.");
    }
    if (cause(failed, ConnectException.class).isPresent()
        || cause(failed, NoRouteToHostException.class).isPresent()) {
      return new Unreachable(
          "Nothing answers at " + server + ": connection refused.",
          "Check host and port, and whether Redis runs there and listens on that address.");
    }
    Optional<SSLException> tls = cause(failed, SSLException.class);
    if (tls.isPresent()) {
      return tlsFailure(tls.get(), server);
    }
    if (cause(failed, SocketTimeoutException.class).isPresent()) {
      return new TimedOut(
          server + " did not answer in time.",
          "Check that the port is open to this machine; a busy server may need a longer"
              + " socket.timeout.ms.");
    }
    String text = String.valueOf(failed.getMessage());
    if (failed instanceof JedisConnectionException) {
      return connectionFailure(text, server);
    }
    if (failed instanceof JedisDataException) {
      return answer(text, server);
    }
    return new Unreachable(
        server + " answers, but not as a Redis server does.",
        "Check the port: it may be another program's.");
  }

  private static ConnectorFailure connectionFailure(String text, String server) {
    if (text.startsWith("Unknown reply:")) {
      return text.contains("\u0015")
          ? new Unreachable(
              server + " speaks TLS, and was spoken to in plain text.",
              "Write the address as rediss:// instead of redis://.")
          : new Unreachable(
              server + " answers, but not as a Redis server does.",
              "Check the port: it may be another program's.");
    }
    return new Unreachable(
        server + " closed the connection.",
        "If it never answered: this may be a TLS port (use rediss://), or not Redis at all, such as"
            + " a Kafka broker. If it did: it is restarting or ended this connection; it is tried"
            + " again.");
  }

  private static ConnectorFailure tlsFailure(SSLException failed, String server) {
    String text = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("no subject alternative") || text.contains("no name matching")) {
      return new Unauthorized(
          "The certificate of " + server + " is for another host name.",
          "Connect by a name in the certificate, or set ssl.endpoint.identification.algorithm to"
              + " none if you know the server.");
    }
    if (cause(failed, CertificateException.class).isPresent() || text.contains("pkix")) {
      return new Unauthorized(
          "The certificate of " + server + " is not trusted.",
          "Give the certificate of its authority as property ssl.truststore.location (PKCS12, JKS"
              + " or .pem).");
    }
    if (text.contains("certificate_required") || text.contains("bad_certificate")) {
      return new Unauthorized(
          server + " wants a certificate of the client.",
          "Give key and certificate as property ssl.keystore.location.");
    }
    return new Unreachable(
        server + " does not speak TLS as asked.",
        "If it is a plain-text port, write the address as redis:// instead of rediss://.");
  }

  /** What an error reply means. */
  static ConnectorFailure answer(String reply, String server) {
    String text = safe(OF_SCRIPT.matcher(reply).replaceFirst(""));
    String code = text.split(" ", 2)[0];
    return switch (code) {
      case "NOAUTH" ->
          new Unauthorized(
              server + " asks for a password.",
              "Give it as property 'password' of the connection, with 'user' where users exist.");
      case "WRONGPASS" ->
          new Unauthorized(
              server + " does not accept this user and password.",
              "Check properties 'user' and 'password'; the user may also be switched off.");
      case "NOPERM" -> new Unauthorized(server + " does not allow it: " + text + ".", GRANT);
      case "DENIED" ->
          new Unauthorized(
              server + " is in protected mode and serves its own machine only.",
              "Set a password on the server, or connect from that machine.");
      case "LOADING" ->
          new Unreachable(
              server + " is still loading its data.",
              "It answers when that is done; it is tried again.");
      case "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "UNBLOCKED", "MOVED", "ASK" ->
          new Unreachable(
              server + " cannot serve this just now (" + code + ").",
              "The cluster is changing or partly down; it is tried again.");
      case "WRONGTYPE" ->
          new Rejected(
              "This key on " + server + " is not a stream.", "Choose a key of type stream.");
      case "OOM" ->
          new Rejected(
              server + " is at its memory limit (maxmemory) and takes no more.",
              "Make room, or raise the limit.");
      case "READONLY" ->
          new Rejected(
              server + " is a replica and takes no writes.",
              "Connect to the primary; after a failover, connect again.");
      case "MISCONF" ->
          new Rejected(
              server + " cannot save its data and takes no writes until it can.",
              "Look at the server's log and disk.");
      case "NOREPLICAS" ->
          new Rejected(
              server + " has fewer replicas than it wants for writes.",
              "Bring the replicas back (min-replicas-to-write).");
      case "NOGROUP" ->
          new Missing(
              "There is no such group on " + server + ".", "Look at the list of groups again.");
      default -> otherAnswer(text, server);
    };
  }

  private static ConnectorFailure otherAnswer(String text, String server) {
    if (text.contains("invalid password") || text.contains("without any password configured")) {
      return new Unauthorized(
          server
              + (text.contains("without any")
                  ? " has no password, but one was given."
                  : " does not accept this password."),
          "Check property 'password'.");
    }
    if (text.startsWith("The user executing the script")) {
      return new Unauthorized(server + " does not allow it: " + text + ".", GRANT);
    }
    if (text.contains("no such key")) {
      return new Missing(
          "There is no such stream on " + server + ".", "Look at the list of streams again.");
    }
    if (text.contains("max number of clients")) {
      return new Unreachable(
          server + " serves as many clients as it may.",
          "Raise maxclients on the server, or end clients that are not needed.");
    }
    if (text.contains("DB index is out of range")) {
      return new Rejected(
          server + " has no database of that number.", "Correct property 'database'.");
    }
    if (text.toLowerCase(Locale.ROOT).contains("unknown command")
        || text.contains("unknown subcommand")) {
      return new Rejected(
          server + " does not know a command that streams need: " + text + ".",
          "Streams need Redis 5.0 or later, or a service that offers them.");
    }
    return new Rejected(server + " said no: " + text + ".", "");
  }

  /** A reply without the arguments it may quote: among them may be a password. */
  private static String safe(String reply) {
    String text = reply.strip();
    int arguments = text.indexOf(", with args");
    text = arguments < 0 ? text : text.substring(0, arguments);
    text = text.length() > 200 ? text.substring(0, 200) : text;
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static <T extends Throwable> Optional<T> cause(Throwable failed, Class<T> kind) {
    Throwable current = failed;
    for (int depth = 0; current != null && depth < 20; depth++) {
      if (kind.isInstance(current)) {
        return Optional.of(kind.cast(current));
      }
      current = current.getCause();
    }
    return Optional.empty();
  }
}
