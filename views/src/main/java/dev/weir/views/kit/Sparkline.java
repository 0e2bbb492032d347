package dev.weir.views.kit;

import java.util.List;
import javafx.css.CssMetaData;
import javafx.css.SimpleStyleableObjectProperty;
import javafx.css.Styleable;
import javafx.css.StyleableObjectProperty;
import javafx.css.StyleablePropertyFactory;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.shape.StrokeLineJoin;

/**
 * A word-sized line without axes, on one canvas as large as itself. Draws at most one point per
 * pixel and nothing while it is in no scene. Coloured by css: {@code -weir-spark-color}.
 */
public final class Sparkline extends Region {
  private static final StyleablePropertyFactory<Sparkline> CSS =
      new StyleablePropertyFactory<>(Region.getClassCssMetaData());
  private static final CssMetaData<Sparkline, Color> COLOR_CSS =
      CSS.createColorCssMetaData("-weir-spark-color", line -> line.color, Color.GRAY, false);
  private static final double LINE_WIDTH = 1.4;

  /** Smallest span of the scale, as a share of the largest value. */
  private static final float LEAST_SPAN = 0.3f;

  private final StyleableObjectProperty<Color> color =
      new SimpleStyleableObjectProperty<>(COLOR_CSS, this, "color", Color.GRAY) {
        @Override
        protected void invalidated() {
          draw();
        }
      };
  private final Canvas canvas = new Canvas();
  private float[] values = {};
  private boolean fromZero;

  /** An empty line, 96 by 24 unless the layout says otherwise. */
  public Sparkline() {
    getStyleClass().add("sparkline");
    setPrefSize(96, 24);
    setMinSize(24, 12);
    setMouseTransparent(true);
    canvas.setManaged(false);
    getChildren().add(canvas);
  }

  /** Lets the scale begin at zero, as suits a rate; else it spans what there is. */
  public void setFromZero(boolean fromZero) {
    this.fromZero = fromZero;
    draw();
  }

  /**
   * Shows values, oldest first. NaN is a gap.
   *
   * @param values not copied; must not be written to afterwards
   */
  public void show(float[] values) {
    if (this.values != values) {
      this.values = values;
      draw();
    }
  }

  @Override
  protected void layoutChildren() {
    double width = Math.ceil(getWidth());
    double height = Math.ceil(getHeight());
    if (canvas.getWidth() != width || canvas.getHeight() != height) {
      canvas.setWidth(width);
      canvas.setHeight(height);
      draw();
    }
  }

  @Override
  public List<CssMetaData<? extends Styleable, ?>> getCssMetaData() {
    return CSS.getCssMetaData();
  }

  private void draw() {
    double width = canvas.getWidth();
    double height = canvas.getHeight();
    GraphicsContext pen = canvas.getGraphicsContext2D();
    pen.clearRect(0, 0, width, height);
    if (width <= 0 || height <= 0 || values.length < 2) {
      return;
    }
    float low = fromZero ? 0 : Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      if (!Float.isNaN(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (high == Float.NEGATIVE_INFINITY) {
      return;
    }
    if (!fromZero && high - low < LEAST_SPAN * Math.abs(high)) {
      // What hardly changes shall look so.
      float middle = (high + low) / 2;
      float half = LEAST_SPAN / 2 * Math.abs(high);
      low = middle - half;
      high = middle + half;
    }
    pen.setStroke(color.get());
    pen.setLineWidth(LINE_WIDTH);
    pen.setLineJoin(StrokeLineJoin.ROUND);
    pen.setLineCap(StrokeLineCap.ROUND);
    pen.beginPath();
    double top = LINE_WIDTH;
    double bottom = height - LINE_WIDTH;
    boolean flat = high - low < 1e-9f;
    int step = Math.max(1, (int) (values.length / Math.max(1, width)));
    boolean penDown = false;
    for (int i = 0; i < values.length; i += step) {
      float value = largest(i, Math.min(values.length, i + step));
      if (Float.isNaN(value)) {
        penDown = false;
        continue;
      }
      double x = LINE_WIDTH + (width - 2 * LINE_WIDTH) * i / (values.length - 1.0);
      double share = flat ? (high == 0 ? 0 : 0.5) : (value - low) / (high - low);
      double y = bottom - share * (bottom - top);
      if (penDown) {
        pen.lineTo(x, y);
      } else {
        pen.moveTo(x, y);
      }
      penDown = true;
    }
    pen.stroke();
  }

  private float largest(int from, int to) {
    float largest = Float.NaN;
    for (int i = from; i < to; i++) {
      if (Float.isNaN(largest) || values[i] > largest) {
        largest = values[i];
      }
    }
    return largest;
  }
}
