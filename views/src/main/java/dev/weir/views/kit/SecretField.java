package dev.weir.views.kit;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.control.ComboBox;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.util.StringConverter;

/**
 * Where a secret comes from, and the secret or its place beside it: what is for the keychain is
 * typed unseen. Confined to the FX thread.
 */
public final class SecretField extends HBox {
  private final ComboBox<SecretSource> source = new ComboBox<>();
  private final TextField plain = new TextField();
  private final PasswordField masked = new PasswordField();
  private boolean isSecret = true;
  private boolean isKept;
  private boolean isKeychainThere = true;
  private String plainHint = "value";

  public SecretField(List<SecretSource> sources) {
    super(8);
    setAlignment(Pos.CENTER_LEFT);
    source.getItems().setAll(sources);
    source.setMinWidth(Region.USE_PREF_SIZE);
    source.setAccessibleText("Where the secret comes from");
    source.setConverter(
        new StringConverter<>() {
          @Override
          public String toString(SecretSource choice) {
            return choice == null ? "" : choice.label();
          }

          @Override
          public SecretSource fromString(String label) {
            throw new UnsupportedOperationException("Sources are chosen, not typed.");
          }
        });
    source.setValue(sources.getFirst());
    source.valueProperty().subscribe((was, now) -> refresh());
    masked.textProperty().bindBidirectional(plain.textProperty());
    var value = new StackPane(plain, masked);
    HBox.setHgrow(value, Priority.ALWAYS);
    getChildren().setAll(source, value);
    refresh();
  }

  public ObjectProperty<SecretSource> sourceProperty() {
    return source.valueProperty();
  }

  /** What stands beside the source. */
  public StringProperty typedProperty() {
    return plain.textProperty();
  }

  /** What is typed where it may be seen. */
  public TextField plain() {
    return plain;
  }

  /** What is typed unseen. */
  public PasswordField masked() {
    return masked;
  }

  /** The list of sources. */
  public ComboBox<SecretSource> source() {
    return source;
  }

  /** Whether somebody is choosing or typing here. */
  public boolean isUsed() {
    return source.isFocused() || plain.isFocused() || masked.isFocused();
  }

  /** Moves the focus to what is typed in now. */
  public void focusTyped() {
    (masked.isVisible() ? masked : plain).requestFocus();
  }

  /** Whether it is a secret at all; what is none has no source. */
  public void secret(boolean is) {
    isSecret = is;
    refresh();
  }

  /** Whether the keychain has it already: what is typed replaces it. */
  public void kept(boolean is) {
    isKept = is;
    refresh();
  }

  /** Whether there is a keychain to type a secret for. */
  public void keychainThere(boolean is) {
    isKeychainThere = is;
    refresh();
  }

  /** What is written plainly, as an example. */
  public void plainHint(String hint) {
    plainHint = hint;
    refresh();
  }

  private void refresh() {
    SecretSource from = source.getValue();
    boolean isMasked = isSecret && from == SecretSource.KEYCHAIN;
    Presence.set(source, isSecret);
    Presence.set(masked, isMasked);
    Presence.set(plain, !isMasked);
    plain.setDisable(isSecret && from == SecretSource.ASK);
    plain.setPromptText(isSecret && from != SecretSource.PLAIN ? hint(from) : plainHint);
    masked.setDisable(!isKeychainThere);
    String prompt = isKept ? "kept; type to replace" : hint(from);
    masked.setPromptText(isKeychainThere ? prompt : "");
  }

  private static String hint(SecretSource from) {
    return from == null ? "" : from.hint();
  }
}
