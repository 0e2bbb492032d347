package dev.weir.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.engine.connection.ConnectionReport;
import dev.weir.engine.fixture.MemoryBroker;
import dev.weir.engine.meter.MeterSlice;
import dev.weir.engine.publish.Attendance;
import dev.weir.stream.BrokerFigure;
import dev.weir.stream.ClientMetric;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The shortest rest between two questions at rest. */
  private static final long REST_NANOS = Duration.ofMillis(4_500).toNanos();

  private final InstantSource clock = InstantSource.system();
  private final MemoryBroker broker = new MemoryBroker("shop", clock, System::nanoTime);
  private final StreamRef orders = broker.create("orders", 1);
  private final Answers answers = new Answers();
  private final ConnectionWatch watch =
      new ConnectionWatch("shop", broker, answers, (_, _) -> {}, clock);

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void atRestItAsksAsOftenAsRulesAreJudgedAndAtOnceForSomebodyWhoComesBack() {
    broker.commit("billing", orders, 0, 0);
    watch.plan(plan(Attendance.RESTING));
    watch.start();
    await()
        .atMost(PATIENCE)
        .until(() -> answers.endsNanos.size() == 2 && answers.lagNanos.size() == 2);
    assertThat(answers.endsNanos.get(1) - answers.endsNanos.get(0))
        .as("time between two looks at ends, in ns")
        .isGreaterThanOrEqualTo(REST_NANOS);
    assertThat(answers.lagNanos.get(1) - answers.lagNanos.get(0))
        .as("time between two looks at lag, in ns")
        .isGreaterThanOrEqualTo(REST_NANOS - Duration.ofMillis(600).toNanos());

    watch.plan(plan(Attendance.PRESENT));
    await()
        .atMost(Duration.ofNanos(REST_NANOS))
        .until(() -> answers.endsNanos.size() >= 3 && answers.lagNanos.size() >= 3);
  }

  private WatchPlan plan(Attendance attendance) {
    return new WatchPlan(
        List.of(orders),
        List.of(),
        0,
        broker.groups(),
        List.of(),
        List.of(),
        Duration.ofSeconds(30),
        Set.of(),
        List.of(),
        List.of(),
        List.of(),
        attendance);
  }

  /** When ends and lag were told; takes no notice of the rest. */
  private static final class Answers implements Findings {
    private final List<Long> endsNanos = new CopyOnWriteArrayList<>();
    private final List<Long> lagNanos = new CopyOnWriteArrayList<>();

    @Override
    public void ends(String connection, List<StreamEnds> found) {
      endsNanos.add(System.nanoTime());
    }

    @Override
    public void lag(String connection, Collection<GroupInfo> asked, LagAnswers found) {
      lagNanos.add(System.nanoTime());
    }

    @Override
    public void streams(String connection, List<StreamInfo> found) {}

    @Override
    public void groups(String connection, List<GroupInfo> found) {}

    @Override
    public void unreadSince(
        String connection, Collection<LagSample> asked, Map<LagSample, Long> found) {}

    @Override
    public void metered(
        String connection,
        long second,
        Set<StreamRef> covered,
        Map<StreamRef, MeterSlice> slices) {}

    @Override
    public void described(String connection, StreamDetail detail) {}

    @Override
    public void described(String connection, GroupDetail detail) {}

    @Override
    public void oldest(String connection, StreamRef stream, long timestampMillis) {}

    @Override
    public void figures(String connection, List<BrokerFigure> figures) {}

    @Override
    public void clientMetrics(String connection, List<ClientMetric> metrics) {}

    @Override
    public void report(String connection, ConnectionReport report) {}
  }
}
