package dev.weir.engine.watch;

import dev.weir.engine.connection.ConnectionReport;
import dev.weir.engine.connection.ConnectionStatus.State;
import dev.weir.engine.finding.Fault;
import dev.weir.stream.ConnectorFailure;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Makes one state of how several questions to a broker fare: away when it cannot be reached,
 * degraded when it answers some of them only. Thread-safe.
 */
final class ConnectionHealth {
  /** What is asked of a broker. */
  enum Question {
    STREAMS("list streams"),
    ENDS("read the ends of streams"),
    GROUPS("list groups"),
    LAG("read lag"),
    METER("read records");

    private final String words;

    Question(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private final Consumer<ConnectionReport> reports;
  private final String connection;
  private final Map<Question, Fault> faults = new EnumMap<>(Question.class);
  private final Map<Question, Boolean> unreachable = new EnumMap<>(Question.class);
  private boolean everAnswered;
  private String broker = "";
  private String limits = "";
  private int streams;
  private int groups;
  private OptionalLong answerMillis = OptionalLong.empty();
  private ConnectionReport last;

  ConnectionHealth(String connection, Consumer<ConnectionReport> reports) {
    this.connection = connection;
    this.reports = reports;
    last = report();
  }

  /** Tells how it stands before anything was asked. */
  synchronized void start() {
    reports.accept(last);
  }

  synchronized void answered(Question question, long millis) {
    everAnswered = true;
    faults.remove(question);
    // One answer shows that the broker is there again; the others will find out by themselves.
    unreachable.clear();
    if (question == Question.ENDS || answerMillis.isEmpty()) {
      answerMillis = OptionalLong.of(millis);
    }
    publish();
  }

  /** Nothing is wrong with {@code question}, though nothing shows that the broker is there. */
  synchronized void quiet(Question question) {
    boolean removed = faults.remove(question) != null;
    unreachable.remove(question);
    if (removed) {
      publish();
    }
  }

  synchronized void failed(Question question, ConnectorFailure failure, long atMillis) {
    boolean away =
        failure instanceof ConnectorFailure.Unreachable
            || failure instanceof ConnectorFailure.TimedOut;
    unreachable.put(question, away);
    Fault known = faults.get(question);
    if (known == null || !known.what().equals(failure.what())) {
      faults.put(question, new Fault(atMillis, connection, failure.what(), failure.remedy()));
    }
    publish();
  }

  synchronized void describes(String brokerNow, String limitsNow) {
    broker = brokerNow;
    limits = limitsNow;
    publish();
  }

  synchronized void counts(int streamsNow, int groupsNow) {
    streams = streamsNow < 0 ? streams : streamsNow;
    groups = groupsNow < 0 ? groups : groupsNow;
    publish();
  }

  private void publish() {
    ConnectionReport now = report();
    if (!now.equals(last)) {
      last = now;
      reports.accept(now);
    }
  }

  private ConnectionReport report() {
    Optional<Fault> worst = faults.values().stream().findFirst();
    boolean away = unreachable.containsValue(true);
    State state;
    if (faults.isEmpty()) {
      state = everAnswered ? State.CONNECTED : State.CONNECTING;
    } else if (away || !everAnswered) {
      state = State.AWAY;
      for (Map.Entry<Question, Boolean> one : unreachable.entrySet()) {
        Fault fault = faults.get(one.getKey());
        if (one.getValue() && fault != null) {
          worst = Optional.of(fault);
          break;
        }
      }
    } else {
      state = State.DEGRADED;
    }
    return new ConnectionReport(state, broker, streams, groups, answerMillis, limits, worst);
  }
}
