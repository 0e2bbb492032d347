package dev.weir.views.tail;

import static dev.weir.views.fake.ScreenWindow.onFx;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.tail.TailRow;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.kit.TableMemory;
import dev.weir.views.kit.Tables;
import java.time.ZoneOffset;
import java.util.List;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;

/** Which columns the rows of a tail have. */
@ExtendWith(ApplicationExtension.class)
class TailRowsTest {
  private final FakeConsole console = new FakeConsole();

  @Test
  void namesStreamsAsAPersonChoseAndElseWhereThereAreSeveral() throws Exception {
    assertThat(
            onFx(
                () -> {
                  asAnEarlierWeirLeftIt();
                  return isStreamNamed(true) && !isStreamNamed(false) && isStreamNamed(true);
                }))
        .as("nobody chose: named if there are several")
        .isTrue();
    assertThat(onFx(() -> table(true).getColumns().get(1).getText()))
        .as("second, where the program puts it")
        .isEqualTo("Stream");
    assertThat(
            onFx(
                () -> {
                  stream(table(true)).setVisible(false);
                  return isStreamNamed(true);
                }))
        .as("named once a person hid it")
        .isFalse();
  }

  /** It wrote that the column was hidden, by a person, though it had hidden it itself. */
  private void asAnEarlierWeirLeftIt() {
    TableView<TailRow> table = Tables.table();
    TableColumn<TailRow, TailRow> hidden = Tables.text("stream", "Stream", 120, row -> "");
    table.getColumns().setAll(List.of(Tables.text("time", "Time", 108, row -> ""), hidden));
    new TableMemory(console.settings(), "tail").follow(table);
    hidden.setVisible(false);
  }

  private boolean isStreamNamed(boolean several) {
    return stream(table(several)).isVisible();
  }

  private TableView<?> table(boolean several) {
    var rows =
        new TailRows(
            new TailModel(console, Runnable::run, Runnable::run),
            console.settings(),
            () -> ZoneOffset.UTC);
    rows.nameStreams(several);
    return (TableView<?>) rows.lookup(".data-table");
  }

  private static TableColumn<?, ?> stream(TableView<?> table) {
    return table.getColumns().stream()
        .filter(column -> column.getText().equals("Stream"))
        .findFirst()
        .orElseThrow();
  }
}
