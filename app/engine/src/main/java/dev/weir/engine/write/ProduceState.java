package dev.weir.engine.write;

import dev.weir.stream.Position;

/** How far a record is on its way to a broker. */
public sealed interface ProduceState {
  /** The broker was told. */
  record Writing() implements ProduceState {}

  /** The broker has it. */
  record Written(Position place) implements ProduceState {}

  /** The broker does not have it; a sentence with the remedy. */
  record Refused(String why) implements ProduceState {}

  /** Nobody knows whether the broker has it; a sentence with the remedy. */
  record Unclear(String why) implements ProduceState {}
}
