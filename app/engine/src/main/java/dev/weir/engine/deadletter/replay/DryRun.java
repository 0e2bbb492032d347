package dev.weir.engine.deadletter.replay;

import dev.weir.stream.ConnectorException;
import java.util.function.BiPredicate;

/**
 * Does all that a run does, but the writing: each record is read, checked and made what it would
 * be. Blocks; confined to one thread.
 */
public final class DryRun {
  private DryRun() {}

  /**
   * Goes through the records that a run would write now.
   *
   * @param from index of the first
   * @param each is given the index and the record; false ends it
   * @throws ConnectorException if the broker goes away
   */
  public static void run(
      Plan plan, ReplayRoute route, int from, BiPredicate<Integer, Rebuilt> each) {
    try (var rebuilder = new Rebuilder(plan, route)) {
      for (int i = from; i < plan.records().size(); i++) {
        if (!each.test(i, rebuilder.rebuild(i))) {
          return;
        }
      }
    }
  }
}
