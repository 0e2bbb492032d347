package dev.weir.alert.lag;

import dev.weir.stream.LagSample;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * When retention deletes the first unread record, unless it is read before: the earliest moment,
 * because brokers delete whole segments and look for them every few minutes.
 *
 * @param in time left, zero where it may happen at any moment
 * @param by what deletes it
 */
public record DeletionDue(Duration in, Cause by) {
  /** Which of the two limits comes first. */
  public enum Cause {
    /** {@code retention.ms}, by the first unread record's age. */
    AGE("age"),
    /** {@code retention.bytes}, by what is appended after it. */
    SIZE("size");

    private final String label;

    Cause(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * What comes first; empty where nothing waits, nothing is deleted, or too little is known.
   *
   * @param waited age of the first unread record
   * @param producedPerSecond growth of the partition's end
   */
  public static Optional<DeletionDue> of(
      LagSample sample, Optional<Duration> waited, OptionalDouble producedPerSecond) {
    if (sample.retention().isEmpty() || sample.readable().orElse(0) == 0) {
      return Optional.empty();
    }
    LagSample.Retention retention = sample.retention().get();
    Optional<DeletionDue> byAge =
        retention.millis().isPresent() && waited.isPresent()
            ? Optional.of(
                new DeletionDue(
                    notNegative(retention.millis().getAsLong() - waited.get().toMillis()),
                    Cause.AGE))
            : Optional.empty();
    Optional<DeletionDue> bySize = bySize(sample, retention, producedPerSecond);
    if (byAge.isPresent() && bySize.isPresent()) {
      return byAge.get().in().compareTo(bySize.get().in()) <= 0 ? byAge : bySize;
    }
    return byAge.or(() -> bySize);
  }

  /** Records are taken to be as large as those now held are on average. */
  private static Optional<DeletionDue> bySize(
      LagSample sample, LagSample.Retention retention, OptionalDouble producedPerSecond) {
    long held = sample.held().orElse(0);
    if (retention.bytes().isEmpty()
        || retention.partitionBytes().isEmpty()
        || held == 0
        || producedPerSecond.isEmpty()) {
      return Optional.empty();
    }
    double bytesPerRecord = (double) retention.partitionBytes().getAsLong() / held;
    double unreadBytes = bytesPerRecord * sample.readable().orElse(0);
    double room = retention.bytes().getAsLong() - unreadBytes;
    if (room <= 0) {
      return Optional.of(new DeletionDue(Duration.ZERO, Cause.SIZE));
    }
    double bytesPerSecond = bytesPerRecord * producedPerSecond.getAsDouble();
    double seconds = room / bytesPerSecond;
    return bytesPerSecond > 0 && seconds < Integer.MAX_VALUE
        ? Optional.of(new DeletionDue(Duration.ofMillis((long) (seconds * 1_000)), Cause.SIZE))
        : Optional.empty();
  }

  private static Duration notNegative(long millis) {
    return Duration.ofMillis(Math.max(0, millis));
  }
}
