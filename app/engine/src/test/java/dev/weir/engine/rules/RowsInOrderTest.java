package dev.weir.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.rule.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded rows in another order, and some twice. */
class RowsInOrderTest {
  private static final long T0 = 1_790_000_000_000L;
  private static final int SEEDS = 1_000;

  @TempDir Path folder;

  private record Row(long time, int value) {
    String line() {
      return Instant.ofEpochMilli(time) + "," + value;
    }
  }

  private Backtest tried(List<Row> rows) throws Exception {
    Rule rule =
        RuleBook.of(
                "rules",
                """
                rules:
                  - name: it
                    threshold: {aggregate: avg, over: 15s, above: 50}
                    for: 9s
                    quiet: 0
                """)
            .rules()
            .getFirst();
    String text = rows.stream().map(Row::line).collect(Collectors.joining("\n"));
    Path file = Files.writeString(folder.resolve("series.csv"), "timestamp,value\n" + text);
    return Backtest.of(rule, SeriesCsv.read(file, ZoneOffset.UTC));
  }

  @Test
  void rowsWithinTheAllowanceAreJudgedInOrderAndOnce() throws Exception {
    int fired = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        rows.add(new Row(T0 + i * 3_000L, random.nextInt(100) / (i / 15 % 2 == 0 ? 2 : 1)));
      }
      Backtest expected = tried(rows);
      List<Row> shuffled = new ArrayList<>(rows);
      for (int i = 0; i < 10; i++) {
        shuffled.add(rows.get(random.nextInt(rows.size())));
      }
      List<Long> heard = new ArrayList<>();
      shuffled.forEach(row -> heard.add(row.time() + random.nextInt(10_000)));
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < shuffled.size(); i++) {
        order.add(i);
      }
      order.sort(Comparator.comparing(heard::get));
      Backtest found = tried(order.stream().map(shuffled::get).toList());
      assertThat(found.late()).as("seed %d", seed).isZero();
      assertThat(found.alerts()).as("seed %d", seed).isEqualTo(expected.alerts());
      fired += found.alerts().size();
    }
    assertThat(fired).as("alerts of all seeds").isGreaterThan(SEEDS / 10);
  }

  @Test
  void whatIsLaterThanThatIsLeftOutAndCounted() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rows.add(new Row(T0 + i * 3_000L, 80));
    }
    rows.add(new Row(T0 + 19 * 3_000L - 10_000, 0));
    rows.add(new Row(T0 + 19 * 3_000L - 10_001, 0));
    Backtest found = tried(rows);
    assertThat(found.late()).isEqualTo(1);
    assertThat(found.alerts()).hasSize(1);
  }
}
