package dev.weir.engine;

import dev.weir.engine.meter.LatencySummary;
import dev.weir.stream.StreamRef;
import java.util.Map;

/**
 * What a report tells and no screen shows in this form.
 *
 * @param latency of all streams together, but for retries and dead letters
 * @param oldestDeadLetters timestamp, in epoch milliseconds, of the oldest record of each
 *     dead-letter stream that holds any; missing where it has not been read
 */
public record EngineAccount(LatencySummary latency, Map<StreamRef, Long> oldestDeadLetters) {
  public EngineAccount {
    oldestDeadLetters = Map.copyOf(oldestDeadLetters);
  }
}
