package dev.weir.engine.deadletter.desk;

import dev.weir.engine.deadletter.cause.CauseRow;
import dev.weir.stream.StreamRef;

/**
 * A cause of the dead letters of one stream.
 *
 * @param pending whether these are entries of {@code stream} that were never acknowledged
 */
public record CauseOfStream(StreamRef stream, boolean pending, CauseRow cause) {}
