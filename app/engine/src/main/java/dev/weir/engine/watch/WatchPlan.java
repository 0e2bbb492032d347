package dev.weir.engine.watch;

import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupRef;
import dev.weir.stream.LagSample;
import dev.weir.stream.StreamRef;
import java.util.List;
import java.util.Set;

/**
 * What to ask one broker next, as the engine sees it once a second.
 *
 * @param often streams whose ends are asked for at every turn
 * @param inTurn the others, a share of them at every turn
 * @param partitionsInTurn partitions of {@code inTurn} altogether
 * @param groups whose lag is asked for
 * @param sinceWhen samples of which only the broker can tell since when records wait
 * @param metered streams to read along
 * @param describeStreams streams to be described in idle moments
 * @param describeGroups groups to be described in idle moments
 * @param oldest dead-letter streams whose first record is to be dated
 */
public record WatchPlan(
    List<StreamRef> often,
    List<StreamRef> inTurn,
    int partitionsInTurn,
    List<GroupInfo> groups,
    List<LagSample> sinceWhen,
    Set<StreamRef> metered,
    List<StreamRef> describeStreams,
    List<GroupRef> describeGroups,
    List<StreamRef> oldest) {
  /** Before anything is known. */
  public static final WatchPlan NOTHING =
      new WatchPlan(
          List.of(), List.of(), 0, List.of(), List.of(), Set.of(), List.of(), List.of(), List.of());

  public WatchPlan {
    often = List.copyOf(often);
    inTurn = List.copyOf(inTurn);
    groups = List.copyOf(groups);
    sinceWhen = List.copyOf(sinceWhen);
    metered = Set.copyOf(metered);
    describeStreams = List.copyOf(describeStreams);
    describeGroups = List.copyOf(describeGroups);
    oldest = List.copyOf(oldest);
  }
}
