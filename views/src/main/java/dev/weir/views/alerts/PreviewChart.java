package dev.weir.views.alerts;

import dev.weir.engine.alert.RulePreview;
import dev.weir.views.kit.Formats;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import javafx.scene.control.Label;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;

/** A curve with the limits of its time, and when a rule would have fired. */
final class PreviewChart extends Pane {
  private static final double LEFT = 64;
  private static final double BOTTOM = 18;
  private static final double TOP = 6;
  private static final double RIGHT = 8;
  private static final double LEAST_SPAN = 2;

  private final LongFunction<String> clock;
  private Optional<RulePreview.Curve> curve = Optional.empty();

  /**
   * @param clock tells a time, in epoch milliseconds
   */
  PreviewChart(LongFunction<String> clock) {
    this.clock = clock;
    setId("preview-chart");
    getStyleClass().add("preview-chart");
    setMinHeight(120);
    widthProperty().subscribe(() -> draw());
    heightProperty().subscribe(() -> draw());
  }

  void show(Optional<RulePreview.Curve> now) {
    curve = now;
    draw();
  }

  private void draw() {
    getChildren().clear();
    if (curve.isEmpty() || getWidth() < 2 * LEFT || getHeight() < 3 * BOTTOM) {
      return;
    }
    RulePreview.Curve of = curve.get();
    long[] times = of.epochMillis();
    if (times.length < 2) {
      return;
    }
    double top = 0;
    for (int i = 0; i < times.length; i++) {
      top = Math.max(top, finite(of.values()[i]));
    }
    // A limit far above all that is so would press the curve flat.
    for (int i = 0; i < times.length; i++) {
      double upper = finite(of.upper()[i]);
      top = upper <= 3 * top || top == 0 ? Math.max(top, upper) : top;
    }
    top = top == 0 ? 1 : 1.05 * top;
    long from = times[0];
    long to = times[times.length - 1];
    for (RulePreview.Span span : of.fired()) {
      var shade = new Region();
      shade.getStyleClass().add("preview-fired");
      double begin = x(span.fromMillis(), from, to);
      shade.setManaged(false);
      shade.resizeRelocate(
          begin,
          TOP,
          Math.max(LEAST_SPAN, x(span.toMillis(), from, to) - begin),
          getHeight() - BOTTOM - TOP);
      getChildren().add(shade);
    }
    getChildren().add(path(times, of.lower(), top, "preview-limit"));
    getChildren().add(path(times, of.upper(), top, "preview-limit"));
    getChildren().add(path(times, of.values(), top, "preview-line"));
    label(value(of, top), 0, TOP - 4);
    label(value(of, top / 2), 0, TOP + (getHeight() - BOTTOM - TOP) / 2 - 8);
    label("0", 0, getHeight() - BOTTOM - 12);
    label(clock.apply(from), LEFT, getHeight() - BOTTOM);
    label(clock.apply((from + to) / 2), (getWidth() + LEFT) / 2 - 40, getHeight() - BOTTOM);
    label(clock.apply(to), getWidth() - 90, getHeight() - BOTTOM);
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }

  private Path path(long[] times, double[] values, double top, String style) {
    var path = new Path();
    path.getStyleClass().add(style);
    path.setManaged(false);
    boolean isDown = false;
    for (int i = 0; i < times.length; i++) {
      if (Double.isNaN(values[i]) || values[i] > top || values[i] < 0) {
        isDown = false;
        continue;
      }
      double x = x(times[i], times[0], times[times.length - 1]);
      double y = TOP + (getHeight() - BOTTOM - TOP) * (1 - values[i] / top);
      path.getElements().add(isDown ? new LineTo(x, y) : new MoveTo(x, y));
      isDown = true;
    }
    return path;
  }

  private double x(long millis, long from, long to) {
    double share = Math.clamp((millis - from) / (double) Math.max(1, to - from), 0.0, 1.0);
    return LEFT + share * (getWidth() - LEFT - RIGHT);
  }

  private void label(String text, double x, double y) {
    var label = new Label(text);
    label.getStyleClass().add("caption");
    label.relocate(x, y);
    getChildren().add(label);
  }

  private static String value(RulePreview.Curve of, double value) {
    return switch (of.unit()) {
      case RECORDS -> Formats.count(value);
      case PER_SECOND -> Formats.perSecond(value);
      case MILLIS -> Formats.duration(java.time.Duration.ofMillis((long) value));
      case SHARE -> Formats.percent(100 * value);
      case YES_NO -> String.format(Locale.ROOT, "%.1f", value);
    };
  }
}
