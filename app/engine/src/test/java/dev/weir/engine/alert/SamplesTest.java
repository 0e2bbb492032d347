package dev.weir.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.lag.DeletionDue;
import dev.weir.engine.lag.LagTime;
import java.time.Duration;
import java.util.Optional;
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
}
