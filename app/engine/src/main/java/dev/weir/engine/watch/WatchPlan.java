package dev.weir.engine.watch;

import dev.weir.engine.publish.Attendance;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupRef;
import dev.weir.stream.LagSample;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What to ask one broker next, as the engine sees it once a second.
 *
 * @param often streams whose ends are asked for at every turn
 * @param inTurn the others, a share of them at every turn
 * @param partitionsInTurn partitions of {@code inTurn} altogether
 * @param groupsOften whose lag is asked for every few seconds: what is looked at, or all where
 *     there are few
 * @param groupsInTurn the others, in portions of bounded size
 * @param sinceWhen samples of which only the broker can tell since when records wait
 * @param lagWarning from how far behind a group is a warning: those are asked about first
 * @param metered streams to read along
 * @param describeStreams streams to be described in idle moments
 * @param describeGroups groups to be described in idle moments
 * @param oldest dead-letter streams whose first record is to be dated
 * @param attendance for whom: people at the window, rules that are judged every few seconds, or
 *     nobody
 */
public record WatchPlan(
    List<StreamRef> often,
    List<StreamRef> inTurn,
    int partitionsInTurn,
    List<GroupInfo> groupsOften,
    List<Portion> groupsInTurn,
    List<LagSample> sinceWhen,
    Duration lagWarning,
    Set<StreamRef> metered,
    List<StreamRef> describeStreams,
    List<GroupRef> describeGroups,
    List<StreamRef> oldest,
    Attendance attendance) {
  /** Groups asked for in one call. */
  public record Portion(List<GroupInfo> groups) {
    public Portion {
      groups = List.copyOf(groups);
    }
  }

  /** Before anything is known. */
  public static final WatchPlan NOTHING =
      new WatchPlan(
          List.of(),
          List.of(),
          0,
          List.of(),
          List.of(),
          List.of(),
          Duration.ZERO,
          Set.of(),
          List.of(),
          List.of(),
          List.of(),
          Attendance.PRESENT);

  public WatchPlan {
    often = List.copyOf(often);
    inTurn = List.copyOf(inTurn);
    groupsOften = List.copyOf(groupsOften);
    groupsInTurn = List.copyOf(groupsInTurn);
    sinceWhen = List.copyOf(sinceWhen);
    metered = Set.copyOf(metered);
    describeStreams = List.copyOf(describeStreams);
    describeGroups = List.copyOf(describeGroups);
    oldest = List.copyOf(oldest);
  }
}
