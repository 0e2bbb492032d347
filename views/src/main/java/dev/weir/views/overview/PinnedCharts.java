package dev.weir.views.overview;

import dev.weir.engine.Console;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.views.kit.ChartCard;
import dev.weir.views.kit.Pins;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.TimeRange;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The charts that a person pinned, three to a row, below those that everybody has. */
final class PinnedCharts extends VBox {
  private static final int PER_ROW = 3;
  private static final double HEIGHT = 190;

  private final Console console;
  private final Pulse pulse;
  private final TimeRange range;
  private final Pins pins;
  private List<ChartQuery> built = List.of();
  private List<ChartCard> cards = List.of();
  private boolean isShown;

  PinnedCharts(Console console, Pulse pulse, TimeRange range) {
    super(12);
    this.console = console;
    this.pulse = pulse;
    this.range = range;
    pins = new Pins(console.settings());
    setId("pinned-charts");
    setManaged(false);
  }

  /** On screen: shows what is pinned by now. */
  void shown() {
    isShown = true;
    rebuild();
    cards.forEach(ChartCard::shown);
  }

  void hidden() {
    isShown = false;
    cards.forEach(ChartCard::hidden);
  }

  private void rebuild() {
    List<ChartQuery> wanted = pins.list();
    if (wanted.equals(built)) {
      return;
    }
    cards.forEach(ChartCard::hidden);
    built = wanted;
    var made = new ArrayList<ChartCard>();
    for (ChartQuery query : wanted) {
      made.add(card(query, !made.isEmpty()));
    }
    cards = List.copyOf(made);
    var rows = new ArrayList<HBox>();
    for (int from = 0; from < cards.size(); from += PER_ROW) {
      rows.add(row(cards.subList(from, Math.min(cards.size(), from + PER_ROW))));
    }
    getChildren().setAll(rows);
    setManaged(!rows.isEmpty());
    if (isShown) {
      cards.forEach(ChartCard::shown);
    }
  }

  private ChartCard card(ChartQuery query, boolean canMove) {
    var card = new ChartCard(console, pulse, range, Pins.title(query), query);
    if (canMove) {
      card.with(tool("‹", "Move towards the beginning", () -> pins.moveEarlier(query)));
    }
    return card.with(tool("✕", "Take off the Overview", () -> pins.toggle(query)));
  }

  private Button tool(String text, String what, Runnable run) {
    var button = new Button(text);
    button.getStyleClass().add("quiet-button");
    button.setMinWidth(Region.USE_PREF_SIZE);
    button.setTooltip(new Tooltip(what));
    button.setAccessibleText(what);
    button.setOnAction(
        event -> {
          run.run();
          rebuild();
        });
    return button;
  }

  private static HBox row(List<ChartCard> charts) {
    var row = new HBox(12);
    for (ChartCard chart : charts) {
      chart.setPrefSize(200, HEIGHT);
      HBox.setHgrow(chart, Priority.ALWAYS);
    }
    row.setMinHeight(HEIGHT);
    row.getChildren().addAll(charts);
    return row;
  }
}
