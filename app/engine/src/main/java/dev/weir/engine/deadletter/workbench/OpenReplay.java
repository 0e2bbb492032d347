package dev.weir.engine.deadletter.workbench;

import dev.weir.engine.deadletter.change.Edit;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.write.Consent;
import java.nio.file.Path;
import java.util.Set;

/**
 * One plan, from being made to its end. Every call returns at once, from any thread; what comes of
 * it is told in the slot. What does not fit the stage does nothing.
 */
public interface OpenReplay extends AutoCloseable {
  Slot<ReplayState> slot();

  /** Does everything but the writing. */
  void rehearse();

  /**
   * Writes into the plan what one record is to be instead of what died, checks it and tries it. It
   * is another plan then, which nobody has approved.
   *
   * @param index of the record in the plan
   * @param edit none takes back what was edited before
   */
  void edit(int index, Edit edit);

  /** Writes the plan's file, for another person or the command line. */
  void save(Path file);

  /**
   * Checks once more and writes into the file it was opened from that this person approves it.
   * Refused to whoever made the plan.
   *
   * @param allowed names of checks that block and are meant
   */
  void approve(Set<String> allowed);

  /**
   * Checks once more and writes, unless a check or the connection's guard refuses.
   *
   * @param canary how many to write first and then wait to be told; 0: all
   * @param allowed names of checks that block and are meant
   */
  void run(Pace pace, int canary, Set<String> allowed, Consent consent);

  /** Changes the pace of what runs. */
  void pace(Pace pace);

  /** Stops when the batch under way is written. */
  void pause();

  /** Ends it for good when the batch under way is written. */
  void cancel();

  /** Looks no more; what is being written goes on. */
  @Override
  void close();
}
