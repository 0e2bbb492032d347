package dev.weir.stream;

import java.util.List;
import java.util.Optional;

/**
 * An open connection to one broker or cluster. What it can do beyond looking is an interface it
 * implements or does not. Methods block and are called from virtual threads; all are thread-safe
 * and all throw {@link ConnectorException}. It reconnects by itself: a failed call may be made
 * again.
 */
public interface Connector extends StreamCatalog, StreamSource, LagProbe, AutoCloseable {
  /** The connection's name. */
  String name();

  /** Who answers, in words: "Kafka 4.4, 3 brokers", "Redis 7.0.15". */
  String describeBroker();

  /**
   * What this broker cannot tell, as a sentence for the operator: "Redis before 7.0 does not report
   * group lag; …". Empty where it tells everything, or is not known yet.
   */
  default String limits() {
    return "";
  }

  /**
   * How far the broker's clock is ahead; empty where nothing but a write could tell. Costs a few
   * round trips.
   */
  default Optional<ClockOffset> clockOffset() {
    return Optional.empty();
  }

  /**
   * Figures of the broker as a whole, as of the last listing of streams or newer; those that the
   * broker does not know or the user may not see are left out. Costs a round trip at most.
   */
  default List<BrokerFigure> figures() {
    return List.of();
  }

  /** Figures of all clients now open. */
  List<ClientMetric> clientMetrics();

  @Override
  void close();
}
