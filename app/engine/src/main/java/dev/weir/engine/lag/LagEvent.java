package dev.weir.engine.lag;

import dev.weir.stream.GroupRef;
import dev.weir.stream.PartitionRef;
import java.util.Optional;

/**
 * Something that ends a series of measurements of a group, or was found out about it.
 *
 * @param atMillis epoch milliseconds of the console's clock
 * @param sentence what happened, for the operator
 */
public record LagEvent(
    long atMillis, GroupRef group, Optional<PartitionRef> partition, Kind kind, String sentence) {
  /** What happened. */
  public enum Kind {
    /** Another stream has the name now; offsets count from the start. */
    STREAM_RECREATED,
    /** The end went back: records that were there are not. */
    STREAM_CUT_BACK,
    /** The committed offset is not there any more: expired, or deleted with its stream. */
    COMMIT_GONE,
    /** The committed offset went back. */
    SET_BACK,
    /** The group is not listed any more. */
    GROUP_GONE,
    /** Somebody asked for the first unread record. */
    FIRST_UNREAD
  }
}
