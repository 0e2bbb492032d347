package dev.weir.alert.lag;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A partition, a group that reads it and commits now and then, and a console that looks at both.
 * All times in milliseconds since the start.
 */
final class GroupSimulation {
  private final Random random;
  private final int commitMillis;
  private final int sampleMillis;
  private final List<LagPoint> points = new ArrayList<>();

  double produceRate;
  double consumeRate;
  boolean hasMembers = true;
  long logStart;

  private double end;
  private double position;
  private long committed;
  private long nextCommit;
  private long nextSample;
  private long now;

  GroupSimulation(long seed, int commitMillis, int sampleMillis, long backlog, double produceRate) {
    this.random = new Random(seed);
    this.commitMillis = commitMillis;
    this.sampleMillis = sampleMillis;
    this.end = backlog;
    this.produceRate = produceRate;
    this.consumeRate = produceRate;
    this.nextCommit = 1L + random.nextInt(commitMillis);
    this.nextSample = 1L + random.nextInt(sampleMillis);
  }

  /** Sets the group back or forth. */
  void seek(long offset) {
    position = offset;
    committed = offset;
  }

  long committed() {
    return committed;
  }

  long end() {
    return (long) end;
  }

  List<LagPoint> points() {
    return points;
  }

  long nowNanos() {
    return now * 1_000_000;
  }

  LagVerdict verdict() {
    return LagJudge.STANDARD.judge(points, nowNanos());
  }

  /** Lets time pass; after every sample, {@code look} sees the group. */
  void run(int seconds, Runnable look) {
    for (long until = now + seconds * 1000L; now < until; now++) {
      end += produceRate / 1000;
      if (hasMembers) {
        position = Math.min(end, position + consumeRate / 1000);
        if (now >= nextCommit) {
          committed = (long) position;
          nextCommit = now + commitMillis + random.nextInt(1 + commitMillis / 10);
        }
      }
      if (now >= nextSample) {
        points.add(LagPoint.of(now * 1_000_000, committed, (long) end, logStart, hasMembers));
        nextSample = now + sampleMillis - sampleMillis / 10 + random.nextInt(1 + sampleMillis / 5);
        look.run();
      }
    }
  }

  void run(int seconds) {
    run(seconds, () -> {});
  }
}
