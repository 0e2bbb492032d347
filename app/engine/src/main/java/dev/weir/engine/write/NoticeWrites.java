package dev.weir.engine.write;

import dev.weir.engine.ledger.Ledger;
import dev.weir.engine.notify.Brokers;
import dev.weir.engine.notify.DeliveryException;
import dev.weir.engine.notify.LeasePlan;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.LeasePort;
import dev.weir.stream.LeaseShare;
import dev.weir.stream.NewRecord;
import dev.weir.stream.ProduceLane;
import dev.weir.stream.ProducePort;
import dev.weir.stream.StreamRef;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes what a person has set up once, in the file of notifications: whoever named a connection
 * and a stream there has consented, but not to a connection that is read-only. Thread-safe.
 */
public final class NoticeWrites implements Brokers {
  private final Function<String, Optional<Connector>> connectors;
  private final Function<String, WriteGuard> guards;
  private final Ledger ledger;

  /**
   * @param connectors finds the connector of a connection that is open
   */
  public NoticeWrites(
      Function<String, Optional<Connector>> connectors,
      Function<String, WriteGuard> guards,
      Ledger ledger) {
    this.connectors = connectors;
    this.guards = guards;
    this.ledger = ledger;
  }

  @Override
  public void append(String channel, String connection, String stream, List<NewRecord> records)
      throws DeliveryException {
    if (!(open(connection) instanceof ProducePort port)) {
      throw new DeliveryException(connection + " takes no records.", false);
    }
    String entry =
        intend(
            "notify",
            stream + " on " + connection,
            Map.of("channel", channel, "records", records.size()));
    Optional<ConnectorFailure> failure;
    boolean isUnclear = false;
    try (ProduceLane lane = port.openProduce(new StreamRef(connection, stream))) {
      failure = Optional.empty();
      for (ProduceLane.Outcome outcome : lane.produce(records)) {
        switch (outcome) {
          case ProduceLane.Outcome.Written _ -> {
            // There.
          }
          case ProduceLane.Outcome.Refused(ConnectorFailure why) ->
              failure = failure.or(() -> Optional.of(why));
          case ProduceLane.Outcome.Unclear(ConnectorFailure why) -> {
            isUnclear = true;
            failure = failure.or(() -> Optional.of(why));
          }
        }
      }
    } catch (ConnectorException e) {
      failure = Optional.of(e.failure());
    }
    String state = failure.isEmpty() ? "done" : isUnclear ? "unknown" : "failed";
    settle(entry, state, failure);
    if (failure.isPresent()) {
      boolean worthTrying =
          switch (failure.get()) {
            case ConnectorFailure.TimedOut _, ConnectorFailure.Unreachable _ -> true;
            case ConnectorFailure.Missing _,
                ConnectorFailure.Rejected _,
                ConnectorFailure.Unauthorized _ ->
                false;
          };
      throw new DeliveryException(failure.get().sentence(), worthTrying);
    }
  }

  @Override
  public LeaseShare lease(LeasePlan plan) throws DeliveryException {
    if (!(open(plan.connection()) instanceof LeasePort port)) {
      throw new DeliveryException(plan.connection() + " knows no leases.", false);
    }
    String entry =
        intend(
            "lease",
            plan.name() + " on " + plan.connection(),
            Map.of("seconds", plan.term().toSeconds()));
    LeaseShare share = port.openLease(plan.name(), plan.term());
    settle(entry, "done", Optional.empty());
    return share;
  }

  private Connector open(String connection) throws DeliveryException {
    Optional<Connector> connector = connectors.apply(connection);
    if (connector.isEmpty()) {
      throw new DeliveryException(
          "Connection " + connection + " is not open. Open it, or name another.", true);
    }
    if (guards.apply(connection) == WriteGuard.READ_ONLY) {
      throw new DeliveryException(
          "Connection " + connection + " is read-only: unlock it first, under Connections.", true);
    }
    return connector.get();
  }

  private String intend(String action, String target, Map<String, ?> details)
      throws DeliveryException {
    try {
      return ledger.intend(action, target, details);
    } catch (IOException e) {
      throw new DeliveryException(
          "The audit cannot be written, so nothing was done: "
              + e.getMessage()
              + ". Make room, or give rights on its folder.",
          true);
    }
  }

  private void settle(String entry, String state, Optional<ConnectorFailure> failure)
      throws DeliveryException {
    try {
      ledger.settle(
          entry, state, failure.isEmpty() ? Map.of() : Map.of("why", failure.get().what()));
    } catch (IOException e) {
      throw new DeliveryException(
          "It was " + state + ", but the audit could not be told: " + e.getMessage() + ".", false);
    }
  }
}
