package dev.weir.views.alerts;

import dev.weir.alert.life.Severity;
import dev.weir.engine.alert.AlertRow;
import dev.weir.views.kit.Choice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Who fired when: a line for each rule, a bar for each alert. */
final class TimelinePane extends VBox {
  private static final double NAME_WIDTH = 200;
  private static final double ROW_HEIGHT = 26;
  private static final double BAR_HEIGHT = 12;
  private static final double LEAST_BAR = 4;
  private static final int TICKS = 5;

  /** How far back is shown. */
  enum Span {
    HOUR("1 h", Duration.ofHours(1)),
    SIX_HOURS("6 h", Duration.ofHours(6)),
    DAY("1 d", Duration.ofDays(1)),
    WEEK("7 d", Duration.ofDays(7));

    private final String label;
    private final Duration length;

    Span(String label, Duration length) {
      this.label = label;
      this.length = length;
    }

    Duration length() {
      return length;
    }
  }

  private final Choice<Span> span = new Choice<>(List.of(Span.values()), value -> value.label);
  private final Label summary = new Label();
  private final VBox lines = new VBox();
  private final Pane axis = new Pane();
  private final Label none = new Label("No rule has fired in this time.");
  private final LongFunction<String> clock;
  private final LongSupplier now;
  private final Consumer<AlertRow> chosen;
  private List<AlertRow> shown = List.of();

  /**
   * @param clock tells a time, in epoch milliseconds
   * @param now epoch milliseconds
   * @param chosen takes an alert that was clicked
   */
  TimelinePane(LongFunction<String> clock, LongSupplier now, Consumer<AlertRow> chosen) {
    super(10);
    this.clock = clock;
    this.now = now;
    this.chosen = chosen;
    setId("timeline");
    span.setId("timeline-span");
    summary.getStyleClass().add("caption");
    summary.setId("timeline-summary");
    none.getStyleClass().add("muted");
    lines.setId("timeline-lines");
    axis.setMinHeight(18);
    axis.setPrefHeight(18);
    var bar = new HBox(12, span, summary);
    bar.setAlignment(Pos.CENTER_LEFT);
    var scroll = new ScrollPane(lines);
    scroll.setFitToWidth(true);
    scroll.getStyleClass().add("edge-to-edge");
    VBox.setVgrow(scroll, Priority.ALWAYS);
    getChildren().setAll(bar, axis, scroll);
    widthProperty().subscribe(() -> draw());
  }

  Choice<Span> span() {
    return span;
  }

  long fromMillis() {
    return now.getAsLong() - span.valueProperty().get().length().toMillis();
  }

  void show(List<AlertRow> episodes) {
    shown = episodes;
    draw();
  }

  private void draw() {
    long to = now.getAsLong();
    long from = fromMillis();
    Map<String, List<AlertRow>> byRule = new LinkedHashMap<>();
    int count = 0;
    for (AlertRow row : shown) {
      if (end(row, to) >= from) {
        byRule.computeIfAbsent(row.rule(), _ -> new ArrayList<>()).add(row);
        count++;
      }
    }
    summary.setText(
        count == 0
            ? ""
            : (count == 1 ? "1 alert" : count + " alerts")
                + " of "
                + (byRule.size() == 1 ? "1 rule" : byRule.size() + " rules"));
    double width = Math.max(200, getWidth() - NAME_WIDTH - 24);
    List<javafx.scene.Node> rows = new ArrayList<>();
    byRule.forEach((rule, alerts) -> rows.add(line(rule, alerts, from, to, width)));
    if (rows.isEmpty()) {
      rows.add(none);
    }
    lines.getChildren().setAll(rows);
    drawAxis(from, to, width);
  }

  private void drawAxis(long from, long to, double width) {
    axis.getChildren().clear();
    for (int i = 0; i < TICKS; i++) {
      var tick = new Label(clock.apply(from + i * (to - from) / TICKS));
      tick.getStyleClass().add("caption");
      tick.relocate(NAME_WIDTH + i * width / TICKS, 0);
      axis.getChildren().add(tick);
    }
  }

  private Region line(String rule, List<AlertRow> alerts, long from, long to, double width) {
    var name = new Label(rule + "  " + alerts.size());
    name.setMinWidth(NAME_WIDTH);
    name.setMaxWidth(NAME_WIDTH);
    name.setTooltip(new Tooltip(rule));
    var bars = new Pane();
    bars.getStyleClass().add("timeline-row");
    bars.setMinHeight(ROW_HEIGHT);
    bars.setPrefWidth(width);
    for (AlertRow row : alerts) {
      double begin = x(Math.max(row.pendingAt(), from), from, to, width);
      double end = x(end(row, to), from, to, width);
      var bar = new Region();
      bar.getStyleClass()
          .addAll(
              "timeline-bar",
              row.severity() == Severity.CRITICAL ? "timeline-critical" : "timeline-warning");
      if (row.endedAt() == 0) {
        bar.getStyleClass().add("timeline-open");
      }
      bar.resizeRelocate(
          begin, (ROW_HEIGHT - BAR_HEIGHT) / 2, Math.max(LEAST_BAR, end - begin), BAR_HEIGHT);
      bar.setManaged(false);
      bar.setAccessibleText(row.summary());
      Tooltip.install(
          bar,
          new Tooltip(
              row.summary()
                  + "\n"
                  + clock.apply(row.pendingAt())
                  + " to "
                  + (row.endedAt() == 0 ? "now" : clock.apply(row.endedAt()))
                  + "\n"
                  + row.reason()));
      bar.setOnMouseClicked(event -> chosen.accept(row));
      bars.getChildren().add(bar);
    }
    var line = new HBox(name, bars);
    line.setAlignment(Pos.CENTER_LEFT);
    HBox.setHgrow(bars, Priority.ALWAYS);
    return line;
  }

  private static long end(AlertRow row, long now) {
    return row.endedAt() == 0 ? now : row.endedAt();
  }

  private static double x(long millis, long from, long to, double width) {
    return width * Math.clamp((millis - from) / (double) Math.max(1, to - from), 0.0, 1.0);
  }
}
