package dev.weir.engine.write;

import dev.weir.engine.publish.Slot;
import dev.weir.stream.OffsetReset;

/** One reset of a group's offsets, from its preview to its end. */
public interface ResetRun {
  Slot<State> slot();

  /** Does what the preview shows, unless the connection's guard refuses. Once. */
  void confirm(Consent consent);

  /** How far it is. */
  sealed interface State {
    /** The broker is asked. */
    record Looking() implements State {}

    /**
     * Nothing is changed yet.
     *
     * @param problem why the last confirmation was not enough; empty before
     */
    record Previewed(OffsetReset reset, String problem) implements State {}

    /** The broker was told. */
    record Resetting(OffsetReset reset) implements State {}

    /** The broker has it. */
    record Done(OffsetReset reset) implements State {}

    /** Nothing was changed; a sentence with the remedy. */
    record Refused(String why) implements State {}

    /** Whether the broker has it is not known; a sentence with the remedy. */
    record Unclear(String why) implements State {}
  }
}
