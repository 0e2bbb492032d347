package dev.weir.views.overview;

import dev.weir.engine.finding.Severity;
import dev.weir.engine.finding.Target;
import dev.weir.engine.overview.OverviewSnapshot.Tile;
import dev.weir.views.kit.Clicks;
import dev.weir.views.kit.Gauge;
import dev.weir.views.kit.SeverityStyle;
import dev.weir.views.kit.Sparkline;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** One figure, its change, its recent past, and where its limits are. */
final class TileCard extends VBox {
  private final Label title = new Label();
  private final Label aside = new Label();
  private final Label number = new Label();
  private final Label unit = new Label();
  private final Sparkline spark = new Sparkline();
  private final Gauge gauge = new Gauge();
  private final Tooltip note = new Tooltip();
  private Target target = new Target.Nowhere();

  TileCard(Consumer<Target> open) {
    super(2);
    getStyleClass().addAll("card", "tile");
    title.getStyleClass().add("caption");
    aside.getStyleClass().addAll("caption", "tile-aside");
    number.getStyleClass().addAll("tile-number", "severity-text");
    unit.getStyleClass().add("tile-unit");
    // A figure without its unit says nothing; what stands aside gives way.
    number.setMinWidth(USE_PREF_SIZE);
    unit.setMinWidth(USE_PREF_SIZE);
    title.setMinWidth(USE_PREF_SIZE);
    var space = new Region();
    HBox.setHgrow(space, Priority.ALWAYS);
    aside.setMinWidth(0);
    var figure = new HBox(3, number, unit, space, aside);
    figure.setAlignment(Pos.BASELINE_LEFT);
    spark.setPrefHeight(26);
    VBox.setVgrow(spark, Priority.ALWAYS);
    getChildren().addAll(title, figure, spark, gauge);
    note.setWrapText(true);
    note.setMaxWidth(360);
    Tooltip.install(this, note);
    setMinWidth(0);
    setPrefWidth(160);
    HBox.setHgrow(this, Priority.ALWAYS);
    Clicks.on(this, () -> open.accept(target));
  }

  void show(Tile tile) {
    TileFace face = TileFace.of(tile);
    target = tile.target();
    title.setText(face.title());
    aside.setText(face.aside());
    number.setText(face.figure().number());
    unit.setText(face.figure().unit());
    note.setText(tile.note());
    SeverityStyle.apply(number, tile.severity());
    SeverityStyle.apply(this, tile.severity());
    String kind = "tile-" + tile.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    if (!getStyleClass().contains(kind)) {
      getStyleClass().removeIf(it -> it.startsWith("tile-"));
      getStyleClass().add(kind);
    }
    spark.show(tile.spark());
    gauge.setVisible(tile.gauge().isPresent());
    gauge.setManaged(tile.gauge().isPresent());
    tile.gauge().ifPresent(it -> gauge.show(tile.value().orElse(Double.NaN), it));
    String state = tile.severity() == Severity.OK ? "" : ", " + SeverityStyle.word(tile.severity());
    setAccessibleText(face.title() + " " + face.figure().text() + state);
  }
}
