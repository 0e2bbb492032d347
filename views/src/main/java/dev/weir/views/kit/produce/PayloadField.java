package dev.weir.views.kit.produce;

import dev.weir.stream.Payload;
import dev.weir.views.kit.FormText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.CheckBox;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/**
 * A key or a value to be written. Bytes that are no text are shown as such and written as they
 * came. Confined to the FX thread.
 */
final class PayloadField extends HBox {
  private final TextArea text = new TextArea();
  private final CheckBox absent = new CheckBox("null");
  private final Payload initial;
  private final boolean isText;
  private final String initialText;

  PayloadField(String id, int rows, Payload initial) {
    super(8);
    this.initial = initial;
    Optional<String> readable = PayloadWords.text(initial);
    isText = readable.isPresent();
    initialText =
        readable.orElseGet(
            () -> initial.trueLength() + " bytes that are no text: written as they are.");
    text.setId(id);
    text.setText(initialText);
    text.setPrefRowCount(rows);
    text.setPrefColumnCount(48);
    text.getStyleClass().add("mono");
    text.setEditable(isText);
    if (rows == 1) {
      FormText.leaveByTabOrEnter(text);
    } else {
      FormText.leaveByTab(text);
    }
    absent.setId(id + "-null");
    absent.setMinWidth(USE_PREF_SIZE);
    absent.setSelected(initial instanceof Payload.Absent);
    // What is typed is there; what is null has no text.
    text.textProperty()
        .subscribe((was, now) -> absent.setSelected(absent.isSelected() && now.isEmpty()));
    absent.selectedProperty().subscribe((was, now) -> showAbsent(now));
    text.promptTextProperty()
        .bind(absent.selectedProperty().map(isAbsent -> isAbsent ? "null" : "empty"));
    HBox.setHgrow(text, Priority.ALWAYS);
    setAlignment(Pos.TOP_LEFT);
    getChildren().setAll(text, absent);
  }

  /** Puts the cursor here. */
  void edit() {
    text.requestFocus();
  }

  private void showAbsent(boolean isAbsent) {
    if (isAbsent) {
      text.clear();
    } else if (!isText) {
      text.setText(initialText);
    }
  }

  Payload payload() {
    if (absent.isSelected()) {
      return Payload.ABSENT;
    }
    boolean isAsItCame = !isText || text.getText().equals(initialText);
    return isAsItCame && !(initial instanceof Payload.Absent)
        ? initial
        : Payload.of(text.getText().getBytes(StandardCharsets.UTF_8));
  }
}
