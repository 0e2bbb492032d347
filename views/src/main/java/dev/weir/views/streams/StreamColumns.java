package dev.weir.views.streams;

import dev.weir.engine.streams.StreamRole;
import dev.weir.engine.streams.StreamRow;
import dev.weir.stream.StreamDetail;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Tables;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** Columns of the Streams screen's tables. Their ids are what the engine sorts by. */
final class StreamColumns {
  private StreamColumns() {}

  static TableColumn<StreamRow, StreamRow> favourite(Consumer<StreamRow> toggle) {
    TableColumn<StreamRow, StreamRow> column =
        Tables.column("favourite", "★", 34, "star-column", () -> new StarCell(toggle));
    column.setMinWidth(34);
    column.setMaxWidth(34);
    return column;
  }

  static TableColumn<StreamRow, StreamRow> name() {
    TableColumn<StreamRow, StreamRow> column =
        Tables.column("name", "Stream", 200, "name-column", NameCell::new);
    column.setMinWidth(150);
    return column;
  }

  static TableColumn<StreamRow, StreamRow> rate() {
    return narrow(
        Tables.number("rate", "Rate", 88, row -> StreamWords.rate(row.recordsPerSecond())));
  }

  static TableColumn<StreamRow, StreamRow> spark() {
    return narrow(Tables.spark("spark", "5 min", 76, StreamRow::spark));
  }

  static TableColumn<StreamRow, StreamRow> bytes() {
    return narrow(
        Tables.number("bytes", "Bytes", 94, row -> StreamWords.bytes(row.bytesPerSecond())));
  }

  static TableColumn<StreamRow, StreamRow> length() {
    return narrow(Tables.number("length", "Length", 76, row -> Formats.count(row.length())));
  }

  static TableColumn<StreamRow, StreamRow> partitions() {
    return narrow(
        Tables.number("partitions", "Part.", 54, row -> Integer.toString(row.partitions())));
  }

  static TableColumn<StreamRow, StreamRow> skew() {
    return narrow(Tables.number("skew", "Skew", 56, row -> StreamWords.skew(row.skew())));
  }

  static TableColumn<StreamRow, StreamRow> latency() {
    return narrow(
        Tables.number(
            "p99",
            "p99",
            82,
            row -> StreamWords.latency(row.latencyP99Millis(), row.latencyRecords())));
  }

  static TableColumn<StreamRow, StreamRow> retention() {
    return narrow(
        Tables.number(
            "retention", "Retention", 80, row -> StreamWords.retention(row.retentionMillis())));
  }

  static TableColumn<StreamRow, StreamRow> groups() {
    return narrow(Tables.number("groups", "Groups", 66, row -> Integer.toString(row.groups())));
  }

  static TableColumn<StreamRow, StreamRow> lastRecord(LongSupplier nowMillis) {
    TableColumn<StreamRow, StreamRow> column =
        narrow(
            Tables.number(
                "last",
                "Last record",
                112,
                row -> StreamWords.lastRecord(row.lastRecordAtMillis(), nowMillis.getAsLong())));
    column.getStyleClass().add("last-column");
    return column;
  }

  static void partitionTable(TableView<StreamDetail.Partition> table) {
    table.setId("stream-partitions");
    table
        .getColumns()
        .setAll(
            List.of(
                Tables.number("partition", "Partition", 70, it -> Integer.toString(it.number())),
                Tables.text(
                    "leader",
                    "Leader",
                    280,
                    it -> it.leader().isEmpty() ? "none: it cannot be read" : it.leader()),
                Tables.column("isr", "In sync", 80, "number-column", InSyncCell::new),
                Tables.number("start", "Start", 110, it -> Formats.exact(it.logStart())),
                Tables.number("end", "End", 110, it -> Formats.exact(it.end())),
                Tables.number(
                    "records", "Records", 110, it -> Formats.exact(it.end() - it.logStart())),
                Tables.number(
                    "size",
                    "Size",
                    100,
                    it ->
                        it.bytes().isPresent()
                            ? Formats.bytes(it.bytes().getAsLong())
                            : Formats.UNKNOWN)));
    table.getColumns().forEach(column -> column.setSortable(false));
  }

  static void configTable(TableView<StreamDetail.Config> table) {
    table.setId("stream-configs");
    table
        .getColumns()
        .setAll(
            List.of(
                Tables.mono("config", "Name", 280, StreamDetail.Config::name),
                Tables.mono("value", "Value", 380, StreamDetail.Config::value),
                Tables.text("changed", "", 120, it -> it.changed() ? "changed" : "default")));
    table.getColumns().forEach(column -> column.setSortable(false));
  }

  private static <R> TableColumn<R, R> narrow(TableColumn<R, R> column) {
    column.setMinWidth(column.getPrefWidth());
    column.setMaxWidth(column.getPrefWidth() * 1.8);
    return column;
  }

  private static final class NameCell extends TableCell<StreamRow, StreamRow> {
    private static final PseudoClass DEAD = PseudoClass.getPseudoClass("dead");

    private final Label name = new Label();
    private final Label badge = new Label();
    private final Label problem = new Label("!");
    private final Tooltip problemTip = new Tooltip();
    private final HBox line = new HBox(6, name, badge, problem);

    NameCell() {
      line.setAlignment(Pos.CENTER_LEFT);
      badge.getStyleClass().add("badge");
      badge.setMinWidth(Region.USE_PREF_SIZE);
      problem.getStyleClass().add("problem-mark");
      problem.setMinWidth(Region.USE_PREF_SIZE);
      problem.setTooltip(problemTip);
    }

    @Override
    protected void updateItem(StreamRow row, boolean empty) {
      super.updateItem(row, empty);
      if (empty || row == null) {
        setGraphic(null);
        return;
      }
      name.setText(row.stream().name());
      String word = StreamWords.badge(row);
      badge.setText(word);
      badge.setVisible(!word.isEmpty());
      badge.setManaged(!word.isEmpty());
      badge.pseudoClassStateChanged(DEAD, row.role() == StreamRole.DEAD_LETTER);
      boolean troubled = row.problem().isPresent();
      problem.setVisible(troubled);
      problem.setManaged(troubled);
      problemTip.setText(row.problem().orElse(""));
      problem.setAccessibleText(row.problem().orElse(""));
      setGraphic(line);
    }
  }

  private static final class StarCell extends TableCell<StreamRow, StreamRow> {
    private static final PseudoClass ON = PseudoClass.getPseudoClass("on");

    private final Button star = new Button();

    StarCell(Consumer<StreamRow> toggle) {
      star.getStyleClass().add("star");
      star.setFocusTraversable(false);
      star.setOnAction(
          event -> {
            if (getItem() != null) {
              toggle.accept(getItem());
            }
          });
    }

    @Override
    protected void updateItem(StreamRow row, boolean empty) {
      super.updateItem(row, empty);
      if (empty || row == null) {
        setGraphic(null);
        return;
      }
      star.setText(row.favourite() ? "★" : "☆");
      star.pseudoClassStateChanged(ON, row.favourite());
      star.setAccessibleText(row.favourite() ? "Favourite" : "Not a favourite");
      setGraphic(star);
    }
  }

  private static final class InSyncCell
      extends TableCell<StreamDetail.Partition, StreamDetail.Partition> {
    private static final PseudoClass WARNING = PseudoClass.getPseudoClass("warning");

    @Override
    protected void updateItem(StreamDetail.Partition partition, boolean empty) {
      super.updateItem(partition, empty);
      if (empty || partition == null) {
        setText(null);
        pseudoClassStateChanged(WARNING, false);
        return;
      }
      boolean behind = partition.inSync() < partition.replicas();
      setText((behind ? "▲ " : "") + partition.inSync() + " of " + partition.replicas());
      pseudoClassStateChanged(WARNING, behind);
    }
  }
}
