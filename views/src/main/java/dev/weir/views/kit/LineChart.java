package dev.weir.views.kit;

import dev.weir.engine.chart.Chart;
import dev.weir.engine.chart.Series;
import dev.weir.engine.chart.SeriesRole;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/** Lines over time, y from zero, each named at its end with its newest value. */
final class LineChart extends ChartFrame {
  private static final double NARROWEST_MARGIN = 40;
  private static final double WIDEST_MARGIN = 132;
  private static final double MARGIN_STEP = 8;
  private static final double LABEL_GAP = 6;

  private final LineRenderer renderer = new LineRenderer();
  private final List<SnapshotDataSet> dataSets = new ArrayList<>();
  private final List<Label> labels = new ArrayList<>();
  private List<Series> shown = List.of();
  private long[] times = {};
  private ChartUnit unit = ChartUnit.RECORDS;
  private ChartUnit.Scale scale = new ChartUnit.Scale(1, 1);

  LineChart(TimeRange range, Supplier<ZoneId> zone) {
    super(range, zone);
    chart.getRenderers().add(renderer);
    valueAxis.setAxisLabelFormatter(new Ticks(() -> scale.step(), value -> unit.tick(value)));
    margin.setPrefWidth(NARROWEST_MARGIN);
  }

  void show(Chart.Lines lines) {
    unit = ChartUnit.of(lines.query());
    times = lines.epochMillis();
    if (!sameLines(lines.series())) {
      rebuild(lines.series());
    }
    shown = lines.series();
    scale = unit.scale(largest(shown));
    valueAxis.set(0, scale.top());
    showTime(lines.fromMillis(), lines.toMillis(), lines.shaded(), lines.marks());
    double[] seconds = new double[times.length];
    for (int i = 0; i < times.length; i++) {
      seconds[i] = axisSeconds(times[i]);
    }
    for (int i = 0; i < shown.size(); i++) {
      dataSets.get(i).show(seconds, shown.get(i).values());
    }
  }

  static String roleClass(SeriesRole role) {
    return "role-" + role.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  void placeMarks() {
    record Placed(Label label, double wanted) {}
    var placed = new ArrayList<Placed>();
    double widest = NARROWEST_MARGIN;
    for (int i = 0; i < shown.size() && i < labels.size(); i++) {
      Series series = shown.get(i);
      Label label = labels.get(i);
      double last = lastKnown(series.values());
      label.setVisible(!Double.isNaN(last));
      if (label.isVisible()) {
        label.setText(series.name() + " " + unit.value(series.role(), last));
        widest = Math.max(widest, label.prefWidth(-1) + LABEL_GAP + 2);
        placed.add(
            new Placed(label, plotHeight() * (1 - Math.clamp(last / scale.top(), 0.0, 1.0))));
      }
    }
    double width = Math.min(WIDEST_MARGIN, Math.ceil(widest / MARGIN_STEP) * MARGIN_STEP);
    if (margin.getPrefWidth() < width || margin.getPrefWidth() > width + 2 * MARGIN_STEP) {
      margin.setPrefWidth(width);
    }
    placed.sort(Comparator.comparingDouble(Placed::wanted));
    double[] wanted = placed.stream().mapToDouble(Placed::wanted).toArray();
    double height = placed.isEmpty() ? 0 : placed.getFirst().label().prefHeight(-1);
    double[] tops = apart(wanted, height, plotHeight());
    for (int i = 0; i < tops.length; i++) {
      Label label = placed.get(i).label();
      label.resizeRelocate(LABEL_GAP, tops[i], margin.getPrefWidth() - LABEL_GAP, height);
    }
  }

  /**
   * Where labels go so that none covers another: as near to the wanted middles as there is room.
   *
   * @param middles wanted, ascending
   * @return tops, ascending
   */
  static double[] apart(double[] middles, double height, double room) {
    double[] tops = new double[middles.length];
    double next = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < tops.length; i++) {
      tops[i] = Math.max(middles[i] - height / 2, next);
      next = tops[i] + height;
    }
    double limit = room + height / 2;
    for (int i = tops.length - 1; i >= 0; i--) {
      tops[i] = Math.min(tops[i], limit - height);
      limit = tops[i];
    }
    return tops;
  }

  @Override
  List<Reading> readingsAt(long epochMillis) {
    var readings = new ArrayList<Reading>();
    if (times.length > 0) {
      int nearest = nearest(times, epochMillis);
      for (Series series : shown) {
        if (nearest < series.values().length) {
          readings.add(
              new Reading(
                  series.name() + " " + unit.value(series.role(), series.values()[nearest]),
                  roleClass(series.role())));
        }
      }
    }
    return readings;
  }

  static int nearest(long[] ascending, long wanted) {
    int at = java.util.Arrays.binarySearch(ascending, wanted);
    if (at >= 0) {
      return at;
    }
    int after = -at - 1;
    if (after == 0) {
      return 0;
    }
    if (after == ascending.length) {
      return ascending.length - 1;
    }
    return wanted - ascending[after - 1] <= ascending[after] - wanted ? after - 1 : after;
  }

  private boolean sameLines(List<Series> wanted) {
    if (wanted.size() != dataSets.size() || shown.size() != wanted.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).role() != shown.get(i).role()
          || !wanted.get(i).name().equals(shown.get(i).name())) {
        return false;
      }
    }
    return true;
  }

  private void rebuild(List<Series> wanted) {
    dataSets.clear();
    labels.clear();
    for (Series series : wanted) {
      var dataSet = new SnapshotDataSet(series.name());
      dataSet.addStyleClasses(roleClass(series.role()));
      dataSets.add(dataSet);
      var label = new Label();
      label.getStyleClass().addAll("series-label", roleClass(series.role()));
      label.setManaged(false);
      label.setMinWidth(Region.USE_PREF_SIZE);
      labels.add(label);
    }
    renderer.getDatasets().setAll(dataSets);
    margin.getChildren().setAll(labels);
  }

  private static double largest(List<Series> lines) {
    double largest = Double.NaN;
    for (Series series : lines) {
      for (double value : series.values()) {
        if (!Double.isNaN(value) && !(value <= largest)) {
          largest = value;
        }
      }
    }
    return largest;
  }

  private static double lastKnown(double[] values) {
    for (int i = values.length - 1; i >= 0; i--) {
      if (!Double.isNaN(values[i])) {
        return values[i];
      }
    }
    return Double.NaN;
  }
}
