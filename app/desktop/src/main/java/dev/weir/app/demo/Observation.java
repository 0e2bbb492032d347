package dev.weir.app.demo;

import dev.weir.app.report.DeadLetterLine;
import dev.weir.app.report.DemoReport;
import dev.weir.app.report.EngineLines;
import dev.weir.app.report.Figures;
import dev.weir.app.report.LagLine;
import dev.weir.app.report.StatsLine;
import dev.weir.engine.Engine;
import dev.weir.engine.EngineAccount;
import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.health.EngineHealth;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.GroupView;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.streams.StreamRow;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import dev.weir.views.kit.FrameMeter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Watches the console from outside while it runs with nobody at it, through the same snapshots that
 * screens get. Confined to one thread.
 */
public final class Observation {
  private static final Duration FOR_DETAILS = Duration.ofSeconds(4);

  /** A search looks into every stream, and takes its time where all cores are busy. */
  private static final Duration FOR_SEARCH = Duration.ofSeconds(40);

  private final Engine console;
  private final InstantSource clock;
  private long measuringSinceMillis;
  private long latestTickMillis;
  private OptionalLong firstPointMillis = OptionalLong.empty();

  public Observation(Engine console, InstantSource clock) {
    this.console = console;
    this.clock = clock;
    measuringSinceMillis = clock.millis();
  }

  /**
   * Looks. To be called about once a second.
   *
   * @param sinceStart time since the program began
   */
  public void look(Duration sinceStart) {
    EngineHealth health = console.health().latest().value();
    latestTickMillis = Math.max(latestTickMillis, health.tickLateMillis());
    if (firstPointMillis.isEmpty() && hasFigures()) {
      firstPointMillis = OptionalLong.of(sinceStart.toMillis());
    }
  }

  /** Whether the overview shows a figure by now. */
  public boolean hasFigures() {
    return console.overview().latest().value().tiles().stream()
        .anyMatch(tile -> tile.value().isPresent());
  }

  /** Time from the start of the program to the first figure on the overview, in milliseconds. */
  OptionalLong firstPointMillis() {
    return firstPointMillis;
  }

  /** The stream most is appended to. Blocks for some seconds at most. */
  public Optional<StreamRef> busiest() {
    return streams().stream()
        .max(Comparator.comparingDouble(row -> row.recordsPerSecond().orElse(0)))
        .map(StreamRow::stream);
  }

  /** The group that is furthest behind. Blocks for some seconds at most. */
  public Optional<GroupRef> slowest() {
    return groupRows().stream()
        .filter(row -> row.severity() != Severity.UNKNOWN)
        .max(Comparator.comparing(GroupRow::severity))
        .map(GroupRow::group);
  }

  /** Forgets what was slow while starting. */
  void beginMeasuring() {
    latestTickMillis = 0;
    measuringSinceMillis = clock.millis();
  }

  /**
   * The final state. Blocks for some seconds, as the groups' partitions are asked for.
   *
   * @param windowMillis from the start of the program to the window
   */
  public DemoReport report(
      Duration sinceStart, OptionalLong windowMillis, List<String> screens, FrameMeter.Report ui) {
    List<StreamRow> streams = streams();
    EngineAccount account = account();
    EngineHealth health = console.health().latest().value();
    return new DemoReport(
        Figures.rounded(sinceStart.toMillis() / 1_000.0),
        console.connections().statuses().latest().value().stream().map(EngineLines::of).toList(),
        streams.stream().map(EngineLines::of).toList(),
        groups(),
        StatsLine.Latency.of(account.latency()),
        deadLetters(),
        alerts(),
        new DemoReport.Ui(
            screens,
            Figures.known(ui.frameMillisP50()),
            Figures.known(ui.frameMillisP99()),
            Figures.known(ui.recordAgeAtPixelMillisP99()),
            Figures.known(ui.fxBusyRatio()),
            windowMillis,
            firstPointMillis),
        new DemoReport.EngineLine(
            Figures.rounded(health.recordsPerSecond()),
            health.skipped(),
            health.heapUsedBytes(),
            health.heapMaxBytes(),
            liveHeap(),
            latestTickMillis));
  }

  private DemoReport.Alerts alerts() {
    AlertTable table = console.alerts().table().latest().value();
    int firing = (int) table.active().stream().filter(AlertRow::fires).count();
    return new DemoReport.Alerts(firing, table.active().size() - firing, table.resolved().size());
  }

  /** The engine answers with its next tick, a tenth of a second away. */
  private EngineAccount account() {
    return console.account(measuringSinceMillis).join();
  }

  private List<StreamRow> streams() {
    long before = console.streams().latest().version();
    console.queryStreams(new TableQuery("", "name", false, TableQuery.Rows.ALL));
    Waiting.until(FOR_DETAILS, () -> console.streams().latest().version() > before);
    return console.streams().latest().value().rows();
  }

  private List<DeadLetterLine> deadLetters() {
    Waiting.until(FOR_SEARCH, () -> console.deadLetters().table().latest().value().searched());
    return console.deadLetters().table().latest().value().streams().stream()
        .map(DeadLetterLine::of)
        .toList();
  }

  private List<LagLine> groups() {
    var views = new ArrayList<GroupView>();
    for (GroupRow row : groupRows()) {
      views.add(console.openGroup(row.group()));
    }
    try {
      Waiting.until(
          FOR_DETAILS,
          () ->
              views.stream()
                  .allMatch(view -> !view.slot().latest().value().partitions().isEmpty()));
      return views.stream()
          .flatMap(
              view ->
                  EngineLines.of(view.slot().latest().value(), System.currentTimeMillis()).stream())
          .toList();
    } finally {
      views.forEach(GroupView::close);
    }
  }

  private List<GroupRow> groupRows() {
    long before = console.groups().latest().version();
    console.queryGroups(new TableQuery("", "name", false, TableQuery.Rows.ALL));
    Waiting.until(FOR_DETAILS, () -> console.groups().latest().version() > before);
    return console.groups().latest().value().rows();
  }

  /** What the last collections left over; empty where no pool tells. */
  private static OptionalLong liveHeap() {
    long live = 0;
    boolean told = false;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage afterCollection = pool.getCollectionUsage();
      if (pool.getType() == MemoryType.HEAP && afterCollection != null) {
        live += afterCollection.getUsed();
        told = true;
      }
    }
    return told ? OptionalLong.of(live) : OptionalLong.empty();
  }
}
