package dev.weir.views.alerts;

import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.alert.MetricName;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.wording.Wording;
import dev.weir.views.kit.ChartCard;
import dev.weir.views.kit.CloseButton;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.SeverityBadge;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** One alert: why it fired, what can be done about it, and its chart or its history. */
final class AlertDetail extends VBox {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final AlertsModel model;
  private final Navigator navigator;
  private final Function<AlertRow, ChartCard> charts;
  private final LongFunction<String> clock;
  private final Runnable close;
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

  /**
   * @param charts makes the chart for an alert
   * @param clock tells a moment, in epoch milliseconds
   * @param close leaves the alert
   */
  AlertDetail(
      AlertsModel model,
      Navigator navigator,
      Function<AlertRow, ChartCard> charts,
      LongFunction<String> clock,
      Runnable close) {
    super(8);
    this.model = model;
    this.navigator = navigator;
    this.charts = charts;
    this.clock = clock;
    this.close = close;
    history = new HistoryPane(clock);
    build();
  }

  private void build() {
    getStyleClass().addAll("card", "detail");
    setId("alert-detail");
    setMinHeight(330);
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
    var leave = new CloseButton("the details", close);
    var top = new HBox(10, badge, title, go, acknowledge, noProblem, silence, showsHistory, leave);
    top.setAlignment(Pos.CENTER_LEFT);
    why.setId("alert-why");
    for (Label label : List.of(why, evidence, near, facts)) {
      label.setWrapText(true);
      label.setMinHeight(Region.USE_PREF_SIZE);
    }
    near.getStyleClass().add("muted");
    near.setId("alert-near");
    facts.getStyleClass().add("caption");
    facts.setId("alert-facts");
    getChildren().setAll(top, why, evidence, near, facts, history);
  }

  private static MenuItem item(String text, Runnable act) {
    var item = new MenuItem(text);
    item.setOnAction(event -> act.run());
    return item;
  }

  /** The screen is seen from now on. */
  void shown() {
    isShown = true;
    if (model.selectedProperty().get().isPresent()) {
      chart.ifPresent(ChartCard::shown);
    }
  }

  /** The screen is seen no more. */
  void hidden() {
    isShown = false;
    chart.ifPresent(ChartCard::hidden);
  }

  /** No alert is selected: what is not seen asks for nothing. */
  void left() {
    chart.ifPresent(ChartCard::hidden);
  }

  void show(AlertRow row) {
    badge.show(AlertWords.severity(row), AlertWords.state(row));
    title.setText(row.summary());
    title.setTooltip(new Tooltip(row.rule() + "\n" + row.series()));
    why.setText(
        row.endedAt() > 0 && !row.endReason().isEmpty()
            ? row.reason() + " Over since " + clock.apply(row.endedAt()) + ": " + row.endReason()
            : row.reason());
    text(evidence, row.evidence());
    text(near, Wording.shortlyBefore(row.near()));
    facts.setText(
        "rule "
            + row.rule()
            + " · since "
            + clock.apply(row.pendingAt())
            + (row.raisedAt() > 0 ? ", fired " + clock.apply(row.raisedAt()) : "")
            + (row.toldAt() > 0 ? ", told " + clock.apply(row.toldAt()) : "")
            + (AlertWords.care(row).isEmpty() ? "" : " · " + AlertWords.care(row))
            + (row.runbook().isEmpty() ? "" : " · runbook " + row.runbook()));
    acknowledge.setText(row.acknowledgedBy().isEmpty() ? "Acknowledge" : "Release");
    acknowledge.setDisable(row.endedAt() > 0);
    noProblem.setDisable(!row.isAdjustable());
    go.setText(AlertWords.where(row.target()));
    chart(row);
    showHistory();
  }

  /** What the chart of an alert asks for. */
  static ChartQuery query(AlertRow row) {
    return new ChartQuery.OfAlert(row.id(), MetricName.unitOf(row.series().metric()));
  }

  private void chart(AlertRow row) {
    String metric = row.series().metric();
    if (chart.isEmpty()) {
      ChartCard card = charts.apply(row);
      card.setId("alert-chart");
      Presence.set(card, !showsHistory.isSelected());
      card.getStyleClass().remove("card");
      VBox.setVgrow(card, Priority.ALWAYS);
      getChildren().add(card);
      chart = Optional.of(card);
    }
    chart.get().chart(metric, query(row));
    if (isShown) {
      chart.get().shown();
    }
  }

  /** Asks for the history of the selected alert, if it is to be seen. */
  void showHistory() {
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
}
