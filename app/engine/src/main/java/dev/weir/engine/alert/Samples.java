package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.lag.DeletionDue;
import dev.weir.alert.lag.LagStatus;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.lag.GroupBoard;
import dev.weir.engine.lag.GroupBoard.GroupStanding;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.LagTime;
import dev.weir.engine.lag.PartitionLag;
import dev.weir.engine.meter.MeterBoard;
import dev.weir.engine.meter.MeterSeries;
import dev.weir.engine.streams.StreamBoard;
import dev.weir.engine.streams.StreamBoard.DeadLetters;
import dev.weir.engine.streams.StreamRole;
import dev.weir.engine.streams.StreamRow;
import dev.weir.stream.BrokerFigure;
import dev.weir.stream.GroupRef;
import dev.weir.stream.GroupState;
import dev.weir.stream.LagSample;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Makes samples of what the boards have measured: each stream and group every {@value
 * #EVERY_SECONDS} seconds, spread over the seconds, connections each second. What is not known is
 * no sample. Confined to the engine's thread.
 */
public final class Samples implements SampleSource {
  private static final long FRESH_MILLIS = 30_000;

  /** Asked for every half minute, and a little later where a broker is slow. */
  private static final long FRESH_FIGURES_MILLIS = 75_000;

  /** Within which members that got partitions commit again. */
  private static final long SETTLES_NANOS = Duration.ofSeconds(20).toNanos();

  private static final double READS_IN_TIME = 10;
  private static final double NOTHING_DUE_MS = Duration.ofDays(365).toMillis();
  private static final long LONG_STOPPED_MS = Duration.ofDays(1).toMillis();
  private static final int ERROR_SECONDS = 60;
  private static final int CLOCK_SECONDS = 10;
  private static final long FEWEST_TIMED = 100;

  private final MeterBoard meters;
  private final StreamBoard streams;
  private final GroupBoard groups;
  private final Map<String, Heard> figures = new HashMap<>();

  /** When a group was last seen in a rebalance, by the clock that never jumps. */
  private final Map<GroupRef, Long> rebalancedNanos = new HashMap<>();

  private record Heard(List<BrokerFigure> figures, long atMillis) {}

  /** Reads the boards; changes nothing of theirs. */
  public Samples(MeterBoard meters, StreamBoard streams, GroupBoard groups) {
    this.meters = meters;
    this.streams = streams;
    this.groups = groups;
  }

  /** What a broker told of itself. Engine's thread. */
  public void figures(String connection, List<BrokerFigure> told, long nowMillis) {
    figures.put(connection, new Heard(told, nowMillis));
  }

  @Override
  public void collect(
      long second,
      long nowMillis,
      long nowNanos,
      List<ConnectionStatus> connections,
      SampleSink sink) {
    for (ConnectionStatus connection : connections) {
      ofConnection(connection, sink);
      if (isTurn(connection.settings().name(), second)) {
        ofBroker(connection.settings().name(), nowMillis, sink);
      }
    }
    Map<StreamRef, DeadLetters> dead = new HashMap<>();
    streams.deadLetters().forEach(one -> dead.put(one.stream(), one));
    for (StreamRow row : streams.rows()) {
      if (row.role() != StreamRole.INTERNAL && isTurn(row.stream(), second)) {
        ofStream(row, dead, second, nowMillis, sink);
      }
    }
    rebalancedNanos.values().removeIf(at -> nowNanos - at > SETTLES_NANOS);
    for (GroupStanding standing : groups.standings()) {
      if (isTurn(standing.row().group(), second)) {
        ofGroup(standing.row(), nowMillis, nowNanos, sink);
      }
    }
    if (second % EVERY_SECONDS == 0) {
      double errors = streams.errorPercent(second + 1 - ERROR_SECONDS, second + 1);
      if (Double.isFinite(errors)) {
        sink.take(new Series(MetricName.ERROR_RATIO.id(), Map.of()), errors / 100, "");
      }
      ofDelay(connections, sink);
    }
  }

  private static boolean isTurn(Object what, long second) {
    return Math.floorMod(what.hashCode() + second, (long) EVERY_SECONDS) == 0;
  }

  private void ofBroker(String connection, long nowMillis, SampleSink sink) {
    Heard heard = figures.get(connection);
    if (heard == null || nowMillis - heard.atMillis() > FRESH_FIGURES_MILLIS) {
      return;
    }
    for (BrokerFigure figure : heard.figures()) {
      MetricName metric =
          switch (figure.kind()) {
            case UNDER_REPLICATED -> MetricName.UNDER_REPLICATED;
            case WITHOUT_LEADER -> MetricName.WITHOUT_LEADER;
            case MEMORY_SHARE -> MetricName.MEMORY_SHARE;
          };
      sink.take(
          new Series(metric.id(), Map.of("connection", connection)),
          figure.value(),
          figure.words());
    }
  }

  private static void ofConnection(ConnectionStatus connection, SampleSink sink) {
    String name = connection.settings().name();
    var series = new Series(MetricName.CONNECTION_AWAY.id(), Map.of("connection", name));
    switch (connection.state()) {
      case AWAY ->
          sink.take(
              series,
              1,
              name
                  + " does not answer"
                  + connection.fault().map(fault -> ": " + fault.what()).orElse("."));
      case CONNECTED, DEGRADED -> sink.take(series, 0, name + " answers.");
      case CONNECTING, NEEDS_SECRET, CLOSED -> {
        // Nothing is known of it yet, or nobody asks.
      }
    }
  }

  /** How old the newest thing is that is known of each connection with groups. */
  private void ofDelay(List<ConnectionStatus> connections, SampleSink sink) {
    Map<String, Long> newest = new HashMap<>();
    for (GroupStanding standing : groups.standings()) {
      long age = standing.row().ageMillis();
      if (age >= 0) {
        newest.merge(standing.row().group().connection(), age, Math::min);
      }
    }
    for (ConnectionStatus connection : connections) {
      Long age = newest.get(connection.settings().name());
      if (age != null && connection.state() == ConnectionStatus.State.CONNECTED) {
        sink.take(
            new Series(
                MetricName.OWN_DELAY_MS.id(), Map.of("connection", connection.settings().name())),
            age,
            "");
      }
    }
  }

  private void ofStream(
      StreamRow row,
      Map<StreamRef, DeadLetters> dead,
      long second,
      long nowMillis,
      SampleSink sink) {
    Map<String, String> labels = labels(row.stream());
    known(sink, MetricName.RECORDS_PER_S, labels, row.recordsPerSecond());
    if (row.latencyRecords() >= FEWEST_TIMED) {
      known(sink, MetricName.LATENCY_P99_MS, labels, row.latencyP99Millis());
    }
    MeterSeries series = meters.of(row.stream());
    if (series != null) {
      long[] ahead = {-1};
      series.each(
          second + 1 - CLOCK_SECONDS,
          second + 1,
          (slice, _) -> ahead[0] = Math.max(ahead[0], slice.mostNegativeMillis()));
      if (ahead[0] >= 0) {
        sink.take(new Series(MetricName.CLOCK_AHEAD_MS.id(), labels), ahead[0], "");
      }
    }
    if (row.role() == StreamRole.DEAD_LETTER) {
      sink.take(new Series(MetricName.DEAD_LETTERS.id(), labels), row.length(), "");
      DeadLetters held = dead.get(row.stream());
      sink.take(
          new Series(MetricName.OLDEST_DEAD_LETTER_MS.id(), labels),
          held == null ? 0 : Math.max(0, nowMillis - held.sinceMillis()),
          "");
    }
  }

  /**
   * On a topic that keeps minutes, some records always wait and will be deleted within minutes: a
   * group that is behind by less than a tenth of the time left reads them long before.
   */
  static double deletedInMillis(Optional<DeletionDue> deletion, LagTime behind) {
    double due = deletion.map(it -> (double) it.in().toMillis()).orElse(NOTHING_DUE_MS);
    boolean readsInTime =
        behind instanceof LagTime.Known(long behindMillis, _) && behindMillis * READS_IN_TIME < due;
    return readsInTime ? NOTHING_DUE_MS : due;
  }

  /** What is asked of a group on one stream: the worst of its partitions, or their sum. */
  private static final class OfStream {
    private double lag;
    private double lagMs = Double.NaN;
    private double lost;
    private double deletedInMs = NOTHING_DUE_MS;
    private double blocked;
    private double pending = Double.NaN;
    private double pendingAgeMs = Double.NaN;
    private double deliveries = Double.NaN;

    void add(PartitionLag partition) {
      LagSample sample = partition.sample();
      lag += GroupBoard.records(sample.lag());
      lost += sample.lost();
      if (partition.lagTime() instanceof LagTime.Known(long millis, _)) {
        lagMs = worse(lagMs, millis);
      }
      deletedInMs =
          Math.min(deletedInMs, deletedInMillis(partition.deletion(), partition.lagTime()));
      if (partition.status() == LagStatus.BLOCKED) {
        blocked += sample.blocked().orElse(0);
      }
      sample
          .pending()
          .ifPresent(
              waiting -> {
                pending = Double.isNaN(pending) ? waiting.entries() : pending + waiting.entries();
                pendingAgeMs = worse(pendingAgeMs, millis(waiting.longestIdle()));
                deliveries = worse(deliveries, waiting.mostDeliveries().orElse(0));
              });
    }

    private static double millis(Optional<Duration> time) {
      return time.map(Duration::toMillis).orElse(0L);
    }

    private static double worse(double known, double other) {
      return Double.isNaN(known) ? other : Math.max(known, other);
    }
  }

  private void ofGroup(GroupRow row, long nowMillis, long nowNanos, SampleSink sink) {
    if (row.ageMillis() < 0 || row.ageMillis() > FRESH_MILLIS) {
      return;
    }
    Map<String, String> labels = labels(row.group());
    if (row.state() == GroupState.REBALANCING) {
      rebalancedNanos.put(row.group(), nowNanos);
    }
    if (row.status() != LagStatus.UNKNOWN) {
      stopped(row, rebalancedNanos.containsKey(row.group()))
          .ifPresent(
              value ->
                  sink.take(
                      new Series(MetricName.GROUP_STOPPED.id(), labels),
                      value,
                      row.sentence() + "."));
      sink.take(
          new Series(MetricName.GROUP_FALLING_BEHIND.id(), labels),
          row.status() == LagStatus.FALLING_BEHIND ? 1 : 0,
          row.sentence() + ".");
    }
    sink.take(
        new Series(MetricName.REBALANCING.id(), labels),
        row.state() == GroupState.REBALANCING ? 1 : 0,
        "");
    Map<String, OfStream> byStream = new HashMap<>();
    for (PartitionLag partition : groups.lags().partitions(row.group(), nowMillis, nowNanos)) {
      byStream
          .computeIfAbsent(partition.sample().partition().stream().name(), _ -> new OfStream())
          .add(partition);
    }
    byStream.forEach((stream, sum) -> tell(sum, with(labels, "stream", stream), row, sink));
  }

  private static void tell(
      OfStream sum, Map<String, String> labels, GroupRow row, SampleSink sink) {
    known(sink, MetricName.LAG, labels, sum.lag);
    if (Double.isFinite(sum.lagMs)) {
      sink.take(new Series(MetricName.LAG_MS.id(), labels), sum.lagMs, row.sentence() + ".");
    }
    known(sink, MetricName.LOST, labels, sum.lost);
    known(sink, MetricName.DELETED_IN_MS, labels, sum.deletedInMs);
    known(sink, MetricName.BLOCKED, labels, sum.blocked);
    known(sink, MetricName.PENDING, labels, sum.pending);
    known(sink, MetricName.PENDING_AGE_MS, labels, sum.pendingAgeMs);
    known(sink, MetricName.DELIVERIES, labels, sum.deliveries);
  }

  /**
   * Whether nobody reads a group's streams.
   *
   * @param hasRebalanced whether it is in a rebalance, or was a moment ago: members that share
   *     their partitions out commit nothing, and may be about to
   * @return empty where that cannot be told
   */
  static OptionalDouble stopped(GroupRow row, boolean hasRebalanced) {
    if (row.status() != LagStatus.STOPPED && row.status() != LagStatus.STALLED) {
      return OptionalDouble.of(0);
    }
    if (hasRebalanced && row.members() > 0) {
      return OptionalDouble.empty();
    }
    boolean isOld =
        row.lagTime() instanceof LagTime.Known(long millis, _) && millis > LONG_STOPPED_MS;
    return OptionalDouble.of(isOld ? 0.5 : 1);
  }

  private static void known(
      SampleSink sink, MetricName metric, Map<String, String> labels, OptionalDouble value) {
    known(sink, metric, labels, value.orElse(Double.NaN));
  }

  private static void known(
      SampleSink sink, MetricName metric, Map<String, String> labels, double value) {
    if (Double.isFinite(value)) {
      sink.take(new Series(metric.id(), labels), value, "");
    }
  }

  private static Map<String, String> labels(StreamRef stream) {
    return Map.of("connection", stream.connection(), "stream", stream.name());
  }

  private static Map<String, String> labels(GroupRef group) {
    return Map.of("connection", group.connection(), "group", group.name());
  }

  private static Map<String, String> with(Map<String, String> labels, String key, String value) {
    Map<String, String> more = new HashMap<>(labels);
    more.put(key, value);
    return more;
  }

  @Override
  public Presence presence(List<ConnectionStatus> connections) {
    Set<String> open = new HashSet<>();
    for (ConnectionStatus connection : connections) {
      if (connection.state() != ConnectionStatus.State.CLOSED) {
        open.add(connection.settings().name());
      }
    }
    Set<StreamRef> listed = new HashSet<>();
    streams.rows().forEach(row -> listed.add(row.stream()));
    Set<GroupRef> grouped = new HashSet<>();
    groups.standings().forEach(standing -> grouped.add(standing.row().group()));
    return new Presence(open, listed, grouped);
  }
}
