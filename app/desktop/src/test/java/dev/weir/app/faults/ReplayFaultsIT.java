package dev.weir.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code mvn -Pfaults}: one fault, once, with fewer records. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ReplayFaultsIT {
  @TempDir static Path folder;

  @Test
  void everyRecordArrivesExactlyOnceThoughWeirIsKilled() throws Exception {
    try (var faults = new ReplayFaults(new KafkaFaults(), WarmStart.none(), folder, 1_000)) {
      Outcome outcome = faults.run(Fault.WEIR_KILLED, 2);

      assertThat(outcome.isExact()).as(outcome.toString()).isTrue();
      assertThat(outcome.state()).as(outcome.toString()).isEqualTo("completed");
      assertThat(outcome.struck().times()).as("it was killed: %s", outcome).isPositive();
    }
  }
}
