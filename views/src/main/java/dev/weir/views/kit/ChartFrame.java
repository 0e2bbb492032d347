package dev.weir.views.kit;

import dev.weir.engine.chart.Chart.Shade;
import dev.weir.engine.mark.DeployMark;
import io.fair_acc.chartfx.XYChart;
import io.fair_acc.chartfx.axes.spi.DefaultNumericAxis;
import io.fair_acc.chartfx.ui.geometry.Side;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import javafx.geometry.Point2D;
import javafx.scene.control.Label;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Line;
import javafx.scene.shape.Rectangle;
import javafx.util.Subscription;

/**
 * What line charts and heatmaps share: a chartfx chart without ornaments, a wall-clock axis, the
 * crosshair that all charts share, dragging to zoom, double click back to live.
 *
 * <p>The time axis counts seconds of the shown zone's wall clock, so that ticks fall on round hours
 * there.
 */
abstract class ChartFrame extends Region {
  private static final double[] STEPS_SECONDS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400
  };
  private static final double TICK_DISTANCE = 64;
  private static final double SMALLEST_DRAG = 6;
  private static final double READOUT_GAP = 8;

  protected final XYChart chart;
  protected final DefaultNumericAxis timeAxis = axis();
  protected final DefaultNumericAxis valueAxis = axis();

  /** Beneath the lines, in the plot's coordinates. */
  protected final Pane underlay = layer();

  /** To the right of the plot, as high as it. */
  protected final Pane margin = new Pane();

  private final Pane overlay = layer();
  private final Line crosshair = new Line();
  private final Rectangle zoomBand = new Rectangle();
  private final VBox readout = new VBox();
  private final Label readoutTime = new Label();
  private final List<Rectangle> shadeBands = new ArrayList<>();
  private final TimeRange range;
  private final Supplier<ZoneId> zone;
  private final MarkLayer deployMarks = new MarkLayer(underlay);
  private List<Shade> shaded = List.of();
  private Subscription attached = Subscription.EMPTY;
  private double stepSeconds = 60;
  private long fromMillis;
  private long toMillis = 1;
  private long offsetMillis;
  private double dragStart = Double.NaN;

  ChartFrame(TimeRange range, Supplier<ZoneId> zone) {
    this.range = range;
    this.zone = zone;
    chart = new XYChart(timeAxis, valueAxis);
    chart.setLegendVisible(false);
    chart.setAnimated(false);
    chart.getToolBar().setVisible(false);
    chart.getMenuPane().setTriggerDistance(0);
    chart.getRenderers().clear();
    // What is drawn anew each second is drawn twice where it is kept as a picture, too.
    chart.getCanvas().setCache(false);
    timeAxis.getCanvas().setCache(false);
    valueAxis.getCanvas().setCache(false);
    getStyleClass().add("chart-frame");
    margin.getStyleClass().add("chart-margin");
    timeAxis.setAxisLabelFormatter(new Ticks(() -> stepSeconds, this::clockTick));
    crosshair.getStyleClass().add("crosshair");
    crosshair.setManaged(false);
    crosshair.setVisible(false);
    zoomBand.getStyleClass().add("zoom-band");
    zoomBand.setManaged(false);
    zoomBand.setVisible(false);
    readout.getStyleClass().add("readout");
    readout.setManaged(false);
    readout.setVisible(false);
    readoutTime.getStyleClass().add("caption");
    readout.getChildren().add(readoutTime);
    overlay.getChildren().addAll(crosshair, zoomBand, readout);
    chart.getPlotBackground().getChildren().add(underlay);
    chart.getPlotForeground().getChildren().add(overlay);
    chart.getAxesAndCanvasPane().addSide(Side.RIGHT, margin);
    getChildren().add(chart);
    // Filters, because the chart's own panes consume what they get.
    addEventFilter(MouseEvent.MOUSE_MOVED, this::pointed);
    addEventFilter(MouseEvent.MOUSE_DRAGGED, this::dragged);
    addEventFilter(MouseEvent.MOUSE_PRESSED, this::pressed);
    addEventFilter(MouseEvent.MOUSE_RELEASED, this::released);
    addEventFilter(
        MouseEvent.MOUSE_EXITED,
        event -> {
          if (Double.isNaN(dragStart)) {
            range.point(OptionalLong.empty());
          }
        });
    overlay.widthProperty().subscribe(this::placeAll);
    overlay.heightProperty().subscribe(this::placeAll);
    // The range outlives every chart: it must not hold on to one that is off screen.
    sceneProperty()
        .subscribe(
            scene -> {
              attached.unsubscribe();
              attached =
                  scene == null
                      ? Subscription.EMPTY
                      : range.pointedMillisProperty().subscribe(this::placeCrosshair);
            });
  }

  /** Called after the plot changed its size or its time: puts own marks where they belong. */
  abstract void placeMarks();

  /**
   * What is written beside the crosshair.
   *
   * @param styleClass of its colour; empty for none
   */
  record Reading(String text, String styleClass) {}

  /** What this chart shows at a moment within it; the moment's time goes without saying. */
  abstract List<Reading> readingsAt(long epochMillis);

  /** Shows another stretch of time. */
  protected final void showTime(
      long newFromMillis, long newToMillis, List<Shade> newShaded, List<DeployMark> marks) {
    fromMillis = newFromMillis;
    toMillis = Math.max(newToMillis, newFromMillis + 1);
    shaded = newShaded;
    deployMarks.show(marks);
    offsetMillis =
        zone.get().getRules().getOffset(Instant.ofEpochMilli(toMillis)).getTotalSeconds() * 1000L;
    stepSeconds = step((toMillis - fromMillis) / 1000.0);
    timeAxis.set(axisSeconds(fromMillis), axisSeconds(toMillis));
    placeAll();
  }

  protected final double axisSeconds(long epochMillis) {
    return (epochMillis + offsetMillis) / 1000.0;
  }

  protected final double plotWidth() {
    return overlay.getWidth();
  }

  protected final double plotHeight() {
    return overlay.getHeight();
  }

  /** Where a moment is in the plot, in pixels from its left edge. */
  protected final double timeX(long epochMillis) {
    return plotWidth() * (epochMillis - fromMillis) / (toMillis - fromMillis);
  }

  protected final ZoneId zone() {
    return zone.get();
  }

  @Override
  protected final void layoutChildren() {
    chart.resizeRelocate(0, 0, getWidth(), getHeight());
  }

  @Override
  protected final double computePrefWidth(double height) {
    return 320;
  }

  @Override
  protected final double computePrefHeight(double width) {
    return 180;
  }

  @Override
  protected final double computeMinWidth(double height) {
    return 160;
  }

  @Override
  protected final double computeMinHeight(double width) {
    return 96;
  }

  private String clockTick(double axisSeconds) {
    long second = Math.floorMod(Math.round(axisSeconds), 86_400L);
    String minutes = "%02d:%02d".formatted(second / 3600, second / 60 % 60);
    return stepSeconds >= 60 ? minutes : minutes + ":%02d".formatted(second % 60);
  }

  private double step(double spanSeconds) {
    double intervals = Math.clamp(plotWidth() / TICK_DISTANCE, 2, 7);
    for (double candidate : STEPS_SECONDS) {
      // Seconds take more room to write.
      double room = candidate < 60 ? intervals * 0.75 : intervals;
      if (spanSeconds / candidate <= room) {
        return candidate;
      }
    }
    return Math.ceil(spanSeconds / 86_400 / intervals) * 86_400;
  }

  private void placeAll() {
    placeShades();
    deployMarks.place(this::timeX, plotWidth(), plotHeight());
    placeCrosshair(range.pointedMillisProperty().get());
    placeMarks();
  }

  private void placeShades() {
    int used = 0;
    for (Shade shade : shaded) {
      double left = Math.max(0, timeX(shade.fromMillis()));
      double right = Math.min(plotWidth(), timeX(shade.toMillis()));
      if (right > left) {
        if (used == shadeBands.size()) {
          var band = new Rectangle();
          band.getStyleClass().add("shade");
          band.setManaged(false);
          shadeBands.add(band);
          underlay.getChildren().addFirst(band);
        }
        Rectangle band = shadeBands.get(used++);
        band.setX(left);
        band.setWidth(right - left);
        band.setHeight(plotHeight());
        band.setVisible(true);
      }
    }
    for (Rectangle unused : shadeBands.subList(used, shadeBands.size())) {
      unused.setVisible(false);
    }
  }

  private void placeCrosshair(OptionalLong moment) {
    boolean inside =
        moment.isPresent() && moment.getAsLong() >= fromMillis && moment.getAsLong() <= toMillis;
    crosshair.setVisible(inside);
    if (inside) {
      double x = Math.round(timeX(moment.getAsLong())) + 0.5;
      crosshair.setStartX(x);
      crosshair.setEndX(x);
      crosshair.setEndY(plotHeight());
    }
    readout.setVisible(inside);
    if (inside) {
      readAt(moment.getAsLong());
    }
  }

  private void readAt(long moment) {
    List<Reading> readings = new ArrayList<>(readingsAt(moment));
    for (DeployMark mark : deployMarks.at(timeX(moment), this::timeX)) {
      readings.add(new Reading(mark.text(), "deploy-mark-text"));
      readings.add(new Reading(MarkLayer.aside(mark), "deploy-mark-aside"));
    }
    while (readout.getChildren().size() > readings.size() + 1) {
      readout.getChildren().removeLast();
    }
    while (readout.getChildren().size() < readings.size() + 1) {
      readout.getChildren().add(new Label());
    }
    readoutTime.setText(Formats.clockSeconds(moment, zone.get()));
    for (int i = 0; i < readings.size(); i++) {
      var line = (Label) readout.getChildren().get(i + 1);
      line.setText(readings.get(i).text());
      line.getStyleClass().setAll("label", "series-label", readings.get(i).styleClass());
    }
    readout.applyCss();
    double width = Math.ceil(readout.prefWidth(-1));
    double height = Math.ceil(readout.prefHeight(width));
    double x = timeX(moment);
    boolean left = x + READOUT_GAP + width > plotWidth();
    readout.resizeRelocate(
        Math.max(0, left ? x - READOUT_GAP - width : x + READOUT_GAP), 2, width, height);
  }

  private void pointed(MouseEvent event) {
    Point2D at = overlay.sceneToLocal(event.getSceneX(), event.getSceneY());
    boolean inside =
        at.getX() >= 0 && at.getX() <= plotWidth() && at.getY() >= 0 && at.getY() <= plotHeight();
    range.point(inside ? OptionalLong.of(millisAt(at.getX())) : OptionalLong.empty());
  }

  private void pressed(MouseEvent event) {
    if (event.getButton() != MouseButton.PRIMARY) {
      return;
    }
    Point2D at = overlay.sceneToLocal(event.getSceneX(), event.getSceneY());
    if (event.getClickCount() == 2) {
      dragStart = Double.NaN;
      range.backToLive();
    } else if (at.getX() >= 0 && at.getX() <= plotWidth()) {
      dragStart = at.getX();
    }
  }

  private void dragged(MouseEvent event) {
    pointed(event);
    if (!Double.isNaN(dragStart)) {
      double x = dragX(event);
      zoomBand.setX(Math.min(x, dragStart));
      zoomBand.setWidth(Math.abs(x - dragStart));
      zoomBand.setHeight(plotHeight());
      zoomBand.setVisible(zoomBand.getWidth() >= SMALLEST_DRAG);
    }
  }

  private void released(MouseEvent event) {
    if (Double.isNaN(dragStart)) {
      return;
    }
    double x = dragX(event);
    double left = Math.min(x, dragStart);
    double right = Math.max(x, dragStart);
    dragStart = Double.NaN;
    zoomBand.setVisible(false);
    if (right - left >= SMALLEST_DRAG) {
      range.zoom(Instant.ofEpochMilli(millisAt(left)), Instant.ofEpochMilli(millisAt(right)));
    }
  }

  private double dragX(MouseEvent event) {
    return Math.clamp(
        overlay.sceneToLocal(event.getSceneX(), event.getSceneY()).getX(), 0, plotWidth());
  }

  private long millisAt(double x) {
    return fromMillis + Math.round(x / Math.max(1, plotWidth()) * (toMillis - fromMillis));
  }

  private static DefaultNumericAxis axis() {
    var axis = new DefaultNumericAxis(0, 1, 1);
    axis.setName(null);
    axis.setUnit(null);
    axis.setAutoRanging(false);
    axis.setAutoGrowRanging(false);
    axis.setMinorTickCount(0);
    axis.setAnimated(false);
    return axis;
  }

  private static Pane layer() {
    var pane = new Pane();
    pane.setMouseTransparent(true);
    var clip = new Rectangle();
    clip.widthProperty().bind(pane.widthProperty());
    clip.heightProperty().bind(pane.heightProperty());
    pane.setClip(clip);
    return pane;
  }
}
