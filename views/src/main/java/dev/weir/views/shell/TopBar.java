package dev.weir.views.shell;

import dev.weir.engine.chart.ChartRange;
import dev.weir.engine.settings.Setting.TimeZoneChoice;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.TimeRange;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javafx.geometry.Pos;
import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.shape.SVGPath;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Wordmark, connections, time range, pause, zone, search. */
final class TopBar extends HBox {
  /** Live ranges on offer, by what the button says. */
  static final Map<String, Duration> SPANS = spans();

  private final ConnectionChips chips;
  private final Map<Duration, ToggleButton> spanButtons = new LinkedHashMap<>();
  private final HBox spans = new HBox();
  private final Button zoomed = new Button();
  private final ToggleButton pause = new ToggleButton();
  private final ToggleButton local = new ToggleButton("Local");
  private final ToggleButton utc = new ToggleButton("UTC");
  private final Button search = new Button();
  private final Label searchHint = new Label("Search or run…");
  private final Label searchKeys = new Label("Ctrl K");
  private final TimeRange range;
  private final Supplier<ZoneId> zone;

  TopBar(
      Navigator navigator,
      TimeRange range,
      ShellModel model,
      Supplier<ZoneId> zone,
      Runnable openPalette) {
    super(10);
    this.range = range;
    this.zone = zone;
    getStyleClass().add("top-bar");
    setAlignment(Pos.CENTER_LEFT);
    var wordmark = new Label("Weir");
    wordmark.setGraphic(mark());
    wordmark.getStyleClass().add("wordmark");
    wordmark.setMinWidth(USE_PREF_SIZE);
    chips = new ConnectionChips(navigator);
    HBox.setHgrow(chips, Priority.ALWAYS);

    spans.getStyleClass().add("segments");
    SPANS.forEach(
        (text, span) -> {
          var button = segment(text);
          button.setOnAction(event -> range.live(span));
          spanButtons.put(span, button);
          spans.getChildren().add(button);
        });
    zoomed.getStyleClass().add("zoomed");
    zoomed.setGraphic(new FontIcon(Feather.X));
    zoomed.setFocusTraversable(false);
    zoomed.setMinWidth(USE_PREF_SIZE);
    zoomed.setTooltip(new Tooltip("Back to live (double click on a chart)"));
    zoomed.setOnAction(event -> range.backToLive());

    pause.setId("pause");
    pause.setFocusTraversable(false);
    pause.getStyleClass().add("pause");
    pause.setTooltip(new Tooltip("Holds the picture still; measuring goes on.  Space"));
    pause.setOnAction(event -> model.pause(pause.isSelected()));
    model.pausedProperty().subscribe(this::showPaused);

    local.setOnAction(event -> model.showTimesIn(TimeZoneChoice.LOCAL));
    utc.setOnAction(event -> model.showTimesIn(TimeZoneChoice.UTC));
    var zones = new HBox(prepared(local), prepared(utc));
    zones.getStyleClass().add("segments");

    search.setId("search");
    search.getStyleClass().add("search-button");
    search.setFocusTraversable(false);
    searchHint.getStyleClass().add("muted");
    searchKeys.getStyleClass().addAll("caption", "keys");
    search.setGraphic(new HBox(8, new FontIcon(Feather.SEARCH), searchHint, searchKeys));
    ((HBox) search.getGraphic()).setAlignment(Pos.CENTER_LEFT);
    search.setMinWidth(USE_PREF_SIZE);
    search.setAccessibleText("Search or run");
    search.setOnAction(event -> openPalette.run());

    for (HBox segments : List.of(spans, zones)) {
      segments.setMinWidth(USE_PREF_SIZE);
      segments.setMaxHeight(USE_PREF_SIZE);
    }
    getChildren().addAll(wordmark, chips, zoomed, spans, pause, zones, search);
    range.rangeProperty().subscribe(this::showRange);
  }

  ConnectionChips chips() {
    return chips;
  }

  void showZone(TimeZoneChoice choice) {
    local.setSelected(choice == TimeZoneChoice.LOCAL);
    utc.setSelected(choice == TimeZoneChoice.UTC);
    String name = zone.get().getId();
    local.setTooltip(new Tooltip(choice == TimeZoneChoice.LOCAL ? name : "This machine's zone"));
    showRange(range.rangeProperty().get());
  }

  /** There is little room in the window. */
  void setTight(boolean tight) {
    for (Label label : List.of(searchHint, searchKeys)) {
      label.setVisible(!tight);
      label.setManaged(!tight);
    }
  }

  private void showRange(ChartRange shown) {
    boolean isZoomed = shown instanceof ChartRange.Fixed;
    zoomed.setVisible(isZoomed);
    zoomed.setManaged(isZoomed);
    spans.setVisible(!isZoomed);
    spans.setManaged(!isZoomed);
    if (shown instanceof ChartRange.Fixed fixed) {
      zoomed.setText(
          Formats.clockSeconds(fixed.from().toEpochMilli(), zone.get())
              + "–"
              + Formats.clockSeconds(fixed.to().toEpochMilli(), zone.get()));
    }
    spanButtons.forEach(
        (span, button) ->
            button.setSelected(shown instanceof ChartRange.Live live && live.span().equals(span)));
  }

  private void showPaused(boolean paused) {
    pause.setSelected(paused);
    pause.setText(paused ? "Resume" : "Pause");
    pause.setGraphic(new FontIcon(paused ? Feather.PLAY : Feather.PAUSE));
  }

  /** The lines of the program's icon: water held back, falling over the crest. */
  private static Node mark() {
    var upper = new SVGPath();
    upper.setContent("M1 3 H6 C9 3 9 8 12 8 H15");
    var lower = new SVGPath();
    lower.setContent("M1 7.5 H4.5 C7.5 7.5 7.5 12.5 10.5 12.5 H15");
    var rest = new SVGPath();
    rest.setContent("M1 12 H3.5");
    for (SVGPath line : List.of(upper, lower, rest)) {
      line.getStyleClass().add("mark-line");
    }
    return new Group(upper, lower, rest);
  }

  private static ToggleButton segment(String text) {
    return prepared(new ToggleButton(text));
  }

  private static ToggleButton prepared(ToggleButton button) {
    button.setFocusTraversable(false);
    button.setMinWidth(USE_PREF_SIZE);
    return button;
  }

  private static Map<String, Duration> spans() {
    var spans = new LinkedHashMap<String, Duration>();
    spans.put("5 m", Duration.ofMinutes(5));
    spans.put("20 m", Duration.ofMinutes(20));
    spans.put("1 h", Duration.ofHours(1));
    spans.put("6 h", Duration.ofHours(6));
    spans.put("24 h", Duration.ofHours(24));
    return java.util.Collections.unmodifiableMap(spans);
  }
}
