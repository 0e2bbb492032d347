package dev.weir.stream;

import java.util.Optional;

/**
 * Implemented by connectors that can bring dead letters back. Writes only through lanes, and only
 * what a plan says whose intent is on the disk.
 */
public interface ReplayPort {
  /** What tells this cluster or server from every other, for as long as it keeps its data. */
  String clusterId();

  /**
   * What is known of a stream that records would go to; empty if it is not there or may not be
   * seen. Blocks.
   */
  Optional<ReplayTarget> replayTarget(StreamRef stream);

  /**
   * Opens a lane for one job. Does not write yet.
   *
   * @param job the job's id: letters, digits and hyphens
   * @param source the stream of dead letters
   * @throws ConnectorException if the broker is away or refuses
   */
  ReplayLane openReplay(String job, StreamRef source);
}
