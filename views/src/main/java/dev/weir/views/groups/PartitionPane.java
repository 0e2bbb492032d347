package dev.weir.views.groups;

import dev.weir.engine.lag.LagEvent;
import dev.weir.engine.lag.PartitionLag;
import dev.weir.engine.settings.Settings;
import dev.weir.stream.PartitionRef;
import dev.weir.views.kit.SortedRows;
import dev.weir.views.kit.Tables;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * A group's partitions, and the button that has one record read. Confined to the FX thread.
 *
 * <p>Columns about transactions show themselves as soon as one holds something back.
 */
final class PartitionPane extends VBox {
  private static final List<String> ABOUT_TRANSACTIONS = List.of("stable-lag", "blocked");

  private final TableView<PartitionLag> table = Tables.table();
  private final SortedRows<PartitionLag> sorted;
  private List<PartitionLag> shown = List.of();
  private final Button read = new Button("Read the first unread record");
  private final Label answer = new Label();
  private boolean transactionsShown;
  private Optional<PartitionRef> asked = Optional.empty();
  private long askedAfterMillis;
  private long newestEventMillis;

  PartitionPane(Settings settings, Consumer<PartitionRef> onRead) {
    super(6);
    GroupColumns.partitionTable(table);
    sorted = new SortedRows<>(table, settings, "group-partitions", this::showRows);
    VBox.setVgrow(table, Priority.ALWAYS);
    read.setId("read-first-unread");
    read.setMinWidth(USE_PREF_SIZE);
    read.setTooltip(
        new Tooltip(
            "Moves records of the selected partition over the network, until one is found. Tells"
                + " how old it is, or that only transaction markers wait."));
    read.disableProperty()
        .bind(table.getSelectionModel().selectedItemProperty().map(_ -> false).orElse(true));
    read.setOnAction(
        _ -> {
          PartitionLag chosen = table.getSelectionModel().getSelectedItem();
          if (chosen != null) {
            ask(chosen.sample().partition(), onRead);
          }
        });
    answer.setId("first-unread");
    answer.setMinWidth(0);
    answer.getStyleClass().add("muted");
    var line = new HBox(12, read, answer);
    line.setAlignment(Pos.CENTER_LEFT);
    getChildren().setAll(table, line);
  }

  private void ask(PartitionRef partition, Consumer<PartitionRef> onRead) {
    asked = Optional.of(partition);
    askedAfterMillis = newestEventMillis;
    answer.setText(
        "Reading " + partition.stream().name() + " partition " + partition.partition() + "…");
    onRead.accept(partition);
  }

  /** Another group: what was read is of no interest any more. */
  void clear() {
    asked = Optional.empty();
    answer.setText("");
  }

  private void showRows() {
    Tables.show(table, sorted.of(shown), lag -> lag.sample().partition());
  }

  void show(List<PartitionLag> partitions, List<LagEvent> events) {
    shown = partitions;
    showRows();
    if (!transactionsShown
        && partitions.stream().anyMatch(it -> it.sample().blocked().orElse(0) > 0)) {
      transactionsShown = true;
      for (TableColumn<PartitionLag, ?> column : table.getColumns()) {
        if (ABOUT_TRANSACTIONS.contains(column.getId())) {
          sorted.usually(column, true);
        }
      }
    }
    for (LagEvent event : events) {
      newestEventMillis = Math.max(newestEventMillis, event.atMillis());
      if (event.kind() == LagEvent.Kind.FIRST_UNREAD
          && event.atMillis() > askedAfterMillis
          && asked.isPresent()
          && event.partition().equals(asked)) {
        answer.setText(event.sentence());
      }
    }
  }
}
