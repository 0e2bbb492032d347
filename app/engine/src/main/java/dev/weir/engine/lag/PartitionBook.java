package dev.weir.engine.lag;

import dev.weir.alert.lag.DeletionDue;
import dev.weir.alert.lag.LagJudge;
import dev.weir.alert.lag.LagPoint;
import dev.weir.alert.lag.LagStatus;
import dev.weir.alert.lag.LagVerdict;
import dev.weir.engine.lag.LagBoard.Judged;
import dev.weir.stream.FirstUnread;
import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The recent past of one group on one partition. Confined to one thread. */
final class PartitionBook {
  private static final int MOST_POINTS = 256;

  /** Asking costs dozens of calls, and an older answer is still an upper bound. */
  private static final long ASK_AGAIN_MILLIS = 10_000;

  /** So few offsets may hold no record at all where lag is an upper bound. */
  private static final int FEW = 2;

  private final LagJudge judge;
  private final EndBook ends;
  private final List<LagPoint> points = new ArrayList<>(4);
  private LagSample newest;
  private String identity = "";
  private int round;

  /** When the group was first seen where it is: points are forgotten after a while. */
  private long stillSinceNanos;

  /** Since when the record at {@link #knownAt} has been waiting. */
  private long knownSinceMillis;

  private long knownAt = -1;
  private String knownBy = "";
  private boolean asked;
  private long askAgainMillis;

  /** Reading showed that between this commit and this end nothing waits. */
  private long provenCommitted = -1;

  private long provenEnd = -1;

  PartitionBook(LagJudge judge, EndBook ends, LagSample first) {
    this.judge = judge;
    this.ends = ends;
    newest = first;
    stillSinceNanos = first.monotonicNanos();
    add(first);
  }

  /** Adds the sample of {@code round}. */
  void add(LagSample told, int roundNow) {
    round = roundNow;
    add(told);
  }

  int round() {
    return round;
  }

  private void add(LagSample told) {
    LagSample sample = proven(told) ? told.withLag(new Lag.Exact(0)) : told;
    if (!sample.identity().equals(newest.identity())) {
      points.clear();
      forgetTime();
    }
    if (placeOf(sample) < placeOf(newest)) {
      forgetTime();
    }
    if (!sample.identity().equals(newest.identity())
        || !sample.committed().equals(newest.committed())
        || !sample.committedId().equals(newest.committedId())) {
      stillSinceNanos = sample.monotonicNanos();
    }
    newest = sample;
    if (!sample.identity().isEmpty()) {
      identity = sample.identity();
    }
    points.add(LagPoint.of(sample));
    long oldest = sample.monotonicNanos() - judge.window().toNanos();
    while (points.size() > MOST_POINTS
        || (points.size() > 4 && points.getFirst().monotonicNanos() < oldest)) {
      points.removeFirst();
    }
  }

  private boolean proven(LagSample sample) {
    return provenEnd >= 0
        && sample.committed().orElse(-1) == provenCommitted
        && sample.end().orElse(Long.MAX_VALUE) <= provenEnd;
  }

  LagSample newest() {
    return newest;
  }

  /** Of the stream that was last told to be there; empty if none ever was. */
  String identity() {
    return identity;
  }

  /** What follows from the newest sample and its predecessors, for this partition alone. */
  LagVerdict verdict(long nowMillis, long nowNanos) {
    LagVerdict verdict = judge.judge(points, nowNanos, GroupRows.asDuration(lagTime(nowMillis)));
    var still = Duration.ofNanos(nowNanos - stillSinceNanos);
    boolean isOfTheGroup =
        verdict.status() == LagStatus.STALLED || verdict.status() == LagStatus.STOPPED;
    return isOfTheGroup && still.compareTo(verdict.sinceProgress()) > 0
        ? verdict.withSinceProgress(still)
        : verdict;
  }

  /** The newest sample with the verdict on it. */
  Judged judged(LagVerdict verdict, long nowMillis) {
    LagTime time = lagTime(nowMillis);
    return new Judged(
        new PartitionLag(
            newest,
            time,
            verdict.rates().consumedPerSecond(),
            verdict.rates().producedPerSecond(),
            verdict.eta(),
            verdict.status(),
            DeletionDue.of(newest, GroupRows.asDuration(time), verdict.rates().producedPerSecond()),
            verdict.reason(),
            Math.max(0, nowMillis - newest.atMillis())),
        verdict);
  }

  /** The broker was asked since when this sample's first unread record waits, and told. */
  void unreadSince(LagSample sample, long sinceMillis) {
    if (sample.identity().equals(newest.identity()) && placeOf(sample) <= placeOf(newest)) {
      knownAt = placeOf(sample);
      knownSinceMillis = sinceMillis;
      knownBy =
          newest.committed().isEmpty() || sample.committedId().isPresent()
              ? "entry id"
              : "timestamp";
    }
    asked = false;
  }

  /** Somebody had the first unread record of {@code sample} read. */
  void firstUnread(LagSample sample, FirstUnread found) {
    if (!sample.identity().equals(newest.identity())) {
      return;
    }
    switch (found) {
      case FirstUnread.Found(var _, OptionalLong timestamp) -> {
        if (timestamp.isPresent() && placeOf(sample) <= placeOf(newest)) {
          knownAt = placeOf(sample);
          knownSinceMillis = timestamp.getAsLong();
          knownBy = "record";
        }
      }
      case FirstUnread.NothingWaits(long committed, long end) -> {
        provenCommitted = committed;
        provenEnd = end;
        if (proven(newest)) {
          newest = newest.withLag(new Lag.Exact(0));
        }
      }
      case FirstUnread.Blocked _, FirstUnread.NotTold _ -> {}
    }
  }

  /** The broker was asked and had no answer, or could not be asked. */
  void notTold() {
    asked = false;
    askAgainMillis += ASK_AGAIN_MILLIS;
  }

  /** Whether only the broker can tell since when records wait here. Then it counts as asked. */
  boolean wantsTime(long nowMillis) {
    if (asked || nowMillis < askAgainMillis || !(recordsWaiting() > 0)) {
      return false;
    }
    if (lagTime(nowMillis) instanceof LagTime.Unknown
        && newest.lag() instanceof Lag.AtMost
        && recordsWaiting() <= FEW) {
      return false;
    }
    boolean known = knownAt >= 0 && knownAt == placeOf(newest);
    if (!known) {
      asked = true;
      askAgainMillis = nowMillis + ASK_AGAIN_MILLIS;
    }
    return !known;
  }

  /** How long the first unread record has been waiting. */
  LagTime lagTime(long nowMillis) {
    long waiting = recordsWaiting();
    if (waiting < 0) {
      return new LagTime.Unknown(
          newest.lag() instanceof Lag.Unknown unknown ? unknown.why() : "The lag is not known.");
    }
    if (waiting == 0) {
      forgetTime();
      return LagTime.CAUGHT_UP;
    }
    if (newest.lag() instanceof Lag.AtMost && waiting <= FEW) {
      return new LagTime.Unknown(
          "At most " + waiting + " wait, and those may be markers of transactions.");
    }
    long place = placeOf(newest);
    if (knownAt != place && newest.committed().isPresent()) {
      OptionalLong passed = ends.passedAt(place);
      if (passed.isPresent()) {
        knownAt = place;
        knownSinceMillis = passed.getAsLong();
        knownBy = "ring";
      }
    }
    if (knownAt < 0) {
      return new LagTime.Unknown("The broker is being asked since when records wait.");
    }
    // Where the group has read on since, the first unread record waits no longer than this.
    return new LagTime.Known(Math.max(0, nowMillis - knownSinceMillis), knownBy);
  }

  /** -1 where nobody can know. */
  private long recordsWaiting() {
    return switch (newest.lag()) {
      case Lag.Exact exact -> exact.records();
      case Lag.AtMost atMost -> atMost.records();
      case Lag.Unknown _ -> -1;
    };
  }

  private void forgetTime() {
    knownAt = -1;
  }

  /** A number that grows as the group reads on: what a waiting time is known for. */
  static long placeOf(LagSample sample) {
    if (sample.committed().isPresent()) {
      return Math.max(sample.committed().getAsLong(), sample.logStart().orElse(0));
    }
    return sample
        .committedId()
        // Time and sequence in one number: enough to see that it moved.
        .map(id -> (id.millis() << 16) + Math.min(id.sequence(), 0xffff))
        .orElse(sample.logStart().orElse(0));
  }
}
