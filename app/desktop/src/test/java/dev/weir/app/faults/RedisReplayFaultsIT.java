package dev.weir.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The short form of {@code mvn -Pfaults} on Redis: each kill once, with fewer records. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RedisReplayFaultsIT {
  @TempDir static Path folder;

  @ParameterizedTest
  @CsvSource({"WEIR_KILLED,2", "BROKER_KILLED,2", "WEIR_KILLED,3"})
  void everyRecordArrivesExactlyOnce(Fault fault, long seed) throws Exception {
    try (var faults = new ReplayFaults(new RedisFaults(), WarmStart.none(), folder, 1_000)) {
      Outcome outcome = faults.run(fault, seed);

      assertThat(outcome.isExact()).as(outcome.toString()).isTrue();
      assertThat(outcome.struck().times()).as("it was struck: %s", outcome).isPositive();
    }
  }
}
