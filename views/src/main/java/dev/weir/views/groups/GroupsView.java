package dev.weir.views.groups;

import dev.weir.engine.Console;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.finding.Target;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.GroupView;
import dev.weir.engine.lag.LagEvent;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.settings.Settings;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.StreamRef;
import dev.weir.views.kit.ChartPair;
import dev.weir.views.kit.CloseButton;
import dev.weir.views.kit.EmptyState;
import dev.weir.views.kit.Facts;
import dev.weir.views.kit.FaultBar;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.NameLabel;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Parts;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.SeverityBadge;
import dev.weir.views.kit.Spacer;
import dev.weir.views.kit.TableMemory;
import dev.weir.views.kit.TableModel;
import dev.weir.views.kit.TablePane;
import dev.weir.views.kit.Tables;
import dev.weir.views.kit.TimeRange;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The Groups screen. */
public final class GroupsView implements Screen {
  private enum Part {
    LAG("Lag"),
    PARTITIONS("Partitions"),
    MEMBERS("Members"),
    EVENTS("Events"),
    PENDING("Pending"),
    RESET("Reset offsets");

    private final String label;

    Part(String label) {
      this.label = label;
    }
  }

  private static final double ROOM_FOR_CHARTS = 0.5;
  private static final double ROOM_FOR_LISTS = 0.22;

  private final Navigator navigator;
  private final TableMemory memory;
  private final Settings settings;
  private final TableModel<GroupRow, GroupRef, GroupView.State> model;
  private final TablePane<GroupRow, GroupRef, GroupView.State> root;
  private final TableView<GroupRow> table = Tables.table();
  private final TableColumn<GroupRow, GroupRow> connectionColumn =
      Tables.text("connection", "Connection", 96, row -> row.group().connection());
  private final TableColumn<GroupRow, GroupRow> kindColumn =
      Tables.text("kind", "Kind", 84, row -> row.kind().label());
  private final VBox detail = new VBox(10);
  private final SeverityBadge badge = new SeverityBadge();
  private final Label sentence = new Label();
  private final Label name = new NameLabel();
  private final Label summary = new Label();
  private final FaultBar fault = new FaultBar();
  private final Parts<Part> parts = new Parts<>(List.of(Part.values()), part -> part.label);
  private final ChartPair<GroupRef> charts;
  private final Facts facts = new Facts();
  private final ResetPane reset;
  private final PendingPane pending;
  private final PartitionPane partitions;
  private final TableView<LagEvent> events = Tables.table();
  private final TableView<GroupDetail.Member> members = Tables.table();
  private final TableColumn<GroupRow, GroupRow> lostColumn = GroupColumns.lost();
  private double tableShare = ROOM_FOR_CHARTS;
  private boolean shown;

  /** As the window has it. */
  public GroupsView(
      Console console, Pulse pulse, Navigator navigator, TimeRange range, InstantSource clock) {
    this.navigator = navigator;
    reset = new ResetPane(console, pulse, navigator, clock);
    pending = new PendingPane(console, pulse, navigator);
    settings = console.settings();
    memory = new TableMemory(console.settings(), "groups");
    partitions = new PartitionPane(console.settings(), this::readFirstUnread);
    model = GroupsSource.model(console, memory.first(GroupsSource.USUAL));
    charts =
        new ChartPair<>(
            console,
            pulse,
            range,
            new ChartPair.Side<>("Behind", ChartQuery.LagTime::new),
            new ChartPair.Side<>("Lag", ChartQuery.LagRecords::new));
    table.getColumns().setAll(GroupColumns.groups(connectionColumn, kindColumn, lostColumn));
    connectionColumn.setMinWidth(70);
    buildDetail();
    root = new TablePane<>(pulse, model, memory, furniture(console));
    root.getStyleClass().add("groups-screen");
    model.selectedProperty().subscribe(this::showDetailOf);
    model.detailProperty().subscribe(this::showDetail);
  }

  TableModel<GroupRow, GroupRef, GroupView.State> model() {
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
    if (target instanceof Target.ToGroup(GroupRef group)) {
      root.open(group);
    } else if (target instanceof Target.ToTroubledGroups) {
      root.openTroubled();
    }
  }

  @Override
  public void keyPressed(KeyEvent event) {
    root.keyPressed(event);
  }

  private TablePane.Furniture<GroupRow> furniture(Console console) {
    var wanted = new LinkedHashMap<TableQuery.Rows, String>();
    wanted.put(TableQuery.Rows.ALL, "All");
    wanted.put(TableQuery.Rows.RELEVANT, "With lag");
    wanted.put(TableQuery.Rows.TROUBLED, "Need a look");
    return new TablePane.Furniture<>(
        "groups",
        table,
        wanted,
        this::nothing,
        detail,
        ROOM_FOR_CHARTS,
        console.connections().statuses(),
        several -> {
          // Room for the one is made by the other.
          memory.usually(connectionColumn, several);
          memory.usually(kindColumn, !several);
        },
        millis -> {},
        this::showRow);
  }

  private Node nothing(TableQuery query) {
    return switch (query.rows()) {
      case RELEVANT ->
          new EmptyState(
              Feather.CHECK_CIRCLE, "No group has lag", "All of them have read everything.");
      case TROUBLED, FAVOURITE ->
          new EmptyState(
              Feather.CHECK_CIRCLE,
              "No group needs a look",
              "None is beyond its limits, stalled, stopped or rewound, and none has lost data.");
      case ALL ->
          new EmptyState(
              Feather.USERS,
              "No groups to show",
              "None matches, or no group has committed anything yet. Clear the filter, or look at"
                  + " the connections.",
              "Open connections",
              () -> navigator.go(new Target.ToConnection("")));
    };
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
    var close = new CloseButton("the details", () -> root.close());
    var top = new HBox(12, badge, sentence, close);
    top.setAlignment(Pos.CENTER_LEFT);
    name.getStyleClass().add("strong");
    summary.getStyleClass().add("muted");
    summary.setMinWidth(0);
    parts.choice().setId("group-part");
    parts.choice().button(Part.PENDING).setId("group-part-pending");
    var under = new HBox(12, name, summary, new Spacer(), parts.choice());
    under.setAlignment(Pos.CENTER_LEFT);

    facts.setId("group-facts");
    GroupColumns.memberTable(members);
    GroupColumns.eventTable(events, () -> Formats.zone(settings));
    events.setPlaceholder(
        muted(
            "Since Weir looks at it, no topic was made anew, no log cut back, no commit set back or"
                + " gone."));
    members.setPlaceholder(muted("This group has no members now."));
    parts
        .add(Part.LAG, new VBox(8, facts, charts))
        .add(Part.PARTITIONS, partitions)
        .add(Part.MEMBERS, members)
        .add(Part.EVENTS, events)
        .add(Part.PENDING, pending)
        .add(Part.RESET, reset);
    parts
        .choice()
        .valueProperty()
        .subscribe(
            chosen -> {
              // Lists that are acted on want more room than charts.
              double above = chosen == Part.PENDING ? ROOM_FOR_LISTS : ROOM_FOR_CHARTS;
              if (above != tableShare) {
                tableShare = above;
                root.divide(above);
              }
              feedCharts();
            });
    detail.getChildren().setAll(top, under, fault, parts.body());
  }

  private void showRow() {
    memory.usually(lostColumn, model.rowsProperty().get().stream().anyMatch(row -> row.lost() > 0));
    model
        .selectedRow()
        .ifPresent(
            row -> {
              badge.show(row.severity(), row.status().label());
              sentence.setText(row.sentence());
              summary.setText(GroupWords.summary(row));
              pendingOf(row.kind());
              facts.show(GroupWords.facts(row, model.detailProperty().get().partitions()));
            });
  }

  /** Only Redis keeps a list of what was given and not acknowledged. */
  private void pendingOf(GroupKind kind) {
    Presence.set(parts.choice().button(Part.PENDING), kind == GroupKind.REDIS);
    if (kind != GroupKind.REDIS && parts.shows(Part.PENDING)) {
      parts.choose(parts.choice().first());
    }
  }

  private void showDetailOf(Optional<GroupRef> group) {
    if (group.isPresent()) {
      name.setText(group.get().name());
      sentence.setText("");
      partitions.clear();
      summary.setText("on " + group.get().connection());
      charts.show(group.get());
      showRow();
    }
    feedCharts();
  }

  private void showDetail(GroupView.State state) {
    fault.show(state.fault());
    partitions.show(state.partitions(), state.events());
    List<StreamRef> streams =
        state.partitions().stream().map(it -> it.sample().partition().stream()).toList();
    reset.show(model.selectedProperty().get(), streams);
    pending.show(model.selectedProperty().get(), streams);
    Tables.show(events, state.events().reversed(), event -> event);
    List<GroupDetail.Member> known = state.detail().map(GroupDetail::members).orElse(List.of());
    Tables.show(members, known, GroupDetail.Member::id);
    parts.count(Part.PARTITIONS, !state.partitions().isEmpty(), state.partitions().size());
    parts.count(Part.MEMBERS, state.detail().isPresent(), known.size());
    parts.count(Part.EVENTS, !state.events().isEmpty(), state.events().size());
    state.detail().ifPresent(it -> Tooltip.install(summary, new Tooltip(facts(it.facts()))));
  }

  private void readFirstUnread(PartitionRef partition) {
    if (model.openedProperty().get().orElse(null) instanceof GroupView view) {
      view.readFirstUnread(partition);
    }
  }

  private static String facts(Map<String, String> facts) {
    return facts.entrySet().stream()
        .map(fact -> fact.getKey() + ": " + fact.getValue())
        .collect(Collectors.joining("\n"));
  }

  private void feedCharts() {
    charts.feed(shown && model.selectedProperty().get().isPresent() && parts.shows(Part.LAG));
  }

  private static Label muted(String words) {
    var label = new Label(words);
    label.getStyleClass().add("muted");
    return label;
  }
}
