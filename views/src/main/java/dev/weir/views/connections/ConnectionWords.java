package dev.weir.views.connections;

import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.finding.Severity;
import dev.weir.stream.CheckStep;
import java.util.ArrayList;

/** What the Connections screen says. */
final class ConnectionWords {
  private ConnectionWords() {}

  static String state(ConnectionStatus.State state) {
    return switch (state) {
      case CONNECTING -> "connecting";
      case CONNECTED -> "connected";
      case DEGRADED -> "degraded";
      case AWAY -> "away, trying again";
      case NEEDS_SECRET -> "needs a secret";
      case CLOSED -> "closed";
    };
  }

  /** What follows from a state, where nothing else is known. */
  static String advice(ConnectionStatus.State state) {
    return switch (state) {
      case CONNECTING -> "Waiting for an answer.";
      case CONNECTED, DEGRADED -> "";
      case AWAY -> "Nothing answers.";
      case NEEDS_SECRET -> "Enter its secret to connect.";
      case CLOSED -> "Open it to connect.";
    };
  }

  static Severity severity(ConnectionStatus.State state) {
    return switch (state) {
      case CONNECTED -> Severity.OK;
      case DEGRADED, NEEDS_SECRET -> Severity.WARNING;
      case AWAY -> Severity.CRITICAL;
      case CONNECTING, CLOSED -> Severity.UNKNOWN;
    };
  }

  /** "63 streams · 41 groups · answers in 6 ms", as far as known. */
  static String figures(ConnectionStatus status) {
    var parts = new ArrayList<String>();
    boolean known =
        status.state() == ConnectionStatus.State.CONNECTED
            || status.state() == ConnectionStatus.State.DEGRADED;
    if (known) {
      parts.add(status.streams() + (status.streams() == 1 ? " stream" : " streams"));
      parts.add(status.groups() + (status.groups() == 1 ? " group" : " groups"));
    }
    status.answerMillis().ifPresent(millis -> parts.add("answers in " + millis + "\u00a0ms"));
    return String.join(" · ", parts);
  }

  static String outcome(CheckStep.Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "passed";
      case WARNED -> "passed, with a warning";
      case FAILED -> "failed";
      case SKIPPED -> "not tried";
    };
  }

  static Severity severity(CheckStep.Outcome outcome) {
    return switch (outcome) {
      case PASSED -> Severity.OK;
      case WARNED -> Severity.WARNING;
      case FAILED -> Severity.CRITICAL;
      case SKIPPED -> Severity.UNKNOWN;
    };
  }
}
