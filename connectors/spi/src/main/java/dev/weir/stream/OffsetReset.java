package dev.weir.stream;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a group would read one stream on, beside where it stands.
 *
 * @param steps one for each partition, by number
 */
public record OffsetReset(GroupRef group, StreamRef stream, List<Step> steps) {
  public OffsetReset {
    steps = List.copyOf(steps);
  }

  /**
   * One partition.
   *
   * @param committed where the group stands: the offset it reads next, or the Redis entry it got
   *     last; empty where it has committed nothing
   * @param target the same after the reset
   * @param records from one to the other: so many are passed over, or read again where negative;
   *     empty where nobody knows
   */
  public record Step(
      PartitionRef partition, Optional<Position> committed, Position target, OptionalLong records) {
    /** Whether the reset leaves the group where it stands. */
    public boolean changesNothing() {
      return committed.equals(Optional.of(target));
    }
  }

  /** Records passed over, over all partitions where that is known. */
  public long passedOver() {
    return steps.stream().mapToLong(step -> Math.max(0, step.records().orElse(0))).sum();
  }

  /** Records read again, over all partitions where that is known. */
  public long readAgain() {
    return steps.stream().mapToLong(step -> Math.max(0, -step.records().orElse(0))).sum();
  }
}
