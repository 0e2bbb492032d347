package dev.weir.views.shell;

import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Which key does what. */
final class KeyHelp extends VBox {
  private record Key(String keys, String what) {}

  private static final List<Key> EVERYWHERE =
      List.of(
          new Key("Ctrl+K", "search: screens, streams, groups, actions"),
          new Key("Ctrl+1 … 8", "go to a screen"),
          new Key("Space", "hold the picture still, and go on"),
          new Key("/", "filter what the screen shows; search, where there is no filter"),
          new Key("m", "deploy marks; with the pointer on a chart, one there"),
          new Key("?", "this help"),
          new Key("Esc", "close what lies on top"),
          new Key("drag on a chart", "zoom all charts"),
          new Key("double click on a chart", "back to live"));
  private static final List<Key> IN_TABLES =
      List.of(
          new Key("↑ ↓", "walk the rows with details open"),
          new Key("Enter", "open what is selected"),
          new Key("s  Shift+S", "sort by the next column, the other way round"),
          new Key("*", "Streams: favourite"),
          new Key("t", "Streams: tail"),
          new Key("f", "Tail: follow the newest"),
          new Key("g  G", "Tail: newest, oldest row"),
          new Key("d", "Tail: the record in a window of its own"),
          new Key("e", "Tail: export"),
          new Key("r", "Dead letters: plan a replay"),
          new Key("a", "Alerts: acknowledge"),
          new Key("n", "Connections: add one"));

  KeyHelp() {
    super(12);
    getStyleClass().addAll("overlay-card", "key-help");
    setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
    var title = new Label("Keys");
    title.getStyleClass().add("screen-title");
    getChildren()
        .addAll(
            title, new HBox(40, group("Everywhere", EVERYWHERE), group("In tables", IN_TABLES)));
  }

  private static GridPane group(String name, List<Key> keys) {
    var grid = new GridPane(16, 8);
    var heading = new Label(name);
    heading.getStyleClass().add("section-title");
    grid.add(heading, 0, 0, 2, 1);
    int row = 1;
    for (Key key : keys) {
      var pressed = new Label(key.keys());
      pressed.getStyleClass().add("keys");
      pressed.setMinWidth(USE_PREF_SIZE);
      var what = new Label(key.what());
      what.setMinWidth(USE_PREF_SIZE);
      grid.add(pressed, 0, row);
      grid.add(what, 1, row++);
    }
    return grid;
  }
}
