package dev.weir.views.fake;

import dev.weir.alert.lag.LagStatus;
import dev.weir.engine.Console;
import dev.weir.engine.chart.Chart;
import dev.weir.engine.chart.ChartFeed;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.chart.ChartRange;
import dev.weir.engine.directory.Directory;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.health.EngineHealth;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.GroupTable;
import dev.weir.engine.lag.GroupView;
import dev.weir.engine.lag.LagEvent;
import dev.weir.engine.lag.LagTime;
import dev.weir.engine.lag.PartitionLag;
import dev.weir.engine.meter.LatencyFigures;
import dev.weir.engine.overview.OverviewSnapshot;
import dev.weir.engine.publish.Attendance;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.settings.Settings;
import dev.weir.engine.streams.StreamRole;
import dev.weir.engine.streams.StreamRow;
import dev.weir.engine.streams.StreamTable;
import dev.weir.engine.streams.StreamView;
import dev.weir.engine.tail.TailRequest;
import dev.weir.engine.tail.TailSession;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.GroupState;
import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A console without an engine: plausible streams, groups, tails and connections, which move at each
 * {@link #step}. Remembers what it was asked. Confined to one thread.
 */
public final class FakeConsole implements Console {
  /** 2026-11-21T14:30:00Z. */
  public static final long EPOCH = 1_795_271_400_000L;

  private static final LatencyFigures LATENCY =
      new LatencyFigures(
          "create → console, CreateTime",
          60,
          4_214,
          List.of(
              new LatencyFigures.Percentile(50, 43, 20),
              new LatencyFigures.Percentile(90, 61, 100),
              new LatencyFigures.Percentile(95, 70, 200),
              new LatencyFigures.Percentile(99, 138, 1_000),
              new LatencyFigures.Percentile(99.9, Double.NaN, 10_000)),
          312,
          42,
          0);
  private static final String KAFKA = "orders-prod";
  private static final String REDIS = "cache-1";

  private final Slot<OverviewSnapshot> overview = new Slot<>(OverviewSnapshot.EMPTY);
  private final Slot<StreamTable> streams = new Slot<>(StreamTable.EMPTY);
  private final Slot<GroupTable> groups = new Slot<>(GroupTable.EMPTY);
  private final Slot<EngineHealth> health = new Slot<>(EngineHealth.NONE);
  private final Slot<Directory> directory = new Slot<>(Directory.EMPTY);
  public final Slot<List<String>> notices = new Slot<>(List.of());
  public final FakeConnectionDesk desk = new FakeConnectionDesk();
  public final FakeLetters letters = new FakeLetters();
  public final FakeAlerts alerts = new FakeAlerts();
  public final FakeMarks marks = new FakeMarks();

  /** Who is at the window, as last told. */
  public volatile Attendance attendance = Attendance.PRESENT;

  public final FakeWrites writes = new FakeWrites();
  public final FakeReplays replays = new FakeReplays(writes);
  public final FakeSettings settings = new FakeSettings();

  public final List<TableQuery> streamQueries = new ArrayList<>();
  public final List<TableQuery> groupQueries = new ArrayList<>();
  public final List<FakeTail> tails = new ArrayList<>();

  /** Name of a group that is one of Redis; none is unless a test says so. */
  public String redisGroup = "";

  /** Ranges asked to be shown, in order. */
  public final List<ChartRange> ranges = new ArrayList<>();

  /** Whether the picture is held still. */
  public boolean heldStill;

  /** Charts, stream views and group views open now. */
  public int openFeeds;

  private final int moreStreams;
  private final List<OpenChart> charts = new ArrayList<>();
  private TableQuery streamQuery = new TableQuery("", "rate", true, TableQuery.Rows.RELEVANT);
  private TableQuery groupQuery = new TableQuery("", "status", true, TableQuery.Rows.ALL);
  private long seconds;

  public FakeConsole() {
    this(0);
  }

  /**
   * @param moreStreams streams besides the usual ones
   */
  public FakeConsole(int moreStreams) {
    this.moreStreams = moreStreams;
    publish();
  }

  /** A second passes. */
  public void step() {
    seconds++;
    publish();
    charts.forEach(OpenChart::publish);
    for (FakeTail tail : tails) {
      if (!tail.closed) {
        tail.arrive(13);
      }
    }
  }

  public static StreamRef topic(String name) {
    return new StreamRef(KAFKA, name);
  }

  public static StreamRef redisStream(String name) {
    return new StreamRef(REDIS, name);
  }

  public static GroupRef group(String name) {
    return new GroupRef(KAFKA, name);
  }

  /** The tail opened last. */
  public FakeTail tail() {
    return tails.getLast();
  }

  @Override
  public Slot<OverviewSnapshot> overview() {
    return overview;
  }

  @Override
  public Slot<StreamTable> streams() {
    return streams;
  }

  @Override
  public void queryStreams(TableQuery query) {
    streamQueries.add(query);
    streamQuery = query;
    publish();
  }

  @Override
  public Slot<GroupTable> groups() {
    return groups;
  }

  @Override
  public void queryGroups(TableQuery query) {
    groupQueries.add(query);
    groupQuery = query;
    publish();
  }

  @Override
  public Slot<EngineHealth> health() {
    return health;
  }

  @Override
  public Slot<Directory> directory() {
    return directory;
  }

  @Override
  public Slot<List<String>> notices() {
    return notices;
  }

  @Override
  public FakeMarks marks() {
    return marks;
  }

  @Override
  public FakeWrites writes() {
    return writes;
  }

  @Override
  public FakeAlerts alerts() {
    return alerts;
  }

  @Override
  public FakeReplays replays() {
    return replays;
  }

  @Override
  public FakeLetters deadLetters() {
    return letters;
  }

  @Override
  public FakeConnectionDesk connections() {
    return desk;
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public void showRange(ChartRange range) {
    ranges.add(range);
    charts.forEach(OpenChart::publish);
  }

  @Override
  public void holdStill(boolean still) {
    heldStill = still;
  }

  @Override
  public ChartFeed openChart(ChartQuery query) {
    openFeeds++;
    var chart = new OpenChart(query);
    charts.add(chart);
    return chart;
  }

  @Override
  public void attend(Attendance now) {
    attendance = now;
  }

  @Override
  public StreamView openStream(StreamRef stream) {
    openFeeds++;
    var slot =
        new Slot<>(
            new StreamView.State(
                Optional.of(detail(stream)), Optional.of(LATENCY), Optional.empty()));
    return new StreamView() {
      @Override
      public Slot<State> slot() {
        return slot;
      }

      @Override
      public void close() {
        openFeeds--;
      }
    };
  }

  @Override
  public GroupView openGroup(GroupRef group) {
    openFeeds++;
    var slot =
        new Slot<>(
            new GroupView.State(
                Optional.of(groupDetail(group)), partitionLags(group), Optional.empty()));
    return new GroupView() {
      @Override
      public void readFirstUnread(PartitionRef partition) {
        slot.publish(
            new GroupView.State(
                Optional.of(groupDetail(group)),
                partitionLags(group),
                List.of(
                    new LagEvent(
                        now(),
                        group,
                        Optional.of(partition),
                        LagEvent.Kind.FIRST_UNREAD,
                        "Nothing waits on orders partition "
                            + partition.partition()
                            + ": markers and aborted records only.")),
                Optional.empty()),
            now());
      }

      @Override
      public Slot<State> slot() {
        return slot;
      }

      @Override
      public void close() {
        openFeeds--;
      }
    };
  }

  @Override
  public TailSession openTail(TailRequest request) {
    var tail = new FakeTail(request);
    tails.add(tail);
    return tail;
  }

  private void publish() {
    overview.publish(FakeOverview.at(seconds), now());
    health.publish(FakeOverview.health(seconds, now()), now());
    List<StreamRow> all = streamRows();
    directory.publish(
        new Directory(
            all.stream().map(StreamRow::stream).toList(),
            groupRows().stream().map(GroupRow::group).toList()),
        now());
    streams.publish(
        new StreamTable(
            all.stream()
                .filter(row -> contains(row.stream().name(), streamQuery.text()))
                .filter(this::isWanted)
                .sorted(streamOrder())
                .toList(),
            all.size()),
        now());
    List<GroupRow> allGroups = groupRows();
    groups.publish(
        new GroupTable(
            allGroups.stream()
                .filter(row -> contains(row.group().name(), groupQuery.text()))
                .filter(this::isWanted)
                .sorted(groupOrder())
                .toList(),
            allGroups.size()),
        now());
  }

  private boolean isWanted(StreamRow row) {
    return switch (streamQuery.rows()) {
      case ALL -> true;
      case RELEVANT -> row.role() != StreamRole.INTERNAL;
      case TROUBLED -> row.isTroubled();
      case FAVOURITE -> row.favourite();
    };
  }

  private boolean isWanted(GroupRow row) {
    return switch (groupQuery.rows()) {
      case ALL -> true;
      case RELEVANT -> row.status() != LagStatus.CAUGHT_UP;
      case TROUBLED -> row.severity() == Severity.WARNING || row.severity() == Severity.CRITICAL;
      case FAVOURITE -> false;
    };
  }

  private long now() {
    return EPOCH + seconds * 1000;
  }

  private static boolean contains(String name, String part) {
    return name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  private Comparator<StreamRow> streamOrder() {
    Comparator<StreamRow> order =
        switch (streamQuery.column()) {
          case "length" -> Comparator.comparingLong(StreamRow::length);
          case "rate" -> Comparator.comparingDouble(row -> row.recordsPerSecond().orElse(-1));
          default -> Comparator.comparing(StreamRow::stream);
        };
    return streamQuery.descending() ? order.reversed() : order;
  }

  private Comparator<GroupRow> groupOrder() {
    Comparator<GroupRow> order =
        switch (groupQuery.column()) {
          case "status" -> Comparator.comparing(GroupRow::severity);
          case "members" -> Comparator.comparingInt(GroupRow::members);
          default -> Comparator.comparing(GroupRow::group);
        };
    return groupQuery.descending() ? order.reversed() : order;
  }

  private List<StreamRow> streamRows() {
    var rows = new ArrayList<StreamRow>();
    rows.add(topicRow("orders", StreamRole.DATA, 12, 18_400, 4, true));
    rows.add(topicRow("payments", StreamRole.DATA, 12, 9_730, 3, false));
    rows.add(topicRow("inventory", StreamRole.DATA, 6, 6_120, 2, false));
    rows.add(topicRow("payments-retry-0", StreamRole.RETRY, 6, 41, 1, false));
    rows.add(topicRow("payments-dlt", StreamRole.DEAD_LETTER, 3, 0.8, 0, false));
    rows.add(topicRow("analytics.page-views", StreamRole.DATA, 24, 12_900, 2, false));
    rows.add(topicRow("__consumer_offsets", StreamRole.INTERNAL, 50, 310, 0, false));
    rows.add(
        new StreamRow(
            redisStream("notifications"),
            StreamKind.REDIS_STREAM,
            StreamRole.DATA,
            1,
            100_000,
            OptionalDouble.of(wobble("notifications", 930)),
            OptionalDouble.of(wobble("notifications", 930) * 190),
            OptionalDouble.of(21),
            50_000,
            OptionalDouble.empty(),
            OptionalLong.empty(),
            2,
            OptionalLong.of(now() - 40),
            spark("notifications", 930),
            false,
            Optional.empty()));
    rows.add(
        new StreamRow(
            topic("audit.archive"),
            StreamKind.TOPIC,
            StreamRole.DATA,
            3,
            8_100_000,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            0,
            OptionalDouble.empty(),
            OptionalLong.of(-1),
            0,
            OptionalLong.of(now() - 93_600_000),
            new float[0],
            false,
            Optional.of("Partition 2 has no leader: its figures are missing.")));
    for (int i = 0; i < moreStreams; i++) {
      rows.add(topicRow("bulk." + i, StreamRole.DATA, 1 + i % 9, i % 700, i % 5, false));
    }
    return rows;
  }

  private StreamRow topicRow(
      String name, StreamRole role, int partitions, double rate, int groupCount, boolean star) {
    boolean favourite = star || settings.favourites().contains(KAFKA + "/" + name);
    return new StreamRow(
        topic(name),
        StreamKind.TOPIC,
        role,
        partitions,
        (long) (rate * 86_400 + seconds * rate),
        OptionalDouble.of(wobble(name, rate)),
        OptionalDouble.of(wobble(name, rate) * 212),
        role == StreamRole.DATA ? OptionalDouble.of(40 + rate / 130) : OptionalDouble.empty(),
        Math.round(rate * 60),
        OptionalDouble.of(1.0 + Math.floorMod(name.hashCode(), 9) / 10.0),
        OptionalLong.of(604_800_000),
        groupCount,
        OptionalLong.of(now() - 40),
        spark(name, rate),
        favourite,
        Optional.empty());
  }

  private List<GroupRow> groupRows() {
    var rows = new ArrayList<GroupRow>();
    rows.add(
        groupRow(
            "billing",
            List.of("orders"),
            new Lag.AtMost(228_400 + seconds * 900, "Transaction markers count as records."),
            new LagTime.Known(250_000 + seconds * 80, "timestamp"),
            OptionalDouble.of(900),
            LagStatus.FALLING_BEHIND,
            Severity.CRITICAL,
            "billing is 4 min 10 s behind on orders, growing 900 records/s; it will not drain at"
                + " this rate."));
    rows.add(
        groupRow(
            "search-indexer",
            List.of("orders", "inventory", "payments"),
            new Lag.Exact(14_210),
            new LagTime.Known(21_000, "ring"),
            OptionalDouble.of(-310),
            LagStatus.BEHIND,
            Severity.WARNING,
            "search-indexer is 21 s behind on inventory and catches up in 46 s."));
    rows.add(
        groupRow(
            "fraud-share",
            List.of("payments"),
            new Lag.Unknown("The broker does not tell the lag of share groups on this version."),
            new LagTime.Unknown("The broker does not tell the lag of share groups."),
            OptionalDouble.empty(),
            LagStatus.UNKNOWN,
            Severity.UNKNOWN,
            "How far fraud-share is behind is unknown: the broker does not tell."));
    rows.add(
        groupRow(
            "mailer",
            List.of("orders"),
            new Lag.Exact(0),
            new LagTime.Known(0, "caught up"),
            OptionalDouble.of(0),
            LagStatus.CAUGHT_UP,
            Severity.OK,
            "mailer has read everything on orders."));
    rows.add(
        groupRow(
            "exporter-old",
            List.of("analytics.page-views"),
            new Lag.Exact(9_120_000),
            new LagTime.Known(93_600_000, "timestamp"),
            OptionalDouble.of(12_900),
            LagStatus.STOPPED,
            Severity.WARNING,
            "Nobody reads analytics.page-views for exporter-old since 26 h."));
    return rows;
  }

  private GroupRow groupRow(
      String name,
      List<String> read,
      Lag lag,
      LagTime time,
      OptionalDouble growth,
      LagStatus status,
      Severity severity,
      String sentence) {
    boolean drains = growth.isPresent() && growth.getAsDouble() < 0;
    return new GroupRow(
        group(name),
        name.endsWith("share")
            ? GroupKind.SHARE
            : name.equals(redisGroup) ? GroupKind.REDIS : GroupKind.CONSUMER,
        status == LagStatus.STOPPED ? GroupState.EMPTY : GroupState.STABLE,
        read,
        status == LagStatus.STOPPED ? 0 : 3,
        lag,
        time,
        status == LagStatus.UNKNOWN ? OptionalDouble.empty() : OptionalDouble.of(7_200),
        growth,
        drains ? Optional.of(Duration.ofSeconds(46)) : Optional.empty(),
        status,
        severity,
        sentence,
        0,
        name.endsWith("share") ? OptionalLong.of(42) : OptionalLong.empty(),
        Optional.empty(),
        900,
        spark(name, severity == Severity.CRITICAL ? 228_400 : 14_000));
  }

  private StreamDetail detail(StreamRef stream) {
    var partitions = new ArrayList<StreamDetail.Partition>();
    for (int i = 0; i < 12; i++) {
      partitions.add(
          new StreamDetail.Partition(
              i,
              "kafka-" + (i % 3 + 1) + ".prod.example.com:9093 (" + (i % 3 + 1) + ")",
              3,
              i == 5 ? 2 : 3,
              12_000L * i,
              1_204_110L + i * 313L,
              OptionalLong.of(260_000_000L + i * 1_000_000L)));
    }
    var facts = new LinkedHashMap<String, String>();
    facts.put("Topic id", "Xk1fQ2mRTh6c1s9v4l0W3A");
    facts.put("Replication factor", "3");
    return new StreamDetail(
        new StreamInfo(stream, StreamKind.TOPIC, "Xk1fQ", 12, false, Optional.empty()),
        partitions,
        facts,
        List.of(
            new StreamDetail.Config("cleanup.policy", "delete", false),
            new StreamDetail.Config("compression.type", "producer", false),
            new StreamDetail.Config("min.insync.replicas", "2", true),
            new StreamDetail.Config("retention.ms", "604800000", true),
            new StreamDetail.Config("segment.bytes", "1073741824", false)),
        List.of(group("billing"), group("search-indexer"), group("mailer")));
  }

  private static GroupDetail groupDetail(GroupRef group) {
    var members = new ArrayList<GroupDetail.Member>();
    for (int i = 0; i < 3; i++) {
      members.add(
          new GroupDetail.Member(
              group.name() + "-" + i + "-6f1c2d",
              group.name() + "-" + i,
              "10.0.4." + (17 + i),
              List.of(
                  new PartitionRef(topic("orders"), i), new PartitionRef(topic("orders"), i + 3)),
              OptionalLong.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    var facts = new LinkedHashMap<String, String>();
    facts.put("Coordinator", "kafka-2.prod.example.com:9093 (2)");
    facts.put("Assignor", "uniform");
    facts.put("Epoch", "17");
    return new GroupDetail(
        new GroupInfo(group, GroupKind.CONSUMER, GroupState.STABLE), members, facts);
  }

  private static List<PartitionLag> partitionLags(GroupRef group) {
    var lags = new ArrayList<PartitionLag>();
    for (int i = 0; i < 6; i++) {
      boolean unknown = i == 4;
      long end = 1_204_110L + i * 313L;
      long behind = i * 9_131L;
      var sample =
          new LagSample(
              group,
              GroupKind.CONSUMER,
              GroupState.STABLE,
              new PartitionRef(topic("orders"), i),
              unknown ? OptionalLong.empty() : OptionalLong.of(end - behind),
              Optional.empty(),
              OptionalLong.of(end),
              OptionalLong.empty(),
              OptionalLong.of(12_000L * i),
              unknown
                  ? new Lag.Unknown("The group has committed nothing here yet.")
                  : new Lag.Exact(behind),
              0,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              "Xk1fQ",
              EPOCH - 910,
              EPOCH - 900,
              0);
      lags.add(
          new PartitionLag(
              sample,
              unknown
                  ? new LagTime.Unknown("The group has committed nothing here yet.")
                  : new LagTime.Known(behind * 5, behind == 0 ? "caught up" : "timestamp"),
              OptionalDouble.of(1_200),
              OptionalDouble.of(1_350),
              Optional.empty(),
              unknown
                  ? LagStatus.UNKNOWN
                  : behind == 0 ? LagStatus.CAUGHT_UP : LagStatus.FALLING_BEHIND,
              Optional.empty(),
              unknown ? "Its lag cannot be told." : "",
              900));
    }
    return lags;
  }

  private double wobble(String name, double rate) {
    return rate * (1 + 0.05 * Math.sin(seconds * 0.7 + name.hashCode() % 10));
  }

  private float[] spark(String name, double rate) {
    var values = new float[60];
    for (int i = 0; i < values.length; i++) {
      double phase = (seconds + i) * 0.3 + name.hashCode() % 10;
      values[i] =
          (float) (rate * (1 + 0.12 * Math.sin(phase) + 0.08 * Math.sin(phase * 2.7) + i * 0.002));
    }
    return values;
  }

  private final class OpenChart implements ChartFeed {
    private final ChartQuery query;
    private final Slot<Chart> slot;

    OpenChart(ChartQuery query) {
      this.query = query;
      this.slot = new Slot<>(chart());
    }

    void publish() {
      slot.publish(chart(), now());
    }

    @Override
    public Slot<Chart> slot() {
      return slot;
    }

    @Override
    public void close() {
      openFeeds--;
      charts.remove(this);
    }

    private Chart chart() {
      ChartRange range =
          ranges.isEmpty() ? new ChartRange.Live(Duration.ofMinutes(5)) : ranges.getLast();
      return FakeCharts.of(query, now(), range, marks.marks().latest().value());
    }
  }
}
