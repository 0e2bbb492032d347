package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.BootstrapResolutionException;
import org.apache.kafka.common.errors.BrokerNotAvailableException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Puts the exceptions of Kafka's clients into words for an operator. Quotes no message of theirs:
 * some carry property values.
 */
final class FailureWords {
  private static final Pattern CONFIGURATION = Pattern.compile("configuration ([A-Za-z0-9._-]+)");

  private final String connection;
  private final String address;
  private final ClientProperties properties;
  private final Reachability reachability;

  FailureWords(
      String connection, String address, ClientProperties properties, Reachability reachability) {
    this.connection = connection;
    this.address = address;
    this.properties = properties;
    this.reachability = reachability;
  }

  /**
   * @param doing what was tried, to follow "could not": "list topics"
   */
  ConnectorException exception(String doing, Throwable thrown) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof ConnectorException known) {
      return known;
    }
    ConnectorFailure failure = failure(doing, cause);
    // A refused property's message quotes its value: it must not even reach the log.
    return cause instanceof ConfigException || caused(cause, ConfigException.class).isPresent()
        ? new ConnectorException(failure)
        : new ConnectorException(failure, cause);
  }

  /** May look at the network where the exception says only that nothing came. */
  ConnectorFailure failure(String doing, Throwable thrown) {
    Throwable cause = unwrap(thrown);
    return switch (cause) {
      case ConnectorException known -> known.failure();
      case SslAuthenticationException tls -> tls(tls);
      case UnsupportedSaslMechanismException _ ->
          new ConnectorFailure.Unauthorized(
              here() + "does not offer the login mechanism " + properties.saslMechanism() + ".",
              "Set sasl.mechanism to one the listener offers.");
      case IllegalSaslStateException _ ->
          new ConnectorFailure.Unauthorized(
              here() + "does not expect a login the way it was made.",
              "Check security.protocol: the listener may be one without SASL.");
      case AuthenticationException _ ->
          new ConnectorFailure.Unauthorized(
              here()
                  + "refused the login ("
                  + properties.securityProtocol()
                  + (properties.usesSasl() ? ", " + properties.saslMechanism() : "")
                  + ").",
              "Check user name and password in sasl.jaas.config.");
      case TopicAuthorizationException topics ->
          new ConnectorFailure.Unauthorized(
              here()
                  + "does not allow to "
                  + doing
                  + (topics.unauthorizedTopics().isEmpty()
                      ? ""
                      : " (topic " + String.join(", ", topics.unauthorizedTopics()) + ")")
                  + ".",
              "Ask for an ACL with DESCRIBE, and READ to see records, on the topic.");
      case GroupAuthorizationException group ->
          new ConnectorFailure.Unauthorized(
              here()
                  + "does not allow to "
                  + doing
                  + (group.groupId() == null ? "" : " (group " + group.groupId() + ")")
                  + ".",
              "Ask for an ACL with DESCRIBE on the group.");
      case ClusterAuthorizationException _ ->
          new ConnectorFailure.Unauthorized(
              here() + "does not allow to " + doing + ".",
              "Ask for an ACL with DESCRIBE on the cluster.");
      case AuthorizationException _ ->
          new ConnectorFailure.Unauthorized(
              here() + "does not allow to " + doing + ".", "Ask for an ACL with DESCRIBE on it.");
      case UnknownTopicOrPartitionException _ -> missing(doing);
      case UnknownTopicIdException _ -> missing(doing);
      case InvalidTopicException _ ->
          new ConnectorFailure.Missing(
              here() + "cannot have a topic of that name: could not " + doing + ".",
              "Topic names are letters, digits, dot, underscore and hyphen.");
      case GroupIdNotFoundException _ ->
          new ConnectorFailure.Missing(
              here() + "does not know the group: could not " + doing + ".",
              "Check the group's name; its offsets may have expired.");
      case UnsupportedVersionException _ ->
          new ConnectorFailure.Rejected(
              here() + "is too old to " + doing + ".", "It needs a newer broker.");
      case BootstrapResolutionException _ ->
          new ConnectorFailure.Unreachable(
              here() + "has a host name that is not known.",
              "Check the spelling, the DNS and whether a VPN is needed.");
      case LeaderNotAvailableException _ -> leaderless(doing);
      case NotLeaderOrFollowerException _ -> leaderless(doing);
      case CoordinatorNotAvailableException _ ->
          new ConnectorFailure.Unreachable(
              here() + "has no coordinator for the group now: could not " + doing + ".",
              "Check that all brokers run.");
      case TimeoutException _ -> silent(doing);
      case DisconnectException _ -> silent(doing);
      case NetworkException _ -> silent(doing);
      case BrokerNotAvailableException _ -> silent(doing);
      case java.util.concurrent.TimeoutException _ -> silent(doing);
      case InterruptException _ -> interrupted(doing);
      case InterruptedException _ -> interrupted(doing);
      default -> other(doing, cause);
    };
  }

  private ConnectorFailure other(String doing, Throwable cause) {
    Optional<SslAuthenticationException> tls = caused(cause, SslAuthenticationException.class);
    if (tls.isPresent()) {
      return tls(tls.get());
    }
    if (caused(cause, BootstrapResolutionException.class).isPresent()) {
      return reachability
          .diagnose()
          .orElse(
              new ConnectorFailure.Unreachable(
                  here() + "could not be looked up.", "Check the DNS."));
    }
    Optional<ConfigException> config = caused(cause, ConfigException.class);
    if (config.isPresent()) {
      Matcher name = CONFIGURATION.matcher(String.valueOf(config.get().getMessage()));
      return new ConnectorFailure.Rejected(
          here()
              + "cannot be opened: "
              + (name.find()
                  ? "Kafka does not accept the value of property " + name.group(1) + "."
                  : "Kafka does not accept its properties."),
          "Correct the connection's properties.");
    }
    if (caused(cause, java.security.UnrecoverableKeyException.class).isPresent()
        || caused(cause, java.security.KeyStoreException.class).isPresent()
        || caused(cause, java.io.IOException.class).isPresent() && properties.usesTls()) {
      return new ConnectorFailure.Rejected(
          here() + "cannot be opened: its key store or trust store could not be read.",
          "Check ssl.truststore.location, ssl.keystore.location, their types and passwords.");
    }
    if (caused(cause, javax.security.auth.login.LoginException.class).isPresent()
        || (properties.usesSasl() && caused(cause, IllegalArgumentException.class).isPresent())) {
      return new ConnectorFailure.Unauthorized(
          here() + "cannot be opened: the login of sasl.jaas.config did not work.",
          "Check sasl.jaas.config: a login module, 'required', its options, and a semicolon.");
    }
    return new ConnectorFailure.Rejected(
        here() + "could not " + doing + " (" + cause.getClass().getSimpleName() + ").",
        "The log has the details.");
  }

  private ConnectorFailure tls(SslAuthenticationException thrown) {
    if (caused(thrown, CertificateExpiredException.class).isPresent()) {
      return new ConnectorFailure.Unauthorized(
          here() + "presents a TLS certificate that has expired.",
          "Renew the broker's certificate, and check this machine's clock.");
    }
    if (caused(thrown, CertificateNotYetValidException.class).isPresent()) {
      return new ConnectorFailure.Unauthorized(
          here() + "presents a TLS certificate that is not valid yet.",
          "Check this machine's clock.");
    }
    if (caused(thrown, CertPathBuilderException.class).isPresent()) {
      return new ConnectorFailure.Unauthorized(
          here() + "presents a TLS certificate nobody vouches for here.",
          "Set ssl.truststore.location (or ssl.truststore.certificates) to its authority.");
    }
    Optional<CertificateException> certificate = caused(thrown, CertificateException.class);
    if (certificate.isPresent()
        && String.valueOf(certificate.get().getMessage()).contains("ubject alternative")) {
      return new ConnectorFailure.Unauthorized(
          here() + "presents a TLS certificate for another host name.",
          "Use the name in the certificate as address, or have it issued for this one.");
    }
    Optional<ConnectorFailure> seen = reachability.diagnose();
    return seen.orElse(
        new ConnectorFailure.Unauthorized(
            here() + "broke off the TLS handshake.",
            "If it wants a client certificate, set ssl.keystore.location; else check"
                + " ssl.enabled.protocols."));
  }

  private ConnectorFailure silent(String doing) {
    return reachability
        .diagnose()
        .orElseGet(
            () ->
                new ConnectorFailure.TimedOut(
                    here() + "did not answer in time: could not " + doing + ".",
                    "A broker may be away or overloaded, or advertise an address that cannot be"
                        + " reached from here. Raise request.timeout.ms if it is just slow."));
  }

  private ConnectorFailure missing(String doing) {
    return new ConnectorFailure.Missing(
        here() + "has no such topic or partition: could not " + doing + ".",
        "Check the name; it may have been deleted.");
  }

  private ConnectorFailure leaderless(String doing) {
    return new ConnectorFailure.Unreachable(
        here() + "has a partition without leader: could not " + doing + ".",
        "Check that all brokers run.");
  }

  private ConnectorFailure interrupted(String doing) {
    return new ConnectorFailure.TimedOut(
        here() + "was not waited for: could not " + doing + ".", "Try again.");
  }

  String here() {
    return "Connection " + connection + ": " + address + " ";
  }

  static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null
        && (cause instanceof ExecutionException
            || cause instanceof CompletionException
            || cause.getClass() == KafkaException.class
                && cause.getCause() instanceof org.apache.kafka.common.errors.ApiException)) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static <T extends Throwable> Optional<T> caused(Throwable thrown, Class<T> type) {
    int depth = 0;
    for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
      depth++;
    }
    return Optional.empty();
  }
}
