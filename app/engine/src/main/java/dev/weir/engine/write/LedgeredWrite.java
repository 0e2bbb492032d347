package dev.weir.engine.write;

import dev.weir.engine.ledger.Ledger;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;

/** Writes down what is about to be done, does it, and writes down how it ended. Thread-safe. */
final class LedgeredWrite {
  private final Ledger ledger;

  LedgeredWrite(Ledger ledger) {
    this.ledger = ledger;
  }

  /** What is to be done; blocks. */
  interface Work<T> {
    T run() throws ConnectorException;
  }

  /** How it ended. */
  sealed interface End<T> {
    /** The broker has it. */
    record Done<T>(T told) implements End<T> {}

    /** The broker does not have it; a sentence with the remedy. */
    record Refused<T>(String why) implements End<T> {}

    /** Nobody knows; a sentence with the remedy. */
    record Unclear<T>(String why) implements End<T> {}
  }

  /** What the audit is told of work that came to an end. */
  record Told(String outcome, Map<String, ?> details) {}

  /** As {@link #run} with a word for what was done; all of it was. */
  <T> End<T> run(
      String action, String target, Map<String, ?> details, String lookAgain, Work<T> work) {
    return run(action, target, details, lookAgain, work, _ -> new Told("done", Map.of()));
  }

  /**
   * Blocks until it is known how it ended.
   *
   * @param lookAgain what a person should do if that is not known, as a sentence
   */
  <T> End<T> run(
      String action,
      String target,
      Map<String, ?> details,
      String lookAgain,
      Work<T> work,
      Function<T, Told> telling) {
    String entry;
    try {
      entry = ledger.intend(action, target, details);
    } catch (IOException e) {
      return new End.Refused<>(
          "The audit cannot be written, so nothing was done: "
              + e.getMessage()
              + ". Make room, or give rights on its folder.");
    }
    End<T> end;
    try {
      end = new End.Done<>(work.run());
    } catch (ConnectorException e) {
      end =
          switch (e.failure()) {
            case ConnectorFailure.TimedOut _, ConnectorFailure.Unreachable _ ->
                new End.Unclear<>(e.failure().what() + " " + lookAgain);
            case ConnectorFailure.Missing _,
                ConnectorFailure.Rejected _,
                ConnectorFailure.Unauthorized _ ->
                new End.Refused<>(e.failure().sentence());
          };
    }
    Told told =
        switch (end) {
          case End.Done<T>(T done) -> telling.apply(done);
          case End.Refused<T>(String why) -> new Told("failed", Map.of("why", why));
          case End.Unclear<T>(String why) -> new Told("unknown", Map.of("why", why));
        };
    try {
      ledger.settle(entry, told.outcome(), told.details());
    } catch (IOException e) {
      return new End.Unclear<>(
          "It was "
              + told.outcome()
              + ", but the audit could not be told: "
              + e.getMessage()
              + ".");
    }
    return end;
  }
}
