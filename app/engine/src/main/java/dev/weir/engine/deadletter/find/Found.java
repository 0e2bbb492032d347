package dev.weir.engine.deadletter.find;

import dev.weir.stream.StreamRef;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a search found.
 *
 * @param streams by name
 * @param refused streams that the user says hold none, whatever their names say
 * @param notLookedInto streams whose records there was no time to look at: a dead-letter stream
 *     that only its headers tell may be among them
 */
public record Found(List<FoundStream> streams, Set<StreamRef> refused, int notLookedInto) {
  /** Nothing was searched. */
  public static final Found NOTHING = new Found(List.of(), Set.of(), 0);

  /** The streams that are kept for dead letters. */
  public Set<StreamRef> holding() {
    return streams.stream()
        .filter(one -> !one.pending())
        .map(FoundStream::stream)
        .collect(Collectors.toSet());
  }

  public Found {
    streams = List.copyOf(streams);
    refused = Set.copyOf(refused);
  }
}
