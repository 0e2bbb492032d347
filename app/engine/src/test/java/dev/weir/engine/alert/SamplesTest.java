package dev.weir.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.lag.DeletionDue;
import dev.weir.alert.lag.LagStatus;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.LagTime;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.GroupState;
import dev.weir.stream.Lag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SamplesTest {
  private static final Optional<DeletionDue> IN_SEVEN_MINUTES =
      Optional.of(new DeletionDue(Duration.ofMinutes(7), DeletionDue.Cause.SIZE));

  @Test
  void nothingIsDueOfAGroupThatReadsLongBefore() {
    assertThat(
            Samples.deletedInMillis(
                IN_SEVEN_MINUTES, new LagTime.Known(Duration.ofSeconds(2).toMillis(), "ring")))
        .as("two seconds behind, seven minutes left")
        .isGreaterThan(Duration.ofDays(300).toMillis());
  }

  @Test
  void itIsDueOfAGroupThatIsFarBehindOrOfWhichNobodyKnows() {
    double sevenMinutes = Duration.ofMinutes(7).toMillis();
    assertThat(
            Samples.deletedInMillis(
                IN_SEVEN_MINUTES, new LagTime.Known(Duration.ofMinutes(1).toMillis(), "ring")))
        .as("a minute behind, seven left")
        .isEqualTo(sevenMinutes);
    assertThat(Samples.deletedInMillis(IN_SEVEN_MINUTES, new LagTime.Unknown("away")))
        .isEqualTo(sevenMinutes);
    assertThat(
            Samples.deletedInMillis(
                Optional.of(new DeletionDue(Duration.ZERO, DeletionDue.Cause.AGE)),
                new LagTime.Known(0, "ring")))
        .as("at any moment")
        .isZero();
  }

  private static GroupRow group(GroupState state, int members, LagStatus status) {
    return new GroupRow(
        new GroupRef("shop", "billing"),
        GroupKind.CONSUMER,
        state,
        List.of("orders"),
        members,
        new Lag.Exact(100),
        new LagTime.Known(20_000, "ring"),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        status,
        Severity.CRITICAL,
        "It stands",
        0,
        OptionalLong.empty(),
        Optional.empty(),
        0,
        new float[0]);
  }

  @Test
  void membersThatShareOutTheirPartitionsHaveNotStopped() {
    assertThat(Samples.stopped(group(GroupState.REBALANCING, 3, LagStatus.STALLED), true))
        .as("in a rebalance, whatever kind: nobody can tell")
        .isEmpty();
    assertThat(Samples.stopped(group(GroupState.STABLE, 3, LagStatus.STALLED), true))
        .as("a moment after one")
        .isEmpty();
    assertThat(Samples.stopped(group(GroupState.STABLE, 3, LagStatus.STALLED), false))
        .as("members that commit nothing")
        .hasValue(1);
    assertThat(Samples.stopped(group(GroupState.EMPTY, 0, LagStatus.STOPPED), true))
        .as("who left reads no more, rebalance or not")
        .hasValue(1);
    assertThat(Samples.stopped(group(GroupState.STABLE, 3, LagStatus.CAUGHT_UP), true))
        .as("what reads, reads")
        .hasValue(0);
  }
}
