package dev.weir.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.weir.alert.window.WindowSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Weir's windows against Kafka Streams' own on random records, window by window. A task of Streams
 * is dear to set up and does many cases, one after another, far apart in time; the first one begins
 * at 0.
 */
class StreamsOracleTest {
  private static final int SPECS = 400;
  private static final int CASES_PER_SPEC = 25;
  private static final long SEED = Long.getLong("weir.oracle.seed", 20_261_121L);

  /** Between two cases: longer than any of them, and than Streams keeps windows. */
  private static final long APART_MILLIS = 3 * 86_400_000L;

  @Test
  void tenThousandRandomCasesHaveTheSameWindowsInStreamsAndInWeir() {
    int cases = 0;
    long records = 0;
    for (int turn = 0; turn < SPECS; turn++) {
      var random = new Random(SEED + turn);
      WindowSpec spec = Cases.spec(turn, random);
      int partitions = 1 + random.nextInt(3);
      var comparison = new Comparison(spec);
      List<Driver> drivers = new ArrayList<>();
      try {
        for (int i = 0; i < partitions; i++) {
          drivers.add(new Driver(spec));
        }
        for (int number = 0; number < CASES_PER_SPEC; number++) {
          List<Input> inputs = Cases.inputs(spec, partitions, random);
          Optional<String> difference =
              comparison.difference(inputs, number * APART_MILLIS, drivers);
          if (difference.isPresent()) {
            fail(
                "%s, case %d: %s. The fewest records that differ: %s. Repeat with"
                    + " -Dweir.oracle.seed=%d",
                spec, cases, difference.get(), comparison.shrunk(inputs, partitions), SEED);
          }
          cases++;
          records += inputs.size();
        }
      } finally {
        drivers.forEach(Driver::close);
      }
    }
    System.out.printf("oracle: %,d cases, %,d records, no difference%n", cases, records);
    assertThat(cases).isGreaterThanOrEqualTo(10_000);
  }
}
