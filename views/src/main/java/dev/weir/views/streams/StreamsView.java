package dev.weir.views.streams;

import dev.weir.engine.Console;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.finding.Target;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.streams.StreamRow;
import dev.weir.engine.streams.StreamView;
import dev.weir.stream.GroupRef;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamRef;
import dev.weir.views.kit.ChartPair;
import dev.weir.views.kit.CloseButton;
import dev.weir.views.kit.EmptyState;
import dev.weir.views.kit.Facts;
import dev.weir.views.kit.FaultBar;
import dev.weir.views.kit.NameLabel;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Parts;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.Spacer;
import dev.weir.views.kit.TableMemory;
import dev.weir.views.kit.TablePane;
import dev.weir.views.kit.Tables;
import dev.weir.views.kit.TimeRange;
import dev.weir.views.kit.produce.ProduceDialog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The Streams screen. */
public final class StreamsView implements Screen {
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

  private static final NewRecord NOTHING_WRITTEN =
      new NewRecord(
          OptionalInt.empty(),
          OptionalLong.empty(),
          Payload.ABSENT,
          Payload.of(new byte[0]),
          List.of());

  private final Console console;
  private final Pulse pulse;
  private final Navigator navigator;
  private final StreamsModel model;
  private final TableMemory memory;
  private final TablePane<StreamRow, StreamRef, StreamView.State> root;
  private final TableView<StreamRow> table = Tables.table();
  private final TableColumn<StreamRow, StreamRow> connectionColumn =
      Tables.text("connection", "Connection", 96, row -> row.stream().connection());
  private final TableColumn<StreamRow, StreamRow> skewColumn = StreamColumns.skew();
  private final VBox detail = new VBox(10);
  private final Label name = new NameLabel();
  private final Label summary = new Label();
  private final FaultBar fault = new FaultBar();
  private final Parts<Part> parts = new Parts<>(List.of(Part.values()), part -> part.label);
  private final ChartPair<StreamRef> charts;
  private final Facts latencyFacts = new Facts();
  private final Label notTimed =
      muted(
          "Not timed: Weir does not read this stream now. Open it in Tail, or make it a"
              + " favourite.");
  private final TableView<StreamDetail.Partition> partitions = Tables.table();
  private final TableView<StreamDetail.Config> configs = Tables.table();
  private final TableView<GroupRef> groups = Tables.table();
  private boolean shown;

  /** As the window has it. */
  public StreamsView(Console console, Pulse pulse, Navigator navigator, TimeRange range) {
    this.console = console;
    this.pulse = pulse;
    this.navigator = navigator;
    memory = new TableMemory(console.settings(), "streams");
    model = new StreamsModel(console, memory.first(StreamsModel.USUAL));
    charts =
        new ChartPair<>(
            console,
            pulse,
            range,
            new ChartPair.Side<>("Throughput", ChartQuery.Throughput::new),
            new ChartPair.Side<>("Latency", ChartQuery.Latency::new));
    buildTable();
    buildDetail();
    root = new TablePane<>(pulse, model.table(), memory, furniture(console));
    root.getStyleClass().add("streams-screen");
    model.table().selectedProperty().subscribe(this::showDetailOf);
    model.table().detailProperty().subscribe(this::showDetail);
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
    root.shown();
    feedCharts();
  }

  @Override
  public void hidden() {
    shown = false;
    root.hidden();
    feedCharts();
  }

  @Override
  public void open(Target target) {
    if (target instanceof Target.ToStream(StreamRef stream)) {
      root.open(stream);
    } else if (target instanceof Target.ToTroubledStreams) {
      root.openTroubled();
    }
  }

  @Override
  public void keyPressed(KeyEvent event) {
    root.keyPressed(event);
    if (!event.isConsumed()) {
      ownKey(event);
    }
  }

  /** Keys beside those that all such screens have. */
  private void ownKey(KeyEvent event) {
    if (event.isShortcutDown()) {
      return;
    }
    if (event.getCode() == KeyCode.T && model.table().selectedProperty().get().isPresent()) {
      tail();
      event.consume();
    } else if (event.getText().equals("*")) {
      model.table().selectedRow().ifPresent(model::toggleFavourite);
      event.consume();
    }
  }

  private void buildTable() {
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
    connectionColumn.setMinWidth(84);
    Tables.onDoubleClick(table, _ -> tail());
  }

  private TablePane.Furniture<StreamRow> furniture(Console console) {
    var wanted = new LinkedHashMap<TableQuery.Rows, String>();
    wanted.put(TableQuery.Rows.RELEVANT, "Streams");
    wanted.put(TableQuery.Rows.FAVOURITE, "★ Favourites");
    wanted.put(TableQuery.Rows.TROUBLED, "Need a look");
    wanted.put(TableQuery.Rows.ALL, "With internal");
    return new TablePane.Furniture<>(
        "streams",
        table,
        wanted,
        this::nothing,
        detail,
        0.56,
        console.connections().statuses(),
        several -> {
          // Room for the one is made by the other.
          memory.usually(connectionColumn, several);
          memory.usually(skewColumn, !several);
        },
        model::at,
        () -> summary.setText(model.table().selectedRow().map(StreamWords::summary).orElse("")));
  }

  private void buildDetail() {
    detail.getStyleClass().addAll("card", "detail");
    detail.setId("stream-detail");
    detail.setMinHeight(220);
    name.getStyleClass().addAll("strong", "detail-title");
    summary.getStyleClass().add("muted");
    summary.setMinWidth(0);
    parts.choice().setId("stream-part");
    var tail = new Button("Tail");
    tail.setId("stream-tail");
    tail.getStyleClass().add("accent");
    tail.setTooltip(new Tooltip("See its records (t)"));
    tail.setOnAction(event -> tail());
    var produce = new Button("Produce…");
    produce.setId("stream-produce");
    produce.setOnAction(event -> produce());
    var copy = new Button("Copy name");
    copy.setOnAction(event -> copyName());
    var close = new CloseButton("the details", () -> root.close());
    for (Button button : List.of(tail, produce, copy, close)) {
      button.setMinWidth(Region.USE_PREF_SIZE);
    }
    var head =
        new HBox(12, name, summary, new Spacer(), parts.choice(), tail, produce, copy, close);
    head.setAlignment(Pos.CENTER_LEFT);

    latencyFacts.setId("latency-facts");
    StreamColumns.partitionTable(partitions);
    StreamColumns.configTable(configs);
    groups.getColumns().setAll(List.of(Tables.text("group", "Group", 400, GroupRef::name)));
    groups.setPlaceholder(muted("No group is known to read this stream."));
    Tables.onOpen(groups, _ -> openGroup());
    var openGroup = new Button("Open group");
    openGroup.setId("open-group");
    openGroup.setOnAction(event -> openGroup());
    openGroup.disableProperty().bind(groups.getSelectionModel().selectedItemProperty().isNull());
    var groupPart = new VBox(8, groups, openGroup);
    VBox.setVgrow(groups, Priority.ALWAYS);
    parts
        .add(Part.FLOW, new VBox(8, latencyFacts, notTimed, charts))
        .add(Part.PARTITIONS, partitions)
        .add(Part.CONFIGS, configs)
        .add(Part.GROUPS, groupPart);
    parts.choice().valueProperty().subscribe(chosen -> feedCharts());
    detail.getChildren().setAll(head, fault, parts.body());
  }

  private void showDetailOf(Optional<StreamRef> stream) {
    if (stream.isPresent()) {
      name.setText(stream.get().name());
      charts.show(stream.get());
    }
    feedCharts();
  }

  private void showDetail(StreamView.State state) {
    fault.show(state.fault());
    latencyFacts.show(state.latency().map(StreamWords::latency).orElse(List.of()));
    Presence.set(latencyFacts, state.latency().isPresent());
    Presence.set(notTimed, state.detail().isPresent() && state.latency().isEmpty());
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
    parts.count(Part.PARTITIONS, known, rows.size());
    parts.count(Part.GROUPS, known, readers.size());
  }

  private void feedCharts() {
    charts.feed(
        shown && model.table().selectedProperty().get().isPresent() && parts.shows(Part.FLOW));
  }

  private void tail() {
    model
        .table()
        .selectedProperty()
        .get()
        .ifPresent(stream -> navigator.go(new Target.ToTail(stream)));
  }

  private void openGroup() {
    GroupRef group = groups.getSelectionModel().getSelectedItem();
    if (group != null) {
      navigator.go(new Target.ToGroup(group));
    }
  }

  private void produce() {
    model
        .table()
        .selectedRow()
        .ifPresent(
            row ->
                ProduceDialog.open(
                    root.getScene().getWindow(),
                    console.writes(),
                    pulse,
                    navigator,
                    row.stream(),
                    row.kind(),
                    NOTHING_WRITTEN));
  }

  private void copyName() {
    model
        .table()
        .selectedProperty()
        .get()
        .ifPresent(
            stream -> {
              var content = new ClipboardContent();
              content.putString(stream.name());
              Clipboard.getSystemClipboard().setContent(content);
            });
  }

  private Node nothing(TableQuery query) {
    return switch (query.rows()) {
      case FAVOURITE ->
          new EmptyState(
              Feather.STAR,
              "No favourites to show",
              "A click on ☆ at the beginning of a row, or * while it is selected, makes a stream"
                  + " a favourite. Favourites are measured first.");
      case TROUBLED ->
          new EmptyState(
              Feather.CHECK_CIRCLE,
              "No stream needs a look",
              "None holds dead letters, and none has a problem.");
      case ALL, RELEVANT ->
          new EmptyState(
              Feather.ACTIVITY,
              "No streams to show",
              "None matches the filter, or no connection has told of any yet. Clear the filter,"
                  + " or look at the connections.",
              "Open connections",
              () -> navigator.go(new Target.ToConnection("")));
    };
  }

  private static Label muted(String sentence) {
    var label = new Label(sentence);
    label.getStyleClass().add("muted");
    return label;
  }
}
