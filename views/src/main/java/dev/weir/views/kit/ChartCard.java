package dev.weir.views.kit;

import dev.weir.engine.Console;
import dev.weir.engine.chart.Chart;
import dev.weir.engine.chart.ChartFeed;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.publish.Snapshot;
import java.time.Duration;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.fontawesome5.FontAwesomeSolid;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * A chart with its title and what it measures. Fed only between {@link #shown} and {@link #hidden}.
 * Confined to the FX thread.
 */
public final class ChartCard extends VBox {
  private static final Duration LINE_CADENCE = Duration.ofMillis(200);
  private static final Duration HEAT_CADENCE = Duration.ofMillis(500);

  private final Console console;
  private final Pulse pulse;
  private final TimeRange range;
  private final Label title = new Label();
  private final Label caption = new Label();
  private final Label nothing = new Label("Waiting for the first measurements…");
  private final HBox tools = new HBox(2);
  private Optional<PinButton> pin = Optional.empty();
  private final StackPane body = new StackPane();
  private ChartQuery query;
  private Optional<LineChart> lines = Optional.empty();
  private Optional<HeatmapChart> heatmap = Optional.empty();
  private Subscription feeding = Subscription.EMPTY;
  private boolean isShown;

  /** A chart of {@code query}; nothing is asked of the console before {@link #shown}. */
  public ChartCard(Console console, Pulse pulse, TimeRange range, String title, ChartQuery query) {
    super(4);
    this.console = console;
    this.pulse = pulse;
    this.range = range;
    this.query = query;
    getStyleClass().addAll("card", "chart-card");
    this.title.setText(title);
    this.title.getStyleClass().add("card-title");
    this.title.setMinWidth(USE_PREF_SIZE);
    caption.getStyleClass().add("caption");
    caption.setMinWidth(0);
    var space = new Region();
    HBox.setHgrow(space, Priority.ALWAYS);
    tools.setAlignment(Pos.CENTER_RIGHT);
    var header = new HBox(8, this.title, caption, space, tools);
    header.setAlignment(Pos.BASELINE_LEFT);
    nothing.getStyleClass().add("muted");
    body.setMinSize(0, 0);
    body.getChildren().add(nothing);
    VBox.setVgrow(body, Priority.ALWAYS);
    getChildren().addAll(header, body);
    setMinWidth(0);
  }

  /** Lets a person pin this chart to the Overview. */
  public ChartCard pinnable(Pins pins) {
    var button = new PinButton(pins);
    pin = Optional.of(button);
    tools.getChildren().add(button);
    return this;
  }

  /** Adds a button beside the title. */
  public ChartCard with(Node tool) {
    tools.getChildren().add(tool);
    return this;
  }

  /** Charts something else under another title. */
  public void chart(String newTitle, ChartQuery newQuery) {
    title.setText(newTitle);
    if (!newQuery.equals(query)) {
      query = newQuery;
      pin.ifPresent(PinButton::refresh);
      if (isShown) {
        hidden();
        shown();
      }
    }
  }

  /** On screen: opens the feed. */
  public void shown() {
    if (isShown) {
      return;
    }
    isShown = true;
    pin.ifPresent(PinButton::refresh);
    ChartFeed feed = console.openChart(query);
    Duration cadence = query instanceof ChartQuery.LatencyHeatmap ? HEAT_CADENCE : LINE_CADENCE;
    Subscription watch = pulse.watch(feed.slot(), cadence, this::apply);
    feeding =
        () -> {
          watch.unsubscribe();
          feed.close();
        };
  }

  /** Off screen: closes the feed. */
  public void hidden() {
    isShown = false;
    feeding.unsubscribe();
    feeding = Subscription.EMPTY;
  }

  private void apply(Snapshot<Chart> snapshot) {
    caption.setText(
        switch (snapshot.value()) {
          case Chart.Lines it -> it.caption();
          case Chart.Heat it -> it.caption();
        });
    switch (snapshot.value()) {
      case Chart.Lines it -> {
        if (it.series().isEmpty()) {
          show(nothing);
        } else {
          LineChart chart = lines.orElseGet(this::newLineChart);
          show(chart);
          chart.show(it);
        }
      }
      case Chart.Heat it -> {
        if (it.share().length == 0) {
          show(nothing);
        } else {
          HeatmapChart chart = heatmap.orElseGet(this::newHeatmap);
          show(chart);
          chart.show(it);
        }
      }
    }
  }

  /** On while the chart is pinned. */
  private final class PinButton extends ToggleButton {
    private final Pins pins;
    private final Tooltip tip = new Tooltip();

    PinButton(Pins pins) {
      this.pins = pins;
      setGraphic(new FontIcon(FontAwesomeSolid.THUMBTACK));
      getStyleClass().addAll("quiet-button", "pin");
      setMinWidth(USE_PREF_SIZE);
      setTooltip(tip);
      setOnAction(
          event -> {
            pins.toggle(query);
            refresh();
          });
      refresh();
    }

    private void refresh() {
      boolean pinned = pins.isPinned(query);
      setSelected(pinned);
      setDisable(!pinned && !pins.hasRoom());
      String what = pinned ? "Take off the Overview" : "Pin to the Overview";
      tip.setText(what);
      setAccessibleText(what);
    }
  }

  private LineChart newLineChart() {
    var chart = new LineChart(range, () -> Formats.zone(console.settings()));
    lines = Optional.of(chart);
    return chart;
  }

  private HeatmapChart newHeatmap() {
    var chart = new HeatmapChart(range, () -> Formats.zone(console.settings()));
    heatmap = Optional.of(chart);
    return chart;
  }

  private void show(Region content) {
    if (body.getChildren().getFirst() != content) {
      body.getChildren().setAll(content);
    }
  }
}
