package dev.weir.views.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.tail.TailSession.ExportFormat;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportDialogTest {
  @ParameterizedTest
  @CsvSource({
    "orders.jsonl, false, orders.jsonl",
    "orders.jsonl, true, orders.csv",
    "orders.csv, false, orders.csv",
    "orders.csv, true, orders.csv",
    "orders, false, orders",
    "orders, true, orders.csv",
    "orders.txt, true, orders.txt.csv"
  })
  void theKindThatWasChosenCounts(String named, boolean csv, String meant) {
    assertThat(ExportDialog.meant(Path.of("some", named), csv)).isEqualTo(Path.of("some", meant));
  }

  @Test
  void aFileIsOfTheKindThatItsNameTells() {
    assertThat(ExportDialog.formatOf(Path.of("orders.csv"))).isEqualTo(ExportFormat.CSV);
    assertThat(ExportDialog.formatOf(Path.of("orders"))).isEqualTo(ExportFormat.JSON_LINES);
  }
}
