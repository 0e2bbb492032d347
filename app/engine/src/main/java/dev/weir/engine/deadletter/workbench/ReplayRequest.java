package dev.weir.engine.deadletter.workbench;

import dev.weir.stream.Position;
import dev.weir.stream.StreamRef;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are to be brought back, and where to.
 *
 * @param stream of dead letters
 * @param causes ids of causes; empty: all
 * @param places of single records; empty: all
 * @param to the stream that all go to; empty: each to its origin
 * @param again whether records that were brought back before are brought back again
 */
public record ReplayRequest(
    StreamRef stream,
    Set<String> causes,
    Set<Position> places,
    Optional<String> to,
    boolean again) {
  public ReplayRequest {
    causes = Set.copyOf(causes);
    places = Set.copyOf(places);
  }
}
