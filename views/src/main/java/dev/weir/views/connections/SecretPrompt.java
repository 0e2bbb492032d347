package dev.weir.views.connections;

import dev.weir.engine.connection.ConnectionDesk;
import dev.weir.engine.connection.ConnectionSettings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;

/**
 * Asks for the secrets that a connection waits for. What is typed goes to the desk and nowhere
 * else. FX thread; returns at once.
 */
public final class SecretPrompt {
  private SecretPrompt() {}

  /** Asks for what {@code settings} waits for, and hands it to {@code desk}; nothing if none. */
  public static void open(Window owner, ConnectionDesk desk, ConnectionSettings settings) {
    List<String> wanted = desk.secretsToAsk(settings);
    if (!wanted.isEmpty()) {
      ask(
          owner,
          settings.name(),
          wanted,
          "Connect",
          secrets -> desk.answerSecrets(settings.name(), secrets));
    }
  }

  static void ask(
      Window owner,
      String connection,
      List<String> properties,
      String action,
      Consumer<Map<String, String>> answer) {
    var dialog = new Dialog<Map<String, String>>();
    dialog.initOwner(owner);
    dialog.setTitle("Secrets of " + connection);
    dialog.getDialogPane().getStyleClass().add("secret-prompt");
    var go = new ButtonType(action, ButtonBar.ButtonData.OK_DONE);
    dialog.getDialogPane().getButtonTypes().setAll(ButtonType.CANCEL, go);

    var headline = new Label(connection + " asks for its secrets at each start");
    headline.getStyleClass().add("strong");
    var words = new Label("They are kept in memory until the console is closed, and nowhere else.");
    words.getStyleClass().add("muted");
    var grid = new GridPane();
    grid.setHgap(12);
    grid.setVgap(8);
    var fields = new LinkedHashMap<String, PasswordField>();
    for (String property : properties) {
      var name = new Label(property);
      name.getStyleClass().add("mono");
      name.setMinWidth(Region.USE_PREF_SIZE);
      var field = new PasswordField();
      field.setId("secret-" + property);
      field.setPrefColumnCount(28);
      name.setLabelFor(field);
      GridPane.setHgrow(field, Priority.ALWAYS);
      grid.addRow(fields.size(), name, field);
      fields.put(property, field);
    }
    dialog.getDialogPane().setContent(new VBox(12, headline, words, grid));
    dialog.setOnShown(event -> fields.values().iterator().next().requestFocus());
    dialog.setResultConverter(
        button -> {
          var typed = new HashMap<String, String>();
          if (button == go) {
            fields.forEach((property, field) -> typed.put(property, field.getText()));
          }
          return typed;
        });
    dialog
        .resultProperty()
        .subscribe(
            (was, typed) -> {
              if (typed != null && !typed.isEmpty()) {
                answer.accept(Map.copyOf(typed));
              }
            });
    dialog.show();
  }
}
