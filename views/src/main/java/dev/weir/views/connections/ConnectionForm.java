package dev.weir.views.connections;

import dev.weir.engine.connection.ConnectionDesk.Kind;
import dev.weir.engine.connection.Environment;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.SecretField;
import dev.weir.views.kit.SecretSource;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/** Fields of one {@link ConnectionDraft}. */
final class ConnectionForm extends VBox {
  private static final KeyCombination PASTE =
      new KeyCodeCombination(KeyCode.V, KeyCombination.SHORTCUT_DOWN);

  private static final List<SecretSource> SOURCES =
      List.of(SecretSource.KEYCHAIN, SecretSource.ASK, SecretSource.ENVIRONMENT, SecretSource.FILE);

  private final ConnectionDraft draft;
  private final String withoutKeychain;
  private final TextField address = new TextField();
  private final VBox properties = new VBox(6);
  private final Label pasted = new Label();
  private Subscription bound = Subscription.EMPTY;

  /**
   * @param withoutKeychain why there is no keychain; empty where there is one
   */
  ConnectionForm(ConnectionDraft draft, List<Kind> kinds, String withoutKeychain) {
    super(12);
    this.draft = draft;
    this.withoutKeychain = withoutKeychain;
    getStyleClass().add("connection-form");

    address.setId("connection-address");
    address.getStyleClass().add("mono");
    address.textProperty().bindBidirectional(draft.addressProperty());
    address.addEventFilter(KeyEvent.KEY_PRESSED, this::pasteInstead);
    // Not while it is typed: the beginning of a host would be taken for the whole.
    address.focusedProperty().subscribe(isFocused -> takePasswordOut(!isFocused));
    address.textProperty().subscribe((was, is) -> takePasswordOut(is.length() > was.length() + 1));
    var name = new TextField();
    name.setId("connection-name");
    name.textProperty().bindBidirectional(draft.nameProperty());
    name.setPromptText("As it is called on your team");
    var kind = new Choice<>(kinds, Kind::displayName);
    kind.setId("connection-kind");
    kind.valueProperty().bindBidirectional(draft.kindProperty());
    var environment = new Choice<>(List.of(Environment.values()), Environment::label);
    environment.setId("connection-environment");
    environment.valueProperty().bindBidirectional(draft.environmentProperty());
    var readOnly = new CheckBox("Read-only: nothing can be written until it is unlocked");
    readOnly.setId("connection-read-only");
    readOnly.selectedProperty().bindBidirectional(draft.readOnlyProperty());
    Subscription prompt =
        draft.kindProperty().subscribe(chosen -> address.setPromptText(chosen.addressExample()));

    var grid = new GridPane();
    grid.setHgap(12);
    grid.setVgap(10);
    grid.addRow(0, caption("Address"), address);
    grid.addRow(1, caption("Kind"), kind);
    grid.addRow(2, caption("Name"), name);
    grid.addRow(3, caption("Environment"), environment);
    grid.addRow(4, caption(""), readOnly);
    GridPane.setHgrow(address, Priority.ALWAYS);

    var title = new Label("Client properties");
    title.getStyleClass().add("section-title");
    pasted.getStyleClass().add("caption");
    var add = new Button("Add a property");
    add.setId("add-property");
    add.setOnAction(
        event -> {
          draft.addProperty();
          focusLast();
        });
    var paste = new Button("Paste client.properties");
    paste.setId("paste-properties");
    paste.setTooltip(new Tooltip("Takes in all lines of the clipboard; Ctrl+V in a field, too"));
    paste.setOnAction(event -> paste(Clipboard.getSystemClipboard().getString()));
    var filler = new Region();
    HBox.setHgrow(filler, Priority.ALWAYS);
    var head = new HBox(8, title, pasted, filler, paste, add);
    head.setAlignment(Pos.CENTER_LEFT);
    getChildren().setAll(grid, head, properties);

    bound = prompt.and(draft.properties().subscribe(this::showProperties));
    showProperties();
  }

  void focusFirst() {
    address.requestFocus();
    address.end();
  }

  /** To the name of the property that was just added. */
  private void focusLast() {
    if (properties.getChildren().getLast().lookup(".property-name") instanceof TextField name) {
      name.requestFocus();
    }
  }

  /** Lets go of the draft. */
  void end() {
    bound.unsubscribe();
  }

  private void showProperties() {
    properties.getChildren().clear();
    for (DraftProperty property : draft.properties()) {
      properties.getChildren().add(line(property));
    }
    if (draft.properties().isEmpty()) {
      var none = new Label("None. Any property the client knows can be added, TLS and SASL too.");
      none.getStyleClass().add("muted");
      properties.getChildren().add(none);
    }
  }

  private Node line(DraftProperty property) {
    var name = new TextField();
    name.getStyleClass().addAll("mono", "property-name");
    name.setPromptText("security.protocol");
    name.setPrefWidth(240);
    name.setMinWidth(160);
    name.textProperty().bindBidirectional(property.nameProperty());
    name.addEventFilter(KeyEvent.KEY_PRESSED, this::pasteInstead);
    var value = new SecretField(SOURCES);
    value.plain().getStyleClass().add("mono");
    value.plain().addEventFilter(KeyEvent.KEY_PRESSED, this::pasteInstead);
    value.masked().getStyleClass().add("mono");
    value.typedProperty().bindBidirectional(property.typedProperty());
    value.sourceProperty().bindBidirectional(property.sourceProperty());
    value.kept(property.isKept());
    HBox.setHgrow(value, Priority.ALWAYS);
    var without = withoutKeychain();
    Runnable refresh =
        () -> {
          boolean isSecret = draft.isSecret(property.nameProperty().get());
          value.secret(isSecret);
          boolean isForKeychain = value.sourceProperty().get() == SecretSource.KEYCHAIN;
          Presence.set(without, !withoutKeychain.isEmpty() && isSecret && isForKeychain);
        };
    property.nameProperty().subscribe((was, now) -> refresh.run());
    value.sourceProperty().subscribe((was, now) -> refresh.run());
    refresh.run();
    var remove = new Button("×");
    remove.getStyleClass().add("quiet-button");
    remove.setAccessibleText("Remove this property");
    remove.setOnAction(event -> draft.properties().remove(property));
    var line = new HBox(8, name, value, remove);
    line.setAlignment(Pos.CENTER_LEFT);
    return new VBox(4, line, without);
  }

  /** A secret is not lost where nothing keeps it: it is asked for. */
  private Label withoutKeychain() {
    var label = new Label(withoutKeychain + " What is typed here is asked for at each start.");
    label.setId("connection-without-keychain");
    label.setWrapText(true);
    label.setMinHeight(Region.USE_PREF_SIZE);
    label.getStyleClass().add("caption");
    return label;
  }

  /** Later, as a field is not to be changed while it tells of a change. */
  private void takePasswordOut(boolean isWhole) {
    if (isWhole) {
      Pulse.post(draft::takePasswordOut);
    }
  }

  /** Pasting several lines, or one with its name, means properties. */
  private void pasteInstead(KeyEvent event) {
    String text = PASTE.match(event) ? Clipboard.getSystemClipboard().getString() : null;
    if (text != null && text.strip().matches("(?s)(\\s*[#!][^\\n]*\\n)*\\s*[\\w.-]+\\s*=.*")) {
      paste(text);
      event.consume();
    }
  }

  private void paste(String text) {
    int taken = text == null ? 0 : draft.paste(text);
    pasted.setText(
        taken == 0
            ? "The clipboard holds no properties."
            : "Took in " + taken + (taken == 1 ? " property." : " properties."));
  }

  private static Label caption(String text) {
    var label = new Label(text);
    label.getStyleClass().add("caption");
    label.setMinWidth(84);
    return label;
  }
}
