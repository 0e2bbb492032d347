package dev.weir.alert.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Burrow's order of rules on its own inputs, ten stored commits and the broker's offsets of the
 * same time, against the lag judge on what it would have seen meanwhile. Where the two differ, the
 * case says why they shall.
 */
class BurrowParityTest {
  private static final int STORED = 10;
  private static final int INTERVAL_S = 5;

  /** What Burrow calls a partition. */
  private enum Burrow {
    OK,
    WARN,
    STOP,
    STALL,
    REWIND
  }

  /**
   * A commit and the broker's offset at its time.
   *
   * @param atS seconds
   */
  private record Commit(int atS, long offset, long end) {
    long lag() {
      return Math.max(0, end - offset);
    }
  }

  /** Its rules, in their order, with nothing allowed to wait and a full window asked for. */
  private static Burrow burrow(List<Commit> stored, List<Long> brokerOffsets, int nowS) {
    if (stored.size() < STORED) {
      return Burrow.OK;
    }
    Commit first = stored.getFirst();
    Commit last = stored.getLast();
    long lagNow = Math.max(0, brokerOffsets.getLast() - last.offset());
    if (lagNow == 0) {
      return Burrow.OK;
    }
    boolean isSilent = nowS - last.atS() > last.atS() - first.atS();
    if (isSilent && brokerOffsets.stream().noneMatch(offset -> offset <= last.offset())) {
      return Burrow.STOP;
    }
    for (int i = 1; i < stored.size(); i++) {
      long before = stored.get(i - 1).offset();
      if (stored.get(i).offset() < before
          && stored.subList(i, stored.size()).stream().noneMatch(c -> c.offset() >= before)) {
        return Burrow.REWIND;
      }
    }
    if (stored.stream().anyMatch(commit -> commit.lag() == 0)) {
      return Burrow.OK;
    }
    if (stored.stream().allMatch(commit -> commit.offset() == first.offset())) {
      return Burrow.STALL;
    }
    for (int i = 1; i < stored.size(); i++) {
      if (stored.get(i).lag() < stored.get(i - 1).lag()) {
        return Burrow.OK;
      }
    }
    return Burrow.WARN;
  }

  private interface Course {
    long at(int second);
  }

  /** A course of a partition, and what either makes of it. */
  private enum Case {
    KEEPS_UP(t -> 100L * t, t -> 100L * t, 50, Burrow.OK, LagStatus.CAUGHT_UP, ""),
    GROWS(t -> 20L * t, t -> 1_000 + 100L * t, 50, Burrow.WARN, LagStatus.FALLING_BEHIND, ""),
    DRAINS(t -> 300L * t, t -> 60_000 + 100L * t, 50, Burrow.OK, LagStatus.BEHIND, ""),
    COMMITS_THE_SAME(t -> 500, t -> 1_000 + 100L * t, 110, Burrow.STALL, LagStatus.STALLED, ""),
    GOES_BACK(
        t -> t < 30 ? 4_000 + 100L * t : 100L * t - 2_000,
        t -> 10_000 + 100L * t,
        50,
        Burrow.REWIND,
        LagStatus.REWOUND,
        ""),
    GOES_BACK_AND_COMES_AGAIN(
        t -> t < 20 ? 4_000 + 100L * t : 3_000 + 400L * (t - 20),
        t -> 20_000 + 100L * t,
        50,
        Burrow.OK,
        LagStatus.BEHIND,
        ""),
    NOTHING_IS_PRODUCED(t -> 5_000, t -> 5_000, 110, Burrow.OK, LagStatus.CAUGHT_UP, ""),
    STOPS_COMMITTING(
        t -> 100L * Math.min(t, 50),
        t -> 2_000 + 100L * t,
        110,
        Burrow.STOP,
        LagStatus.STALLED,
        "members are there, so it is called stalled; both call it bad"),
    LEAVES(
        t -> 100L * Math.min(t, 50),
        t -> 2_000 + 100L * t,
        110,
        Burrow.STOP,
        LagStatus.STOPPED,
        ""),
    LEFT_HALF_A_MINUTE_AGO(
        t -> 100L * Math.min(t, 50),
        t -> 2_000 + 100L * t,
        80,
        Burrow.WARN,
        LagStatus.STOPPED,
        "it is judged at each look by its own rhythm, not once its silence is as long as ten"
            + " commits took"),
    A_STEADY_LAG(
        t -> 100L * t,
        t -> 5_000 + 100L * t,
        50,
        Burrow.WARN,
        LagStatus.BEHIND,
        "a lag that stays the same does not grow"),
    GROWS_WITH_ONE_GOOD_COMMIT(
        t -> 20L * t + (t == 25 ? 600 : 0) + (t > 25 ? 100 : 0),
        t -> 3_000 + 100L * t,
        50,
        Burrow.OK,
        LagStatus.FALLING_BEHIND,
        "one commit that gained is no reason to call a growing lag well"),
    WAS_DRAINED_ONCE_AND_LEFT(
        t -> t <= 5 ? 100L * t : 500,
        t -> 100L * t,
        70,
        Burrow.OK,
        LagStatus.STOPPED,
        "a window that was drained once hides what has been waiting since");

    private final Course committed;
    private final Course end;
    private final int nowS;
    private final Burrow theirs;
    private final LagStatus ours;
    private final String why;

    Case(Course committed, Course end, int nowS, Burrow theirs, LagStatus ours, String why) {
      this.committed = committed;
      this.end = end;
      this.nowS = nowS;
      this.theirs = theirs;
      this.ours = ours;
      this.why = why;
    }

    /** Whether its members leave, and when they commit for the last time. */
    private boolean leaves() {
      return switch (this) {
        case LEAVES, LEFT_HALF_A_MINUTE_AGO, WAS_DRAINED_ONCE_AND_LEFT -> true;
        default -> false;
      };
    }

    private int lastCommitS() {
      return switch (this) {
        case LEAVES, LEFT_HALF_A_MINUTE_AGO, STOPS_COMMITTING, WAS_DRAINED_ONCE_AND_LEFT -> 50;
        default -> nowS;
      };
    }

    private List<Commit> stored() {
      List<Commit> commits = new ArrayList<>();
      for (int t = INTERVAL_S; t <= lastCommitS(); t += INTERVAL_S) {
        commits.add(new Commit(t, committed.at(t), end.at(t)));
      }
      return commits.subList(Math.max(0, commits.size() - STORED), commits.size());
    }

    private List<Long> brokerOffsets() {
      List<Long> offsets = new ArrayList<>();
      for (int t = nowS - (STORED - 1) * INTERVAL_S; t <= nowS; t += INTERVAL_S) {
        offsets.add(end.at(t));
      }
      return offsets;
    }

    private LagStatus judged() {
      List<LagPoint> points = new ArrayList<>();
      for (int t = INTERVAL_S; t <= nowS; t += INTERVAL_S) {
        boolean hasMembers = !leaves() || t <= lastCommitS();
        points.add(LagPoint.of(t * 1_000_000_000L, committed.at(t), end.at(t), 0, hasMembers));
      }
      return LagJudge.STANDARD.judge(points, nowS * 1_000_000_000L).status();
    }
  }

  private static boolean agree(Burrow theirs, LagStatus ours) {
    return switch (theirs) {
      case OK -> ours == LagStatus.CAUGHT_UP || ours == LagStatus.BEHIND;
      case WARN -> ours == LagStatus.FALLING_BEHIND;
      case STOP -> ours == LagStatus.STOPPED;
      case STALL -> ours == LagStatus.STALLED;
      case REWIND -> ours == LagStatus.REWOUND;
    };
  }

  @ParameterizedTest
  @EnumSource
  void theTwoAgreeOrDifferAsIntended(Case one) {
    assertThat(burrow(one.stored(), one.brokerOffsets(), one.nowS))
        .as("Burrow's rules on %s", one)
        .isEqualTo(one.theirs);
    assertThat(one.judged()).as("the lag judge on %s", one).isEqualTo(one.ours);
    assertThat(agree(one.theirs, one.ours))
        .as("a difference has its reason: %s", one.why)
        .isEqualTo(one.why.isEmpty());
  }

  /** Burrow calls well what it knows too little of. */
  @Test
  void threeCommitsAreWellThereAndUnknownHere() {
    List<Commit> stored =
        List.of(new Commit(5, 10, 1_000), new Commit(10, 20, 2_000), new Commit(12, 30, 3_000));
    assertThat(burrow(stored, List.of(1_000L, 2_000L, 3_000L), 12)).isEqualTo(Burrow.OK);
    List<LagPoint> points =
        stored.stream()
            .map(c -> LagPoint.of(c.atS() * 1_000_000_000L, c.offset(), c.end(), 0, true))
            .toList();
    assertThat(LagJudge.STANDARD.judge(points, 12_000_000_000L).status())
        .isEqualTo(LagStatus.UNKNOWN);
  }

  /** Whatever a group does, none that Burrow calls stopped, stalled or rewound is well here. */
  @Test
  void whatIsBadThereIsNeverWellHere() {
    int bad = 0;
    for (int seed = 0; seed < 300; seed++) {
      var group = new GroupSimulation(seed, 5_000, 5_000, 20_000L + 100L * seed, 1_000);
      group.consumeRate = 200.0 * (seed % 9);
      group.run(70);
      if (seed % 3 == 0) {
        group.hasMembers = seed % 2 == 0;
        group.consumeRate = 0;
      } else if (seed % 3 == 1) {
        group.seek(group.committed() / 2);
      }
      group.run(55);
      List<LagPoint> points = group.points();
      List<Commit> stored = new ArrayList<>();
      List<Long> ends = new ArrayList<>();
      for (LagPoint point : points.subList(Math.max(0, points.size() - STORED), points.size())) {
        ends.add(point.end().orElseThrow());
        stored.add(
            new Commit(
                (int) (point.monotonicNanos() / 1_000_000_000L),
                point.committed().orElseThrow(),
                point.end().orElseThrow()));
      }
      Burrow theirs = burrow(stored, ends, (int) (group.nowNanos() / 1_000_000_000L));
      if (theirs == Burrow.STOP || theirs == Burrow.STALL || theirs == Burrow.REWIND) {
        bad++;
        assertThat(group.verdict().status())
            .as("seed %d, %s there", seed, theirs)
            .isIn(LagStatus.STOPPED, LagStatus.STALLED, LagStatus.REWOUND);
      }
    }
    assertThat(bad).as("cases that are bad there").isGreaterThan(50);
  }
}
