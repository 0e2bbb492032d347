package dev.weir.stream;

/**
 * Why a broker did not do what was asked, in words for an operator: what happened, on what, and
 * what to do. Carries no secret.
 */
public sealed interface ConnectorFailure {
  /** What happened, and on what. */
  String what();

  /** What the operator can do about it. */
  String remedy();

  /** Nothing answers there: name unknown, connection refused, broker away, wrong protocol. */
  record Unreachable(String what, String remedy) implements ConnectorFailure {}

  /** Known but not allowed, or not who one claims to be. */
  record Unauthorized(String what, String remedy) implements ConnectorFailure {}

  /** The stream or group is not there. */
  record Missing(String what, String remedy) implements ConnectorFailure {}

  /** It answers, but not in time. */
  record TimedOut(String what, String remedy) implements ConnectorFailure {}

  /** It understood and said no. */
  record Rejected(String what, String remedy) implements ConnectorFailure {}

  /** Both sentences. */
  default String sentence() {
    return what() + " " + remedy();
  }
}
