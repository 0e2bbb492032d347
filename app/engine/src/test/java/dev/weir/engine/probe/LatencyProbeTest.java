package dev.weir.engine.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.fixture.MemoryBroker;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ProbeLane;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A probe on a broker in memory that stalls when the test says so. */
class LatencyProbeTest {
  private static final Duration INTERVAL = Duration.ofMillis(5);
  private static final int RECORDS = 200;
  private static final long STALL_MILLIS = 500;

  private final InstantSource clock = InstantSource.system();
  private final MemoryBroker broker = new MemoryBroker("shop", clock, System::nanoTime);
  private final StreamRef stream = broker.create("probe", 1);
  private final ProbePlan plan = new ProbePlan(stream, INTERVAL, INTERVAL.multipliedBy(RECORDS));

  private class Lane implements ProbeLane {
    private int sent;

    @Override
    public void send(byte[] value, Consumer<Ack> told) {
      if (sent++ == RECORDS / 2) {
        stall();
      }
      broker.appendBytes(stream, 0, value);
      told.accept(new Ack(System.nanoTime(), Optional.empty()));
    }

    void stall() {
      long end = System.nanoTime() + STALL_MILLIS * 1_000_000;
      while (end - System.nanoTime() > 0) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
    }

    @Override
    public void close() {}
  }

  @Test
  void aStallIsTimedForEveryRecordItHoldsUp() {
    ProbeResult result = new LatencyProbe(plan, broker, clock, () -> false).run(_ -> new Lane());

    assertThat(result.planned()).isEqualTo(RECORDS);
    assertThat(result.received()).as("%s", result).isEqualTo(RECORDS);
    assertThat(result.lost()).isZero();
    assertThat(result.latestStartMillis())
        .as("the record after the stall should have gone just after it began")
        .isGreaterThanOrEqualTo(STALL_MILLIS - 2 * INTERVAL.toMillis());
    long held =
        result.ack().getCountBetweenValues(STALL_MILLIS * 1_000 / 2, Long.MAX_VALUE / 1_000_000);
    assertThat(held)
        .as("records late by more than half the stall: one if omission were coordinated")
        .isGreaterThanOrEqualTo(STALL_MILLIS / 2 / INTERVAL.toMillis() - 2);
  }

  @Test
  void whatIsRefusedIsToldAndNotWaitedFor() {
    var refusing =
        new Lane() {
          @Override
          public void send(byte[] value, Consumer<Ack> told) {
            told.accept(
                new Ack(
                    System.nanoTime(),
                    Optional.of(new ConnectorFailure.Unauthorized("No.", "Ask."))));
          }
        };
    ProbeResult result =
        new LatencyProbe(
                new ProbePlan(stream, INTERVAL, INTERVAL.multipliedBy(10)),
                broker,
                clock,
                () -> false)
            .run(_ -> refusing);
    assertThat(result.refused()).isEqualTo(10);
    assertThat(result.acknowledged()).isZero();
    assertThat(result.lost()).as("refused is not lost").isZero();
    assertThat(result.failure().orElseThrow().what()).isEqualTo("No.");
  }

  @Test
  void endedEarlyItCountsWhatItDid() {
    var lane = new Lane();
    ProbeResult result =
        new LatencyProbe(plan, broker, clock, () -> lane.sent >= 20).run(_ -> lane);
    assertThat(result.planned()).isBetween(20, 22);
    assertThat(result.received()).isEqualTo(result.planned());
  }
}
