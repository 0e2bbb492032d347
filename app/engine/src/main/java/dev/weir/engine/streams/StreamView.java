package dev.weir.engine.streams;

import dev.weir.engine.finding.Fault;
import dev.weir.engine.meter.LatencyFigures;
import dev.weir.engine.publish.Opened;
import dev.weir.stream.StreamDetail;
import java.util.Optional;

/** One stream's details, refreshed every few seconds while open. */
public interface StreamView extends Opened<StreamView.State> {
  /**
   * What is known: nothing yet, the details, or why there are none.
   *
   * @param latency of the last minute, where the stream is read record by record
   */
  record State(
      Optional<StreamDetail> detail, Optional<LatencyFigures> latency, Optional<Fault> fault) {}
}
