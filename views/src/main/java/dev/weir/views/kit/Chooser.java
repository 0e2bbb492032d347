package dev.weir.views.kit;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Popup;

/**
 * A field to type into and, below it, what there is to choose from, on a card over the window.
 * Arrows walk, Enter takes, Esc closes.
 */
public final class Chooser<T> {
  private final Popup popup = new Popup();
  private final TextField field = new TextField();
  private final Function<T, String> primary;
  private final ListView<T> list = new ListView<>();
  private final Label message = new Label();
  private List<T> choices = List.of();
  private Consumer<String> typed = text -> {};
  private Consumer<T> chosen = choice -> {};
  private Consumer<String> entered = text -> {};
  private Runnable closed = () -> {};

  /**
   * @param prompt what to type
   * @param primary text of a choice
   * @param secondary muted text beside it, may be empty
   */
  public Chooser(String prompt, Function<T, String> primary, Function<T, String> secondary) {
    this.primary = primary;
    field.setPromptText(prompt);
    field.setId("chooser-field");
    list.setId("chooser-list");
    list.setFixedCellSize(Tables.ROW_HEIGHT - 2);
    list.setPrefHeight(280);
    list.setFocusTraversable(false);
    list.setCellFactory(ignored -> new ChoiceCell<>(primary, secondary));
    message.getStyleClass().addAll("caption", "chooser-message");
    message.setWrapText(true);
    message.setMaxWidth(320);
    say("");
    var card = new VBox(8, field, message, list);
    card.getStyleClass().add("chooser");
    card.setPrefWidth(344);
    popup.getContent().add(card);
    popup.setAutoHide(true);
    popup.setHideOnEscape(true);
    popup.setOnHidden(event -> closed.run());

    field
        .textProperty()
        .subscribe(
            (was, now) -> {
              // At once, so that Enter never takes what is about to be filtered out.
              filter();
              typed.accept(now);
            });
    field.setOnAction(event -> take());
    field.addEventFilter(KeyEvent.KEY_PRESSED, this::walk);
    list.setOnMouseClicked(event -> take());
  }

  /** Tells what is being typed. */
  public Chooser<T> onTyped(Consumer<String> listener) {
    typed = listener;
    return this;
  }

  /** Tells what was chosen from the list. */
  public Chooser<T> onChosen(Consumer<T> listener) {
    chosen = listener;
    return this;
  }

  /** Tells text taken with Enter while nothing in the list is selected. */
  public Chooser<T> onEntered(Consumer<String> listener) {
    entered = listener;
    return this;
  }

  public Chooser<T> onClosed(Runnable listener) {
    closed = listener;
    return this;
  }

  /** Leaves the list out: only the field. */
  public Chooser<T> withoutList() {
    list.setVisible(false);
    list.setManaged(false);
    return this;
  }

  /** Opens below {@code anchor}, with {@code text} to begin with. */
  public void open(Node anchor, String text) {
    Bounds bounds = anchor.localToScreen(anchor.getLayoutBounds());
    if (bounds == null) {
      return;
    }
    say("");
    popup.show(anchor, bounds.getMinX(), bounds.getMaxY() + 4);
    field.setText(text);
    field.selectAll();
    field.requestFocus();
    typed.accept(text);
  }

  public boolean isOpen() {
    return popup.isShowing();
  }

  public void close() {
    popup.hide();
  }

  /** Replaces the choices; the selected one stays selected. */
  public void show(List<T> newChoices) {
    choices = List.copyOf(newChoices);
    filter();
  }

  private void filter() {
    String part = field.getText().strip().toLowerCase(Locale.ROOT);
    List<T> matching =
        choices.stream()
            .filter(choice -> primary.apply(choice).toLowerCase(Locale.ROOT).contains(part))
            .toList();
    if (!list.getItems().equals(matching)) {
      replace(matching);
    }
  }

  private void replace(List<T> matching) {
    T selected = list.getSelectionModel().getSelectedItem();
    list.getItems().setAll(matching);
    int index = -1;
    for (int i = 0; i < matching.size() && index < 0; i++) {
      if (Objects.equals(matching.get(i), selected)) {
        index = i;
      }
    }
    if (index >= 0) {
      list.getSelectionModel().select(index);
    } else if (!matching.isEmpty()) {
      list.getSelectionModel().selectFirst();
    }
  }

  /** A line between field and list, such as what is wrong with what was typed. */
  public void say(String text) {
    message.setText(text);
    message.setVisible(!text.isEmpty());
    message.setManaged(!text.isEmpty());
  }

  private void take() {
    T selected = list.getSelectionModel().getSelectedItem();
    if (list.isManaged() && selected != null) {
      close();
      chosen.accept(selected);
    } else {
      entered.accept(field.getText());
    }
  }

  private void walk(KeyEvent event) {
    switch (event.getCode()) {
      case DOWN -> list.getSelectionModel().selectNext();
      case UP -> list.getSelectionModel().selectPrevious();
      default -> {
        return;
      }
    }
    list.scrollTo(Math.max(0, list.getSelectionModel().getSelectedIndex() - 3));
    event.consume();
  }

  private static final class ChoiceCell<T> extends ListCell<T> {
    private static final double PADDING = 16;

    private final Function<T, String> primary;
    private final Function<T, String> secondary;
    private final Label name = new Label();
    private final Label aside = new Label();
    private final HBox line = new HBox(8, name, new Spacer(), aside);

    ChoiceCell(Function<T, String> primary, Function<T, String> secondary) {
      this.primary = primary;
      this.secondary = secondary;
      aside.getStyleClass().add("caption");
      name.setMinWidth(Region.USE_PREF_SIZE);
      line.setAlignment(Pos.CENTER_LEFT);
      // As wide as the list, so that one long line does not push the others out of sight.
      setPrefWidth(0);
      setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
      line.prefWidthProperty().bind(widthProperty().subtract(PADDING));
    }

    @Override
    protected void updateItem(T choice, boolean empty) {
      super.updateItem(choice, empty);
      if (empty || choice == null) {
        setGraphic(null);
      } else {
        name.setText(primary.apply(choice));
        aside.setText(secondary.apply(choice));
        setGraphic(line);
      }
    }
  }
}
