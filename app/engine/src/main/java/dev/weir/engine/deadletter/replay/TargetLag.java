package dev.weir.engine.deadletter.replay;

import dev.weir.stream.Connector;
import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** How far groups are behind on streams that records are written to. */
final class TargetLag {
  private TargetLag() {}

  /** The partition of these streams that a group is furthest behind on; blocks. */
  static Optional<LagSample> worst(Connector connector, Set<String> streams) {
    return connector.lag(connector.groups()).samples().stream()
        .filter(
            sample ->
                streams.contains(sample.partition().stream().name())
                    && !sample.group().name().startsWith("weir-replay-"))
        .max(Comparator.comparingLong(TargetLag::of));
  }

  static long of(LagSample sample) {
    return switch (sample.lag()) {
      case Lag.Exact(long records) -> records;
      case Lag.AtMost(long records, String _) -> records;
      case Lag.Unknown _ -> 0;
    };
  }
}
