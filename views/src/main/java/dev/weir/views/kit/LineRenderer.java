package dev.weir.views.kit;

import io.fair_acc.chartfx.renderer.spi.AbstractRendererXY;
import io.fair_acc.chartfx.ui.css.DataSetNode;
import io.fair_acc.dataset.DataSet;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.shape.StrokeLineJoin;

/** Draws a line through the points of a {@link SnapshotDataSet}; NaN is a gap. No markers. */
final class LineRenderer extends AbstractRendererXY<LineRenderer> {
  private static final double LONE_POINT = 2.4;

  @Override
  protected LineRenderer getThis() {
    return this;
  }

  @Override
  public boolean drawLegendSymbol(DataSetNode style, Canvas canvas) {
    return false;
  }

  @Override
  protected void render(GraphicsContext pen, DataSet dataSet, DataSetNode style) {
    if (!(dataSet instanceof SnapshotDataSet points)) {
      return;
    }
    double[] xs = points.xs();
    double[] ys = points.ys();
    int count = points.getDataCount();
    pen.save();
    pen.setStroke(style.getLineColor());
    pen.setFill(style.getLineColor());
    pen.setLineWidth(style.getLineWidth());
    pen.setLineDashes(style.getLineDashes());
    pen.setLineJoin(StrokeLineJoin.ROUND);
    pen.beginPath();
    boolean penDown = false;
    for (int i = 0; i < count; i++) {
      if (Double.isNaN(ys[i])) {
        penDown = false;
        continue;
      }
      double x = xAxis.getDisplayPosition(xs[i]);
      double y = yAxis.getDisplayPosition(ys[i]);
      if (penDown) {
        pen.lineTo(x, y);
      } else if (i + 1 < count && !Double.isNaN(ys[i + 1])) {
        pen.moveTo(x, y);
        penDown = true;
      } else {
        pen.fillOval(x - LONE_POINT / 2, y - LONE_POINT / 2, LONE_POINT, LONE_POINT);
      }
    }
    pen.stroke();
    pen.restore();
  }
}
