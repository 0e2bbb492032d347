package dev.weir.engine.connection;

import dev.weir.engine.publish.Slot;
import dev.weir.stream.CheckStep;
import java.util.List;

/** A connection test under way. */
public interface CheckRun {
  Slot<State> slot();

  /** Steps so far. */
  record State(List<CheckStep> steps, boolean finished) {
    public State {
      steps = List.copyOf(steps);
    }
  }
}
