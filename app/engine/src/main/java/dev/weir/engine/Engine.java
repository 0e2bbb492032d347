package dev.weir.engine;

import dev.weir.engine.alert.AlertDesk;
import dev.weir.engine.alert.AlertPlan;
import dev.weir.engine.alert.LiveAlerts;
import dev.weir.engine.alert.Samples;
import dev.weir.engine.chart.ChartBoard;
import dev.weir.engine.chart.ChartFeed;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.chart.ChartRange;
import dev.weir.engine.chart.Past;
import dev.weir.engine.connection.ConnectionDesk;
import dev.weir.engine.connection.ConnectionReport;
import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.connection.ConnectionWatcher;
import dev.weir.engine.connection.Connections;
import dev.weir.engine.deadletter.desk.LetterDesk;
import dev.weir.engine.deadletter.desk.LiveLetterDesk;
import dev.weir.engine.deadletter.find.Choices;
import dev.weir.engine.deadletter.replay.ReplayStore;
import dev.weir.engine.deadletter.workbench.LiveReplayDesk;
import dev.weir.engine.deadletter.workbench.ReplayDesk;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.decode.SchemaFollower;
import dev.weir.engine.directory.Directory;
import dev.weir.engine.finding.Fault;
import dev.weir.engine.health.ConsoleMetrics;
import dev.weir.engine.health.EngineHealth;
import dev.weir.engine.health.HealthBoard;
import dev.weir.engine.history.HistoryStore;
import dev.weir.engine.lag.GroupBoard;
import dev.weir.engine.lag.GroupTable;
import dev.weir.engine.lag.GroupView;
import dev.weir.engine.ledger.AuditTrail;
import dev.weir.engine.ledger.Ledger;
import dev.weir.engine.mark.DeployMark;
import dev.weir.engine.mark.LiveMarks;
import dev.weir.engine.mark.MarkDesk;
import dev.weir.engine.mark.MarkStore;
import dev.weir.engine.meter.LatencyFigures;
import dev.weir.engine.meter.MeterBoard;
import dev.weir.engine.meter.MeterSlice;
import dev.weir.engine.overview.OverviewBoard;
import dev.weir.engine.overview.OverviewSnapshot;
import dev.weir.engine.publish.Attendance;
import dev.weir.engine.publish.Gate;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.settings.JsonFile;
import dev.weir.engine.settings.Settings;
import dev.weir.engine.settings.UserFolders;
import dev.weir.engine.streams.StreamBoard;
import dev.weir.engine.streams.StreamRole;
import dev.weir.engine.streams.StreamRow;
import dev.weir.engine.streams.StreamTable;
import dev.weir.engine.streams.StreamView;
import dev.weir.engine.tail.TailBoard;
import dev.weir.engine.tail.TailLimits;
import dev.weir.engine.tail.TailRequest;
import dev.weir.engine.tail.TailSession;
import dev.weir.engine.threads.Threads;
import dev.weir.engine.watch.ConnectionWatch;
import dev.weir.engine.watch.Findings;
import dev.weir.engine.watch.MeterReader;
import dev.weir.engine.write.LiveWriteDesk;
import dev.weir.engine.write.NoticeWrites;
import dev.weir.engine.write.WriteDesk;
import dev.weir.engine.write.WriteGuard;
import dev.weir.stream.BrokerFigure;
import dev.weir.stream.ClientMetric;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.FirstUnread;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupRef;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamRef;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console's engine. One thread, {@code engine}, ticks ten times a second, twice at rest, and
 * owns all boards; brokers are asked on virtual threads, which post what they find. Once a second,
 * when everything about a second is known, boards sum it up and snapshots are published.
 */
public final class Engine implements Console, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private static final long TICK_NANOS = 100_000_000L;

  /** While nobody is at the window and no tail fills. */
  private static final long TICK_AT_REST_NANOS = 500_000_000L;

  private static final long PREFERENCES_MILLIS = 500;

  /** What was metered in a second is handed over by then. */
  private static final long CLOSE_AFTER_MILLIS = 400;

  /** After a longer sleep there is nothing to sum up for the seconds between: a gap. */
  private static final long MOST_SECONDS_AT_ONCE = 5;

  /** Rows of a table that fit a large screen. */
  private static final int TOP_OF_TABLE = 40;

  private static final int WORST = 20;

  private static final long SLICES_BYTES = 64L << 20;
  private static final int LATENCY_SECONDS = 60;
  private static final TableQuery STREAMS_FIRST =
      new TableQuery("", "rate", true, TableQuery.Rows.RELEVANT);
  private static final TableQuery GROUPS_FIRST =
      new TableQuery("", "status", true, TableQuery.Rows.ALL);

  private final ConnectionDesk connections;
  private final BiConsumer<String, ConnectionReport> reports;
  private final Settings settings;
  private final TailBoard tailBoard;
  private final PayloadDecoder decoder;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final ZoneId localZone;
  private final ConsoleMetrics metrics;

  private final Mailbox mailbox = new Mailbox();
  private final Gate gate = new Gate();
  private final MeterBoard meters = new MeterBoard(SLICES_BYTES);
  private final StreamBoard streamBoard = new StreamBoard(meters);
  private final GroupBoard groupBoard = new GroupBoard();
  private final OverviewBoard overviewBoard = new OverviewBoard(meters, streamBoard, groupBoard);
  private final ChartBoard chartBoard;
  private final HealthBoard healthBoard = new HealthBoard();
  private final HistoryStore history;
  private final HistoryKeeper historyKeeper;

  private final Map<String, ConnectionWatch> watches = new ConcurrentHashMap<>();
  private final Map<String, WatchPlanner> planners = new HashMap<>();
  private final Set<OpenedStream> openStreams = new HashSet<>();
  private final Set<OpenedGroup> openGroups = new HashSet<>();
  private final Map<String, Fault> lastFaults = new HashMap<>();

  private final Slot<OverviewSnapshot> overview = new Slot<>(OverviewSnapshot.EMPTY);
  private final Slot<StreamTable> streams = new Slot<>(StreamTable.EMPTY);
  private final Slot<GroupTable> groups = new Slot<>(GroupTable.EMPTY);
  private final Slot<Directory> directory = new Slot<>(Directory.EMPTY);
  private final Slot<List<String>> notices = new Slot<>(List.of());
  private final Slot<EngineHealth> health = new Slot<>(EngineHealth.NONE);

  private final LiveLetterDesk letterDesk;
  private final LiveReplayDesk replays;
  private final Samples samples;
  private final LiveAlerts alerts;
  private final LiveMarks marks;
  private final LiveWriteDesk writes;
  private volatile Preferences preferences;
  private volatile boolean running = true;
  private volatile Optional<Thread> thread = Optional.empty();

  /** Somebody has come back: a tick is due now. */
  private volatile boolean called;

  private Attendance attendance = Attendance.PRESENT;
  private TableQuery streamQuery = STREAMS_FIRST;
  private TableQuery groupQuery = GROUPS_FIRST;
  private final Set<String> streamsKnown = new HashSet<>();
  private final Set<String> groupsKnown = new HashSet<>();
  private final Set<String> endsKnown = new HashSet<>();
  private final Set<String> lagKnown = new HashSet<>();
  private boolean planNow;

  /** A connection has told for the first time how far its groups are, or its streams go. */
  private boolean showNow;

  private long closedSecond;
  private final AtomicLong goneRecords = new AtomicLong();
  private final AtomicLong goneSkipped = new AtomicLong();
  private volatile long lastLateMillis;

  /** Watches {@code connections} from now on; ticks after {@link #start}. */
  public Engine(
      Connections connections,
      Settings settings,
      HistoryStore history,
      PayloadDecoder decoder,
      MeterRegistry registry,
      AlertPlan alertPlan,
      UserFolders folders,
      AuditTrail audit,
      InstantSource clock) {
    this(
        connections,
        connections::report,
        settings,
        history,
        decoder,
        registry,
        alertPlan,
        folders,
        audit,
        clock,
        System::nanoTime,
        ZoneId.systemDefault(),
        new Choices(new JsonFile(Path.of(settings.location()), clock)));
    connections.watch(watcher());
    connections.watch(letterDesk);
    connections.watch(new SchemaFollower(decoder.schemas()));
  }

  Engine(
      ConnectionDesk connections,
      BiConsumer<String, ConnectionReport> reports,
      Settings settings,
      HistoryStore history,
      PayloadDecoder decoder,
      MeterRegistry registry,
      AlertPlan alertPlan,
      UserFolders folders,
      AuditTrail audit,
      InstantSource clock,
      LongSupplier nanoClock,
      ZoneId localZone,
      Choices choices) {
    this.connections = connections;
    this.reports = reports;
    this.settings = settings;
    this.history = history;
    chartBoard = new ChartBoard(meters, streamBoard, groupBoard, gate, this::loadPast);
    historyKeeper = new HistoryKeeper(history, meters, streamBoard, groupBoard, mailbox);
    this.decoder = decoder;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.localZone = localZone;
    letterDesk = new LiveLetterDesk(choices, decoder, clock);
    var ledger = new Ledger(audit);
    writes = new LiveWriteDesk(this::connector, connections.statuses(), ledger, clock);
    replays =
        new LiveReplayDesk(
            new ReplayReach(),
            choices,
            () -> new ReplayStore(folders, clock, audit),
            () -> Files.exists(folders.replayFile()),
            clock);
    samples = new Samples(meters, streamBoard, groupBoard);
    alerts =
        new LiveAlerts(
            alertPlan,
            new NoticeWrites(this::connector, writes::guard, ledger),
            samples,
            groupBoard.lags(),
            this::concerns,
            mailbox::post,
            clock);
    marks =
        new LiveMarks(
            new MarkStore(folders.marksFile(), clock),
            audit.who(),
            clock,
            all -> mailbox.post(() -> marked(all)));
    chartBoard.alerts(alerts::curve);
    letterDesk.onFound(
        (connection, found) ->
            mailbox.post(
                () -> streamBoard.deadLettersFound(connection, found.holding(), found.refused())));
    tailBoard = new TailBoard(this::connector, mailbox::post, decoder, gate, clock, nanoClock);
    metrics = new ConsoleMetrics(registry);
    metrics.gauge(
        "weir.tail.inbox.bytes", "Payload waiting to be looked at", tailBoard::inboxBytes);
    metrics.gauge(
        "weir.engine.tick.last.late", "Milliseconds the last tick came late", () -> lastLateMillis);
    metrics.gauge(
        "weir.metered.records", "Records metered since start", () -> meteredNow().records());
    metrics.gauge(
        "weir.metered.skipped",
        "Records passed without reading since start",
        () -> meteredNow().skipped());
    preferences = Preferences.of(settings, localZone);
  }

  /**
   * Sums up what happened since {@code sinceMillis}, at most a day back: whole seconds up to the
   * one that ended last. From any thread; the answer comes with the engine's next tick.
   */
  public CompletableFuture<EngineAccount> account(long sinceMillis) {
    var account = new CompletableFuture<EngineAccount>();
    mailbox.post(
        () ->
            account.complete(
                new EngineAccount(
                    meters.summary(Math.ceilDiv(sinceMillis, 1_000L), closedSecond + 1),
                    streamBoard.deadLetters().stream()
                        .filter(StreamBoard.DeadLetters::sinceIsExact)
                        .collect(
                            Collectors.toMap(
                                StreamBoard.DeadLetters::stream,
                                StreamBoard.DeadLetters::sinceMillis)))));
    return account;
  }

  /** Begins to tick. */
  public void start() {
    thread = Optional.of(Threads.startPlatform("engine", this::run));
    Threads.startVirtual("preferences", this::readPreferences);
    letterDesk.start();
    replays.start();
    alerts.start();
    marks.start();
    historyKeeper.restore(clock.millis() / 1_000);
  }

  @Override
  public void close() {
    running = false;
    tailBoard.closeAll();
    replays.close();
    letterDesk.close();
    marks.close();
    alerts.close();
    watches.values().forEach(ConnectionWatch::close);
  }

  /** Told of connectors as they open and close. */
  ConnectionWatcher watcher() {
    return new ConnectionWatcher() {
      @Override
      public void opened(ConnectionSettings opened, Connector connector) {
        var watch =
            new ConnectionWatch(opened.name(), connector, new Post(), metrics::polled, clock);
        watch.timeFrom(
            stream ->
                preferences
                    .latencyFrom()
                    .of(stream)
                    .map(source -> record -> source.millis(record, decoder)));
        watches.put(opened.name(), watch);
        mailbox.post(() -> planners.put(opened.name(), new WatchPlanner(opened.name())));
        watch.start();
      }

      @Override
      public void closed(String name) {
        ConnectionWatch watch = watches.remove(name);
        if (watch != null) {
          watch.close();
          metrics.clients(name, List.of());
          mailbox.post(
              () -> {
                goneRecords.addAndGet(watch.metered().records());
                goneSkipped.addAndGet(watch.metered().skipped());
                planners.remove(name);
                streamsKnown.remove(name);
                groupsKnown.remove(name);
                endsKnown.remove(name);
                lagKnown.remove(name);
                streamBoard.forget(name);
                groupBoard.forget(name);
                lastFaults.remove(name);
              });
        }
      }
    };
  }

  private void run() {
    long due = System.nanoTime();
    while (running) {
      long now = System.nanoTime();
      if (now < due && !called) {
        LockSupport.parkNanos(due - now);
        continue;
      }
      due = Math.min(due, now);
      called = false;
      long lateMillis = (now - due) / 1_000_000;
      try {
        tick(clock.millis(), nanoClock.getAsLong(), lateMillis);
      } catch (RuntimeException e) {
        LOG.error("A tick of the engine failed", e);
        healthBoard.fault(
            new Fault(
                clock.millis(),
                "engine",
                "A calculation failed: " + e.getClass().getSimpleName() + ".",
                "The log has the details; the rest goes on."));
      }
      metrics.tick(lateMillis, System.nanoTime() - now);
      due += attendance.rests() && tailBoard.isIdle() ? TICK_AT_REST_NANOS : TICK_NANOS;
      if (System.nanoTime() - due > TICK_NANOS) {
        due = System.nanoTime();
      }
    }
    alerts.end();
  }

  private void readPreferences() {
    while (running) {
      try {
        preferences = Preferences.of(settings, localZone);
        readNotices();
        Thread.sleep(PREFERENCES_MILLIS);
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        LOG.error("Reading settings failed", e);
      }
    }
  }

  /** Files are read and written under locks: not for the engine's thread. */
  private void readNotices() {
    List<String> now = new ArrayList<>();
    settings.notice().ifPresent(now::add);
    connections.notice().ifPresent(now::add);
    history.notice().ifPresent(now::add);
    history.fault().ifPresent(fault -> now.add(fault.what() + " " + fault.remedy()));
    alerts.fault().ifPresent(fault -> now.add(fault.what() + " " + fault.remedy()));
    if (!now.equals(notices.latest().value())) {
      notices.publish(List.copyOf(now), clock.millis());
    }
  }

  /** One beat. Only the engine's thread calls this. */
  void tick(long nowMillis, long nowNanos, long lateMillis) {
    mailbox.drain();
    long ended = (nowMillis - CLOSE_AFTER_MILLIS) / 1_000 - 1;
    if (closedSecond == 0 || ended - closedSecond > MOST_SECONDS_AT_ONCE) {
      closedSecond = ended - 1;
    }
    while (closedSecond < ended) {
      closedSecond++;
      closeSecond(closedSecond, nowMillis, nowNanos);
    }
    // A connection's first figures need not wait for the end of a second.
    if (planNow || showNow) {
      streamBoard.showFirst(closedSecond, nowMillis, preferences.favourites(), groupBoard::readers);
    }
    if (showNow) {
      showFirst(closedSecond, nowMillis, nowNanos);
    }
    if (planNow) {
      plan(preferences, nowMillis);
    }
    lastLateMillis = lateMillis;
    healthBoard.recordShown(tailBoard.tick(tailLimits(preferences), nowMillis));
    MeterReader.Progress metered = meteredNow();
    healthBoard.recordShown(metered.newestReceivedMillis());
    health.publish(
        healthBoard.tick(nowMillis, metered.records(), metered.skipped(), lastLateMillis),
        nowMillis);
  }

  private void marked(List<DeployMark> all) {
    alerts.marks(all);
    chartBoard.marks(all, this::concerns);
  }

  /**
   * Whether what a group reads shows on a stream: it reads that, or what it gives up goes there.
   */
  private boolean concerns(GroupRef group, StreamRef stream) {
    return groupBoard.reads(group, stream) || streamBoard.role(stream) == StreamRole.DEAD_LETTER;
  }

  private MeterReader.Progress meteredNow() {
    long records = goneRecords.get();
    long bytes = 0;
    long skipped = goneSkipped.get();
    long newest = 0;
    for (ConnectionWatch watch : watches.values()) {
      MeterReader.Progress progress = watch.metered();
      records += progress.records();
      bytes += progress.bytes();
      skipped += progress.skipped();
      newest = Math.max(newest, progress.newestReceivedMillis());
    }
    return new MeterReader.Progress(records, bytes, skipped, newest);
  }

  /** Sums up one second, of which everything is known by now. */
  private void closeSecond(long second, long nowMillis, long nowNanos) {
    Preferences now = preferences;
    groupBoard.close(second, nowMillis, nowNanos, now.lagLimits());
    streamBoard.close(second, nowMillis, now.favourites(), groupBoard::readers);
    List<ConnectionStatus> statuses = connections.statuses().latest().value();
    publishOverview(second, nowMillis, statuses, now);
    alerts.second(second, nowMillis, nowNanos, statuses, gate);
    publishDirectory(nowMillis);
    publishStreams(nowMillis);
    publishGroups(nowMillis);
    chartBoard.close(second, nowMillis, now.lagLimits());
    for (OpenedGroup group : openGroups) {
      publish(group, nowMillis, nowNanos);
    }
    for (OpenedStream stream : openStreams) {
      stream.metered(latencyOf(stream.stream(), second + 1), gate, nowMillis);
    }
    historyKeeper.keep(second);
    history.fault().ifPresent(healthBoard::fault);
    marks.fault().ifPresent(healthBoard::fault);
    plan(now, nowMillis);
  }

  /**
   * Sums the second up once more that ended last, of which nothing was known of a connection:
   * figures that tell how things are, such as lag, but no rates.
   */
  private void showFirst(long second, long nowMillis, long nowNanos) {
    showNow = false;
    Preferences now = preferences;
    groupBoard.close(second, nowMillis, nowNanos, now.lagLimits());
    publishOverview(second, nowMillis, connections.statuses().latest().value(), now);
    publishStreams(nowMillis);
    publishGroups(nowMillis);
  }

  private void publishOverview(
      long second, long nowMillis, List<ConnectionStatus> statuses, Preferences now) {
    OverviewSnapshot summed =
        overviewBoard.close(second, nowMillis, statuses, now.errorLimitPercent(), now.zone());
    gate.publish(overview, summed, nowMillis);
  }

  private Optional<LatencyFigures> latencyOf(StreamRef stream, long end) {
    return Optional.ofNullable(meters.of(stream))
        .map(series -> LatencyFigures.of(series, end, LATENCY_SECONDS));
  }

  private void publish(OpenedGroup group, long nowMillis, long nowNanos) {
    group.partitions(
        groupBoard.lags().partitions(group.group(), nowMillis, nowNanos),
        groupBoard.lags().events(Optional.of(group.group())),
        gate,
        nowMillis);
  }

  private void plan(Preferences now, long nowMillis) {
    planNow = false;
    Set<StreamRef> lookedAt = new HashSet<>();
    openStreams.forEach(open -> lookedAt.add(open.stream()));
    List<GroupRef> visible = visibleGroups();
    Set<GroupRef> open = new HashSet<>();
    openGroups.forEach(one -> open.add(one.group()));
    groupBoard.lags().pin(open);
    var attention =
        new WatchPlanner.Attention(
            now.favourites(), lookedAt, visible, now.lagLimits().warning(), askedFor());
    for (Map.Entry<String, WatchPlanner> planner : planners.entrySet()) {
      ConnectionWatch watch = watches.get(planner.getKey());
      if (watch != null) {
        watch.plan(planner.getValue().plan(streamBoard, groupBoard, attention, nowMillis));
      }
    }
  }

  /** Where somebody is told of alerts, these are judged no worse for a window that is hidden. */
  private Attendance askedFor() {
    return attendance == Attendance.ABSENT && alerts.tells() ? Attendance.RESTING : attendance;
  }

  private void publishDirectory(long nowMillis) {
    List<StreamRef> allStreams = streamBoard.rows().stream().map(StreamRow::stream).toList();
    List<GroupRef> allGroups =
        groupBoard.standings().stream().map(standing -> standing.row().group()).toList();
    if (!directory.latest().value().isOf(allStreams, allGroups)) {
      directory.publish(new Directory(allStreams, allGroups), nowMillis);
    }
  }

  /** Groups most likely on a screen: those opened, the top of the table, and the worst. */
  private List<GroupRef> visibleGroups() {
    Set<GroupRef> visible = new LinkedHashSet<>();
    openGroups.forEach(open -> visible.add(open.group()));
    groups.latest().value().rows().stream()
        .limit(TOP_OF_TABLE)
        .forEach(row -> visible.add(row.group()));
    groupBoard.worst().stream()
        .limit(WORST)
        .forEach(standing -> visible.add(standing.row().group()));
    return List.copyOf(visible);
  }

  private void publishStreams(long nowMillis) {
    gate.publish(streams, streamBoard.table(streamQuery), nowMillis);
  }

  private void publishGroups(long nowMillis) {
    gate.publish(groups, groupBoard.table(groupQuery), nowMillis);
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
    mailbox.post(
        () -> {
          streamQuery = query;
          publishStreams(clock.millis());
        });
  }

  @Override
  public Slot<GroupTable> groups() {
    return groups;
  }

  @Override
  public void queryGroups(TableQuery query) {
    mailbox.post(
        () -> {
          groupQuery = query;
          publishGroups(clock.millis());
        });
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
  public ConnectionDesk connections() {
    return connections;
  }

  @Override
  public LetterDesk deadLetters() {
    return letterDesk;
  }

  @Override
  public ReplayDesk replays() {
    return replays;
  }

  /** What replays need of the connections. */
  private final class ReplayReach implements LiveReplayDesk.Reach {
    @Override
    public Optional<Connector> connector(String connection) {
      return Engine.this.connector(connection);
    }

    @Override
    public Optional<ConnectionSettings> settings(String connection) {
      return connections.statuses().latest().value().stream()
          .map(ConnectionStatus::settings)
          .filter(settings -> settings.name().equals(connection))
          .findFirst();
    }

    @Override
    public WriteGuard guard(String connection) {
      return writes.guard(connection);
    }

    @Override
    public PayloadDecoder decoder() {
      return decoder;
    }
  }

  @Override
  public WriteDesk writes() {
    return writes;
  }

  @Override
  public MarkDesk marks() {
    return marks;
  }

  @Override
  public AlertDesk alerts() {
    return alerts;
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public void showRange(ChartRange range) {
    mailbox.post(() -> chartBoard.show(range));
  }

  @Override
  public void holdStill(boolean still) {
    mailbox.post(() -> gate.hold(still));
  }

  @Override
  public void attend(Attendance now) {
    mailbox.post(
        () -> {
          planNow |= now == Attendance.PRESENT && attendance != now;
          attendance = now;
          chartBoard.attend(now);
          groupBoard.lags().rest(now.rests());
        });
    called = true;
    thread.ifPresent(LockSupport::unpark);
  }

  @Override
  public ChartFeed openChart(ChartQuery query) {
    ChartBoard.Feed feed =
        ChartBoard.feed(query, closed -> mailbox.post(() -> chartBoard.close(closed)));
    mailbox.post(() -> chartBoard.open(feed));
    return feed;
  }

  @Override
  public StreamView openStream(StreamRef stream) {
    var opened =
        new OpenedStream(
            stream, this::connector, clock, one -> mailbox.post(() -> openStreams.remove(one)));
    mailbox.post(() -> openStreams.add(opened));
    opened.start();
    return opened;
  }

  @Override
  public GroupView openGroup(GroupRef group) {
    var opened =
        new OpenedGroup(
            group,
            this::connector,
            detail -> mailbox.post(() -> membersOf(detail)),
            clock,
            partition -> mailbox.post(() -> readFirstUnread(group, partition)),
            one -> mailbox.post(() -> openGroups.remove(one)));
    mailbox.post(
        () -> {
          openGroups.add(opened);
          publish(opened, clock.millis(), nanoClock.getAsLong());
        });
    opened.start();
    return opened;
  }

  private void readFirstUnread(GroupRef group, PartitionRef partition) {
    Optional<LagSample> sample = groupBoard.lags().newest(group, partition);
    Optional<Connector> connector = connector(group.connection());
    if (sample.isEmpty() || connector.isEmpty()) {
      return;
    }
    Threads.startVirtual(
        "first-unread-" + group.name(),
        () -> {
          FirstUnread found;
          try {
            found = connector.get().readFirstUnread(sample.get());
          } catch (ConnectorException e) {
            found = new FirstUnread.NotTold(e.failure().sentence());
          }
          FirstUnread told = found;
          mailbox.post(() -> groupBoard.lags().firstUnread(sample.get(), told, clock.millis()));
        });
  }

  @Override
  public TailSession openTail(TailRequest request) {
    return tailBoard.open(request, tailLimits(preferences));
  }

  private static TailLimits tailLimits(Preferences now) {
    return new TailLimits(now.tailRows(), now.tailBytes(), now.payloadLimitBytes());
  }

  private void membersOf(GroupDetail detail) {
    groupBoard.members(detail.info().group(), detail.members().size());
  }

  /** On a thread of its own: the file may be slow, and a tick waits for nothing. */
  private void loadPast(Past.Need need, Consumer<Past> answer) {
    Threads.startVirtual(
        "chart-history",
        () -> {
          Past loaded = Past.load(history, need);
          mailbox.post(() -> answer.accept(loaded));
        });
  }

  private Optional<Connector> connector(String name) {
    return Optional.ofNullable(watches.get(name)).map(ConnectionWatch::connector);
  }

  /** Posts what the watches find to the engine's thread. */
  private final class Post implements Findings {
    private final Predicate<StreamRef> holdsData =
        stream -> streamBoard.role(stream) == StreamRole.DATA;

    @Override
    public void streams(String connection, List<StreamInfo> found) {
      mailbox.post(
          () -> {
            streamBoard.listed(connection, found, clock.millis());
            planNow |= streamsKnown.add(connection);
          });
    }

    @Override
    public void figures(String connection, List<BrokerFigure> found) {
      mailbox.post(() -> samples.figures(connection, found, clock.millis()));
    }

    @Override
    public void ends(String connection, List<StreamEnds> found) {
      mailbox.post(
          () -> {
            streamBoard.polled(found);
            groupBoard.lags().ends(found);
            showNow |= endsKnown.add(connection);
          });
    }

    @Override
    public void groups(String connection, List<GroupInfo> found) {
      mailbox.post(
          () -> {
            groupBoard.lags().groups(connection, found, clock.millis());
            planNow |= groupsKnown.add(connection);
          });
    }

    @Override
    public void lag(String connection, Collection<GroupInfo> asked, LagAnswers answers) {
      mailbox.post(
          () -> {
            groupBoard.lags().samples(asked, answers);
            showNow |= lagKnown.add(connection);
          });
    }

    @Override
    public void unreadSince(
        String connection, Collection<LagSample> asked, Map<LagSample, Long> answers) {
      mailbox.post(
          () -> {
            groupBoard.lags().unreadSince(asked, answers);
            WatchPlanner planner = planners.get(connection);
            if (planner != null) {
              planner.sinceWhenAnswered();
            }
          });
    }

    @Override
    public void metered(
        String connection, long second, Set<StreamRef> covered, Map<StreamRef, MeterSlice> slices) {
      mailbox.post(() -> meters.add(second, covered, slices, holdsData));
    }

    @Override
    public void described(String connection, StreamDetail detail) {
      mailbox.post(() -> streamBoard.described(detail));
    }

    @Override
    public void described(String connection, GroupDetail detail) {
      mailbox.post(() -> membersOf(detail));
    }

    @Override
    public void oldest(String connection, StreamRef stream, long timestampMillis) {
      mailbox.post(() -> streamBoard.oldest(stream, timestampMillis));
    }

    @Override
    public void clientMetrics(String connection, List<ClientMetric> found) {
      metrics.clients(connection, new ArrayList<>(found));
    }

    @Override
    public void report(String connection, ConnectionReport report) {
      reports.accept(connection, report);
      mailbox.post(
          () -> {
            Fault known = lastFaults.get(connection);
            if (report.fault().isEmpty()) {
              lastFaults.remove(connection);
            } else if (!report.fault().get().equals(known)) {
              lastFaults.put(connection, report.fault().get());
              healthBoard.fault(report.fault().get());
            }
          });
    }
  }
}
