package dev.weir.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.engine.alert.AlertPlan;
import dev.weir.engine.alert.AlertStore;
import dev.weir.engine.chart.Chart;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.chart.ChartRange;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.deadletter.find.Choices;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.decode.SchemaBook;
import dev.weir.engine.finding.Fault;
import dev.weir.engine.fixture.MemoryBroker;
import dev.weir.engine.fixture.MemoryDesk;
import dev.weir.engine.history.HistoryStore;
import dev.weir.engine.ledger.AuditTrail;
import dev.weir.engine.mark.DeployMark;
import dev.weir.engine.mark.DeployMark.About;
import dev.weir.engine.mark.MarkStore;
import dev.weir.engine.overview.OverviewSnapshot;
import dev.weir.engine.overview.OverviewSnapshot.TileKind;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.FileSettings;
import dev.weir.engine.settings.JsonFile;
import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.UserFolders;
import dev.weir.engine.streams.StreamRow;
import dev.weir.engine.tail.TailFilter;
import dev.weir.engine.tail.TailRequest;
import dev.weir.engine.tail.TailRow;
import dev.weir.engine.tail.TailSession;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole engine on a broker in memory, on real threads. */
class EngineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InstantSource clock = InstantSource.system();
  private final MemoryBroker broker = new MemoryBroker("shop", clock, System::nanoTime);
  private final MemoryDesk desk = new MemoryDesk();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @TempDir Path folder;
  private Engine engine;
  private HistoryStore history;
  private AlertStore alerts;
  private FileSettings settings;

  @BeforeEach
  void start() {
    var folders = UserFolders.in(folder);
    history =
        new HistoryStore(
            folder.resolve("history.db"),
            () -> new HistoryStore.Limits(Duration.ofHours(24), 1 << 24),
            clock);
    settings = new FileSettings(folders, clock);
    alerts = new AlertStore(folders.alertsFile(), clock);
    engine = engine(folders, clock);
    engine.start();
  }

  private Engine engine(UserFolders folders, InstantSource clock) {
    return new Engine(
        desk,
        desk::report,
        settings,
        history,
        new PayloadDecoder(new SchemaBook()),
        registry,
        new AlertPlan(
            alerts,
            new SecretResolver(Map.of(), folder, Optional.empty()),
            folders.rulesFolder(),
            folders.notificationsFile()),
        folders,
        new AuditTrail(folders.auditFile(), clock, "tester"),
        clock,
        System::nanoTime,
        ZoneOffset.UTC,
        new Choices(new JsonFile(folders.settingsFile(), clock)));
  }

  @AfterEach
  void stop() {
    engine.close();
    alerts.close();
    history.close();
  }

  private void open() {
    engine.watcher().opened(MemoryDesk.settings("shop"), broker);
  }

  private StreamRow row(StreamRef stream) {
    return engine.streams().latest().value().rows().stream()
        .filter(row -> row.stream().equals(stream))
        .findFirst()
        .orElseThrow(() -> new AssertionError(stream + " is not in the table"));
  }

  @Test
  void metersWhatFlowsAndSaysSo() {
    StreamRef orders = broker.create("orders", 2);
    broker.create("__commits", 1);
    broker.commit("billing", orders, 0, 0);
    var chart = engine.openChart(new ChartQuery.Throughput(Optional.empty()));
    open();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> {
              broker.append(orders, 0, "a", "b");
              broker.append(orders, 1, "c");
              assertThat(row(orders).recordsPerSecond().orElse(0)).isPositive();
              assertThat(row(orders).latencyP99Millis()).isPresent();
              assertThat(row(orders).retentionMillis()).hasValue(3_600_000);
              assertThat(row(orders).groups()).isEqualTo(1);
              assertThat(engine.health().latest().value().recordsPerSecond()).isPositive();
              var produced =
                  engine.overview().latest().value().tiles().stream()
                      .filter(tile -> tile.kind() == TileKind.PRODUCED)
                      .findFirst();
              assertThat(produced).isPresent();
              assertThat(produced.get().value().orElse(0)).isPositive();
              var lines = (Chart.Lines) chart.slot().latest().value();
              assertThat(lines.series().getFirst().last()).isPositive();
              assertThat(engine.groups().latest().value().rows())
                  .singleElement()
                  .satisfies(group -> assertThat(group.streams()).containsExactly("orders"));
            });
    assertThat(engine.overview().latest().value().tiles())
        .extracting(tile -> tile.kind())
        .containsExactly(TileKind.values());
    assertThat(engine.streams().latest().value().rows())
        .as("the broker's own streams are left out by default")
        .extracting(row -> row.stream().name())
        .containsExactly("orders");
    assertThat(registry.get("memory.client.calls").gauge().value()).isEqualTo(7);
  }

  @Test
  void whatIsSoNeedNotWaitForTheEndOfASecond() {
    StreamRef orders = broker.create("orders", 1);
    StreamRef dead = broker.create("orders.dlq", 1);
    broker.append(orders, 0, "a", "b");
    broker.append(dead, 0, "c");
    broker.commit("billing", orders, 0, 0);
    engine.close();
    // For this one no second ends.
    engine = engine(UserFolders.in(folder), InstantSource.fixed(clock.instant()));
    engine.start();
    open();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(figure(TileKind.LAG)).hasValue(2);
              assertThat(figure(TileKind.DEAD_LETTERS)).hasValue(1);
            });
    assertThat(figure(TileKind.PRODUCED)).as("a rate").isEmpty();
  }

  private OptionalDouble figure(TileKind kind) {
    return engine.overview().latest().value().tiles().stream()
        .filter(tile -> tile.kind() == kind)
        .map(OverviewSnapshot.Tile::value)
        .findFirst()
        .orElse(OptionalDouble.empty());
  }

  @Test
  void aStreamIsTimedFromTheMomentThatItsRecordsTell() {
    StreamRef orders = broker.create("orders", 1);
    settings.set(Setting.LATENCY_FROM, "shop/orders=field:placed");
    // What was timed before the setting was read must pass out of the chart.
    engine.showRange(new ChartRange.Live(Duration.ofSeconds(5)));
    var latency = engine.openChart(new ChartQuery.Latency(Optional.of(orders)));
    open();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> {
              broker.append(orders, 0, "{\"placed\":" + (clock.millis() - 90_000) + ",\"item\":1}");
              var lines = (Chart.Lines) latency.slot().latest().value();
              assertThat(lines.caption()).contains("end-to-end, by the application's own stamp");
              assertThat(lines.series().getFirst().last()).isBetween(90_000.0, 130_000.0);
            });
  }

  @Test
  void aBrokerThatGoesAwayIsToldAndComesBackByItself() {
    StreamRef orders = broker.create("orders", 1);
    open();
    await()
        .atMost(PATIENCE)
        .until(() -> state() == ConnectionStatus.State.CONNECTED && !table().isEmpty());
    broker.goAway(true);
    await().atMost(PATIENCE).until(() -> state() == ConnectionStatus.State.AWAY);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(engine.overview().latest().value().sentences().getFirst().text())
                  .isEqualTo("shop is away: shop refused the connection.");
              assertThat(engine.health().latest().value().faults())
                  .extracting(Fault::what)
                  .contains("shop refused the connection.");
            });
    assertThat(table()).as("what is known stays").hasSize(1);
    broker.goAway(false);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              broker.append(orders, 0, "a");
              assertThat(state()).isEqualTo(ConnectionStatus.State.CONNECTED);
              assertThat(engine.health().latest().value().recordsPerSecond()).isPositive();
            });
  }

  @Test
  void whatAnEarlierRunMeasuredIsBackAfterAStart() {
    StreamRef orders = broker.create("orders", 1);
    open();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              broker.append(orders, 0, "a", "b");
              return engine.overview().latest().value().tiles().stream()
                  .anyMatch(t -> t.kind() == TileKind.PRODUCED && t.value().orElse(0) > 0);
            });
    engine.close();
    history.close();
    start();
    var throughput = engine.openChart(new ChartQuery.Throughput(Optional.empty()));
    var latency = engine.openChart(new ChartQuery.Latency(Optional.empty()));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(highest(throughput.slot().latest().value())).isPositive();
              assertThat(highest(latency.slot().latest().value())).isNotNaN();
            });
  }

  private static double highest(Chart chart) {
    return ((Chart.Lines) chart)
        .series().stream()
            .limit(1)
            .flatMapToDouble(series -> Arrays.stream(series.values()))
            .filter(value -> !Double.isNaN(value))
            .max()
            .orElse(Double.NaN);
  }

  private ConnectionStatus.State state() {
    List<ConnectionStatus> statuses = desk.statuses().latest().value();
    return statuses.isEmpty() ? ConnectionStatus.State.CLOSED : statuses.getFirst().state();
  }

  private List<StreamRow> table() {
    return engine.streams().latest().value().rows();
  }

  @Test
  void heldStillNothingMovesButHealth() {
    StreamRef orders = broker.create("orders", 1);
    open();
    await().atMost(PATIENCE).until(() -> !table().isEmpty());
    engine.holdStill(true);
    long version =
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  long before = engine.streams().latest().version();
                  long health = engine.health().latest().version();
                  await().until(() -> engine.health().latest().version() > health + 15);
                  return before == engine.streams().latest().version() ? before : -1;
                },
                held -> held >= 0);
    broker.append(orders, 0, "a");
    engine.holdStill(false);
    await().atMost(PATIENCE).until(() -> engine.streams().latest().version() > version);
  }

  @Test
  void aTailShowsNewestFirstAndGoesOnAfterTheBrokerWasAway() {
    StreamRef orders = broker.create("orders", 1);
    broker.append(orders, 0, "one", "two", "three");
    open();
    try (TailSession tail =
        engine.openTail(
            new TailRequest(List.of(orders), new TailFrom.Earliest(), new TailFilter.All()))) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(tail.page().latest().value().rows())
                      .extracting(row -> ((TailRow.Kept) row).valuePreview())
                      .containsExactly("three", "two", "one"));
      broker.goAway(true);
      await().atMost(PATIENCE).until(() -> tail.page().latest().value().fault().isPresent());
      broker.append(orders, 0, "four");
      broker.goAway(false);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                var page = tail.page().latest().value();
                assertThat(page.rows())
                    .extracting(row -> ((TailRow.Kept) row).valuePreview())
                    .containsExactly("four", "three", "two", "one");
                assertThat(page.fault()).isEmpty();
                assertThat(page.counts().seen()).isEqualTo(4);
              });
    }
  }

  @Test
  void aMarkThatACommandPutsIsSeenAndOnePutHereTakenAway() {
    var chart = engine.openChart(new ChartQuery.Throughput(Optional.empty()));
    var command = new MarkStore(UserFolders.in(folder).marksFile(), clock);
    DeployMark put = command.put(clock.instant(), "orders 2.3.1", About.EVERYTHING, "ci");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(engine.marks().marks().latest().value()).containsExactly(put);
              assertThat(chart.slot().latest().value().marks()).containsExactly(put);
            });
    assertThat(engine.marks().put(clock.instant(), " ", About.EVERYTHING).join())
        .hasValueSatisfying(why -> assertThat(why).contains("needs a text"));
    assertThat(engine.marks().remove(put.id()).join()).isEmpty();
    assertThat(engine.marks().marks().latest().value()).isEmpty();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(chart.slot().latest().value().marks()).isEmpty());
    assertThat(engine.marks().put(clock.instant(), "by hand", About.EVERYTHING).join()).isEmpty();
    assertThat(command.since(Instant.EPOCH)).extracting(DeployMark::by).containsExactly("tester");
  }
}
