package dev.weir.engine.deadletter.cause;

import dev.weir.stream.Position;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One dead letter in a list.
 *
 * @param diedMillis when, in epoch milliseconds
 * @param key its key as text, shortened
 * @param message its own message, shortened
 */
public record LetterRow(
    Position position, OptionalLong diedMillis, Optional<String> key, Optional<String> message) {}
