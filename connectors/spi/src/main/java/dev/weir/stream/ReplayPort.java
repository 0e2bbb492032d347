package dev.weir.stream;

import java.util.List;
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

  /** What can become of a dead letter that was brought back; the first of them unless told. */
  default List<AfterReplay> afterReplay() {
    return List.of(AfterReplay.KEEP);
  }

  /** Records that go together at most: few enough that nobody else is held up by them. */
  default int mostAtOnce() {
    return 1_000;
  }

  /**
   * Records of a stream, at most, that cannot be read yet because a transaction has not ended.
   * Blocks.
   */
  default long heldBack(StreamRef stream) {
    return 0;
  }

  /**
   * What about this broker, as it is set up now, a person should know before the job runs, each a
   * sentence. Blocks.
   */
  default List<String> hazards(ReplayJob job) {
    return List.of();
  }

  /**
   * Opens a lane. Does not write yet.
   *
   * @throws ConnectorException if the broker is away or refuses
   */
  ReplayLane openReplay(ReplayJob job);
}
