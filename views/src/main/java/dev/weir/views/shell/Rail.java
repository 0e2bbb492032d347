package dev.weir.views.shell;

import dev.weir.engine.finding.Target;
import dev.weir.views.kit.SeverityStyle;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Cursor;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The places of the window, one below the other; icons only where there is little room. */
final class Rail extends VBox {
  private static final PseudoClass COLLAPSED = PseudoClass.getPseudoClass("collapsed");

  /** What stands around an entry's words, in pixels. */
  private static final double AROUND = 23;

  private static final int HIGHEST_COUNT = 99;

  private final Map<Place, Item> items = new EnumMap<>(Place.class);
  private final ToggleButton collapse = new ToggleButton();
  private boolean tight;

  /**
   * @param go to a place
   * @param open what a count is of
   */
  Rail(List<Place> places, Consumer<Place> go, Consumer<Target> open) {
    super(2);
    getStyleClass().add("rail");
    int key = 1;
    for (Place place : places) {
      var item = new Item(place, key++, open);
      item.setOnAction(event -> go.accept(place));
      items.put(place, item);
      getChildren().add(item);
    }
    var space = new Region();
    VBox.setVgrow(space, Priority.ALWAYS);
    collapse.setGraphic(new FontIcon(Feather.CHEVRONS_LEFT));
    collapse.getStyleClass().addAll("rail-item", "rail-collapse");
    collapse.setFocusTraversable(false);
    collapse.setAccessibleText("Icons only");
    collapse.setTooltip(new Tooltip("Icons only"));
    collapse.selectedProperty().subscribe(on -> arrange());
    getChildren().addAll(space, collapse);
    arrange();
  }

  void select(Place place) {
    items.forEach((each, item) -> item.setSelected(each == place));
  }

  void badge(Place place, ShellModel.Badge badge) {
    Item item = items.get(place);
    if (item != null) {
      item.badge(badge);
    }
  }

  /** There is little room in the window. */
  void setTight(boolean tight) {
    if (this.tight != tight) {
      this.tight = tight;
      arrange();
    }
  }

  private void arrange() {
    boolean narrow = tight || collapse.isSelected();
    pseudoClassStateChanged(COLLAPSED, narrow);
    collapse.setVisible(!tight);
    ((FontIcon) collapse.getGraphic())
        .setIconCode(narrow ? Feather.CHEVRONS_RIGHT : Feather.CHEVRONS_LEFT);
    items.values().forEach(item -> item.collapse(narrow));
  }

  private static final class Item extends ToggleButton {
    private final Label count = new Label();
    private final Label name = new Label();
    private final HBox wide;
    private final StackPane narrow;
    private final FontIcon icon;
    private final String hint;
    private final String title;
    private final Tooltip countTip = new Tooltip();
    private ShellModel.Badge badge = ShellModel.Badge.NONE;

    Item(Place place, int key, Consumer<Target> open) {
      title = place.title();
      getStyleClass().add("rail-item");
      icon = new FontIcon(place.icon());
      name.setText(place.title());
      name.setMinWidth(USE_PREF_SIZE);
      count.getStyleClass().add("count-badge");
      count.setMinWidth(USE_PREF_SIZE);
      wide = new HBox(10);
      wide.setAlignment(Pos.CENTER_LEFT);
      wide.prefWidthProperty().bind(widthProperty().subtract(AROUND));
      narrow = new StackPane();
      hint = place.title() + "  Ctrl+" + key;
      setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
      setMaxWidth(Double.MAX_VALUE);
      setAccessibleText(place.title());
      setId("rail-" + place.name().toLowerCase(java.util.Locale.ROOT));
      count.setVisible(false);
      count.setManaged(false);
      count.setId(getId() + "-count");
      count.setTooltip(countTip);
      count.setCursor(Cursor.HAND);
      // The entry leads to the screen, its count to the rows that are counted.
      count.addEventHandler(MouseEvent.MOUSE_PRESSED, MouseEvent::consume);
      count.addEventHandler(MouseEvent.MOUSE_RELEASED, MouseEvent::consume);
      count.setOnMouseClicked(
          event -> {
            event.consume();
            open.accept(badge.target());
          });
    }

    /** A second press must not leave the rail with nothing selected. */
    @Override
    public void fire() {
      if (!isSelected()) {
        setSelected(true);
      }
      fireEvent(new javafx.event.ActionEvent(this, this));
    }

    void badge(ShellModel.Badge badge) {
      this.badge = badge;
      countTip.setText(badge.words() + ". Click to see.");
      setAccessibleText(badge.count() == 0 ? title : title + ", " + badge.words());
      count.setAccessibleText(badge.words());
      boolean any = badge.count() > 0;
      count.setVisible(any);
      count.setManaged(any);
      count.setText(
          badge.count() > HIGHEST_COUNT ? HIGHEST_COUNT + "+" : String.valueOf(badge.count()));
      SeverityStyle.apply(count, badge.severity());
    }

    void collapse(boolean collapsed) {
      wide.getChildren().clear();
      narrow.getChildren().clear();
      if (collapsed) {
        narrow.getChildren().addAll(icon, count);
        StackPane.setAlignment(count, Pos.TOP_RIGHT);
        setGraphic(narrow);
        setTooltip(new Tooltip(hint));
      } else {
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        wide.getChildren().addAll(icon, name, space, count);
        setGraphic(wide);
        setTooltip(null);
      }
    }
  }
}
