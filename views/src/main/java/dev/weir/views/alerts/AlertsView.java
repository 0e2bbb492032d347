package dev.weir.views.alerts;

import dev.weir.engine.Console;
import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.alert.MetricName;
import dev.weir.engine.alert.Silence;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.finding.Target;
import dev.weir.views.kit.ChartCard;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.EmptyState;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.SearchKeys;
import dev.weir.views.kit.SeverityBadge;
import dev.weir.views.kit.SeverityStyle;
import dev.weir.views.kit.Spacer;
import dev.weir.views.kit.Tables;
import dev.weir.views.kit.TimeRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The Alerts screen: what fires and why, rules and how they fare, silences, and who is told. */
public final class AlertsView implements Screen {
  private static final Duration ROWS = Duration.ofMillis(500);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

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
  private final AlertsModel model;
  private final VBox root = new VBox(12);
  private final Label summary = new Label();
  private final Label problems = new Label();
  private final TextField filter = new TextField();
  private final Choice<Part> part = new Choice<>(List.of(Part.values()), choice -> choice.label);
  private final Choice<AlertsModel.Shown> shown =
      new Choice<>(List.of(AlertsModel.Shown.values()), AlertsModel.Shown::label);
  private final TableView<AlertRow> alerts = Tables.table();
  private final RulesPane rules;
  private final TimelinePane timeline;
  private final CoveragePane coverage;
  private final TableView<Silence> silences = Tables.table();
  private final ChannelsPane channels;
  private final Button endSilence = new Button("End silence");
  private final VBox silencePart = new VBox(12, silences, endSilence);
  private final SplitPane split = new SplitPane();
  private final VBox detail = new VBox(8);
  private final SeverityBadge badge = new SeverityBadge();
  private final Label title = new Label();
  private final Label why = new Label();
  private final Label evidence = new Label();
  private final Label near = new Label();
  private final Label facts = new Label();
  private final Button acknowledge = new Button("Acknowledge");
  private final MenuButton silence = new MenuButton("Silence");
  private final Button go = new Button("Open");
  private final Button noProblem = new Button("Not a problem");
  private final ToggleButton showsHistory = new ToggleButton("History");
  private final HistoryPane history;
  private Optional<ChartCard> chart = Optional.empty();
  private boolean isShown;
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
    model = new AlertsModel(console.alerts(), user);
    rules = new RulesPane(model, this::clockSeconds, this::stamp);
    channels = new ChannelsPane(model, this::clockSeconds);
    history = new HistoryPane(this::clockSeconds);
    timeline = new TimelinePane(this::stamp, clock::millis, this::showOf);
    coverage = new CoveragePane(navigator);
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
    isShown = true;
    alerts.requestFocus();
    whileShown = pulse.watch(model.slot(), ROWS, snapshot -> show(snapshot.value()));
    if (model.selectedProperty().get().isPresent()) {
      chart.ifPresent(ChartCard::shown);
    }
  }

  @Override
  public void hidden() {
    isShown = false;
    whileShown.unsubscribe();
    whileShown = Subscription.EMPTY;
    chart.ifPresent(ChartCard::hidden);
  }

  @Override
  public void open(Target target) {
    if (target instanceof Target.ToAlerts) {
      filter.clear();
      part.valueProperty().set(Part.ALERTS);
      shown.valueProperty().set(AlertsModel.Shown.OPEN);
      selectFirst = true;
    } else if (target instanceof Target.ToRuleFile(Path file)) {
      part.valueProperty().set(Part.RULES);
      rules.handedOver(file);
    }
  }

  @Override
  public void keyPressed(KeyEvent event) {
    if (!SearchKeys.areOf(event) || SearchKeys.take(event, filter, this::close)) {
      return;
    }
    if (event.getText().equals("a")) {
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
    part.setId("alerts-part");
    shown.setId("alerts-shown");
    var bar = new HBox(12, part, filter, shown, new Spacer(), summary);
    bar.setAlignment(Pos.CENTER_LEFT);
    problems.setId("alerts-problems");
    problems.getStyleClass().add("severity-text");
    problems.setWrapText(true);
    problems.setMinHeight(Region.USE_PREF_SIZE);
    SeverityStyle.apply(problems, Severity.CRITICAL);
    Presence.set(problems, false);
    buildAlerts();
    buildSilences();
    buildDetail();
    split.getStyleClass().add("quiet-split");
    split.setOrientation(Orientation.VERTICAL);
    split.getItems().setAll(List.of(alerts));
    SplitPane.setResizableWithParent(detail, false);
    var parts = new StackPane(split, timeline, rules, coverage, silencePart, channels);
    VBox.setVgrow(parts, Priority.ALWAYS);
    root.getChildren().setAll(bar, problems, parts);
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
                Tables.number("since", "Since", 96, row -> clockSeconds(row.pendingAt())),
                Tables.number("lasted", "Lasts", 84, row -> AlertWords.lasted(row, clock.millis())),
                Tables.text("care", "Care", 150, AlertWords::care)));
    alerts.getColumns().forEach(column -> column.setSortable(false));
    alerts.setPlaceholder(
        new EmptyState(
            Feather.CHECK_CIRCLE,
            "No alerts",
            "Rules are at work on all that is connected. Part Rules shows them, and Channels whom"
                + " they tell.",
            "Show the rules",
            () -> part.valueProperty().set(Part.RULES)));
  }

  private void buildSilences() {
    silences.setId("silences");
    silences
        .getColumns()
        .setAll(
            List.of(
                Tables.text("where", "Alerts with", 520, AlertWords::matchers),
                Tables.number("until", "Until", 130, row -> clockSeconds(row.untilMillis())),
                Tables.text("by", "By", 120, Silence::by)));
    silences.getColumns().forEach(column -> column.setSortable(false));
    silences.setPlaceholder(new Label("Nothing is silenced."));
    VBox.setVgrow(silences, Priority.ALWAYS);
    endSilence.setId("end-silence");
    endSilence.disableProperty().bind(silences.getSelectionModel().selectedItemProperty().isNull());
    endSilence.setOnAction(
        event -> model.endSilence(silences.getSelectionModel().getSelectedItem()));
  }

  private void buildDetail() {
    detail.getStyleClass().addAll("card", "detail");
    detail.setId("alert-detail");
    detail.setMinHeight(330);
    title.getStyleClass().add("strong");
    title.setId("alert-title");
    title.setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(title, Priority.ALWAYS);
    acknowledge.setId("acknowledge");
    acknowledge.setMinWidth(Region.USE_PREF_SIZE);
    acknowledge.setTooltip(new Tooltip("Somebody looks after it: no reminders (a)"));
    acknowledge.setOnAction(event -> model.acknowledge());
    silence.setId("silence");
    silence.setMinWidth(Region.USE_PREF_SIZE);
    silence
        .getItems()
        .setAll(
            List.of(
                item("This alert for an hour", () -> model.silence(HOUR)),
                item("This alert for a day", () -> model.silence(DAY)),
                new SeparatorMenuItem(),
                item("All of its rule for an hour", () -> model.silenceRule(HOUR)),
                item("All of its rule for a day", () -> model.silenceRule(DAY))));
    noProblem.setId("no-problem");
    noProblem.setMinWidth(Region.USE_PREF_SIZE);
    noProblem.setTooltip(
        new Tooltip(
            "This rule tolerates as much here from now on. Part Rules shows it and can undo it."));
    noProblem.setOnAction(event -> model.noProblem());
    showsHistory.setId("shows-history");
    showsHistory.setMinWidth(Region.USE_PREF_SIZE);
    showsHistory.setTooltip(new Tooltip("What happened to it, instead of the chart"));
    showsHistory
        .selectedProperty()
        .subscribe(
            shows -> {
              chart.ifPresent(card -> Presence.set(card, !shows));
              Presence.set(history, shows);
              showHistory();
            });
    Presence.set(history, false);
    VBox.setVgrow(history, Priority.ALWAYS);
    go.setId("alert-go");
    go.getStyleClass().add("accent");
    go.setMinWidth(Region.USE_PREF_SIZE);
    go.setOnAction(
        event -> model.selectedProperty().get().ifPresent(row -> navigator.go(row.target())));
    var close = new Button("✕");
    close.getStyleClass().add("quiet-button");
    close.setAccessibleText("Close the details");
    close.setTooltip(new Tooltip("Close (Esc)"));
    close.setOnAction(event -> close());
    var top = new HBox(10, badge, title, go, acknowledge, noProblem, silence, showsHistory, close);
    top.setAlignment(Pos.CENTER_LEFT);
    why.setId("alert-why");
    for (Label label : List.of(why, evidence, near, facts)) {
      label.setWrapText(true);
      label.setMinHeight(Region.USE_PREF_SIZE);
    }
    near.getStyleClass().add("muted");
    facts.getStyleClass().add("caption");
    facts.setId("alert-facts");
    detail.getChildren().setAll(top, why, evidence, near, facts, history);
  }

  private static MenuItem item(String text, Runnable act) {
    var item = new MenuItem(text);
    item.setOnAction(event -> act.run());
    return item;
  }

  private void listen() {
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
    part.valueProperty()
        .subscribe(
            chosen -> {
              Presence.set(split, chosen == Part.ALERTS);
              Presence.set(timeline, chosen == Part.TIMELINE);
              Presence.set(rules, chosen == Part.RULES);
              Presence.set(coverage, chosen == Part.COVERAGE);
              Presence.set(silencePart, chosen == Part.SILENCES);
              Presence.set(channels, chosen == Part.CHANNELS);
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
    showHistory();
    Tables.show(silences, table.silences(), Silence::id);
    channels.show(table);
    if (selectFirst && model.selectedProperty().get().isEmpty() && !alerts.getItems().isEmpty()) {
      selectFirst = false;
      alerts.getSelectionModel().selectFirst();
    }
  }

  private void showRows() {
    Tables.show(alerts, model.alerts(), AlertRow::id);
  }

  private void showDetailOf(Optional<AlertRow> selected) {
    if (selected.isEmpty()) {
      split.getItems().remove(detail);
      alerts.getSelectionModel().clearSelection();
      chart.ifPresent(ChartCard::hidden);
      return;
    }
    AlertRow row = selected.get();
    badge.show(AlertWords.severity(row), AlertWords.state(row));
    title.setText(row.summary());
    title.setTooltip(new Tooltip(row.rule() + "\n" + row.series()));
    why.setText(
        row.endedAt() > 0 && !row.endReason().isEmpty()
            ? row.reason() + " Over since " + clockSeconds(row.endedAt()) + ": " + row.endReason()
            : row.reason());
    text(evidence, row.evidence());
    text(near, row.near().isEmpty() ? "" : "Shortly before: " + String.join(" ", row.near()));
    facts.setText(
        "rule "
            + row.rule()
            + " · since "
            + clockSeconds(row.pendingAt())
            + (row.raisedAt() > 0 ? ", fired " + clockSeconds(row.raisedAt()) : "")
            + (row.toldAt() > 0 ? ", told " + clockSeconds(row.toldAt()) : "")
            + (AlertWords.care(row).isEmpty() ? "" : " · " + AlertWords.care(row))
            + (row.runbook().isEmpty() ? "" : " · runbook " + row.runbook()));
    acknowledge.setText(row.acknowledgedBy().isEmpty() ? "Acknowledge" : "Release");
    acknowledge.setDisable(row.endedAt() > 0);
    noProblem.setDisable(!row.isAdjustable());
    go.setText(AlertWords.where(row.target()));
    chart(row);
    showHistory();
    if (!split.getItems().contains(detail)) {
      split.getItems().add(detail);
      split.setDividerPositions(0.4);
    }
  }

  private void chart(AlertRow row) {
    String metric = row.series().metric();
    var query = new ChartQuery.OfAlert(row.id(), MetricName.unitOf(metric));
    if (chart.isEmpty()) {
      var card = new ChartCard(console, pulse, range, metric, query);
      card.setId("alert-chart");
      Presence.set(card, !showsHistory.isSelected());
      card.getStyleClass().remove("card");
      VBox.setVgrow(card, Priority.ALWAYS);
      detail.getChildren().add(card);
      chart = Optional.of(card);
    }
    chart.get().chart(metric, query);
    if (isShown) {
      chart.get().shown();
    }
  }

  /** Asks for what only one part shows, while that is to be seen. */
  private void askAround() {
    switch (part.valueProperty().get()) {
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
    part.valueProperty().set(Part.ALERTS);
    filter.clear();
    shown.valueProperty().set(AlertsModel.Shown.ALL);
    model.select(Optional.of(row));
    alerts.getItems().stream()
        .filter(one -> one.id() == row.id())
        .findFirst()
        .ifPresent(one -> alerts.getSelectionModel().select(one));
  }

  /** Asks for the history of the selected alert, if it is to be seen. */
  private void showHistory() {
    if (!showsHistory.isSelected()) {
      return;
    }
    Optional<Long> asked = model.selectedProperty().get().map(AlertRow::id);
    var _ =
        model
            .history()
            .thenAccept(
                lines ->
                    Pulse.post(
                        () -> {
                          if (asked.equals(model.selectedProperty().get().map(AlertRow::id))) {
                            history.show(lines);
                          }
                        }));
  }

  private static void text(Label label, String text) {
    label.setText(text);
    Presence.set(label, !text.isEmpty());
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

  private String clockSeconds(long millis) {
    return Formats.clockSeconds(millis, zone.get());
  }
}
