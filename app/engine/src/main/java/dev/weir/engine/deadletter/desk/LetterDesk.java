package dev.weir.engine.deadletter.desk;

import dev.weir.engine.deadletter.find.Choice;
import dev.weir.engine.publish.Slot;
import dev.weir.stream.StreamRef;
import java.util.Optional;

/**
 * All that a screen may ask of dead letters. Every call returns at once, from any thread; answers
 * come as snapshots in slots.
 */
public interface LetterDesk {
  Slot<LetterTable> table();

  /** Counts causes from now on, and goes on counting for as long as the console runs. */
  void countCauses();

  /** Opens a cause. */
  LetterView open(CauseOfStream cause);

  /** Remembers what the user says of a stream, or forgets it, and searches again. */
  void mark(StreamRef stream, Optional<Choice> choice);
}
