package dev.weir.views.alerts;

import dev.weir.engine.rules.FormField;
import dev.weir.engine.secret.SecretReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.util.StringConverter;

/** Where a secret is kept: the text is a reference, the secret itself is typed nowhere here. */
final class SecretInput implements FieldInput {
  /** Where the value is. */
  private enum Source {
    HERE("Written here", "", ""),
    ENVIRONMENT("Environment", "${env:", "NAME"),
    FILE("File", "${file:", "/path/of/the/file"),
    KEYCHAIN("Keychain", "${keychain:", "name of the entry");

    private final String label;
    private final String opening;
    private final String hint;

    Source(String label, String opening, String hint) {
      this.label = label;
      this.opening = opening;
      this.hint = hint;
    }

    String label() {
      return label;
    }

    static Source of(String value, Source otherwise) {
      List<SecretReference> references = SecretReference.in(value);
      boolean isWhole =
          references.size() == 1 && references.getFirst().text().length() == value.length();
      if (!isWhole) {
        return otherwise;
      }
      return switch (references.getFirst()) {
        case SecretReference.Env _ -> ENVIRONMENT;
        case SecretReference.File _ -> FILE;
        case SecretReference.Stored _ -> KEYCHAIN;
        case SecretReference.Ask _ -> otherwise;
      };
    }

    String inside(String value) {
      return this == HERE || !value.startsWith(opening)
          ? value
          : value.substring(opening.length(), value.length() - 1);
    }

    String written(String typed) {
      String text = typed.strip();
      return this == HERE || text.isEmpty() ? text : opening + text + "}";
    }
  }

  private final ComboBox<Source> source = new ComboBox<>();
  private final TextField value = new TextField();
  private final HBox row = new HBox(6, source, value);
  private final String hint;
  private final Source usual;
  private boolean shows;

  SecretInput(FormField field, Consumer<String> typed) {
    hint = field.hint();
    boolean mayBePlain = field.kind() == FormField.Kind.TEXT_OR_SECRET;
    usual = mayBePlain ? Source.HERE : Source.ENVIRONMENT;
    List<Source> sources = new ArrayList<>(List.of(Source.values()));
    if (!mayBePlain) {
      sources.remove(Source.HERE);
    }
    String id = String.join("-", field.path());
    source.setId("secret-source-" + id);
    source.getItems().setAll(sources);
    source.setMinWidth(Region.USE_PREF_SIZE);
    source.setConverter(
        new StringConverter<>() {
          @Override
          public String toString(Source one) {
            return one == null ? "" : one.label();
          }

          @Override
          public Source fromString(String label) {
            return usual;
          }
        });
    row.setAlignment(Pos.CENTER_LEFT);
    value.setId("secret-value-" + id);
    HBox.setHgrow(value, Priority.ALWAYS);
    source.setOnAction(
        event -> {
          prompt();
          if (!shows) {
            value.clear();
            value.requestFocus();
          }
        });
    value
        .textProperty()
        .subscribe(
            (was, now) -> {
              if (value.isFocused() && !shows) {
                typed.accept(chosen().written(now));
              }
            });
    show(field.value());
  }

  private Source chosen() {
    Source now = source.getValue();
    return now == null ? usual : now;
  }

  private void prompt() {
    value.setPromptText(chosen() == Source.HERE ? hint : chosen().hint);
  }

  @Override
  public Region node() {
    return row;
  }

  @Override
  public void show(String text) {
    if (value.isFocused() || source.isFocused()) {
      return;
    }
    shows = true;
    Source now = Source.of(text, text.isEmpty() && source.getValue() != null ? chosen() : usual);
    source.setValue(now);
    value.setText(now.inside(text));
    prompt();
    shows = false;
  }
}
