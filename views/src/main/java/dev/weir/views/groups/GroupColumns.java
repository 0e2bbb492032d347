package dev.weir.views.groups;

import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.LagEvent;
import dev.weir.engine.lag.LagTime;
import dev.weir.engine.lag.PartitionLag;
import dev.weir.stream.GroupDetail.Member;
import dev.weir.stream.Lag;
import dev.weir.stream.PartitionRef;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Tables;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import javafx.css.PseudoClass;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;

/** Columns of the Groups screen's tables. Ids of the first are what the engine sorts by. */
final class GroupColumns {
  private GroupColumns() {}

  static List<TableColumn<GroupRow, GroupRow>> groups(
      TableColumn<GroupRow, GroupRow> connectionColumn,
      TableColumn<GroupRow, GroupRow> kindColumn,
      TableColumn<GroupRow, GroupRow> lostColumn) {
    TableColumn<GroupRow, GroupRow> name =
        Tables.text("group", "Group", 140, row -> row.group().name());
    name.setMinWidth(108);
    TableColumn<GroupRow, GroupRow> status =
        Tables.severity("status", "Status", 118, GroupWords::badge, row -> row.status().label());
    TableColumn<GroupRow, GroupRow> pending =
        Tables.number("pending", "Pending", 78, row -> GroupWords.pending(row.pending()));
    pending.getStyleClass().add("last-column");
    TableColumn<GroupRow, GroupRow> streams =
        noted(
            "streams",
            "Streams",
            96,
            "text-column",
            row -> GroupWords.streams(row.streams()),
            row ->
                row.streams().size() > 1
                    ? Optional.of(String.join(", ", row.streams()))
                    : Optional.empty());
    streams.setMinWidth(92);
    return List.of(
        name,
        connectionColumn,
        narrow(status),
        narrow(
            noted(
                "lag",
                "Lag",
                82,
                row -> GroupWords.lag(row.lag()),
                row -> GroupWords.note(row.lag()))),
        lostColumn,
        narrow(Tables.spark("spark", "5 min", 56, GroupRow::spark)),
        narrow(
            noted(
                "time",
                "Behind",
                84,
                row -> GroupWords.time(row.lagTime()),
                row -> GroupWords.note(row.lagTime()))),
        narrow(Tables.number("trend", "Trend", 84, row -> GroupWords.trend(row.growthPerSecond()))),
        narrow(Tables.number("eta", "Caught up in", 92, GroupWords::eta)),
        narrow(
            Tables.number(
                "consumed", "Consumed", 82, row -> GroupWords.rate(row.consumedPerSecond()))),
        streams,
        narrow(Tables.number("members", "Members", 76, GroupWords::members)),
        narrow(kindColumn),
        hidden(narrow(Tables.text("state", "State", 84, row -> row.state().label()))),
        narrow(pending));
  }

  static void partitionTable(TableView<PartitionLag> table) {
    table.setId("group-partitions");
    table
        .getColumns()
        .setAll(
            List.of(
                Tables.text("stream", "Stream", 160, it -> it.sample().partition().stream().name()),
                Tables.number(
                    "partition",
                    "Part.",
                    52,
                    it -> Integer.toString(it.sample().partition().partition()),
                    Comparator.comparingInt(it -> it.sample().partition().partition())),
                Tables.severity(
                    "status",
                    "Status",
                    124,
                    it -> GroupWords.severity(it.status()),
                    it -> it.status().label()),
                Tables.number("committed", "Committed", 82, GroupWords::committed),
                Tables.number("end", "End", 80, it -> GroupWords.orUnknown(it.sample().end())),
                hidden(
                    Tables.number(
                        "log-start",
                        "Log start",
                        92,
                        it -> GroupWords.orUnknown(it.sample().logStart()))),
                Tables.ordered(
                    noted(
                        "lag",
                        "Lag",
                        78,
                        it -> GroupWords.exactLag(it.sample().lag()),
                        it -> GroupWords.note(it.sample().lag())),
                    Comparator.comparingLong(GroupColumns::records)),
                Tables.ordered(
                    noted(
                        "time",
                        "Behind",
                        86,
                        it -> GroupWords.time(it.lagTime()),
                        it -> GroupWords.note(it.lagTime())),
                    Comparator.comparingLong(GroupColumns::behindMillis)),
                Tables.text("method", "Found by", 88, GroupColumns::method),
                Tables.number(
                    "deleted", "Deleted in", 104, it -> GroupWords.deletion(it.deletion())),
                hidden(
                    Tables.number(
                        "stable-lag",
                        "Stable lag",
                        84,
                        it -> GroupWords.orNothing(it.sample().stableLag()))),
                hidden(
                    Tables.number(
                        "blocked",
                        "Blocked",
                        76,
                        it -> GroupWords.orNothing(it.sample().blocked()))),
                hidden(
                    Tables.number(
                        "readable",
                        "Readable",
                        82,
                        it -> GroupWords.orNothing(it.sample().readable()))),
                Tables.ordered(
                    Tables.column(
                        "lost",
                        "Lost",
                        56,
                        "number-column",
                        () -> new LostCell<>((PartitionLag it) -> it.sample().lost())),
                    Comparator.comparingLong(it -> it.sample().lost())),
                Tables.number(
                    "age",
                    "Age",
                    70,
                    it -> Formats.duration(Duration.ofMillis(it.ageMillis())),
                    Comparator.comparingLong(PartitionLag::ageMillis))));
    table.setRowFactory(_ -> new PartitionRow());
  }

  /** What is not known comes before zero. */
  private static long records(PartitionLag partition) {
    return switch (partition.sample().lag()) {
      case Lag.Exact(long records) -> records;
      case Lag.AtMost(long records, String _) -> records;
      case Lag.Unknown _ -> -1;
    };
  }

  private static long behindMillis(PartitionLag partition) {
    return switch (partition.lagTime()) {
      case LagTime.Known(long millis, String _) -> millis;
      case LagTime.Unknown _ -> -1;
    };
  }

  static void eventTable(TableView<LagEvent> table, Supplier<ZoneId> zone) {
    table.setId("group-events");
    table
        .getColumns()
        .setAll(
            List.of(
                Tables.text(
                    "at", "At", 80, event -> Formats.clockSeconds(event.atMillis(), zone.get())),
                Tables.text("event", "What happened", 900, LagEvent::sentence)));
    table.getColumns().forEach(column -> column.setSortable(false));
  }

  static void memberTable(TableView<Member> table) {
    table.setId("group-members");
    table
        .getColumns()
        .setAll(
            List.of(
                Tables.text("client", "Client", 180, Member::client),
                Tables.mono("id", "Member id", 240, Member::id),
                Tables.mono("host", "Host", 120, Member::host),
                Tables.text("partitions", "Partitions", 220, it -> assigned(it.partitions())),
                Tables.number("pending", "Pending", 70, it -> GroupWords.pending(it.pending())),
                Tables.number("idle", "Idle", 80, it -> orNothing(it.idle())),
                Tables.number("inactive", "Inactive", 80, it -> orNothing(it.inactive()))));
    table.getColumns().forEach(column -> column.setSortable(false));
  }

  /** "orders 0, 3 · payments 1". */
  static String assigned(List<PartitionRef> partitions) {
    if (partitions.isEmpty()) {
      return GroupWords.DOES_NOT_APPLY;
    }
    return partitions.stream()
        .sorted()
        .collect(
            Collectors.groupingBy(
                partition -> partition.stream().name(),
                java.util.TreeMap::new,
                Collectors.mapping(
                    partition -> Integer.toString(partition.partition()),
                    Collectors.joining(", "))))
        .entrySet()
        .stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(" · "));
  }

  private static String method(PartitionLag partition) {
    return switch (partition.lagTime()) {
      case LagTime.Known(long _, String method) -> method;
      case LagTime.Unknown _ -> GroupWords.DOES_NOT_APPLY;
    };
  }

  private static String orNothing(Optional<Duration> idle) {
    return idle.map(Formats::duration).orElse(GroupWords.DOES_NOT_APPLY);
  }

  /** Shown when chosen from the table's menu. */
  private static <R> TableColumn<R, R> hidden(TableColumn<R, R> column) {
    column.setVisible(false);
    return column;
  }

  private static <R> TableColumn<R, R> narrow(TableColumn<R, R> column) {
    column.setMinWidth(column.getPrefWidth());
    column.setMaxWidth(column.getPrefWidth() * 1.8);
    return column;
  }

  private static <R> TableColumn<R, R> noted(
      String id,
      String title,
      double width,
      Function<R, String> text,
      Function<R, Optional<String>> note) {
    return noted(id, title, width, "number-column", text, note);
  }

  private static <R> TableColumn<R, R> noted(
      String id,
      String title,
      double width,
      String styleClass,
      Function<R, String> text,
      Function<R, Optional<String>> note) {
    return Tables.column(id, title, width, styleClass, () -> new NotedCell<>(text, note));
  }

  /** Its tooltip holds what has no column. */
  private static final class PartitionRow extends TableRow<PartitionLag> {
    private final Tooltip tip = new Tooltip();

    @Override
    protected void updateItem(PartitionLag partition, boolean empty) {
      super.updateItem(partition, empty);
      if (empty || partition == null) {
        setTooltip(null);
      } else {
        tip.setText(GroupWords.more(partition));
        setTooltip(tip);
      }
    }
  }

  /** Records that retention deleted unread: red, unless there are none. */
  private static final class LostCell<R> extends TableCell<R, R> {
    private static final PseudoClass CRITICAL = PseudoClass.getPseudoClass("critical");

    private final ToLongFunction<R> lost;

    LostCell(ToLongFunction<R> lost) {
      this.lost = lost;
    }

    @Override
    protected void updateItem(R row, boolean empty) {
      super.updateItem(row, empty);
      long records = empty || row == null ? 0 : lost.applyAsLong(row);
      setText(empty || row == null ? null : Formats.exact(records));
      pseudoClassStateChanged(CRITICAL, records > 0);
    }
  }

  /** Shown as soon as some group has lost records. */
  static TableColumn<GroupRow, GroupRow> lost() {
    return hidden(
        narrow(
            Tables.column(
                "lost", "Lost", 64, "number-column", () -> new LostCell<>(GroupRow::lost))));
  }

  /** A figure whose tooltip says what to know about it. */
  private static final class NotedCell<R> extends TableCell<R, R> {
    private static final PseudoClass UNKNOWN = PseudoClass.getPseudoClass("unknown");

    private final Function<R, String> text;
    private final Function<R, Optional<String>> note;
    private final Tooltip tip = new Tooltip();

    NotedCell(Function<R, String> text, Function<R, Optional<String>> note) {
      this.text = text;
      this.note = note;
    }

    @Override
    protected void updateItem(R row, boolean empty) {
      super.updateItem(row, empty);
      if (empty || row == null) {
        setText(null);
        setTooltip(null);
        pseudoClassStateChanged(UNKNOWN, false);
        return;
      }
      String figure = text.apply(row);
      setText(figure);
      pseudoClassStateChanged(UNKNOWN, figure.equals(Formats.UNKNOWN));
      Optional<String> words = note.apply(row);
      tip.setText(words.orElse(""));
      setTooltip(words.isPresent() ? tip : null);
      setAccessibleHelp(words.orElse(""));
    }
  }
}
