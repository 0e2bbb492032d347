package dev.weir.views.streams;

import dev.weir.engine.Console;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.finding.Target;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.streams.StreamRow;
import dev.weir.engine.streams.StreamTable;
import dev.weir.engine.streams.StreamView;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamRef;
import dev.weir.views.kit.ChartCard;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.EmptyState;
import dev.weir.views.kit.FaultBar;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.Tables;
import dev.weir.views.kit.TimeRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The Streams screen. */
public final class StreamsView implements Screen {
  private static final Duration ROWS = Duration.ofMillis(200);
  private static final Duration DETAILS = Duration.ofMillis(500);

  private enum Part {
    FLOW("Flow"),
    PARTITIONS("Partitions"),
    CONFIGS("Configuration"),
    GROUPS("Groups");

    private final String label;

    Part(String label) {
      this.label = label;
    }
  }

  private final Pulse pulse;
  private final Navigator navigator;
  private final StreamsModel model;
  private final VBox root = new VBox(12);
  private final TextField filter = new TextField();
  private final CheckBox internal = new CheckBox("Internal streams");
  private final Label count = new Label();
  private final TableView<StreamRow> table = Tables.table();
  private final TableColumn<StreamRow, StreamRow> connectionColumn =
      Tables.text("connection", "Connection", 96, row -> row.stream().connection());
  private final TableColumn<StreamRow, StreamRow> skewColumn = StreamColumns.skew();
  private final SplitPane split = new SplitPane();
  private final VBox detail = new VBox(10);
  private final Label name = new Label();
  private final Label summary = new Label();
  private final FaultBar fault = new FaultBar();
  private final Choice<Part> part = new Choice<>(List.of(Part.values()), choice -> choice.label);
  private final ChartCard throughput;
  private final ChartCard latency;
  private final HBox flow;
  private final TableView<StreamDetail.Partition> partitions = Tables.table();
  private final TableView<StreamDetail.Config> configs = Tables.table();
  private final TableView<GroupRef> groups = Tables.table();
  private Subscription whileShown = Subscription.EMPTY;
  private Subscription whileOpen = Subscription.EMPTY;
  private boolean shown;

  /** As the window has it. */
  public StreamsView(Console console, Pulse pulse, Navigator navigator, TimeRange range) {
    this.pulse = pulse;
    this.navigator = navigator;
    this.model = new StreamsModel(console);
    var none = Optional.<StreamRef>empty();
    throughput =
        new ChartCard(console, pulse, range, "Throughput", new ChartQuery.Throughput(none));
    latency = new ChartCard(console, pulse, range, "Latency", new ChartQuery.Latency(none));
    flow = new HBox(12, throughput, latency);
    build();
    listen();
  }

  StreamsModel model() {
    return model;
  }

  @Override
  public String title() {
    return "Streams";
  }

  @Override
  public Parent root() {
    return root;
  }

  @Override
  public void shown() {
    shown = true;
    table.requestFocus();
    model.shown();
    whileShown =
        pulse
            .watch(model.tableSlot(), ROWS, snapshot -> show(snapshot.value(), snapshot.atMillis()))
            .and(
                pulse.watch(
                    model.connectionsSlot(),
                    DETAILS,
                    snapshot -> model.applyConnections(snapshot.value())));
    feedCharts();
  }

  @Override
  public void hidden() {
    shown = false;
    whileShown.unsubscribe();
    whileShown = Subscription.EMPTY;
    model.hidden();
    feedCharts();
  }

  @Override
  public void open(Target target) {
    if (target instanceof Target.ToStream(StreamRef stream)) {
      filter.clear();
      model.select(Optional.of(stream));
      showSelection();
    }
  }

  @Override
  public void keyPressed(KeyEvent event) {
    if (event.getTarget() instanceof TextInputControl || event.isShortcutDown()) {
      return;
    }
    if (event.getText().equals("/") || event.getCode() == KeyCode.SLASH) {
      filter.requestFocus();
      event.consume();
    } else if (event.getCode() == KeyCode.ESCAPE) {
      close();
      event.consume();
    } else if (event.getCode() == KeyCode.T && model.selectedProperty().get().isPresent()) {
      tail();
      event.consume();
    }
  }

  private void build() {
    root.getStyleClass().addAll("screen", "streams-screen");
    filter.setId("streams-filter");
    filter.setPromptText("Part of a name (/)");
    HBox.setHgrow(filter, Priority.ALWAYS);
    filter.setMaxWidth(420);
    internal.setId("streams-internal");
    count.getStyleClass().add("caption");
    count.setId("streams-count");
    var bar = new HBox(12, filter, internal, filler(), count);
    bar.setAlignment(Pos.CENTER_LEFT);

    table.setId("streams");
    table
        .getColumns()
        .setAll(
            List.of(
                StreamColumns.favourite(model::toggleFavourite),
                StreamColumns.name(),
                connectionColumn,
                StreamColumns.rate(),
                StreamColumns.spark(),
                StreamColumns.bytes(),
                StreamColumns.length(),
                StreamColumns.partitions(),
                skewColumn,
                StreamColumns.latency(),
                StreamColumns.retention(),
                StreamColumns.groups(),
                StreamColumns.lastRecord(model::nowMillis)));
    table.setTableMenuButtonVisible(true);
    table.setPlaceholder(nothing());
    split.getStyleClass().add("quiet-split");
    split.setOrientation(Orientation.VERTICAL);
    split.getItems().setAll(List.of(table));
    SplitPane.setResizableWithParent(detail, false);
    VBox.setVgrow(split, Priority.ALWAYS);
    buildDetail();
    root.getChildren().setAll(bar, split);
  }

  private void buildDetail() {
    detail.getStyleClass().addAll("card", "detail");
    detail.setId("stream-detail");
    detail.setMinHeight(220);
    name.getStyleClass().addAll("strong", "detail-title");
    summary.getStyleClass().add("muted");
    part.setId("stream-part");
    var tail = new Button("Tail");
    tail.setId("stream-tail");
    tail.getStyleClass().add("accent");
    tail.setTooltip(new Tooltip("See its records (t)"));
    tail.setOnAction(event -> tail());
    var copy = new Button("Copy name");
    copy.setOnAction(event -> copyName());
    var close = new Button("✕");
    close.getStyleClass().add("quiet-button");
    close.setAccessibleText("Close the details");
    close.setTooltip(new Tooltip("Close (Esc)"));
    close.setOnAction(event -> close());
    for (Button button : List.of(tail, copy, close)) {
      button.setMinWidth(Region.USE_PREF_SIZE);
    }
    var head = new HBox(12, name, summary, filler(), part, tail, copy, close);
    head.setAlignment(Pos.CENTER_LEFT);

    HBox.setHgrow(throughput, Priority.ALWAYS);
    HBox.setHgrow(latency, Priority.ALWAYS);
    throughput.setPrefWidth(400);
    latency.setPrefWidth(400);
    throughput.getStyleClass().add("inner-card");
    latency.getStyleClass().add("inner-card");
    StreamColumns.partitionTable(partitions);
    StreamColumns.configTable(configs);
    groups.getColumns().setAll(List.of(Tables.text("group", "Group", 400, GroupRef::name)));
    groups.setPlaceholder(muted("No group is known to read this stream."));
    groups.setOnMouseClicked(
        event -> {
          if (event.getButton() == MouseButton.PRIMARY && event.getClickCount() == 2) {
            openGroup();
          }
        });
    groups.setOnKeyPressed(
        event -> {
          if (event.getCode() == KeyCode.ENTER) {
            openGroup();
            event.consume();
          }
        });
    var openGroup = new Button("Open group");
    openGroup.setId("open-group");
    openGroup.setOnAction(event -> openGroup());
    openGroup.disableProperty().bind(groups.getSelectionModel().selectedItemProperty().isNull());
    var groupPart = new VBox(8, groups, openGroup);
    VBox.setVgrow(groups, Priority.ALWAYS);
    var parts = new StackPane(flow, partitions, configs, groupPart);
    VBox.setVgrow(parts, Priority.ALWAYS);
    part.valueProperty()
        .subscribe(
            chosen -> {
              only(flow, chosen == Part.FLOW);
              only(partitions, chosen == Part.PARTITIONS);
              only(configs, chosen == Part.CONFIGS);
              only(groupPart, chosen == Part.GROUPS);
              feedCharts();
            });
    detail.getChildren().setAll(head, fault, parts);
  }

  private void listen() {
    filter.textProperty().subscribe((was, text) -> model.filter(text));
    filter.setOnKeyPressed(
        event -> {
          if (event.getCode() == KeyCode.ESCAPE && !filter.getText().isEmpty()) {
            filter.clear();
            event.consume();
          } else if (event.getCode() == KeyCode.DOWN || event.getCode() == KeyCode.ENTER) {
            table.requestFocus();
            if (table.getSelectionModel().isEmpty()) {
              table.getSelectionModel().selectFirst();
            }
            event.consume();
          }
        });
    internal.selectedProperty().subscribe((was, on) -> model.showInternal(on));
    model
        .severalConnectionsProperty()
        .subscribe(
            several -> {
              // Room for the one is made by the other.
              connectionColumn.setVisible(several);
              skewColumn.setVisible(!several);
            });
    connectionColumn.setMinWidth(84);
    model.selectedProperty().subscribe((was, stream) -> showDetailOf(stream));
    model.openViewProperty().subscribe((was, view) -> watch(view));
    model.detailProperty().subscribe((was, state) -> showDetail(state));
    TableQuery first = model.queryProperty().get();
    Tables.markSorted(table, first.column(), first.descending());
    Tables.onSort(table, model::sort);
    Tables.onSelect(table, row -> model.select(Optional.of(row.stream())));
    table.addEventFilter(KeyEvent.KEY_PRESSED, this::keyPressed);
    table.setOnMouseClicked(
        event -> {
          if (event.getButton() == MouseButton.PRIMARY
              && event.getClickCount() == 2
              && table.getSelectionModel().getSelectedItem() != null) {
            tail();
          }
        });
  }

  private void show(StreamTable rows, long atMillis) {
    model.apply(rows, atMillis);
    Tables.show(table, rows.rows(), StreamRow::stream);
    count.setText(model.countSentence());
    showSelection();
    summary.setText(model.selectedRow().map(StreamWords::summary).orElse(""));
  }

  /** Marks in the table what is open below, for instance after coming here from elsewhere. */
  private void showSelection() {
    Optional<StreamRow> row = model.selectedRow();
    if (row.isPresent()
        && !row.get().equals(table.getSelectionModel().getSelectedItem())
        && table.getItems().contains(row.get())) {
      table.getSelectionModel().select(row.get());
      table.scrollTo(row.get());
    }
  }

  private void showDetailOf(Optional<StreamRef> stream) {
    if (stream.isPresent()) {
      name.setText(stream.get().name());
      summary.setText(model.selectedRow().map(StreamWords::summary).orElse(""));
      throughput.chart("Throughput", new ChartQuery.Throughput(stream));
      latency.chart("Latency", new ChartQuery.Latency(stream));
      if (!split.getItems().contains(detail)) {
        split.getItems().add(detail);
        split.setDividerPositions(0.56);
      }
    } else {
      split.getItems().remove(detail);
      table.getSelectionModel().clearSelection();
    }
    feedCharts();
  }

  private void showDetail(StreamView.State state) {
    fault.show(state.fault());
    List<StreamDetail.Partition> rows =
        state.detail().map(StreamDetail::partitions).orElse(List.of());
    Tables.show(partitions, rows, StreamDetail.Partition::number);
    Tables.show(
        configs,
        state.detail().map(StreamWords::changedFirst).orElse(List.of()),
        StreamDetail.Config::name);
    List<GroupRef> readers = state.detail().map(StreamDetail::groups).orElse(List.of());
    Tables.show(groups, readers, group -> group);
    boolean known = state.detail().isPresent();
    label(Part.PARTITIONS, known, rows.size());
    label(Part.GROUPS, known, readers.size());
  }

  private void label(Part which, boolean known, int size) {
    part.button(which).setText(known ? which.label + " " + size : which.label);
  }

  private void watch(Optional<StreamView> view) {
    whileOpen.unsubscribe();
    whileOpen =
        view.map(
                open ->
                    pulse.watch(
                        open.slot(), DETAILS, snapshot -> model.applyDetail(snapshot.value())))
            .orElse(Subscription.EMPTY);
  }

  private void feedCharts() {
    boolean feed =
        shown
            && model.selectedProperty().get().isPresent()
            && part.valueProperty().get() == Part.FLOW;
    for (ChartCard chart : List.of(throughput, latency)) {
      if (feed) {
        chart.shown();
      } else {
        chart.hidden();
      }
    }
  }

  private void tail() {
    model.selectedProperty().get().ifPresent(stream -> navigator.go(new Target.ToTail(stream)));
  }

  private void openGroup() {
    GroupRef group = groups.getSelectionModel().getSelectedItem();
    if (group != null) {
      navigator.go(new Target.ToGroup(group));
    }
  }

  private void copyName() {
    model
        .selectedProperty()
        .get()
        .ifPresent(
            stream -> {
              var content = new ClipboardContent();
              content.putString(stream.name());
              Clipboard.getSystemClipboard().setContent(content);
            });
  }

  private void close() {
    model.select(Optional.empty());
    table.requestFocus();
  }

  private Node nothing() {
    return new EmptyState(
        Feather.ACTIVITY,
        "No streams to show",
        "None matches the filter, or no connection has told of any yet. Clear the filter, or look"
            + " at the connections.",
        "Open connections",
        () -> navigator.go(new Target.ToConnection("")));
  }

  private static Label muted(String sentence) {
    var label = new Label(sentence);
    label.getStyleClass().add("muted");
    return label;
  }

  private static Region filler() {
    var filler = new Region();
    HBox.setHgrow(filler, Priority.ALWAYS);
    return filler;
  }

  private static void only(Node node, boolean visible) {
    node.setVisible(visible);
    node.setManaged(visible);
  }
}
