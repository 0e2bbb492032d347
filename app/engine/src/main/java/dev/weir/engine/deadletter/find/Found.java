package dev.weir.engine.deadletter.find;

import java.util.List;

/**
 * What a search found.
 *
 * @param streams by name
 * @param notLookedInto streams whose records there was no time to look at: a dead-letter stream
 *     that only its headers tell may be among them
 */
public record Found(List<FoundStream> streams, int notLookedInto) {
  /** Nothing was searched. */
  public static final Found NOTHING = new Found(List.of(), 0);

  public Found {
    streams = List.copyOf(streams);
  }
}
