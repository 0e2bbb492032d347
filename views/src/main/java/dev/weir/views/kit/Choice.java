package dev.weir.views.kit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;

/** One of a few things, as segments side by side. Exactly one is always chosen. */
public final class Choice<T> extends HBox {
  private final ToggleGroup group = new ToggleGroup();
  private final Map<T, ToggleButton> buttons = new LinkedHashMap<>();
  private final ObjectProperty<T> value;

  /** Begins with the first of {@code values}. */
  public Choice(List<T> values, Function<T, String> label) {
    getStyleClass().add("segments");
    setMinWidth(USE_PREF_SIZE);
    setMaxWidth(USE_PREF_SIZE);
    setMaxHeight(USE_PREF_SIZE);
    value = new SimpleObjectProperty<>(values.getFirst());
    for (T choice : values) {
      var button = new ToggleButton(label.apply(choice));
      button.setToggleGroup(group);
      button.setMinWidth(USE_PREF_SIZE);
      button.setOnAction(
          event -> {
            button.setSelected(true);
            value.set(choice);
          });
      buttons.put(choice, button);
      getChildren().add(button);
    }
    value.subscribe(
        chosen -> {
          ToggleButton button = buttons.get(chosen);
          if (button != null) {
            button.setSelected(true);
          }
        });
    addEventFilter(KeyEvent.KEY_PRESSED, this::arrows);
  }

  /** What it began with. */
  public T first() {
    return buttons.keySet().iterator().next();
  }

  public ObjectProperty<T> valueProperty() {
    return value;
  }

  /** The segment of {@code choice}, to relabel it or to show something beside it. */
  public ToggleButton button(T choice) {
    ToggleButton button = buttons.get(choice);
    if (button == null) {
      throw new IllegalArgumentException(choice + " is none of the choices.");
    }
    return button;
  }

  private void arrows(KeyEvent event) {
    int step = event.getCode() == KeyCode.RIGHT ? 1 : event.getCode() == KeyCode.LEFT ? -1 : 0;
    if (step == 0) {
      return;
    }
    event.consume();
    List<T> values = List.copyOf(buttons.keySet());
    int next = Math.clamp(values.indexOf(value.get()) + (long) step, 0, values.size() - 1);
    button(values.get(next)).requestFocus();
    button(values.get(next)).fire();
  }
}
