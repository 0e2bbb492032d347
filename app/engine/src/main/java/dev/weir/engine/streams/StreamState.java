package dev.weir.engine.streams;

import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.PartitionEnds;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The recent past of one stream's bounds. Confined to one thread. */
final class StreamState {
  /** Rates are over this long. */
  private static final long RATE_NANOS = 10_000_000_000L;

  /** Bounds older than this tell no rate of now. */
  private static final long STALE_MILLIS = 40_000;

  private static final int SPARK_POINTS = 60;

  static final String DELETED = "it was deleted";
  static final String MADE_ANEW = "it was deleted and created again";

  private final Deque<Bounds> past = new ArrayDeque<>();
  private StreamInfo info;
  private StreamRole role;
  private Optional<StreamRole> found = Optional.empty();
  private @Nullable StreamEnds newest;
  private Optional<ConnectorFailure> failure = Optional.empty();
  private long lastRecordAtMillis;
  private OptionalLong retentionMillis = OptionalLong.empty();
  private float[] spark = emptySpark();
  private double sparkSum;
  private int sparkSeconds;
  private long heldSinceMillis;

  /** Ends of all partitions at one moment. */
  private record Bounds(
      long atMillis, long nanos, long total, OptionalLong bytes, Map<Integer, Long> ends) {}

  StreamState(StreamInfo info) {
    this.info = info;
    role = StreamRoles.of(info);
  }

  /** Whether it is another stream of the same name. */
  boolean listed(StreamInfo now) {
    boolean anew = !now.identity().equals(info.identity());
    if (anew) {
      startAnew();
    }
    info = now;
    role = found.orElseGet(() -> StreamRoles.of(now));
    return anew;
  }

  /** Returns why the series had to end, if it had to: the stream was made anew or truncated. */
  Optional<String> polled(StreamEnds ends) {
    failure = ends.failure();
    if (ends.partitions().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> ended =
        newest != null && !ends.identity().equals(newest.identity())
            ? Optional.of(MADE_ANEW)
            : Optional.empty();
    Map<Integer, Long> byPartition = new HashMap<>();
    long nanos = 0;
    long atMillis = 0;
    for (PartitionEnds partition : ends.partitions()) {
      byPartition.put(partition.partition().partition(), partition.end());
      nanos = Math.max(nanos, partition.monotonicNanos());
      atMillis = Math.max(atMillis, partition.atMillis());
    }
    Bounds last = past.peekLast();
    if (last != null && ended.isEmpty() && ends.endsCountAppends()) {
      for (Map.Entry<Integer, Long> end : byPartition.entrySet()) {
        Long before = last.ends().get(end.getKey());
        if (before != null && end.getValue() < before) {
          ended =
              Optional.of(
                  String.format(
                      Locale.ROOT,
                      "partition %d was cut back from %,d to %,d",
                      end.getKey(),
                      before,
                      end.getValue()));
        }
      }
    }
    if (ended.isPresent()) {
      startAnew();
      last = null;
    }
    if (last != null && ends.totalEnd() > last.total()) {
      lastRecordAtMillis = Math.max(lastRecordAtMillis, atMillis);
    }
    newest = ends;
    past.addLast(new Bounds(atMillis, nanos, ends.totalEnd(), ends.bytes(), byPartition));
    while (past.size() > 2 && second().nanos() <= nanos - RATE_NANOS) {
      past.removeFirst();
    }
    return ended;
  }

  private Bounds second() {
    var all = past.iterator();
    all.next();
    return all.next();
  }

  private void startAnew() {
    past.clear();
    newest = null;
    lastRecordAtMillis = 0;
    sparkSum = 0;
    sparkSeconds = 0;
  }

  /** Records per second appended over the last seconds, from the partitions known at both ends. */
  OptionalDouble recordsPerSecond(long nowMillis) {
    StreamEnds ends = newest;
    Bounds first = past.peekFirst();
    Bounds last = past.peekLast();
    if (ends == null
        || first == null
        || last == null
        || past.size() < 2
        || isStale(last, nowMillis)) {
      return OptionalDouble.empty();
    }
    if (!ends.endsCountAppends()) {
      return OptionalDouble.of(grown() * 1e9 / (last.nanos() - first.nanos()));
    }
    long added = 0;
    for (Map.Entry<Integer, Long> end : last.ends().entrySet()) {
      Long before = first.ends().get(end.getKey());
      if (before != null) {
        added += end.getValue() - before;
      }
    }
    return OptionalDouble.of(added * 1e9 / (last.nanos() - first.nanos()));
  }

  /** By how much the length grew from poll to poll; where it shrank, something was trimmed. */
  private long grown() {
    long grown = 0;
    Bounds before = null;
    for (Bounds bounds : past) {
      if (before != null) {
        grown += Math.max(0, bounds.total() - before.total());
      }
      before = bounds;
    }
    return grown;
  }

  /** Bytes per second by which the broker's log grew; empty while retention makes it shrink. */
  OptionalDouble bytesPerSecond(long nowMillis) {
    Bounds first = past.peekFirst();
    Bounds last = past.peekLast();
    if (first == null || last == null || past.size() < 2 || isStale(last, nowMillis)) {
      return OptionalDouble.empty();
    }
    if (first.bytes().isEmpty() || last.bytes().isEmpty()) {
      return OptionalDouble.empty();
    }
    long grown = last.bytes().getAsLong() - first.bytes().getAsLong();
    return grown < 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(grown * 1e9 / (last.nanos() - first.nanos()));
  }

  /** Busiest partition against the mean. */
  OptionalDouble skew() {
    Bounds first = past.peekFirst();
    Bounds last = past.peekLast();
    if (first == null || last == null || last.ends().size() < 2) {
      return OptionalDouble.empty();
    }
    long most = 0;
    long total = 0;
    for (Map.Entry<Integer, Long> end : last.ends().entrySet()) {
      Long before = first.ends().get(end.getKey());
      long added = before == null ? 0 : end.getValue() - before;
      most = Math.max(most, added);
      total += added;
    }
    // With fewer, chance alone looks like skew.
    return total < 10L * last.ends().size()
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) most * last.ends().size() / total);
  }

  private static boolean isStale(Bounds bounds, long nowMillis) {
    return nowMillis - bounds.atMillis() > STALE_MILLIS;
  }

  /** A second has passed with this rate, NaN where unknown. */
  void spark(double recordsPerSecond) {
    if (!Double.isNaN(recordsPerSecond)) {
      sparkSum += recordsPerSecond;
      sparkSeconds++;
    }
  }

  /** Five seconds have passed: one more point. */
  void closeSparkPoint() {
    float[] moved = Arrays.copyOfRange(spark, 1, SPARK_POINTS + 1);
    moved[SPARK_POINTS - 1] = sparkSeconds == 0 ? Float.NaN : (float) (sparkSum / sparkSeconds);
    spark = moved;
    sparkSum = 0;
    sparkSeconds = 0;
  }

  void recordSeenAt(long millis) {
    lastRecordAtMillis = Math.max(lastRecordAtMillis, millis);
  }

  void retention(OptionalLong millis) {
    retentionMillis = millis;
  }

  /** When it was first noticed to hold records, 0 while it holds none. */
  long heldSinceMillis(long nowMillis) {
    if (length() == 0) {
      heldSinceMillis = 0;
    } else if (heldSinceMillis == 0) {
      heldSinceMillis = nowMillis;
    }
    return heldSinceMillis;
  }

  StreamInfo info() {
    return info;
  }

  /** What looking into the stream, or the user, says against its name; empty where nothing does. */
  void found(Optional<StreamRole> now) {
    found = now;
    role = found.orElseGet(() -> StreamRoles.of(info));
  }

  StreamRole role() {
    return role;
  }

  long length() {
    StreamEnds ends = newest;
    return ends == null ? 0 : ends.length();
  }

  Optional<StreamEnds> newest() {
    return Optional.ofNullable(newest);
  }

  OptionalLong lastRecordAtMillis() {
    return lastRecordAtMillis == 0 ? OptionalLong.empty() : OptionalLong.of(lastRecordAtMillis);
  }

  OptionalLong retentionMillis() {
    return retentionMillis;
  }

  float[] spark() {
    return spark;
  }

  Optional<String> problem() {
    if (failure.isPresent()) {
      return failure.map(ConnectorFailure::sentence);
    }
    StreamEnds ends = newest;
    return ends != null && !ends.endsCountAppends()
        ? Optional.of(
            "This broker does not count what is added: the rate is a lower bound, from how the"
                + " length grew, unless the stream is read along.")
        : Optional.empty();
  }

  private static float[] emptySpark() {
    float[] empty = new float[SPARK_POINTS];
    Arrays.fill(empty, Float.NaN);
    return empty;
  }
}
