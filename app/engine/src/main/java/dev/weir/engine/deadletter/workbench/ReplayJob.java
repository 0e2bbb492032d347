package dev.weir.engine.deadletter.workbench;

import dev.weir.engine.deadletter.replay.Job;
import java.util.Set;

/**
 * A job and what it is about.
 *
 * @param connection it was planned on
 * @param causes ids of the causes it was planned for; empty: all of the stream's
 */
public record ReplayJob(Job job, String connection, Set<String> causes) {
  public ReplayJob {
    causes = Set.copyOf(causes);
  }
}
