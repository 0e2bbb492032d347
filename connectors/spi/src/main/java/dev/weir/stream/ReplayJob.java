package dev.weir.stream;

import java.util.Optional;
import java.util.Set;

/**
 * What a lane is opened for.
 *
 * @param id letters, digits and hyphens
 * @param source the stream of dead letters
 * @param targets all that records go to
 * @param after what becomes of a dead letter that was brought back
 * @param pending the group whose pending entries they are; empty: they are not chosen by that
 * @param foreign whether the dead letters are on another server than the one written to
 */
public record ReplayJob(
    String id,
    StreamRef source,
    Set<StreamRef> targets,
    AfterReplay after,
    Optional<PendingSource> pending,
    boolean foreign) {
  public ReplayJob {
    targets = Set.copyOf(targets);
  }
}
