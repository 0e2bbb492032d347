package dev.weir.views.tail;

import dev.weir.engine.tail.TailRow;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TimestampType;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Tables;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.css.PseudoClass;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;

/** Columns of a tail's table. */
final class TailColumns {
  private static final double UNBOUNDED_PIXELS = 1e6;

  private TailColumns() {}

  /** Which of several streams a row is of. */
  static TableColumn<TailRow, TailRow> stream() {
    // Not "stream": under that, files of settings may say that it is hidden, which no person chose.
    return Tables.text(
        "of-stream",
        "Stream",
        120,
        row ->
            switch (row) {
              case TailRow.Kept kept -> kept.record().stream().name();
              case TailRow.Passed passed -> passed.gap().partition().stream().name();
            });
  }

  /** All of them, with {@code stream} among them. */
  static List<TableColumn<TailRow, TailRow>> of(
      TableColumn<TailRow, TailRow> stream, Supplier<ZoneId> zone) {
    var columns = new ArrayList<TableColumn<TailRow, TailRow>>();
    TableColumn<TailRow, TailRow> time =
        Tables.mono("time", "Time", 108, row -> time(row, zone.get()));
    time.getStyleClass().add("time-column");
    columns.add(time);
    columns.add(stream);
    columns.add(Tables.number("partition", "Part.", 54, TailColumns::partition));
    columns.add(
        Tables.number(
            "offset", "Offset / id", 96, ofRecord(row -> RecordFacts.position(row.record()))));
    columns.add(Tables.mono("key", "Key", 104, ofRecord(TailRow.Kept::keyPreview)));
    TableColumn<TailRow, TailRow> value =
        Tables.column("value", "Value", 380, "preview-column", PreviewCell::new);
    columns.add(value);
    columns.add(size());
    // Room gained or lost goes to the value; the others keep what they need to be read.
    for (TableColumn<TailRow, TailRow> column : columns) {
      column.setMinWidth(column.getPrefWidth());
      column.setMaxWidth(column.getPrefWidth() * 3);
    }
    stream.setMinWidth(90);
    value.setMinWidth(120);
    // Not Double.MAX_VALUE: the table adds and rounds these, and columns would leave the window.
    value.setMaxWidth(UNBOUNDED_PIXELS);
    return columns;
  }

  private static TableColumn<TailRow, TailRow> size() {
    TableColumn<TailRow, TailRow> column =
        Tables.number("size", "Size", 84, ofRecord(row -> Formats.bytes(row.record().sizeBytes())));
    column.getStyleClass().add("last-column");
    return column;
  }

  /** Gaps have nothing to say in most columns. */
  private static Function<TailRow, String> ofRecord(Function<TailRow.Kept, String> text) {
    return row -> row instanceof TailRow.Kept kept ? text.apply(kept) : "";
  }

  private static String time(TailRow row, ZoneId zone) {
    return switch (row) {
      case TailRow.Kept(_, StreamRecord record, _, _) ->
          record.timestampType() == TimestampType.NONE
              ? "–"
              : Formats.clock(record.timestampMillis(), zone);
      case TailRow.Passed passed -> Formats.clock(passed.noticedMillis(), zone);
    };
  }

  private static String partition(TailRow row) {
    return switch (row) {
      case TailRow.Kept(_, StreamRecord record, _, _) ->
          switch (record.position()) {
            case Position.Offset offset -> Integer.toString(offset.partition());
            case Position.EntryId _ -> "–";
          };
      case TailRow.Passed passed -> Integer.toString(passed.gap().partition().partition());
    };
  }

  private static final class PreviewCell extends TableCell<TailRow, TailRow> {
    private static final PseudoClass GAP = PseudoClass.getPseudoClass("gap");

    private final JsonPreview preview = new JsonPreview();

    PreviewCell() {
      setGraphic(preview);
      preview.prefWidthProperty().bind(widthProperty().subtract(20));
    }

    @Override
    protected void updateItem(TailRow row, boolean empty) {
      super.updateItem(row, empty);
      boolean gap = !empty && row instanceof TailRow.Passed;
      if (getTableRow() != null) {
        getTableRow().pseudoClassStateChanged(GAP, gap);
      }
      preview.show(
          empty
              ? ""
              : switch (row) {
                case TailRow.Kept kept -> kept.valuePreview();
                case TailRow.Passed passed -> TailWords.passed(passed.gap());
                case null -> "";
              });
    }
  }
}
