package dev.weir.engine.write;

import dev.weir.engine.publish.Slot;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupRef;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.OffsetResetPort;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks and writes on virtual threads of its own. Thread-safe. */
final class LiveResetRun implements ResetRun {
  private final GroupRef group;
  private final StreamRef stream;
  private final TailFrom to;
  private final Function<String, Connector> connectors;
  private final Supplier<WriteGuard> guard;
  private final LedgeredWrite ledger;
  private final InstantSource clock;
  private final Slot<State> slot = new Slot<>(new State.Looking());

  LiveResetRun(
      GroupRef group,
      StreamRef stream,
      TailFrom to,
      Function<String, Connector> connectors,
      Supplier<WriteGuard> guard,
      LedgeredWrite ledger,
      InstantSource clock) {
    this.group = group;
    this.stream = stream;
    this.to = to;
    this.connectors = connectors;
    this.guard = guard;
    this.ledger = ledger;
    this.clock = clock;
  }

  void start() {
    Threads.startVirtual("preview-reset-" + group.name(), this::preview);
  }

  @Override
  public Slot<State> slot() {
    return slot;
  }

  private void preview() {
    try {
      tell(new State.Previewed(port().planReset(group, stream, to), ""));
    } catch (ConnectorException e) {
      tell(new State.Refused(e.failure().sentence()));
    }
  }

  @Override
  public void confirm(Consent consent) {
    OffsetReset reset;
    synchronized (this) {
      if (!(slot.latest().value() instanceof State.Previewed(OffsetReset previewed, String _))) {
        return;
      }
      Optional<String> refusal = guard.get().refusal(group.connection(), group.name(), consent);
      if (refusal.isPresent()) {
        tell(new State.Previewed(previewed, refusal.get()));
        return;
      }
      reset = previewed;
      tell(new State.Resetting(reset));
    }
    Threads.startVirtual("reset-" + group.name(), () -> write(reset, consent));
  }

  private void write(OffsetReset reset, Consent consent) {
    LedgeredWrite.End<OffsetReset> end =
        ledger.run(
            "reset-offsets",
            group.name() + " on " + group.connection(),
            told(reset, consent),
            "Whether the offsets were moved is not known: look at them.",
            () -> {
              port().reset(reset);
              return reset;
            });
    tell(
        switch (end) {
          case LedgeredWrite.End.Done<OffsetReset>(OffsetReset done) -> new State.Done(done);
          case LedgeredWrite.End.Refused<OffsetReset>(String why) -> new State.Refused(why);
          case LedgeredWrite.End.Unclear<OffsetReset>(String why) -> new State.Unclear(why);
        });
  }

  private static Map<String, Object> told(OffsetReset reset, Consent consent) {
    Map<String, String> moves = new LinkedHashMap<>();
    for (OffsetReset.Step step : reset.steps()) {
      moves.put(
          Integer.toString(step.partition().partition()),
          step.committed().map(Object::toString).orElse("none") + " → " + step.target());
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("stream", reset.stream().name());
    details.put("offsets", moves);
    if (!consent.reason().isBlank()) {
      details.put("reason", consent.reason().strip());
    }
    return details;
  }

  private OffsetResetPort port() {
    Connector connector = connectors.apply(group.connection());
    if (connector instanceof OffsetResetPort port) {
      return port;
    }
    throw new ConnectorException(
        new ConnectorFailure.Rejected(
            "Offsets of " + connector.name() + " cannot be moved.", "Use the broker's own tools."));
  }

  private void tell(State state) {
    slot.publish(state, clock.millis());
  }
}
