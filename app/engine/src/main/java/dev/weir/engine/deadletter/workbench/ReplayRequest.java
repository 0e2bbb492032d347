package dev.weir.engine.deadletter.workbench;

import dev.weir.engine.deadletter.replay.PendingChoice;
import dev.weir.engine.deadletter.replay.ReplayPolicy;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRef;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are to be brought back, and where to.
 *
 * @param stream of dead letters
 * @param causes ids of causes; empty: all
 * @param places of single records; empty: all
 * @param pending whose pending entries they are; empty: all that are in the stream
 * @param where a condition in CEL that they meet; empty: all do
 * @param policy how they are written
 * @param after what becomes of a dead letter that was brought back
 * @param elsewhere another server or a file that they go to; empty: they stay on their server
 * @param fourEyes whether another person must approve the plan before it is run
 */
public record ReplayRequest(
    StreamRef stream,
    Set<String> causes,
    Set<Position> places,
    Optional<PendingChoice> pending,
    Optional<String> where,
    ReplayPolicy policy,
    AfterReplay after,
    Optional<Elsewhere> elsewhere,
    boolean fourEyes) {
  /** Not the server that the dead letters are on. */
  public sealed interface Elsewhere {
    /** Another connection that is open. */
    record Connection(String name) implements Elsewhere {}

    /** A file of lines. */
    record Lines(Path file) implements Elsewhere {}
  }

  public ReplayRequest {
    causes = Set.copyOf(causes);
    places = Set.copyOf(places);
  }
}
