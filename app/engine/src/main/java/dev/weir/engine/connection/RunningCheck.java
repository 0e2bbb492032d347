package dev.weir.engine.connection;

import dev.weir.engine.publish.Slot;
import dev.weir.stream.CheckStep;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Collects the steps of a connection test. Thread-safe. */
final class RunningCheck implements CheckRun {
  private final Slot<State> slot = new Slot<>(new State(List.of(), false));
  private final List<CheckStep> steps = new ArrayList<>();
  private final InstantSource clock;

  RunningCheck(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Slot<State> slot() {
    return slot;
  }

  synchronized void step(CheckStep step) {
    steps.add(step);
    slot.publish(new State(steps, false), clock.millis());
  }

  synchronized void finish() {
    slot.publish(new State(steps, true), clock.millis());
  }
}
