package dev.weir.engine.overview;

import dev.weir.alert.lag.LagSentence;
import dev.weir.alert.lag.LagStatus;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.finding.Target;
import dev.weir.engine.lag.GroupBoard;
import dev.weir.engine.lag.GroupBoard.GroupStanding;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.LagTime;
import dev.weir.engine.meter.LatencyKind;
import dev.weir.engine.meter.MeterBoard;
import dev.weir.engine.meter.MeterSlice;
import dev.weir.engine.meter.Percentiles;
import dev.weir.engine.meter.Track;
import dev.weir.engine.overview.OverviewSnapshot.Emphasis;
import dev.weir.engine.overview.OverviewSnapshot.Gauge;
import dev.weir.engine.overview.OverviewSnapshot.HealthSentence;
import dev.weir.engine.overview.OverviewSnapshot.Piece;
import dev.weir.engine.overview.OverviewSnapshot.Tile;
import dev.weir.engine.overview.OverviewSnapshot.TileKind;
import dev.weir.engine.overview.OverviewSnapshot.Trouble;
import dev.weir.engine.streams.StreamBoard;
import dev.weir.engine.streams.StreamBoard.DeadLetters;
import dev.weir.engine.streams.StreamRole;
import dev.weir.engine.streams.StreamRow;
import dev.weir.engine.wording.Wording;
import dev.weir.stream.TimestampType;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Puts into words what is wrong, and into six figures how much flows. Confined to the engine's
 * thread.
 */
public final class OverviewBoard {
  private static final int MOST_SENTENCES = 4;
  private static final int SPARK_POINTS = 60;
  private static final int SPARK_STEP_SECONDS = 5;
  private static final int RATE_SECONDS = 5;
  private static final int LATENCY_SECONDS = 10;
  private static final int ERROR_SECONDS = 60;
  private static final int MINUTE = 60;

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ROOT);

  private final MeterBoard meters;
  private final StreamBoard streams;
  private final GroupBoard groups;
  private final Track p99 = new Track(Track.Merge.MAX);
  private final Track errors = new Track(Track.Merge.MAX);

  public OverviewBoard(MeterBoard meters, StreamBoard streams, GroupBoard groups) {
    this.meters = meters;
    this.streams = streams;
    this.groups = groups;
  }

  /**
   * Sums up at the end of {@code second} since the epoch.
   *
   * @param errorLimitPercent above it errors are critical, above half of it a warning
   * @param zone times are told in
   */
  public OverviewSnapshot close(
      long second,
      long nowMillis,
      List<ConnectionStatus> connections,
      double errorLimitPercent,
      ZoneId zone) {
    long end = second + 1;
    p99.put(second, meters.percentileMillis(meters.total(), end - LATENCY_SECONDS, end, 99));
    errors.put(second, streams.errorPercent(end - ERROR_SECONDS, end));
    if (connections.stream().allMatch(c -> c.state() == ConnectionStatus.State.CLOSED)) {
      return OverviewSnapshot.EMPTY;
    }
    return new OverviewSnapshot(
        sentences(second, nowMillis, connections, errorLimitPercent, zone),
        tiles(second, nowMillis, errorLimitPercent),
        troubles(nowMillis));
  }

  /** What the rail counts, beside the screens whose rows these are. */
  private List<Trouble> troubles(long nowMillis) {
    List<Trouble> troubles = new ArrayList<>();
    ofStreams().ifPresent(troubles::add);
    ofGroups().ifPresent(troubles::add);
    ofLetters(nowMillis).ifPresent(troubles::add);
    return troubles;
  }

  private Optional<Trouble> ofStreams() {
    int holding = 0;
    long letters = 0;
    int other = 0;
    for (StreamRow row : streams.rows()) {
      if (row.holdsDeadLetters()) {
        holding++;
        letters += row.length();
      } else if (row.isTroubled()) {
        other++;
      }
    }
    if (holding + other == 0) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>();
    if (holding > 0) {
      words.add(
          Wording.counted(holding, "dead-letter stream")
              + (holding == 1 ? " holds " : " hold ")
              + Wording.counted(letters, "record"));
    }
    if (other > 0) {
      words.add(Wording.counted(other, "stream") + " with a problem");
    }
    return Optional.of(
        new Trouble(
            new Target.ToTroubledStreams(),
            holding + other,
            Severity.WARNING,
            String.join(", ", words)));
  }

  private Optional<Trouble> ofLetters(long nowMillis) {
    long letters = 0;
    long since = Long.MAX_VALUE;
    for (DeadLetters one : streams.deadLetters()) {
      letters += one.records();
      since = Math.min(since, one.sinceMillis());
    }
    return letters == 0
        ? Optional.empty()
        : Optional.of(
            new Trouble(
                new Target.ToDeadLetters(),
                (int) Math.min(Integer.MAX_VALUE, letters),
                Severity.WARNING,
                Wording.counted(letters, "dead letter")
                    + ", the oldest "
                    + Wording.duration(Math.max(0, nowMillis - since))
                    + " old"));
  }

  private Optional<Trouble> ofGroups() {
    int critical = 0;
    int warned = 0;
    for (GroupStanding standing : groups.standings()) {
      switch (standing.row().severity()) {
        case CRITICAL -> critical++;
        case WARNING -> warned++;
        case OK, UNKNOWN -> {
          // Nobody need look at it.
        }
      }
    }
    int all = critical + warned;
    if (all == 0) {
      return Optional.empty();
    }
    String words =
        Wording.counted(all, "group")
            + (all == 1 ? " needs a look" : " need a look")
            + (critical > 0 ? ", " + critical + " critical" : "");
    return Optional.of(
        new Trouble(
            new Target.ToTroubledGroups(),
            all,
            critical > 0 ? Severity.CRITICAL : Severity.WARNING,
            words));
  }

  private List<HealthSentence> sentences(
      long second,
      long nowMillis,
      List<ConnectionStatus> connections,
      double errorLimit,
      ZoneId zone) {
    List<HealthSentence> wrong = new ArrayList<>();
    for (ConnectionStatus connection : connections) {
      ofConnection(connection).ifPresent(wrong::add);
    }
    int troubled = 0;
    for (GroupStanding standing : groups.worst()) {
      Severity severity = standing.row().severity();
      if (severity == Severity.CRITICAL || severity == Severity.WARNING) {
        wrong.add(ofGroup(standing));
        troubled++;
      }
    }
    ofErrors(errors.at(second), errorLimit).ifPresent(wrong::add);
    ofDeadLetters(nowMillis, zone).ifPresent(wrong::add);
    wrong.sort(Comparator.comparingInt(sentence -> rank(sentence.severity())));
    int hidden = Math.max(0, wrong.size() - MOST_SENTENCES);
    List<HealthSentence> told = new ArrayList<>(wrong.subList(0, wrong.size() - hidden));
    told.add(rest(connections, troubled, hidden));
    return told;
  }

  private static Optional<HealthSentence> ofConnection(ConnectionStatus connection) {
    String name = connection.settings().name();
    var target = new Target.ToConnection(name);
    String why = connection.fault().map(fault -> ": " + fault.what()).orElse("");
    return switch (connection.state()) {
      case AWAY ->
          Optional.of(sentence(Severity.CRITICAL, target, strong(name), plain(" is away" + why)));
      case DEGRADED ->
          Optional.of(
              sentence(Severity.WARNING, target, strong(name), plain(" answers in part" + why)));
      case NEEDS_SECRET ->
          Optional.of(
              sentence(
                  Severity.WARNING,
                  target,
                  strong(name),
                  plain(" waits for a secret to be typed")));
      case CONNECTING ->
          Optional.of(
              sentence(
                  Severity.UNKNOWN, target, plain("Connecting to "), strong(name), plain("…")));
      case CONNECTED, CLOSED -> Optional.empty();
    };
  }

  private static HealthSentence ofGroup(GroupStanding standing) {
    GroupRow row = standing.row();
    List<Piece> pieces = new ArrayList<>();
    for (LagSentence.Piece piece : standing.words().pieces()) {
      boolean stands = piece.role() != LagSentence.Role.PLAIN;
      pieces.add(new Piece(piece.text(), stands ? Emphasis.STRONG : Emphasis.NONE));
    }
    return new HealthSentence(row.severity(), pieces, new Target.ToGroup(row.group()));
  }

  private static Optional<HealthSentence> ofErrors(double percent, double limit) {
    if (!(percent > limit / 2)) {
      return Optional.empty();
    }
    Severity severity = percent > limit ? Severity.CRITICAL : Severity.WARNING;
    return Optional.of(
        sentence(
            severity,
            new Target.ToStreams(),
            strong(percent(percent)),
            plain(" of records are retried or die"),
            muted(" · limit " + percent(limit))));
  }

  private Optional<HealthSentence> ofDeadLetters(long nowMillis, ZoneId zone) {
    List<DeadLetters> dead = streams.deadLetters();
    if (dead.isEmpty()) {
      return Optional.empty();
    }
    DeadLetters fullest = dead.getFirst();
    long records = 0;
    long since = Long.MAX_VALUE;
    for (DeadLetters one : dead) {
      records += one.records();
      since = Math.min(since, one.sinceMillis());
    }
    List<Piece> pieces = new ArrayList<>();
    pieces.add(strong(Wording.count(records)));
    pieces.add(plain(records == 1 ? " dead letter on " : " dead letters on "));
    pieces.add(strong(fullest.stream().name()));
    if (dead.size() > 1) {
      pieces.add(plain(" and " + Wording.counted(dead.size() - 1, "other stream")));
    }
    pieces.add(plain(" since " + clock(since, nowMillis, zone)));
    return Optional.of(new HealthSentence(Severity.WARNING, pieces, new Target.ToDeadLetters()));
  }

  private HealthSentence rest(List<ConnectionStatus> connections, int troubled, int hidden) {
    List<String> parts = new ArrayList<>();
    if (hidden > 0) {
      parts.add(hidden + " more to look at");
    }
    int fine = 0;
    int unknown = 0;
    for (GroupStanding standing : groups.standings()) {
      if (standing.row().status() == LagStatus.UNKNOWN
          && standing.row().severity() == Severity.UNKNOWN) {
        unknown++;
      } else if (standing.row().severity() == Severity.OK) {
        fine++;
      }
    }
    if (fine > 0) {
      String other = troubled > 0 ? "other group" : "group";
      parts.add(Wording.counted(fine, other) + (fine == 1 ? " keeps up" : " keep up"));
    }
    if (unknown > 0) {
      parts.add(Wording.counted(unknown, "group") + " not judged yet");
    }
    int flowing = 0;
    for (StreamRow row : streams.rows()) {
      if (row.role() != StreamRole.INTERNAL && row.recordsPerSecond().orElse(0) > 0) {
        flowing++;
      }
    }
    parts.add(
        flowing == 0
            ? "no stream flows"
            : Wording.counted(flowing, "stream") + (flowing == 1 ? " flows" : " flow"));
    parts.add(brokers(connections));
    return new HealthSentence(
        Severity.OK, List.of(muted(String.join(" · ", parts))), new Target.ToStreams());
  }

  private static String brokers(List<ConnectionStatus> connections) {
    int open = 0;
    int answering = 0;
    OptionalLong slowest = OptionalLong.empty();
    for (ConnectionStatus connection : connections) {
      if (connection.state() == ConnectionStatus.State.CLOSED) {
        continue;
      }
      open++;
      if (connection.state() == ConnectionStatus.State.CONNECTED
          || connection.state() == ConnectionStatus.State.DEGRADED) {
        answering++;
        if (connection.answerMillis().isPresent()) {
          slowest =
              OptionalLong.of(Math.max(slowest.orElse(0), connection.answerMillis().getAsLong()));
        }
      }
    }
    String took = slowest.isPresent() ? " (" + Math.max(1, slowest.getAsLong()) + " ms)" : "";
    if (answering == 0) {
      return open == 1 ? "the broker does not answer" : "no broker answers";
    }
    if (answering < open) {
      return answering + " of " + open + " brokers answer" + took;
    }
    return (open == 1 ? "the broker answers" : "all brokers answer") + took;
  }

  private List<Tile> tiles(long second, long nowMillis, double errorLimit) {
    long end = second + 1;
    List<Tile> tiles = new ArrayList<>();
    tiles.add(
        rate(
            TileKind.PRODUCED,
            streams.produced(),
            end,
            "Records per second appended to all streams but the brokers' own.",
            new Target.ToStreams()));
    tiles.add(
        rate(
            TileKind.CONSUMED,
            groups.consumed(),
            end,
            "Records per second committed by all groups, from commit to commit; a stream that two"
                + " groups read counts twice.",
            new Target.ToGroups()));
    tiles.add(latency(end));
    tiles.add(lag(end));
    tiles.add(errors(second, end, errorLimit));
    tiles.add(deadLetters(end, nowMillis));
    return tiles;
  }

  private static Tile rate(TileKind kind, Track track, long end, String note, Target target) {
    OptionalDouble value = known(track.over(end - RATE_SECONDS, end));
    double now = track.over(end - 2 * RATE_SECONDS, end);
    double before = track.over(end - MINUTE - 2 * RATE_SECONDS, end - MINUTE);
    OptionalDouble change =
        before > 0 ? known(100 * (now - before) / before) : OptionalDouble.empty();
    return new Tile(
        kind,
        value,
        change,
        value.isPresent() ? Severity.OK : Severity.UNKNOWN,
        Optional.empty(),
        track.spark(end, SPARK_POINTS, SPARK_STEP_SECONDS),
        value.isPresent() ? note : "Not measured yet. " + note,
        target);
  }

  private Tile latency(long end) {
    OptionalDouble value = known(p99.at(end - 1));
    OptionalDouble median =
        known(meters.percentileMillis(meters.total(), end - LATENCY_SECONDS, end, 50));
    long[] timed = {0};
    long[] negatives = {0};
    long[] mostNegative = {0};
    boolean[] byApplication = {false};
    Set<TimestampType> types = EnumSet.noneOf(TimestampType.class);
    meters
        .total()
        .each(
            end - LATENCY_SECONDS,
            end,
            (MeterSlice slice, long _) -> {
              timed[0] += slice.latency().total();
              negatives[0] += slice.negatives();
              mostNegative[0] = Math.max(mostNegative[0], slice.mostNegativeMillis());
              byApplication[0] |= slice.isByApplication();
              types.addAll(slice.timestampTypes());
            });
    String note =
        value.isPresent()
            ? "p99 over 10 s, "
                + LatencyKind.of(types, byApplication[0])
                + ", n = "
                + Wording.count(timed[0])
                + (Percentiles.isEnough(99, timed[0])
                    ? "."
                    : ": too small for a p99, which needs "
                        + Wording.count(Percentiles.needed(99))
                        + ".")
            : "No record was timed in the last 10 s.";
    if (negatives[0] > 0) {
      note +=
          " "
              + Wording.count(negatives[0])
              + " records were stamped after their receipt: clocks differ by at least "
              + Wording.count(mostNegative[0])
              + " ms.";
    }
    return new Tile(
        TileKind.LATENCY,
        value,
        median,
        value.isPresent() ? Severity.OK : Severity.UNKNOWN,
        Optional.empty(),
        p99.spark(end, SPARK_POINTS, SPARK_STEP_SECONDS),
        note,
        new Target.ToStreams());
  }

  private Tile lag(long end) {
    OptionalDouble records = known(groups.lagRecords().at(end - 1));
    OptionalDouble behind = OptionalDouble.empty();
    List<Severity> severities = new ArrayList<>();
    Target target = new Target.ToGroups();
    for (GroupStanding standing : groups.standings()) {
      GroupRow row = standing.row();
      if (row.severity() != Severity.UNKNOWN) {
        severities.add(row.severity());
      }
      if (row.lagTime() instanceof LagTime.Known(long millis, _) && millis > behind.orElse(-1)) {
        behind = OptionalDouble.of((double) millis);
      }
    }
    List<GroupStanding> worst = groups.worst();
    if (!worst.isEmpty()
        && (worst.getFirst().row().severity() == Severity.CRITICAL
            || worst.getFirst().row().severity() == Severity.WARNING)) {
      target = new Target.ToGroup(worst.getFirst().row().group());
    }
    return new Tile(
        TileKind.LAG,
        records,
        behind,
        records.isPresent() ? GroupBoard.worst(severities) : Severity.UNKNOWN,
        Optional.empty(),
        groups.lagRecords().spark(end, SPARK_POINTS, SPARK_STEP_SECONDS),
        records.isPresent()
            ? "Records that all groups together have still to read; beside it, how long the worst"
                + " group's first unread record has been waiting."
            : "No group's lag is known yet.",
        target);
  }

  private Tile errors(long second, long end, double limit) {
    OptionalDouble value = known(errors.at(second));
    Severity severity = Severity.UNKNOWN;
    if (value.isPresent()) {
      double percent = value.getAsDouble();
      severity =
          percent > limit
              ? Severity.CRITICAL
              : percent > limit / 2 ? Severity.WARNING : Severity.OK;
    }
    return new Tile(
        TileKind.ERRORS,
        value,
        OptionalDouble.of(limit),
        severity,
        Optional.of(new Gauge(limit / 2, limit, 2 * limit)),
        errors.spark(end, SPARK_POINTS, SPARK_STEP_SECONDS),
        value.isPresent()
            ? "Records appended to retry and dead-letter streams in percent of those appended to"
                + " data streams, over 1 min."
            : "No records were appended to data streams in the last minute.",
        new Target.ToStreams());
  }

  private Tile deadLetters(long end, long nowMillis) {
    List<DeadLetters> dead = streams.deadLetters();
    OptionalDouble held = known(streams.deadHeld().at(end - 1));
    OptionalDouble age = OptionalDouble.empty();
    boolean exact = true;
    for (DeadLetters one : dead) {
      double since = Math.max(0, nowMillis - one.sinceMillis());
      if (since > age.orElse(-1)) {
        age = OptionalDouble.of(since);
        exact = one.sinceIsExact();
      }
    }
    String note = "Records held in dead-letter streams. ";
    if (held.isEmpty()) {
      note = "Streams have not been measured yet.";
    } else if (dead.isEmpty()) {
      note += "There are none.";
    } else {
      note +=
          exact
              ? "Beside it, the age of the oldest by its timestamp."
              : "Beside it, the time since Weir first saw one.";
    }
    return new Tile(
        TileKind.DEAD_LETTERS,
        held,
        age,
        held.isEmpty() ? Severity.UNKNOWN : dead.isEmpty() ? Severity.OK : Severity.WARNING,
        Optional.empty(),
        streams.deadHeld().spark(end, SPARK_POINTS, SPARK_STEP_SECONDS),
        note,
        new Target.ToDeadLetters());
  }

  private static String clock(long millis, long nowMillis, ZoneId zone) {
    ZonedDateTime then = Instant.ofEpochMilli(millis).atZone(zone);
    ZonedDateTime now = Instant.ofEpochMilli(nowMillis).atZone(zone);
    boolean sameDay = then.toLocalDate().equals(now.toLocalDate());
    return (sameDay ? TIME : DAY_AND_TIME).format(then);
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f %%" : "%.0f %%", value);
  }

  private static int rank(Severity severity) {
    return switch (severity) {
      case CRITICAL -> 0;
      case WARNING -> 1;
      case UNKNOWN -> 2;
      case OK -> 3;
    };
  }

  private static OptionalDouble known(double value) {
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static HealthSentence sentence(Severity severity, Target target, Piece... pieces) {
    return new HealthSentence(severity, List.of(pieces), target);
  }

  private static Piece plain(String text) {
    return new Piece(text, Emphasis.NONE);
  }

  private static Piece strong(String text) {
    return new Piece(text, Emphasis.STRONG);
  }

  private static Piece muted(String text) {
    return new Piece(text, Emphasis.MUTED);
  }
}
