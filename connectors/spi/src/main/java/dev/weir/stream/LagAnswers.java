package dev.weir.stream;

import java.util.List;
import java.util.Map;

/**
 * What was learnt of some groups. A group that is in neither is gone, or has committed nothing.
 *
 * @param refused groups of which nothing could be learnt this time, and why; what was known of them
 *     before is still the last known
 */
public record LagAnswers(List<LagSample> samples, Map<GroupRef, ConnectorFailure> refused) {
  /** Nothing asked, nothing learnt. */
  public static final LagAnswers NONE = new LagAnswers(List.of(), Map.of());

  public LagAnswers {
    samples = List.copyOf(samples);
    refused = Map.copyOf(refused);
  }
}
