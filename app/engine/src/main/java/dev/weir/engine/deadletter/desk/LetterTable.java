package dev.weir.engine.deadletter.desk;

import java.util.List;
import java.util.OptionalLong;

/**
 * All dead letters.
 *
 * @param searched whether every open connection was searched at least once
 * @param streams by name
 * @param causes most records first
 * @param hidden causes beyond those in {@code causes}
 * @param notLookedInto streams whose records there was no time to look at
 */
public record LetterTable(
    boolean searched,
    List<StreamOfLetters> streams,
    List<CauseOfStream> causes,
    long hidden,
    int notLookedInto) {
  /** Nothing was searched yet. */
  public static final LetterTable EMPTY = new LetterTable(false, List.of(), List.of(), 0, 0);

  public LetterTable {
    streams = List.copyOf(streams);
    causes = List.copyOf(causes);
  }

  /** Dead letters in streams kept for such. */
  public long records() {
    return streams.stream()
        .filter(one -> !one.found().pending())
        .mapToLong(StreamOfLetters::records)
        .sum();
  }

  /** When the oldest of them was written, in epoch milliseconds. */
  public OptionalLong oldestMillis() {
    return streams.stream()
        .filter(one -> !one.found().pending())
        .map(StreamOfLetters::oldestMillis)
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .min();
  }
}
