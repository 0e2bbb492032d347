package dev.weir.engine.write;

import dev.weir.engine.publish.Slot;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingList;

/** One action on pending entries, from its preview to its end. */
public interface PendingRun {
  Slot<State> slot();

  /** Does what the preview shows, unless the connection's guard refuses. Once. */
  void confirm(Consent consent);

  /** How far it is. */
  sealed interface State {
    /** The broker is asked whether it can be done. */
    record Looking() implements State {}

    /**
     * Nothing is changed yet.
     *
     * @param problem why the last confirmation was not enough; empty before
     */
    record Previewed(PendingList entries, PendingAction action, String problem) implements State {}

    /** The broker was told. */
    record Acting(PendingList entries, PendingAction action) implements State {}

    /** It is known what became of all. */
    record Done(PendingTally tally) implements State {}

    /** Nothing was changed; a sentence with the remedy. */
    record Refused(String why) implements State {}

    /** What of it was done is not known; a sentence with the remedy. */
    record Unclear(String why) implements State {}
  }
}
