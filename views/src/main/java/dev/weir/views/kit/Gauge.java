package dev.weir.views.kit;

import dev.weir.engine.finding.Severity;
import dev.weir.engine.overview.OverviewSnapshot;
import javafx.scene.layout.Region;

/**
 * A small linear gauge: how full, and where warning and critical begin. Three regions laid out by
 * hand; coloured by css.
 */
public final class Gauge extends Region {
  private static final double THICKNESS = 4;

  private final Region track = part("gauge-track");
  private final Region bar = part("gauge-bar");
  private final Region warningMark = part("gauge-mark");
  private final Region criticalMark = part("gauge-mark");
  private double value = Double.NaN;
  private OverviewSnapshot.Gauge scale = new OverviewSnapshot.Gauge(1, 1, 1);

  /** An empty gauge. */
  public Gauge() {
    getStyleClass().add("gauge");
    setMinHeight(THICKNESS + 4);
    setPrefHeight(THICKNESS + 4);
    setMaxHeight(THICKNESS + 4);
    getChildren().addAll(track, bar, warningMark, criticalMark);
    SeverityStyle.apply(criticalMark, Severity.CRITICAL);
    SeverityStyle.apply(warningMark, Severity.WARNING);
  }

  /** Shows {@code value} on {@code scale}; NaN is an empty bar. */
  public void show(double value, OverviewSnapshot.Gauge scale) {
    this.value = value;
    this.scale = scale;
    SeverityStyle.apply(
        bar,
        value >= scale.critical()
            ? Severity.CRITICAL
            : value >= scale.warning() ? Severity.WARNING : Severity.OK);
    requestLayout();
  }

  @Override
  protected void layoutChildren() {
    double width = getWidth();
    double top = (getHeight() - THICKNESS) / 2;
    track.resizeRelocate(0, top, width, THICKNESS);
    bar.resizeRelocate(0, top, width * share(value), THICKNESS);
    warningMark.resizeRelocate(width * share(scale.warning()) - 1, top - 2, 2, THICKNESS + 4);
    criticalMark.resizeRelocate(width * share(scale.critical()) - 1, top - 2, 2, THICKNESS + 4);
  }

  private double share(double at) {
    return Double.isNaN(at) || scale.full() <= 0 ? 0 : Math.clamp(at / scale.full(), 0, 1);
  }

  private static Region part(String styleClass) {
    var region = new Region();
    region.getStyleClass().add(styleClass);
    region.setManaged(false);
    return region;
  }
}
