package dev.weir.views.alerts;

import dev.weir.engine.rules.FormField;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.SecretField;
import dev.weir.views.kit.SecretSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/**
 * Where a secret is kept: the text has a reference. The secret itself is typed for the keychain
 * only, and is in no text.
 */
final class SecretInput implements FieldInput {
  private final SecretField input;
  private final Label without = new Label();
  private final VBox node;
  private final SecretSource usual;

  /** As the text had it before something was typed for the keychain. */
  private String before = "";

  /** How the text refers to what is typed here for the keychain; empty while nothing is. */
  private String referred = "";

  private boolean shows;

  /**
   * @param typed takes what the text is to say
   * @param refer remembers a secret for the keychain, and says how to refer to it
   * @param withoutKeychain why there is no keychain; empty where there is one
   */
  SecretInput(
      FormField field,
      Consumer<String> typed,
      UnaryOperator<String> refer,
      String withoutKeychain) {
    boolean mayBePlain = field.kind() == FormField.Kind.TEXT_OR_SECRET;
    usual =
        mayBePlain
            ? SecretSource.PLAIN
            : withoutKeychain.isEmpty() ? SecretSource.KEYCHAIN : SecretSource.ENVIRONMENT;
    List<SecretSource> sources = new ArrayList<>();
    if (mayBePlain) {
      sources.add(SecretSource.PLAIN);
    }
    sources.addAll(List.of(SecretSource.KEYCHAIN, SecretSource.ENVIRONMENT, SecretSource.FILE));
    input = new SecretField(sources);
    input.plainHint(field.hint());
    input.keychainThere(withoutKeychain.isEmpty());
    String id = String.join("-", field.path());
    input.source().setId("secret-source-" + id);
    input.plain().setId("secret-value-" + id);
    input.masked().setId("secret-typed-" + id);
    without.setId("secret-without-" + id);
    without.setText(withoutKeychain);
    without.setWrapText(true);
    without.setMinHeight(Region.USE_PREF_SIZE);
    without.getStyleClass().add("caption");
    node = new VBox(4, input, without);
    input.source().setOnAction(event -> chosen());
    input
        .typedProperty()
        .subscribe(
            (was, now) -> {
              if (input.isUsed() && !shows) {
                typed.accept(written(now, refer));
              }
            });
    show(field.value());
  }

  private void chosen() {
    if (!shows) {
      shows = true;
      input.typedProperty().set("");
      shows = false;
      input.kept(false);
      input.focusTyped();
    }
    Presence.set(
        without,
        input.sourceProperty().get() == SecretSource.KEYCHAIN && !without.getText().isEmpty());
  }

  private String written(String now, UnaryOperator<String> refer) {
    SecretSource source = input.sourceProperty().get();
    if (source == SecretSource.KEYCHAIN) {
      referred = now.isEmpty() ? "" : refer.apply(now);
      return now.isEmpty() ? before : referred;
    }
    return now.isBlank() ? "" : source.reference(now.strip());
  }

  @Override
  public Region node() {
    return node;
  }

  @Override
  public Region line() {
    return input;
  }

  @Override
  public void show(String text) {
    boolean isTypedHere = !referred.isEmpty() && text.equals(referred);
    if (input.isUsed() || isTypedHere) {
      return;
    }
    shows = true;
    before = text;
    referred = "";
    SecretSource otherwise = text.isEmpty() ? input.sourceProperty().get() : usual;
    SecretSource now = SecretSource.of(text).orElse(otherwise);
    boolean isKept = now == SecretSource.KEYCHAIN && !text.isEmpty();
    input.sourceProperty().set(now);
    input.typedProperty().set(isKept ? "" : now.inside(text));
    input.kept(isKept);
    chosen();
    shows = false;
  }
}
