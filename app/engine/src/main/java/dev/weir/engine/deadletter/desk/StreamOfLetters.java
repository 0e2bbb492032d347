package dev.weir.engine.deadletter.desk;

import dev.weir.engine.deadletter.find.FoundStream;
import java.util.OptionalLong;

/** A stream of dead letters, and how far its causes are counted. */
public record StreamOfLetters(FoundStream found, Reading reading) {

  /** Dead letters held: as counted where that is up to date, else as the search found them. */
  public long records() {
    return reading instanceof Reading.Live(long counted) ? counted : found.records();
  }

  /** When the oldest died, as the search found it; empty where none is left. */
  public OptionalLong oldestMillis() {
    return records() == 0 ? OptionalLong.empty() : found.oldestMillis();
  }

  /** When the newest died, as the search found it; empty where none is left. */
  public OptionalLong newestMillis() {
    return records() == 0 ? OptionalLong.empty() : found.newestMillis();
  }

  /** How far. */
  public sealed interface Reading {
    /** Nobody asked for causes yet, or there are too many streams to read all of them at once. */
    record Waiting() implements Reading {}

    /**
     * Records are being counted.
     *
     * @param expected records there were when it began: an upper bound
     */
    record Counting(long records, long expected) implements Reading {}

    /** All that there are have been counted; new ones are as they come. */
    record Live(long records) implements Reading {}

    /** It cannot be read; {@code why} is a sentence for the operator. It is tried again. */
    record Failed(String why) implements Reading {}
  }
}
