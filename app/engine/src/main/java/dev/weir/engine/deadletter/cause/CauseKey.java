package dev.weir.engine.deadletter.cause;

import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.Hop;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * What dead letters of one cause have in common.
 *
 * @param exception type of what was thrown: of the exception under the framework's wrapper, where
 *     the writer or the trace tells both
 * @param message its text, with what differs from record to record masked
 * @param frame first frame of its stack trace
 * @param origin stream of the first failure
 * @param group who gave up last
 */
public record CauseKey(
    Optional<String> exception,
    Optional<String> message,
    Optional<String> frame,
    Optional<String> origin,
    Optional<String> group) {
  private static final int ID_CHARS = 12;

  /** Exceptions that say nothing but that there was another one. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "org.springframework.messaging.MessageHandlingException",
          "org.springframework.messaging.MessagingException",
          "org.springframework.kafka.listener.ListenerExecutionFailedException",
          "java.util.concurrent.ExecutionException",
          "java.util.concurrent.CompletionException",
          "java.lang.reflect.InvocationTargetException",
          "java.lang.reflect.UndeclaredThrowableException");

  static final CauseKey SILENT =
      new CauseKey(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** A key, and the newest record's own message. */
  record Keyed(CauseKey key, Optional<String> message) {}

  /** Why a record died. */
  public static CauseKey of(DeadLetter letter) {
    return keyed(letter).key();
  }

  static Keyed keyed(DeadLetter letter) {
    Optional<Hop> newest = letter.newest();
    if (newest.isEmpty()) {
      return new Keyed(SILENT, Optional.empty());
    }
    Hop hop = newest.get();
    // Spring's and SmallRye's outer exception is nearly always the listener's wrapper.
    Optional<String> exception = hop.cause().or(hop::exception);
    Optional<String> message = hop.cause().isPresent() ? hop.causeMessage() : Optional.empty();
    Optional<String> frame = Optional.empty();
    boolean wrapped = false;
    if (hop.stackTrace().isPresent()) {
      String trace = hop.stackTrace().get();
      if (hop.cause().isEmpty() && exception.filter(WRAPPERS::contains).isPresent()) {
        Optional<String> root = StackTrace.rootCause(trace);
        if (root.isPresent()) {
          exception = root;
          message = StackTrace.find(trace, root.get()).message();
          wrapped = true;
        }
      }
      StackTrace.Thrown thrown = StackTrace.find(trace, exception.orElse(""));
      frame = thrown.frame();
      if (message.isEmpty() && hop.cause().isPresent()) {
        message = thrown.message();
      }
    }
    if (!wrapped) {
      message = message.or(hop::message);
    }
    return new Keyed(
        new CauseKey(
            exception, message.map(MessagePattern::of), frame, letter.origin(), hop.group()),
        message);
  }

  /** The same for the same cause in every run: the first {@value #ID_CHARS} digits of a SHA-256. */
  public String id() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Optional<String> part : java.util.List.of(exception, message, frame, origin, group)) {
        digest.update((byte) (part.isPresent() ? 1 : 0));
        digest.update(part.orElse("").getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, ID_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
