package dev.weir.engine.deadletter.workbench;

import dev.weir.engine.publish.Slot;
import java.nio.file.Path;
import java.util.List;

/**
 * Bringing dead letters back. Every call returns at once, from any thread; answers come as
 * snapshots in slots.
 */
public interface ReplayDesk {
  /** What was run on this machine, newest first. */
  Slot<List<ReplayJob>> jobs();

  /** Makes a plan. */
  OpenReplay plan(ReplayRequest request);

  /** Opens a plan that was saved, such as another person's. */
  OpenReplay open(Path plan);

  /** Opens a job that was begun on this machine, running or not. */
  OpenReplay open(String job);
}
