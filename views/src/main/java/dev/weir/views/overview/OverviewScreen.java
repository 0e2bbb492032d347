package dev.weir.views.overview;

import dev.weir.engine.Console;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.finding.Target;
import dev.weir.engine.overview.OverviewSnapshot.Tile;
import dev.weir.views.kit.ChartCard;
import dev.weir.views.kit.EmptyState;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.Parent;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** How things are, at a glance: sentences, six figures, five charts over one stretch of time. */
public final class OverviewScreen implements Screen {
  private static final Duration CADENCE = Duration.ofMillis(200);
  private static final double LOWEST_CHART = 176;

  private final Pulse pulse;
  private final OverviewModel model;
  private final SentenceList sentences;
  private final HBox tiles = new HBox(12);
  private final List<TileCard> tileCards = new ArrayList<>();
  private final List<ChartCard> charts;
  private final PinnedCharts pinned;
  private final StackPane root = new StackPane();
  private Subscription watching = Subscription.EMPTY;

  /** Builds the nodes; asks the console for nothing before it is shown. */
  public OverviewScreen(Console console, Pulse pulse, TimeRange range, Navigator navigator) {
    this.pulse = pulse;
    this.model = new OverviewModel(console, navigator);
    sentences = new SentenceList(model::open, model::showAllSentences);
    charts =
        List.of(
            chart(console, range, "Throughput", new ChartQuery.Throughput(Optional.empty())),
            chart(console, range, "Latency", new ChartQuery.Latency(Optional.empty())),
            chart(console, range, "Lag", new ChartQuery.LagTime(Optional.empty())),
            chart(console, range, "Errors", new ChartQuery.Errors()),
            chart(
                console,
                range,
                "Latency distribution",
                new ChartQuery.LatencyHeatmap(Optional.empty())));
    var wall = wall(charts);
    VBox.setVgrow(wall, Priority.ALWAYS);
    pinned = new PinnedCharts(console, pulse, range);
    var content = new VBox(12, sentences, tiles, wall, pinned);
    content.getStyleClass().add("screen");
    var scroll = new ScrollPane(content);
    scroll.getStyleClass().add("screen-scroll");
    scroll.setFitToWidth(true);
    scroll.setFitToHeight(true);
    scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    // Its skin keeps the content as a picture for quick scrolling. Here something moves each
    // second, and all of the picture would be drawn again for it.
    scroll
        .skinProperty()
        .subscribe(
            _ -> scroll.lookupAll(".viewport").forEach(viewport -> viewport.setCache(false)));
    var nothing =
        new EmptyState(
            Feather.ACTIVITY,
            "Nothing is connected yet",
            "Connect to a Kafka cluster or a Redis server: an address is enough. Looking writes"
                + " nothing, joins no group and commits no offset.",
            "Connect…",
            () -> model.open(new Target.ToConnection("")));
    root.getChildren().addAll(scroll, nothing);
    nothing.visibleProperty().bind(model.nothingConnectedProperty());
    scroll.visibleProperty().bind(model.nothingConnectedProperty().not());
    model.sentencesProperty().subscribe(this::showSentences);
    model.moreSentencesProperty().subscribe(this::showSentences);
    model.tilesProperty().subscribe(this::showTiles);
  }

  @Override
  public String title() {
    return "Overview";
  }

  @Override
  public Parent root() {
    return root;
  }

  @Override
  public void shown() {
    watching = pulse.watch(model.slot(), CADENCE, snapshot -> model.apply(snapshot.value()));
    charts.forEach(ChartCard::shown);
    pinned.shown();
  }

  @Override
  public void hidden() {
    watching.unsubscribe();
    charts.forEach(ChartCard::hidden);
    pinned.hidden();
  }

  private ChartCard chart(Console console, TimeRange range, String title, ChartQuery query) {
    return new ChartCard(console, pulse, range, title, query);
  }

  /** Two charts above, three below, all of one height. */
  private static VBox wall(List<ChartCard> charts) {
    var wall = new VBox(12, row(charts.subList(0, 2)), row(charts.subList(2, 5)));
    wall.setMinHeight(2 * LOWEST_CHART + 12);
    return wall;
  }

  private static HBox row(List<ChartCard> charts) {
    var row = new HBox(12);
    for (ChartCard chart : charts) {
      // The same wish for all, so that room is shared evenly whatever the titles say.
      chart.setPrefSize(200, LOWEST_CHART);
      HBox.setHgrow(chart, Priority.ALWAYS);
    }
    row.getChildren().addAll(charts);
    VBox.setVgrow(row, Priority.ALWAYS);
    return row;
  }

  private void showSentences() {
    sentences.show(model.sentencesProperty().get(), model.moreSentencesProperty().get());
  }

  private void showTiles(List<Tile> shown) {
    while (tileCards.size() < shown.size()) {
      var card = new TileCard(model::open);
      tileCards.add(card);
      tiles.getChildren().add(card);
    }
    for (int i = 0; i < tileCards.size(); i++) {
      boolean used = i < shown.size();
      tileCards.get(i).setVisible(used);
      tileCards.get(i).setManaged(used);
      if (used) {
        tileCards.get(i).show(shown.get(i));
      }
    }
  }
}
