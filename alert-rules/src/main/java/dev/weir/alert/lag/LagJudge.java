package dev.weir.alert.lag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Tells how a group does on a partition from its recent points, without thresholds: it compares the
 * group with its own past, after the rules of LinkedIn's Burrow (lag that never falls, commits that
 * repeat, commits that went back). Pure: the same points at the same time give the same verdict.
 *
 * <p>Commits are a staircase: a group that keeps up perfectly shows a lag that swings between
 * nothing and what is produced in one commit interval. So the judge learns the group's rhythm, the
 * time between the moves it has seen, and calls nothing a change that one step explains. A group
 * counts as caught up while all that waits was produced within its last step.
 *
 * @param window points older than this do not count
 * @param commitInterval rhythm assumed of a group not yet seen to move; 5 s is the default of
 *     Kafka's auto-commit
 */
public record LagJudge(Duration window, Duration commitInterval) {
  /** Two minutes of points, five seconds between commits. */
  public static final LagJudge STANDARD =
      new LagJudge(Duration.ofMinutes(2), Duration.ofSeconds(5));

  /** What needs a rhythm needs this many steps of it. */
  private static final int STEPS = 3;

  /** Steps a group with members, not yet seen to move, is given before it is called stalled. */
  private static final int STEPS_OF_GRACE = 12;

  private static final int FEWEST_POINTS = 4;

  /** A commit beyond the end at so many points in a row is no slip of the measuring. */
  private static final int POINTS_AHEAD = 3;

  /** Offsets short of the stable end that the markers of the last transactions may be. */
  private static final int MARKERS = 2;

  /** Judges by the points alone: nothing is known of how long records have been waiting. */
  public LagVerdict judge(List<LagPoint> points, long nowNanos) {
    return judge(points, nowNanos, Optional.empty());
  }

  /**
   * Judges.
   *
   * @param points oldest first, all of one group on one partition of one identity
   * @param nowNanos now, on the points' clock
   * @param waited how long the first unread record has been waiting, where known; with it, even a
   *     single point may tell enough
   */
  public LagVerdict judge(List<LagPoint> points, long nowNanos, Optional<Duration> waited) {
    if (points.isEmpty()) {
      return unknown(0, OptionalLong.empty(), "It has not been measured yet.");
    }
    LagPoint newest = points.getLast();
    if (newest.ahead() > 0) {
      return unknown(1, newest.lag(), ahead(points));
    }
    if (newest.lag().isEmpty()) {
      return unknown(0, newest.lag(), "Its lag cannot be told.");
    }
    LagPoint[] seen = usable(points, nowNanos);
    double completeness = completeness(seen);
    if (completeness < 1) {
      return atFirstSight(seen, nowNanos, waited, completeness);
    }
    Duration age = Duration.ofNanos(nowNanos - newest.monotonicNanos());
    long widest = widestGap(seen);
    if (age.toNanos() > STEPS * widest + commitInterval.toNanos()) {
      return unknown(
          Math.min(0.99, (double) (STEPS * widest) / age.toNanos()),
          newest.lag(),
          "It was last measured " + age.toSeconds() + " s ago.");
    }
    return judge(seen, nowNanos, widest);
  }

  /**
   * The verdict on one partition, in view of all that its group reads. A slow consumer takes its
   * partitions by turns and leaves each alone for far longer than it ever did while it was quick;
   * so while the group reads elsewhere, a partition is stalled only after three quarters of the
   * window.
   *
   * @param ofPartition the verdict on the partition by itself
   * @param sinceGroupMoved time since the group was last seen to move on anywhere
   */
  public LagVerdict inTurn(LagVerdict ofPartition, Duration sinceGroupMoved) {
    boolean readsElsewhere = sinceGroupMoved.compareTo(commitInterval.multipliedBy(2 * STEPS)) < 0;
    boolean maybeItsTurn =
        ofPartition.sinceProgress().compareTo(window.multipliedBy(3).dividedBy(4)) < 0;
    if (ofPartition.status() != LagStatus.STALLED || !readsElsewhere || !maybeItsTurn) {
      return ofPartition;
    }
    return ofPartition.withStatus(
        ofPartition.trend() == LagTrend.GROWING ? LagStatus.FALLING_BEHIND : LagStatus.BEHIND);
  }

  private static String ahead(List<LagPoint> points) {
    int inARow = 0;
    for (int i = points.size() - 1; i >= 0 && points.get(i).ahead() > 0; i--) {
      inARow++;
    }
    String beyond =
        String.format(
            Locale.ROOT, "Its committed offset lies %,d beyond the end", points.getLast().ahead());
    return inARow >= POINTS_AHEAD
        ? beyond + ": the stream was truncated or made anew, or the offset was set by hand."
        : beyond + "; it is too early to say why.";
  }

  /**
   * What too few points can tell all the same: that nothing waits, that records were lost, and that
   * records have been waiting for longer than any commit takes.
   */
  private LagVerdict atFirstSight(
      LagPoint[] seen, long nowNanos, Optional<Duration> waited, double completeness) {
    LagPoint newest = seen[seen.length - 1];
    boolean fresh = nowNanos - newest.monotonicNanos() <= 2 * STEPS * commitInterval.toNanos();
    Optional<LagStatus> status = Optional.empty();
    if (!fresh) {
      status = Optional.empty();
    } else if (hasLost(seen)) {
      status = Optional.of(LagStatus.DATA_LOST);
    } else if (newest.lag().orElse(1) == 0) {
      status = Optional.of(LagStatus.CAUGHT_UP);
    } else if (waited.isPresent() && newest.lagIsExact()) {
      if (!newest.hasMembers() && waited.get().compareTo(window) >= 0) {
        status = Optional.of(LagStatus.STOPPED);
      } else if (waited.get().compareTo(commitInterval.multipliedBy(STEPS)) >= 0) {
        status = Optional.of(LagStatus.BEHIND);
      }
    }
    if (status.isEmpty()) {
      return unknown(
          completeness, newest.lag(), "It has been measured for too short a time to be judged.");
    }
    return new LagVerdict(
        status.get(),
        LagTrend.UNKNOWN,
        LagRates.UNKNOWN,
        newest.lag(),
        newest.lost(),
        Optional.empty(),
        status.get() == LagStatus.STOPPED
            ? waited.orElse(Duration.ZERO)
            : Duration.ofNanos(nowNanos - seen[0].monotonicNanos()),
        completeness,
        "");
  }

  private LagVerdict judge(LagPoint[] seen, long nowNanos, long widestGap) {
    LagPoint newest = seen[seen.length - 1];
    Steps steps = Steps.of(seen, nowNanos, commitInterval.toNanos());
    boolean caughtUp = isCaughtUp(seen, steps.longStepNanos() + widestGap);
    OptionalDouble produced = producedPerSecond(seen);
    OptionalDouble consumed = OptionalDouble.empty();
    OptionalDouble growth = OptionalDouble.empty();
    LagTrend trend = LagTrend.UNKNOWN;
    LagPoint[] onward = sinceSetBack(seen);
    if (completeness(onward) >= 1) {
      Steps onwardSteps = Steps.of(onward, nowNanos, commitInterval.toNanos());
      consumed = consumedPerSecond(onward, onwardSteps, caughtUp);
      growth =
          produced.isPresent() && consumed.isPresent()
              ? OptionalDouble.of(produced.getAsDouble() - consumed.getAsDouble())
              : slope(onward);
      trend = caughtUp ? LagTrend.STEADY : trend(onward, widestGap, produced, growth);
    }
    LagStatus status = status(seen, nowNanos, steps, caughtUp, trend);
    boolean drains =
        trend == LagTrend.DRAINING
            && status != LagStatus.BLOCKED
            && status != LagStatus.STALLED
            && status != LagStatus.STOPPED;
    return new LagVerdict(
        status,
        trend,
        new LagRates(consumed, produced, growth),
        newest.lag(),
        newest.lost(),
        drains ? eta(newest, growth) : Optional.empty(),
        Duration.ofNanos(
            status == LagStatus.BLOCKED ? blockedNanos(seen, nowNanos) : steps.sinceLastNanos()),
        1,
        "");
  }

  private LagStatus status(
      LagPoint[] seen, long nowNanos, Steps steps, boolean caughtUp, LagTrend trend) {
    LagPoint newest = seen[seen.length - 1];
    if (hasLost(seen)) {
      return LagStatus.DATA_LOST;
    }
    if (caughtUp) {
      return LagStatus.CAUGHT_UP;
    }
    if (isRewound(seen)) {
      return LagStatus.REWOUND;
    }
    if (blockedNanos(seen, nowNanos) >= STEPS * commitInterval.toNanos()) {
      return LagStatus.BLOCKED;
    }
    boolean surelyWaits =
        newest.lagIsExact()
            || (newest.end().isPresent()
                && seen[0].end().isPresent()
                && newest.end().getAsLong() > seen[0].end().getAsLong());
    if (surelyWaits) {
      long still = Math.min(steps.sinceLastNanos(), waitingNanos(seen, nowNanos));
      long someSteps = STEPS * steps.typicalNanos();
      long patience = Math.max(someSteps, 2 * steps.longestNanos());
      if (!newest.hasMembers()) {
        boolean knewOtherRhythm = steps.count() > 0 && !seen[0].hasMembers();
        if (still >= (knewOtherRhythm ? patience : someSteps)) {
          return LagStatus.STOPPED;
        }
      } else if (!wasZero(seen)
          && still >= (steps.count() < 2 ? Math.max(graceNanos(), patience) : patience)) {
        return LagStatus.STALLED;
      }
    }
    return trend == LagTrend.GROWING ? LagStatus.FALLING_BEHIND : LagStatus.BEHIND;
  }

  private LagVerdict unknown(double completeness, OptionalLong lag, String reason) {
    return new LagVerdict(
        LagStatus.UNKNOWN,
        LagTrend.UNKNOWN,
        LagRates.UNKNOWN,
        lag,
        0,
        Optional.empty(),
        Duration.ZERO,
        completeness,
        reason);
  }

  /**
   * The points that can be compared with the newest: in the window, in order of time, of known lag,
   * and after the last reset of the end and the last pause as long as all that follows it.
   */
  private LagPoint[] usable(List<LagPoint> points, long nowNanos) {
    List<LagPoint> backwards = new ArrayList<>(points.size());
    LagPoint next = points.getLast();
    backwards.add(next);
    for (int i = points.size() - 2; i >= 0; i--) {
      LagPoint point = points.get(i);
      if (nowNanos - point.monotonicNanos() > window.toNanos()) {
        break;
      }
      if (point.monotonicNanos() >= next.monotonicNanos() || point.lag().isEmpty()) {
        continue;
      }
      if (point.end().isPresent()
          && next.end().isPresent()
          && point.end().getAsLong() > next.end().getAsLong()) {
        break;
      }
      backwards.add(point);
      next = point;
    }
    LagPoint[] seen = backwards.reversed().toArray(new LagPoint[0]);
    long last = seen[seen.length - 1].monotonicNanos();
    for (int i = seen.length - 2; i > 0; i--) {
      long gap = seen[i].monotonicNanos() - seen[i - 1].monotonicNanos();
      long after = last - seen[i].monotonicNanos();
      if (gap > after && after >= STEPS * commitInterval.toNanos()) {
        return Arrays.copyOfRange(seen, i, seen.length);
      }
    }
    return seen;
  }

  private double completeness(LagPoint[] seen) {
    long span = seen[seen.length - 1].monotonicNanos() - seen[0].monotonicNanos();
    double bySpan = (double) span / (STEPS * commitInterval.toNanos());
    double byPoints = (double) seen.length / FEWEST_POINTS;
    // One pause as long as the rest would make two points of a row of them.
    double byGap = span == 0 ? 0 : 0.5 * span / widestGap(seen);
    return Math.min(1, Math.min(bySpan, Math.min(byPoints, byGap)));
  }

  private static long widestGap(LagPoint[] seen) {
    long widest = 1;
    for (int i = 1; i < seen.length; i++) {
      widest = Math.max(widest, seen[i].monotonicNanos() - seen[i - 1].monotonicNanos());
    }
    return widest;
  }

  /** Nothing waits, or only what was produced within the last {@code stepNanos}. */
  private static boolean isCaughtUp(LagPoint[] seen, long stepNanos) {
    LagPoint newest = seen[seen.length - 1];
    if (newest.lag().orElse(1) == 0) {
      return true;
    }
    if (newest.committed().isEmpty()) {
      // Without offsets: it has been at the end within its last step.
      for (int i = seen.length - 1; i >= 0; i--) {
        if (newest.monotonicNanos() - seen[i].monotonicNanos() > stepNanos) {
          return false;
        }
        if (seen[i].lag().orElse(1) == 0) {
          return true;
        }
      }
      return false;
    }
    long committed = newest.committed().getAsLong();
    for (int i = seen.length - 1; i >= 0; i--) {
      if (seen[i].end().isPresent() && seen[i].end().getAsLong() <= committed) {
        return newest.monotonicNanos() - seen[i].monotonicNanos() <= stepNanos;
      }
    }
    return false;
  }

  /**
   * At two points in a row: at one alone it may be that the group has read on and its owner deleted
   * what was read, between the commit and the log start being asked for.
   */
  private static boolean hasLost(LagPoint[] seen) {
    for (int i = 1; i < seen.length; i++) {
      if (seen[i].lost() > 0 && seen[i - 1].lost() > 0) {
        return true;
      }
    }
    return false;
  }

  /** Went back, and has not come again to where it was. */
  private static boolean isRewound(LagPoint[] seen) {
    LagPoint newest = seen[seen.length - 1];
    LagPoint furthest = seen[0];
    for (LagPoint point : seen) {
      if (point.compareProgress(furthest) > 0) {
        furthest = point;
      }
    }
    return newest.compareProgress(furthest) < 0;
  }

  /**
   * For how long a transaction that does not end has been all that the group waits for: the stable
   * end stands still before the end, and the group has come to it.
   */
  private static long blockedNanos(LagPoint[] seen, long nowNanos) {
    LagPoint newest = seen[seen.length - 1];
    int first = seen.length;
    while (first > 0) {
      LagPoint point = seen[first - 1];
      if (point.blocked() == 0
          || !point.stableEnd().equals(newest.stableEnd())
          || point.stableLag() > MARKERS
          || point.stableLag() < 0) {
        break;
      }
      first--;
    }
    return first == seen.length ? 0 : nowNanos - seen[first].monotonicNanos();
  }

  private static boolean wasZero(LagPoint[] seen) {
    for (LagPoint point : seen) {
      if (point.lag().orElse(1) == 0) {
        return true;
      }
    }
    return false;
  }

  /** For how long something has been waiting at every point. */
  private static long waitingNanos(LagPoint[] seen, long nowNanos) {
    int first = seen.length;
    while (first > 0 && seen[first - 1].lag().orElse(0) > 0) {
      first--;
    }
    return first == seen.length ? 0 : nowNanos - seen[first].monotonicNanos();
  }

  private long graceNanos() {
    return Math.min(STEPS_OF_GRACE * commitInterval.toNanos(), window.toNanos() * 3 / 4);
  }

  /** The points since the group was last set back: all, if it was not. */
  private static LagPoint[] sinceSetBack(LagPoint[] seen) {
    for (int i = seen.length - 1; i > 0; i--) {
      if (seen[i].compareProgress(seen[i - 1]) < 0) {
        return Arrays.copyOfRange(seen, i, seen.length);
      }
    }
    return seen;
  }

  private static OptionalDouble producedPerSecond(LagPoint[] seen) {
    LagPoint first = seen[0];
    LagPoint last = seen[seen.length - 1];
    if (first.end().isEmpty() || last.end().isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        perSecond(
            last.end().getAsLong() - first.end().getAsLong(),
            last.monotonicNanos() - first.monotonicNanos()));
  }

  private static OptionalDouble consumedPerSecond(LagPoint[] seen, Steps steps, boolean caughtUp) {
    LagPoint first = seen[0];
    LagPoint last = seen[seen.length - 1];
    if (first.committed().isEmpty() || last.committed().isEmpty()) {
      return OptionalDouble.empty();
    }
    boolean silent =
        steps.count() == 0
            || steps.sinceLastNanos()
                > Math.max(STEPS * steps.typicalNanos(), 2 * steps.longestNanos());
    if (silent && !caughtUp) {
      return OptionalDouble.of(0);
    }
    if (!silent && steps.count() > STEPS) {
      LagPoint from = seen[steps.firstIndex()];
      LagPoint to = seen[steps.lastIndex()];
      return OptionalDouble.of(
          perSecond(
              to.committed().orElse(0) - from.committed().orElse(0),
              to.monotonicNanos() - from.monotonicNanos()));
    }
    // With nothing left over at the newest point, the whole window is measured without its steps.
    return caughtUp
        ? OptionalDouble.of(
            perSecond(
                last.committed().getAsLong() - first.committed().getAsLong(),
                last.monotonicNanos() - first.monotonicNanos()))
        : OptionalDouble.empty();
  }

  /** Least squares through the lags. */
  private static OptionalDouble slope(LagPoint[] seen) {
    long start = seen[0].monotonicNanos();
    double n = seen.length;
    double meanTime = 0;
    double meanLag = 0;
    for (LagPoint point : seen) {
      meanTime += (point.monotonicNanos() - start) / 1e9 / n;
      meanLag += point.lag().orElse(0) / n;
    }
    double covariance = 0;
    double variance = 0;
    for (LagPoint point : seen) {
      double time = (point.monotonicNanos() - start) / 1e9 - meanTime;
      covariance += time * (point.lag().orElse(0) - meanLag);
      variance += time * time;
    }
    return variance == 0 ? OptionalDouble.empty() : OptionalDouble.of(covariance / variance);
  }

  /**
   * Compares the smallest lag of each third of the window, which is the lag just after a commit.
   * What was produced between two points may hide one such moment, so that much is no trend.
   */
  private static LagTrend trend(
      LagPoint[] seen, long widestGap, OptionalDouble produced, OptionalDouble growth) {
    long first = smallestLag(seen, 0);
    long second = smallestLag(seen, 1);
    long third = smallestLag(seen, 2);
    if (first < 0 || second < 0 || third < 0 || growth.isEmpty()) {
      return LagTrend.UNKNOWN;
    }
    double noise = produced.orElse(0) * widestGap / 1e9;
    if (third - first > noise && second >= first && third >= second && growth.getAsDouble() > 0) {
      return LagTrend.GROWING;
    }
    if (first - third > noise && second <= first && third <= second && growth.getAsDouble() < 0) {
      return LagTrend.DRAINING;
    }
    return LagTrend.STEADY;
  }

  /** -1 where the third holds no point. */
  private static long smallestLag(LagPoint[] seen, int third) {
    long start = seen[0].monotonicNanos();
    long span = seen[seen.length - 1].monotonicNanos() - start;
    long smallest = -1;
    for (LagPoint point : seen) {
      long at = point.monotonicNanos() - start;
      if (Math.min(2, 3 * at / span) == third) {
        long lag = point.lag().orElse(0);
        smallest = smallest < 0 ? lag : Math.min(smallest, lag);
      }
    }
    return smallest;
  }

  private static Optional<Duration> eta(LagPoint newest, OptionalDouble growth) {
    double drained = -growth.orElse(0);
    if (!(drained > 0)) {
      return Optional.empty();
    }
    double readable = newest.lag().orElse(0) - newest.lost();
    if (readable <= 0) {
      // What waits is gone: there is nothing left to catch up with.
      return Optional.empty();
    }
    double seconds = readable / drained;
    return seconds < Integer.MAX_VALUE
        ? Optional.of(Duration.ofMillis((long) Math.ceil(seconds * 1000)))
        : Optional.empty();
  }

  private static double perSecond(long records, long nanos) {
    return records * 1e9 / nanos;
  }

  /**
   * When a group was seen to move on.
   *
   * @param count moves seen
   * @param firstIndex point of the first move, 0 if none
   * @param lastIndex point of the last move, 0 if none
   * @param typicalNanos time between moves: the median if enough were seen, else the assumed one
   * @param longStepNanos the longest of those that are no more than twice the typical one
   * @param longestNanos longest time between moves, counting that before the first
   * @param sinceLastNanos time since the last move, or since the first point if none was seen
   */
  private record Steps(
      int count,
      int firstIndex,
      int lastIndex,
      long typicalNanos,
      long longStepNanos,
      long longestNanos,
      long sinceLastNanos) {
    static Steps of(LagPoint[] seen, long nowNanos, long assumedNanos) {
      long[] between = new long[seen.length];
      int count = 0;
      int first = 0;
      int last = 0;
      long longest = 0;
      for (int i = 1; i < seen.length; i++) {
        if (seen[i].compareProgress(seen[i - 1]) == 0) {
          continue;
        }
        long gap = seen[i].monotonicNanos() - seen[last].monotonicNanos();
        longest = Math.max(longest, gap);
        if (count == 0) {
          first = i;
        } else {
          between[count - 1] = gap;
        }
        last = i;
        count++;
      }
      long typical = assumedNanos;
      long longStep = assumedNanos * 3 / 2;
      if (count > STEPS) {
        Arrays.sort(between, 0, count - 1);
        typical = between[(count - 1) / 2];
        longStep = typical;
        for (int i = 0; i < count - 1 && between[i] <= 2 * typical; i++) {
          longStep = between[i];
        }
        longStep = Math.max(longStep, typical * 3 / 2);
      }
      return new Steps(
          count, first, last, typical, longStep, longest, nowNanos - seen[last].monotonicNanos());
    }
  }
}
