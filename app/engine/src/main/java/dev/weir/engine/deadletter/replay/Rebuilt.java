package dev.weir.engine.deadletter.replay;

import dev.weir.engine.deadletter.change.Body;
import dev.weir.stream.ReplayRecord;
import java.util.List;
import java.util.Optional;

/** What becomes of a planned record when it is its turn. */
public sealed interface Rebuilt {
  /**
   * It can be written.
   *
   * @param removed names of headers taken off
   * @param added names of headers put on
   * @param changed what it would have been, where it was changed
   */
  record Ready(
      ReplayRecord record, List<String> removed, List<String> added, Optional<Changed> changed)
      implements Rebuilt {
    public Ready {
      removed = List.copyOf(removed);
      added = List.copyOf(added);
    }
  }

  /**
   * That a record is not what died, by a rule or by hand.
   *
   * @param before what would have been written, without the headers of replays
   * @param after what is, likewise
   * @param digest of {@code after}
   */
  record Changed(Body before, Body after, String digest) {}

  /**
   * It is set aside; {@code why} is a sentence.
   *
   * @param unfit what it would have been, where only the plan's change does not fit it
   */
  record SetAside(String why, Optional<Body> unfit) implements Rebuilt {
    SetAside(String why) {
      this(why, Optional.empty());
    }
  }
}
