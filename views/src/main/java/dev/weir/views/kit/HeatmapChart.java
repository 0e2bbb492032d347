package dev.weir.views.kit;

import dev.weir.engine.chart.Chart;
import dev.weir.engine.chart.ChartQuery;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.css.CssMetaData;
import javafx.css.SimpleStyleableObjectProperty;
import javafx.css.Styleable;
import javafx.css.StyleableObjectProperty;
import javafx.css.StyleablePropertyFactory;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;

/**
 * Share of records per latency bucket over time, on a logarithmic axis: one image of the plot's
 * size, written pixel by pixel. Coloured by css: {@code -weir-heat-color}.
 */
final class HeatmapChart extends ChartFrame {
  private static final StyleablePropertyFactory<HeatmapChart> CSS =
      new StyleablePropertyFactory<>(Region.getClassCssMetaData());
  private static final CssMetaData<HeatmapChart, Color> COLOR_CSS =
      CSS.createColorCssMetaData("-weir-heat-color", chart -> chart.color, Color.GRAY, false);
  private static final int MAX_PIXELS = 4096;

  private final StyleableObjectProperty<Color> color =
      new SimpleStyleableObjectProperty<>(COLOR_CSS, this, "color", Color.GRAY) {
        @Override
        protected void invalidated() {
          placeMarks();
        }
      };
  private final ImageView picture = new ImageView();
  private WritableImage image = new WritableImage(1, 1);
  private int[] pixels = {};
  private Chart.Heat shown =
      new Chart.Heat(
          new ChartQuery.LatencyHeatmap(Optional.empty()),
          0,
          1,
          1,
          new double[] {1, 1000},
          new float[0],
          List.of(),
          "");
  private double lowest = 1;
  private double highest = 1000;
  private double fullest = 1;

  /** Powers of ten are told apart at a glance where they stay in one unit: 10 s, 100 s, 1,000 s. */
  private static String decade(double millis) {
    return millis < 60_000
        ? Formats.latency(millis).text()
        : Formats.exact(Math.round(millis / 1000)) + "\u00a0s";
  }

  HeatmapChart(TimeRange range, Supplier<ZoneId> zone) {
    super(range, zone);
    getStyleClass().add("heatmap");
    picture.setManaged(false);
    underlay.getChildren().add(picture);
    valueAxis.setLogAxis(true);
    valueAxis.setMinorTickCount(0);
    valueAxis.set(lowest, highest);
    valueAxis.setAxisLabelFormatter(new Ticks(() -> 1, HeatmapChart::decade));
    margin.setPrefWidth(8);
  }

  void show(Chart.Heat heat) {
    shown = heat;
    decades(heat);
    valueAxis.set(lowest, highest);
    showTime(heat.fromMillis(), heat.toMillis(), List.of(), heat.marks());
  }

  @Override
  public List<CssMetaData<? extends Styleable, ?>> getCssMetaData() {
    return CSS.getCssMetaData();
  }

  @Override
  void placeMarks() {
    int width = (int) Math.min(MAX_PIXELS, Math.ceil(plotWidth()));
    int height = (int) Math.min(MAX_PIXELS, Math.ceil(plotHeight()));
    int rows = shown.rowFloorMillis().length;
    if (width <= 0 || height <= 0 || rows == 0) {
      return;
    }
    int[] rowOfLine = rowsOfLines(height);
    if (pixels.length != width * height) {
      pixels = new int[width * height];
    } else {
      Arrays.fill(pixels, 0);
    }
    int[] shades = new int[rows];
    int shadedColumn = -1;
    int columns = shown.share().length / rows;
    double millisPerPixel = (shown.toMillis() - shown.fromMillis()) / (double) width;
    for (int x = 0; x < width; x++) {
      int column = (int) (x * millisPerPixel / Math.max(1, shown.columnMillis()));
      if (column >= columns) {
        break;
      }
      if (column != shadedColumn) {
        shadedColumn = column;
        for (int row = 0; row < rows; row++) {
          shades[row] = shadeOf(shown.share()[column * rows + row]);
        }
      }
      for (int y = 0; y < height; y++) {
        int row = rowOfLine[y];
        if (row >= 0) {
          pixels[y * width + x] = shades[row];
        }
      }
    }
    if (image.getWidth() != width || image.getHeight() != height) {
      image = new WritableImage(width, height);
      picture.setImage(image);
    }
    image
        .getPixelWriter()
        .setPixels(0, 0, width, height, PixelFormat.getIntArgbPreInstance(), pixels, 0, width);
  }

  @Override
  List<Reading> readingsAt(long epochMillis) {
    int rows = shown.rowFloorMillis().length;
    int column = (int) ((epochMillis - shown.fromMillis()) / Math.max(1, shown.columnMillis()));
    if (rows == 0 || column < 0 || (column + 1) * rows > shown.share().length) {
      return List.of();
    }
    int most = -1;
    for (int row = 0; row < rows; row++) {
      float share = shown.share()[column * rows + row];
      if (!Float.isNaN(share) && (most < 0 || share > shown.share()[column * rows + most])) {
        most = row;
      }
    }
    if (most < 0) {
      return List.of(new Reading("no records", ""));
    }
    String from = Formats.latency(shown.rowFloorMillis()[most]).text();
    String bucket =
        most + 1 < rows
            ? "most in " + from + " – " + Formats.latency(shown.rowFloorMillis()[most + 1]).text()
            : "most above " + from;
    long percent = Math.round(100 * shown.share()[column * rows + most]);
    return List.of(
        new Reading(bucket, ""), new Reading(Formats.percent(percent) + " of records", ""));
  }

  /** Which bucket each line of pixels shows; -1 where there is none. */
  private int[] rowsOfLines(int height) {
    double[] floors = shown.rowFloorMillis();
    int[] rowOfLine = new int[height];
    for (int y = 0; y < height; y++) {
      double up = 1 - (y + 0.5) / height;
      double latency = lowest * Math.pow(highest / lowest, up);
      int row = -1;
      while (row + 1 < floors.length && floors[row + 1] <= latency) {
        row++;
      }
      // What is faster than the axis begins belongs to its lowest line.
      rowOfLine[y] = row;
    }
    return rowOfLine;
  }

  private int shadeOf(float share) {
    if (!(share > 0)) {
      return 0;
    }
    // The root lets the thin tail be seen beside the bulk.
    double alpha = Math.min(1, 0.05 + 0.95 * Math.pow(share / fullest, 0.6));
    Color base = color.get();
    return channel(alpha) << 24
        | channel(base.getRed() * alpha) << 16
        | channel(base.getGreen() * alpha) << 8
        | channel(base.getBlue() * alpha);
  }

  private static int channel(double share) {
    return (int) Math.round(share * 255);
  }

  /** Sets the axis to whole decades around the buckets that hold anything. */
  private void decades(Chart.Heat heat) {
    double[] floors = heat.rowFloorMillis();
    int rows = floors.length;
    int low = rows;
    int high = -1;
    fullest = 0.05;
    for (int i = 0; i < heat.share().length; i++) {
      if (heat.share()[i] > 0) {
        low = Math.min(low, i % rows);
        high = Math.max(high, i % rows);
        fullest = Math.max(fullest, heat.share()[i]);
      }
    }
    if (high < 0) {
      lowest = 1;
      highest = 1000;
      return;
    }
    lowest = Math.pow(10, Math.floor(Math.log10(Math.max(0.1, floors[low])) + 1e-9));
    double top = high + 1 < rows ? floors[high + 1] : floors[high] * 2;
    highest = Math.pow(10, Math.ceil(Math.log10(Math.max(top, lowest * 10)) - 1e-9));
  }
}
