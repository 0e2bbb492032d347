package dev.weir.engine.deadletter.replay;

import dev.weir.stream.ReplayRecord;
import java.util.List;

/** What becomes of a planned record when it is its turn. */
public sealed interface Rebuilt {
  /**
   * It can be written.
   *
   * @param removed names of headers taken off
   * @param added names of headers put on
   */
  record Ready(ReplayRecord record, List<String> removed, List<String> added) implements Rebuilt {
    public Ready {
      removed = List.copyOf(removed);
      added = List.copyOf(added);
    }
  }

  /** It is set aside; {@code why} is a sentence. */
  record SetAside(String why) implements Rebuilt {}
}
