package dev.weir.engine.write;

import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.ledger.Ledger;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupRef;
import dev.weir.stream.NewRecord;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.PendingPort;
import dev.weir.stream.Position;
import dev.weir.stream.ProduceLane;
import dev.weir.stream.ProducePort;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Writes through the connectors that are open. Thread-safe. */
public final class LiveWriteDesk implements WriteDesk {
  private final Function<String, Optional<Connector>> connectors;
  private final Slot<List<ConnectionStatus>> connections;
  private final LedgeredWrite ledger;
  private final InstantSource clock;

  /**
   * @param connectors finds the connector of a connection that is open
   */
  public LiveWriteDesk(
      Function<String, Optional<Connector>> connectors,
      Slot<List<ConnectionStatus>> connections,
      Ledger ledger,
      InstantSource clock) {
    this.connectors = connectors;
    this.connections = connections;
    this.ledger = new LedgeredWrite(ledger);
    this.clock = clock;
  }

  /** Of a connection that is gone, nothing may be written. */
  @Override
  public WriteGuard guard(String connection) {
    return connections.latest().value().stream()
        .map(ConnectionStatus::settings)
        .filter(settings -> settings.name().equals(connection))
        .findFirst()
        .map(WriteGuard::of)
        .orElse(WriteGuard.READ_ONLY);
  }

  @Override
  public ResetRun previewReset(GroupRef group, StreamRef stream, TailFrom to) {
    var run =
        new LiveResetRun(
            group, stream, to, this::open, () -> guard(group.connection()), ledger, clock);
    run.start();
    return run;
  }

  @Override
  public Slot<PendingLook> lookPending(GroupRef group, StreamRef stream, PendingFilter filter) {
    Slot<PendingLook> slot = new Slot<>(new PendingLook.Looking());
    Threads.startVirtual(
        "look-pending-" + group.name(),
        () -> {
          PendingLook look;
          try {
            look =
                new PendingLook.Listed(pending(group.connection()).pending(group, stream, filter));
          } catch (ConnectorException e) {
            look = new PendingLook.Refused(e.failure().sentence());
          }
          slot.publish(look, clock.millis());
        });
    return slot;
  }

  @Override
  public PendingRun previewPending(PendingList entries, PendingAction action) {
    String connection = entries.group().connection();
    var run =
        new LivePendingRun(
            entries,
            action,
            () -> pending(connection),
            () -> guard(connection),
            new PendingWrite(ledger),
            clock);
    run.start();
    return run;
  }

  private PendingPort pending(String connection) {
    Connector connector = open(connection);
    if (connector instanceof PendingPort port) {
      return port;
    }
    throw new ConnectorException(
        new ConnectorFailure.Rejected(
            connector.name() + " keeps no list of pending entries.", "Only Redis groups do."));
  }

  @Override
  public Slot<ProduceState> produce(StreamRef stream, NewRecord record, Consent consent) {
    Slot<ProduceState> slot = new Slot<>(new ProduceState.Writing());
    Optional<String> refusal =
        guard(stream.connection()).refusal(stream.connection(), stream.name(), consent);
    if (refusal.isPresent()) {
      slot.publish(new ProduceState.Refused(refusal.get()), clock.millis());
    } else {
      Threads.startVirtual(
          "produce-" + stream.name(),
          () -> slot.publish(produced(stream, record, consent), clock.millis()));
    }
    return slot;
  }

  private ProduceState produced(StreamRef stream, NewRecord record, Consent consent) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("records", 1);
    details.put("bytes", record.bytes());
    if (!consent.reason().isBlank()) {
      details.put("reason", consent.reason().strip());
    }
    LedgeredWrite.End<Position> end =
        ledger.run(
            "produce",
            stream.name() + " on " + stream.connection(),
            details,
            "Whether the record is there is not known: look at the stream's newest.",
            () -> add(stream, record),
            place -> new LedgeredWrite.Told("done", Map.of("place", place.toString())));
    return switch (end) {
      case LedgeredWrite.End.Done<Position>(Position place) -> new ProduceState.Written(place);
      case LedgeredWrite.End.Refused<Position>(String why) -> new ProduceState.Refused(why);
      case LedgeredWrite.End.Unclear<Position>(String why) -> new ProduceState.Unclear(why);
    };
  }

  private Position add(StreamRef stream, NewRecord record) {
    Connector connector = open(stream.connection());
    if (!(connector instanceof ProducePort port)) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              connector.name() + " cannot be written to.", "Use the broker's own tools."));
    }
    try (ProduceLane lane = port.openProduce(stream)) {
      return switch (lane.produce(List.of(record)).getFirst()) {
        case ProduceLane.Outcome.Written(Position place) -> place;
        case ProduceLane.Outcome.Refused(ConnectorFailure why) -> throw new ConnectorException(why);
        case ProduceLane.Outcome.Unclear(ConnectorFailure why) ->
            throw new ConnectorException(new ConnectorFailure.TimedOut(why.what(), why.remedy()));
      };
    }
  }

  private Connector open(String connection) {
    return connectors
        .apply(connection)
        .orElseThrow(
            () ->
                new ConnectorException(
                    new ConnectorFailure.Missing(
                        "Connection " + connection + " is not open.",
                        "Open it under Connections.")));
  }
}
