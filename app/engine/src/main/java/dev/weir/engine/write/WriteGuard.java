package dev.weir.engine.write;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.Environment;
import java.util.Optional;

/** What a connection's owner decided about writing to it. */
public enum WriteGuard {
  /** Nothing is written before it is unlocked. */
  READ_ONLY,
  /** The target is typed once more, and a reason given. */
  PRODUCTION,
  /** A click is enough. */
  OPEN;

  /** What stands before a write to this connection. */
  public static WriteGuard of(ConnectionSettings settings) {
    if (settings.readOnly()) {
      return READ_ONLY;
    }
    return settings.environment() == Environment.PRODUCTION ? PRODUCTION : OPEN;
  }

  /**
   * Why a write must not be done.
   *
   * @param target what would be written to, as it has to be typed
   * @return a sentence that says what to do; empty if it may be done
   */
  public Optional<String> refusal(String connection, String target, Consent consent) {
    return switch (this) {
      case READ_ONLY ->
          Optional.of(
              "Connection " + connection + " is read-only: unlock it first, under Connections.");
      case PRODUCTION -> {
        if (!consent.target().strip().equals(target)) {
          yield Optional.of(
              "Connection " + connection + " is production: type " + target + " to confirm.");
        }
        yield consent.reason().isBlank()
            ? Optional.of("Connection " + connection + " is production: give a reason.")
            : Optional.empty();
      }
      case OPEN -> Optional.empty();
    };
  }
}
