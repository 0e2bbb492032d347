package dev.weir.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short form of {@code mvn -Pfaults} on Redis: each kill once, with fewer records. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RedisReplayFaultsIT {
  @TempDir static Path folder;

  @ParameterizedTest
  @EnumSource(names = {"WEIR_KILLED", "BROKER_KILLED"})
  void everyRecordArrivesExactlyOnce(Fault fault) throws Exception {
    try (var faults = new ReplayFaults(new RedisFaults(), folder, 1_000)) {
      Outcome outcome = faults.run(fault, 2);

      assertThat(outcome.isExact()).as(outcome.toString()).isTrue();
      assertThat(outcome.struck().times()).as("it was struck: %s", outcome).isPositive();
    }
  }
}
