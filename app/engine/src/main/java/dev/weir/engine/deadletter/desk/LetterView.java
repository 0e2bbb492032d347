package dev.weir.engine.deadletter.desk;

import dev.weir.engine.deadletter.cause.LetterRow;
import dev.weir.engine.publish.Slot;
import java.util.List;

/** What a viewer has open: the newest records of one cause, and one record of them. */
public interface LetterView extends AutoCloseable {
  /** The newest records of the cause, newest first. */
  Slot<List<LetterRow>> rows();

  /** The record last opened. */
  Slot<OpenLetter.State> letter();

  /** Opens a record of the cause. */
  void open(LetterRow row);

  @Override
  void close();
}
