package dev.weir.engine.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.finding.Fault;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.finding.Target;
import dev.weir.engine.fixture.ManualClock;
import dev.weir.engine.fixture.MemoryBroker;
import dev.weir.engine.fixture.MemoryDesk;
import dev.weir.engine.lag.GroupBoard;
import dev.weir.engine.lag.LagLimits;
import dev.weir.engine.meter.MeterBoard;
import dev.weir.engine.overview.OverviewSnapshot.TileKind;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.streams.StreamBoard;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OverviewBoardTest {
  private static final LagLimits LIMITS =
      new LagLimits(Duration.ofSeconds(30), Duration.ofMinutes(2));

  private final ManualClock clock =
      new ManualClock(Instant.parse("2026-11-21T14:31:00Z").toEpochMilli());
  private final MemoryBroker broker = new MemoryBroker("shop", clock, clock::nanos);
  private final MeterBoard meters = new MeterBoard(1 << 20);
  private final StreamBoard streams = new StreamBoard(meters);
  private final GroupBoard groups = new GroupBoard();
  private final OverviewBoard board = new OverviewBoard(meters, streams, groups);
  private final StreamRef orders = broker.create("orders", 1);
  private long produced;

  private static ConnectionStatus status(ConnectionStatus.State state) {
    Optional<Fault> fault =
        state == ConnectionStatus.State.AWAY
            ? Optional.of(new Fault(0, "shop", "shop refused the connection.", "Start it."))
            : Optional.empty();
    return new ConnectionStatus(
        MemoryDesk.settings("shop"), state, "Memory", 1, 1, OptionalLong.of(6), "", fault);
  }

  private OverviewSnapshot second() {
    return second(ConnectionStatus.State.CONNECTED);
  }

  private OverviewSnapshot second(ConnectionStatus.State state) {
    broker.append(orders, 0, "a", "b", "c", "d");
    produced += 4;
    clock.forward(Duration.ofSeconds(1));
    streams.listed("shop", broker.streams(), clock.millis());
    streams.polled(broker.ends(broker.streams().stream().map(info -> info.stream()).toList()));
    groups.lags().groups("shop", broker.groups(), clock.millis());
    groups.lags().samples(broker.groups(), broker.lag(broker.groups()));
    long second = clock.millis() / 1_000 - 1;
    groups.close(second, clock.millis(), clock.nanos(), LIMITS);
    streams.close(second, clock.millis(), List.of(), groups::readers);
    return board.close(second, clock.millis(), List.of(status(state)), 1, ZoneOffset.UTC);
  }

  private static List<String> texts(OverviewSnapshot snapshot) {
    return snapshot.sentences().stream().map(sentence -> sentence.text()).toList();
  }

  private static OverviewSnapshot.Tile tile(OverviewSnapshot snapshot, TileKind kind) {
    return snapshot.tiles().stream().filter(tile -> tile.kind() == kind).findFirst().orElseThrow();
  }

  @Test
  void nothingConnectedIsSaid() {
    assertThat(board.close(1, 1_000, List.of(), 1, ZoneOffset.UTC))
        .isEqualTo(OverviewSnapshot.EMPTY);
  }

  @Test
  void allIsWellInOneLine() {
    OverviewSnapshot snapshot = OverviewSnapshot.EMPTY;
    for (int i = 0; i < 30; i++) {
      broker.commit("billing", orders, 0, produced);
      broker.commit("search", orders, 0, produced);
      snapshot = second();
    }
    assertThat(texts(snapshot))
        .containsExactly("2 groups keep up · 1 stream flows · the broker answers (6 ms)");
    assertThat(snapshot.sentences().getFirst().severity()).isEqualTo(Severity.OK);
    assertThat(snapshot.troubles()).isEmpty();
    assertThat(snapshot.tiles()).extracting(tile -> tile.kind()).containsExactly(TileKind.values());
    assertThat(snapshot.tiles().getFirst().value().orElseThrow()).isEqualTo(4);
    assertThat(tile(snapshot, TileKind.ERRORS).value().orElseThrow()).isZero();
    assertThat(tile(snapshot, TileKind.DEAD_LETTERS).value().orElseThrow()).isZero();
  }

  @Test
  void aGroupThatFallsBehindIsNamedFirst() {
    OverviewSnapshot snapshot = OverviewSnapshot.EMPTY;
    for (int i = 0; i < 200; i++) {
      broker.commit("billing", orders, 0, i);
      broker.commit("search", orders, 0, produced);
      snapshot = second();
    }
    var first = snapshot.sentences().getFirst();
    assertThat(first.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(first.text())
        .startsWith("billing is 2 min ")
        .contains("behind on orders, growing 3.0/s")
        .contains("never drains at this rate");
    assertThat(first.target()).isEqualTo(new Target.ToGroup(new GroupRef("shop", "billing")));
    assertThat(snapshot.sentences().getLast().text()).startsWith("1 other group keeps up");
    var lag = tile(snapshot, TileKind.LAG);
    assertThat(lag.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(lag.value().orElseThrow()).isGreaterThan(590);
    assertThat(lag.aside().orElseThrow()).isBetween(140_000.0, 152_000.0);
  }

  @Test
  void deadLettersAreToldWithTheirTime() {
    StreamRef dead = broker.create("payments-dlt", 1);
    second();
    broker.append(dead, 0, "x", "y");
    OverviewSnapshot snapshot = second();
    assertThat(texts(snapshot)).contains("2 dead letters on payments-dlt since 14:31");
    var tile = tile(snapshot, TileKind.DEAD_LETTERS);
    assertThat(tile.value().orElseThrow()).isEqualTo(2);
    assertThat(tile.note()).contains("since Weir first saw one");
    streams.oldest(dead, clock.millis() - Duration.ofDays(2).toMillis());
    snapshot = second();
    assertThat(texts(snapshot)).contains("2 dead letters on payments-dlt since 19 Nov 14:31");
  }

  @Test
  void everyRowThatNeedsALookIsCountedWhereItIs() {
    broker.append(broker.create("payments-dlt", 1), 0, "x", "y");
    broker.append(broker.create("orders-dlt", 1), 0, "z");
    broker.create("empty-dlt", 1);
    OverviewSnapshot snapshot = OverviewSnapshot.EMPTY;
    for (int i = 0; i < 200; i++) {
      for (int group = 0; group < 6; group++) {
        broker.commit("slow-" + group, orders, 0, i);
      }
      broker.commit("search", orders, 0, produced);
      snapshot = second();
    }
    assertThat(snapshot.troubles())
        .as("all of them, however few sentences there are")
        .containsExactly(
            new OverviewSnapshot.Trouble(
                new Target.ToTroubledStreams(),
                2,
                Severity.WARNING,
                "2 dead-letter streams hold 3 records"),
            new OverviewSnapshot.Trouble(
                new Target.ToTroubledGroups(),
                6,
                Severity.CRITICAL,
                "6 groups need a look, 6 critical"),
            new OverviewSnapshot.Trouble(
                new Target.ToDeadLetters(),
                3,
                Severity.WARNING,
                snapshot.troubles().getLast().words()));
    assertThat(snapshot.troubles().getLast().words()).matches("3 dead letters, the oldest .+ old");
    assertThat(
            streams
                .table(new TableQuery("", "name", false, TableQuery.Rows.TROUBLED))
                .rows()
                .stream()
                .map(row -> row.stream().name()))
        .as("rows that the count leads to")
        .containsExactly("orders-dlt", "payments-dlt");
    assertThat(groups.table(new TableQuery("", "name", false, TableQuery.Rows.TROUBLED)).rows())
        .hasSize(6);
  }

  @Test
  void aBrokerThatIsAwayComesBeforeWhatIsWrongOnIt() {
    broker.append(broker.create("payments-dlt", 1), 0, "x");
    second();
    OverviewSnapshot snapshot = second(ConnectionStatus.State.AWAY);
    assertThat(texts(snapshot).getFirst()).isEqualTo("shop is away: shop refused the connection.");
    assertThat(snapshot.sentences().getLast().text()).contains("the broker does not answer");
  }
}
