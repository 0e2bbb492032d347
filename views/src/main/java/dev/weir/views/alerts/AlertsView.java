package dev.weir.views.alerts;

import dev.weir.engine.Console;
import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.finding.Target;
import dev.weir.views.kit.ChartCard;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.EmptyState;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Moments;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Parts;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.SearchKeys;
import dev.weir.views.kit.SeverityStyle;
import dev.weir.views.kit.SortedRows;
import dev.weir.views.kit.Spacer;
import dev.weir.views.kit.Tables;
import dev.weir.views.kit.TimeRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The Alerts screen: what fires and why, rules and how they fare, silences, and who is told. */
public final class AlertsView implements Screen {
  private static final Duration ROWS = Duration.ofMillis(500);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

  private enum Part {
    ALERTS("Alerts"),
    TIMELINE("Timeline"),
    RULES("Rules"),
    COVERAGE("Coverage"),
    SILENCES("Silences"),
    CHANNELS("Channels");

    private final String label;

    Part(String label) {
      this.label = label;
    }
  }

  private final Console console;
  private final Pulse pulse;
  private final Navigator navigator;
  private final TimeRange range;
  private final InstantSource clock;
  private final Supplier<ZoneId> zone;
  private final Moments moments;
  private final AlertsModel model;
  private final VBox root = new VBox(12);
  private final Label summary = new Label();
  private final Label problems = new Label();
  private final TextField filter = new TextField();
  private final Parts<Part> parts = new Parts<>(List.of(Part.values()), part -> part.label);
  private final Choice<AlertsModel.Shown> shown =
      new Choice<>(List.of(AlertsModel.Shown.values()), AlertsModel.Shown::label);
  private final TableView<AlertRow> alerts = Tables.table();
  private final SortedRows<AlertRow> sorted;
  private final RulesPane rules;
  private final TimelinePane timeline;
  private final CoveragePane coverage;
  private final SilencesPane silences;
  private final ChannelsPane channels;
  private final SplitPane split = new SplitPane();
  private final AlertDetail detail;
  private boolean selectFirst = true;
  private Subscription whileShown = Subscription.EMPTY;

  /**
   * As the window has it.
   *
   * @param user who acknowledges and silences
   */
  public AlertsView(
      Console console,
      Pulse pulse,
      Navigator navigator,
      TimeRange range,
      InstantSource clock,
      String user) {
    this.console = console;
    this.pulse = pulse;
    this.navigator = navigator;
    this.range = range;
    this.clock = clock;
    zone = () -> Formats.zone(console.settings());
    moments = new Moments(clock, zone);
    model = new AlertsModel(console.alerts(), user);
    rules = new RulesPane(model, console.settings(), this::moment, this::stamp);
    channels = new ChannelsPane(model, this::moment);
    silences = new SilencesPane(model, this::moment);
    detail = new AlertDetail(model, navigator, this::chart, this::moment, this::close);
    timeline = new TimelinePane(this::stamp, clock::millis, this::showOf);
    coverage = new CoveragePane(navigator, console.settings());
    buildAlerts();
    sorted = new SortedRows<>(alerts, console.settings(), "alerts", this::showRows);
    build();
    listen();
  }

  AlertsModel model() {
    return model;
  }

  @Override
  public String title() {
    return "Alerts";
  }

  @Override
  public Parent root() {
    return root;
  }

  @Override
  public void shown() {
    alerts.requestFocus();
    whileShown = pulse.watch(model.slot(), ROWS, snapshot -> show(snapshot.value()));
    detail.shown();
  }

  @Override
  public void hidden() {
    whileShown.unsubscribe();
    whileShown = Subscription.EMPTY;
    detail.hidden();
  }

  @Override
  public void open(Target target) {
    if (target instanceof Target.ToAlerts) {
      filter.clear();
      parts.choose(Part.ALERTS);
      shown.valueProperty().set(AlertsModel.Shown.OPEN);
      selectFirst = true;
    } else if (target instanceof Target.ToRuleFile(Path file)) {
      parts.choose(Part.RULES);
      rules.handedOver(file);
    }
  }

  @Override
  public void keyPressed(KeyEvent event) {
    if (!filter.isVisible() && SearchKeys.isSearch(event)) {
      return;
    }
    if (!SearchKeys.areOf(event) || SearchKeys.take(event, filter, this::close)) {
      return;
    }
    if (event.getText().equals("a") && parts.shows(Part.ALERTS)) {
      model.acknowledge();
      event.consume();
    }
  }

  private void build() {
    root.getStyleClass().addAll("screen", "alerts-screen");
    filter.setId("alerts-filter");
    filter.setPromptText("Part of a rule, group or stream (/)");
    filter.setMaxWidth(300);
    HBox.setHgrow(filter, Priority.ALWAYS);
    summary.setId("alerts-summary");
    summary.getStyleClass().add("caption");
    parts.choice().setId("alerts-part");
    shown.setId("alerts-shown");
    var bar = new HBox(12, parts.choice(), filter, shown, new Spacer(), summary);
    bar.setAlignment(Pos.CENTER_LEFT);
    problems.setId("alerts-problems");
    problems.getStyleClass().add("severity-text");
    problems.setWrapText(true);
    problems.setMinHeight(Region.USE_PREF_SIZE);
    SeverityStyle.apply(problems, Severity.CRITICAL);
    Presence.set(problems, false);
    split.getStyleClass().add("quiet-split");
    split.setOrientation(Orientation.VERTICAL);
    split.getItems().setAll(List.of(alerts));
    SplitPane.setResizableWithParent(detail, false);
    parts
        .add(Part.ALERTS, split)
        .add(Part.TIMELINE, timeline)
        .add(Part.RULES, rules)
        .add(Part.COVERAGE, coverage)
        .add(Part.SILENCES, silences)
        .add(Part.CHANNELS, channels);
    root.getChildren().setAll(bar, problems, parts.body());
  }

  private void buildAlerts() {
    alerts.setId("alerts");
    alerts
        .getColumns()
        .setAll(
            List.of(
                Tables.severity("state", "State", 104, AlertWords::severity, AlertWords::state),
                Tables.text("summary", "What", 400, AlertRow::summary),
                Tables.text("about", "About", 190, AlertWords::about),
                Tables.number(
                    "since",
                    "Since",
                    96,
                    row -> moment(row.pendingAt()),
                    Comparator.comparingLong(AlertRow::pendingAt)),
                Tables.number(
                    "lasted",
                    "Lasts",
                    84,
                    row -> Formats.duration(AlertWords.lasted(row, clock.millis())),
                    Comparator.comparing(row -> AlertWords.lasted(row, clock.millis()))),
                Tables.text("care", "Care", 150, AlertWords::care)));
    alerts.setPlaceholder(
        new EmptyState(
            Feather.CHECK_CIRCLE,
            "No alerts",
            "Rules are at work on all that is connected. Part Rules shows them, and Channels whom"
                + " they tell.",
            "Show the rules",
            () -> parts.choose(Part.RULES)));
  }

  private void listen() {
    SearchKeys.leave(filter, alerts::requestFocus);
    filter
        .textProperty()
        .subscribe(
            (was, text) -> {
              model.filter(text);
              showRows();
            });
    shown
        .valueProperty()
        .subscribe(
            which -> {
              model.show(which);
              showRows();
            });
    parts
        .choice()
        .valueProperty()
        .subscribe(
            chosen -> {
              shown.setVisible(chosen == Part.ALERTS);
              filter.setVisible(chosen == Part.ALERTS);
              askAround();
            });
    timeline.span().valueProperty().subscribe((was, now) -> askAround());
    Tables.onSelect(alerts, row -> model.select(Optional.of(row)));
    model.selectedProperty().subscribe((was, row) -> showDetailOf(row));
    alerts.addEventFilter(KeyEvent.KEY_PRESSED, this::keyPressed);
  }

  private void show(AlertTable table) {
    model.apply(table);
    summary.setText(AlertWords.summary(table));
    problems.setText(String.join("\n", table.problems()));
    Presence.set(problems, !table.problems().isEmpty());
    showRows();
    rules.show(table);
    askAround();
    detail.showHistory();
    silences.show(table);
    channels.show(table);
    if (selectFirst && model.selectedProperty().get().isEmpty() && !alerts.getItems().isEmpty()) {
      selectFirst = false;
      alerts.getSelectionModel().selectFirst();
    }
  }

  private void showRows() {
    Tables.show(alerts, sorted.of(model.alerts()), AlertRow::id);
  }

  private void showDetailOf(Optional<AlertRow> selected) {
    if (selected.isEmpty()) {
      split.getItems().remove(detail);
      alerts.getSelectionModel().clearSelection();
      detail.left();
      return;
    }
    detail.show(selected.get());
    if (!split.getItems().contains(detail)) {
      split.getItems().add(detail);
      split.setDividerPositions(0.4);
    }
  }

  private ChartCard chart(AlertRow row) {
    return new ChartCard(console, pulse, range, row.series().metric(), AlertDetail.query(row));
  }

  /** Asks for what only one part shows, while that is to be seen. */
  private void askAround() {
    switch (parts.choice().valueProperty().get()) {
      case TIMELINE -> {
        var _ =
            model
                .episodes(timeline.fromMillis())
                .thenAccept(rows -> Pulse.post(() -> timeline.show(rows)));
      }
      case COVERAGE -> {
        var _ = model.coverage().thenAccept(rows -> Pulse.post(() -> coverage.show(rows)));
      }
      case ALERTS, RULES, SILENCES, CHANNELS -> {
        // The table has all of it.
      }
    }
  }

  /** Shows an alert of the timeline among the others. */
  private void showOf(AlertRow row) {
    parts.choose(Part.ALERTS);
    filter.clear();
    shown.valueProperty().set(AlertsModel.Shown.ALL);
    model.select(Optional.of(row));
    alerts.getItems().stream()
        .filter(one -> one.id() == row.id())
        .findFirst()
        .ifPresent(one -> alerts.getSelectionModel().select(one));
  }

  private void close() {
    selectFirst = false;
    model.select(Optional.empty());
    alerts.requestFocus();
  }

  /** A moment of the last days: "21 Nov 22:41". */
  private String stamp(long millis) {
    return STAMP.withZone(zone.get()).format(java.time.Instant.ofEpochMilli(millis));
  }

  private String moment(long millis) {
    return moments.second(millis);
  }
}
