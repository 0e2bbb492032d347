package dev.weir.stream;

/**
 * How a broker as a whole does, by one figure.
 *
 * @param value in the kind's unit
 * @param words where it comes from, as a sentence for the operator
 */
public record BrokerFigure(Kind kind, double value, String words) {
  /** What is told. */
  public enum Kind {
    /** Kafka: partitions with fewer replicas in sync than they have. */
    UNDER_REPLICATED,

    /** Kafka: partitions that nobody leads, so that nothing is read or written there. */
    WITHOUT_LEADER,

    /** Redis: used memory as a share of {@code maxmemory}, 0 to 1; none where that is not set. */
    MEMORY_SHARE
  }
}
