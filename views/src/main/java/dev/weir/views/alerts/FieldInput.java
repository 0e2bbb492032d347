package dev.weir.views.alerts;

import dev.weir.engine.rules.FormField;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextField;
import javafx.scene.layout.Region;

/** What a person types or chooses one value of a form in. Confined to the FX thread. */
sealed interface FieldInput permits FieldInput.Typed, FieldInput.Chosen, SecretInput {
  Region node();

  /** The part of it that its label stands beside. */
  default Region line() {
    return node();
  }

  /** Shows what the text says, unless somebody is just typing here. */
  void show(String value);

  /**
   * @param typed takes what a person made of it
   * @param refer remembers a secret for the keychain, and says how to refer to it
   * @param withoutKeychain why there is no keychain; empty where there is one
   */
  static FieldInput of(
      FormField field,
      Consumer<String> typed,
      UnaryOperator<String> refer,
      String withoutKeychain) {
    return switch (field.kind()) {
      case TEXT, LIST, MAP -> Typed.of(field, typed);
      case CHOICE -> Chosen.of(field, typed);
      case SECRET, TEXT_OR_SECRET -> new SecretInput(field, typed, refer, withoutKeychain);
    };
  }

  /** Free text. */
  record Typed(TextField node) implements FieldInput {
    static Typed of(FormField field, Consumer<String> typed) {
      var input = new TextField(field.value());
      input.setPromptText(field.hint());
      input
          .textProperty()
          .subscribe(
              (was, now) -> {
                if (input.isFocused()) {
                  typed.accept(now);
                }
              });
      return new Typed(input);
    }

    @Override
    public void show(String value) {
      if (!node.isFocused() && !node.getText().equals(value)) {
        node.setText(value);
      }
    }
  }

  /** One of a few words; what is left empty is as the prompt says. */
  record Chosen(ComboBox<String> node) implements FieldInput {
    static Chosen of(FormField field, Consumer<String> typed) {
      var input = new ComboBox<String>();
      input.getItems().setAll(field.choices());
      input.setPromptText(field.hint());
      input.setMaxWidth(Double.MAX_VALUE);
      input.setOnAction(
          event -> {
            String value = input.getValue();
            if (value != null && !value.equals(input.getUserData())) {
              input.setUserData(value);
              typed.accept(value);
            }
          });
      return new Chosen(input);
    }

    @Override
    public void show(String value) {
      // What the text says is no choice of a person.
      String shown = value.isEmpty() ? node.getPromptText() : value;
      node.setUserData(shown);
      node.setValue(shown);
    }
  }
}
