package dev.weir.engine.write;

import dev.weir.engine.publish.Slot;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingList;
import dev.weir.stream.PendingPort;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks and writes on virtual threads of its own. Thread-safe. */
final class LivePendingRun implements PendingRun {
  private final PendingList entries;
  private final PendingAction action;
  private final Supplier<PendingPort> port;
  private final Supplier<WriteGuard> guard;
  private final PendingWrite write;
  private final InstantSource clock;
  private final Slot<State> slot = new Slot<>(new State.Looking());

  LivePendingRun(
      PendingList entries,
      PendingAction action,
      Supplier<PendingPort> port,
      Supplier<WriteGuard> guard,
      PendingWrite write,
      InstantSource clock) {
    this.entries = entries;
    this.action = action;
    this.port = port;
    this.guard = guard;
    this.write = write;
    this.clock = clock;
  }

  void start() {
    Threads.startVirtual("preview-pending-" + entries.group().name(), this::preview);
  }

  @Override
  public Slot<State> slot() {
    return slot;
  }

  private void preview() {
    try {
      port.get().check(entries, action);
      tell(new State.Previewed(entries, action, ""));
    } catch (ConnectorException e) {
      tell(new State.Refused(e.failure().sentence()));
    }
  }

  @Override
  public void confirm(Consent consent) {
    String connection = entries.group().connection();
    synchronized (this) {
      if (!(slot.latest().value() instanceof State.Previewed)) {
        return;
      }
      Optional<String> refusal =
          guard.get().refusal(connection, PendingWrite.target(entries, action), consent);
      if (refusal.isPresent()) {
        tell(new State.Previewed(entries, action, refusal.get()));
        return;
      }
      tell(new State.Acting(entries, action));
    }
    Threads.startVirtual(
        "pending-" + entries.group().name(),
        () -> tell(write.run(entries, action, connection, consent.reason(), port)));
  }

  private void tell(State state) {
    slot.publish(state, clock.millis());
  }
}
