package dev.weir.stream;

import java.util.Set;

/**
 * What a lane is opened for.
 *
 * @param id letters, digits and hyphens
 * @param source the stream of dead letters
 * @param targets all that records go to
 * @param after what becomes of a dead letter that was brought back
 */
public record ReplayJob(String id, StreamRef source, Set<StreamRef> targets, AfterReplay after) {
  public ReplayJob {
    targets = Set.copyOf(targets);
  }
}
