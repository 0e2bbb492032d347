package dev.weir.views.groups;

import dev.weir.engine.Console;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.finding.Target;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.GroupTable;
import dev.weir.engine.lag.GroupView;
import dev.weir.engine.lag.PartitionLag;
import dev.weir.engine.publish.TableQuery;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupRef;
import dev.weir.views.kit.ChartCard;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.EmptyState;
import dev.weir.views.kit.FaultBar;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.SeverityBadge;
import dev.weir.views.kit.Tables;
import dev.weir.views.kit.TimeRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The Groups screen. */
public final class GroupsView implements Screen {
  private static final Duration ROWS = Duration.ofMillis(200);
  private static final Duration DETAILS = Duration.ofMillis(500);

  private enum Part {
    LAG("Lag"),
    PARTITIONS("Partitions"),
    MEMBERS("Members");

    private final String label;

    Part(String label) {
      this.label = label;
    }
  }

  private final Pulse pulse;
  private final Navigator navigator;
  private final GroupsModel model;
  private final VBox root = new VBox(12);
  private final TextField filter = new TextField();
  private final CheckBox onlyWithLag = new CheckBox("Only with lag");
  private final Label count = new Label();
  private final TableView<GroupRow> table = Tables.table();
  private final TableColumn<GroupRow, GroupRow> connectionColumn =
      Tables.text("connection", "Connection", 96, row -> row.group().connection());
  private final TableColumn<GroupRow, GroupRow> kindColumn =
      Tables.text("kind", "Kind", 76, row -> row.kind().label());
  private final SplitPane split = new SplitPane();
  private final VBox detail = new VBox(10);
  private final SeverityBadge badge = new SeverityBadge();
  private final Label sentence = new Label();
  private final Label name = new Label();
  private final Label summary = new Label();
  private final FaultBar fault = new FaultBar();
  private final Choice<Part> part = new Choice<>(List.of(Part.values()), choice -> choice.label);
  private final ChartCard lagTime;
  private final ChartCard lagRecords;
  private final HBox charts;
  private final TableView<PartitionLag> partitions = Tables.table();
  private final TableView<GroupDetail.Member> members = Tables.table();
  private Subscription whileShown = Subscription.EMPTY;
  private Subscription whileOpen = Subscription.EMPTY;
  private boolean shown;

  /** As the window has it. */
  public GroupsView(Console console, Pulse pulse, Navigator navigator, TimeRange range) {
    this.pulse = pulse;
    this.navigator = navigator;
    this.model = new GroupsModel(console);
    var none = Optional.<GroupRef>empty();
    lagTime = new ChartCard(console, pulse, range, "Behind", new ChartQuery.LagTime(none));
    lagRecords = new ChartCard(console, pulse, range, "Lag", new ChartQuery.LagRecords(none));
    charts = new HBox(12, lagTime, lagRecords);
    build();
    listen();
  }

  GroupsModel model() {
    return model;
  }

  @Override
  public String title() {
    return "Groups";
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
            .watch(model.tableSlot(), ROWS, snapshot -> show(snapshot.value()))
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
    if (target instanceof Target.ToGroup(GroupRef group)) {
      filter.clear();
      onlyWithLag.setSelected(false);
      model.select(Optional.of(group));
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
    }
  }

  private void build() {
    root.getStyleClass().addAll("screen", "groups-screen");
    filter.setId("groups-filter");
    filter.setPromptText("Part of a name (/)");
    filter.setMaxWidth(420);
    HBox.setHgrow(filter, Priority.ALWAYS);
    onlyWithLag.setId("groups-only-with-lag");
    count.getStyleClass().add("caption");
    count.setId("groups-count");
    var bar = new HBox(12, filter, onlyWithLag, filler(), count);
    bar.setAlignment(Pos.CENTER_LEFT);

    table.setId("groups");
    table.getColumns().setAll(GroupColumns.groups(connectionColumn, kindColumn));
    table.setTableMenuButtonVisible(true);
    table.setPlaceholder(
        new EmptyState(
            Feather.USERS,
            "No groups to show",
            "None matches, or no group has committed anything yet. Clear the filter, or look at the"
                + " connections.",
            "Open connections",
            () -> navigator.go(new Target.ToConnection(""))));
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
    detail.setId("group-detail");
    detail.setMinHeight(240);
    sentence.getStyleClass().add("group-sentence");
    sentence.setId("group-sentence");
    sentence.setWrapText(true);
    sentence.setMinHeight(Region.USE_PREF_SIZE);
    HBox.setHgrow(sentence, Priority.ALWAYS);
    sentence.setMaxWidth(Double.MAX_VALUE);
    var close = new Button("✕");
    close.getStyleClass().add("quiet-button");
    close.setAccessibleText("Close the details");
    close.setTooltip(new Tooltip("Close (Esc)"));
    close.setOnAction(event -> close());
    var top = new HBox(12, badge, sentence, close);
    top.setAlignment(Pos.CENTER_LEFT);
    name.getStyleClass().add("strong");
    summary.getStyleClass().add("muted");
    part.setId("group-part");
    var under = new HBox(12, name, summary, filler(), part);
    under.setAlignment(Pos.CENTER_LEFT);

    for (ChartCard chart : List.of(lagTime, lagRecords)) {
      HBox.setHgrow(chart, Priority.ALWAYS);
      chart.setPrefWidth(400);
      chart.getStyleClass().add("inner-card");
    }
    GroupColumns.partitionTable(partitions);
    GroupColumns.memberTable(members);
    members.setPlaceholder(muted("This group has no members now."));
    var parts = new StackPane(charts, partitions, members);
    VBox.setVgrow(parts, Priority.ALWAYS);
    part.valueProperty()
        .subscribe(
            chosen -> {
              only(charts, chosen == Part.LAG);
              only(partitions, chosen == Part.PARTITIONS);
              only(members, chosen == Part.MEMBERS);
              feedCharts();
            });
    detail.getChildren().setAll(top, under, fault, parts);
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
    onlyWithLag.selectedProperty().subscribe((was, on) -> model.onlyWithLag(on));
    model
        .severalConnectionsProperty()
        .subscribe(
            several -> {
              // Room for the one is made by the other.
              connectionColumn.setVisible(several);
              kindColumn.setVisible(!several);
            });
    connectionColumn.setMinWidth(70);
    model.selectedProperty().subscribe((was, group) -> showDetailOf(group));
    model.openViewProperty().subscribe((was, view) -> watch(view));
    model.detailProperty().subscribe((was, state) -> showDetail(state));
    TableQuery first = model.queryProperty().get();
    Tables.markSorted(table, first.column(), first.descending());
    Tables.onSort(table, model::sort);
    Tables.onSelect(table, row -> model.select(Optional.of(row.group())));
    table.addEventFilter(KeyEvent.KEY_PRESSED, this::keyPressed);
  }

  private void show(GroupTable rows) {
    model.apply(rows);
    Tables.show(table, rows.rows(), GroupRow::group);
    count.setText(model.countSentence());
    showSelection();
    showRow();
  }

  private void showRow() {
    model
        .selectedRow()
        .ifPresent(
            row -> {
              badge.show(row.severity(), row.status().label());
              sentence.setText(row.sentence());
              summary.setText(GroupWords.summary(row));
            });
  }

  /** Marks in the table what is open below, for instance after coming here from elsewhere. */
  private void showSelection() {
    Optional<GroupRow> row = model.selectedRow();
    if (row.isPresent()
        && !row.get().equals(table.getSelectionModel().getSelectedItem())
        && table.getItems().contains(row.get())) {
      table.getSelectionModel().select(row.get());
      table.scrollTo(row.get());
    }
  }

  private void showDetailOf(Optional<GroupRef> group) {
    if (group.isPresent()) {
      name.setText(group.get().name());
      sentence.setText("");
      summary.setText("on " + group.get().connection());
      lagTime.chart("Behind", new ChartQuery.LagTime(group));
      lagRecords.chart("Lag", new ChartQuery.LagRecords(group));
      showRow();
      if (!split.getItems().contains(detail)) {
        split.getItems().add(detail);
        split.setDividerPositions(0.5);
      }
    } else {
      split.getItems().remove(detail);
      table.getSelectionModel().clearSelection();
    }
    feedCharts();
  }

  private void showDetail(GroupView.State state) {
    fault.show(state.fault());
    Tables.show(partitions, state.partitions(), lag -> lag.sample().partition());
    List<GroupDetail.Member> known = state.detail().map(GroupDetail::members).orElse(List.of());
    Tables.show(members, known, GroupDetail.Member::id);
    part.button(Part.PARTITIONS)
        .setText(
            state.partitions().isEmpty()
                ? Part.PARTITIONS.label
                : Part.PARTITIONS.label + " " + state.partitions().size());
    part.button(Part.MEMBERS)
        .setText(
            state.detail().isPresent()
                ? Part.MEMBERS.label + " " + known.size()
                : Part.MEMBERS.label);
    state.detail().ifPresent(it -> Tooltip.install(summary, new Tooltip(facts(it.facts()))));
  }

  private static String facts(Map<String, String> facts) {
    return facts.entrySet().stream()
        .map(fact -> fact.getKey() + ": " + fact.getValue())
        .collect(Collectors.joining("\n"));
  }

  private void watch(Optional<GroupView> view) {
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
            && part.valueProperty().get() == Part.LAG;
    for (ChartCard chart : List.of(lagTime, lagRecords)) {
      if (feed) {
        chart.shown();
      } else {
        chart.hidden();
      }
    }
  }

  private void close() {
    model.select(Optional.empty());
    table.requestFocus();
  }

  private static Label muted(String words) {
    var label = new Label(words);
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
