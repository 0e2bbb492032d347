package dev.weir.views.tail;

import dev.weir.engine.settings.Settings;
import dev.weir.views.kit.Theme;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import javafx.stage.Window;
import javafx.util.Subscription;

/** The inspector in a window of its own, so that table and record have all the room they need. */
final class DetachedInspector {
  private static final double WIDTH = 620;
  private static final double HEIGHT = 760;

  private final Stage stage = new Stage();
  private final StackPane root = new StackPane();
  private final Subscription dressed;

  /**
   * Shows it.
   *
   * @param owner closes it when it closes
   * @param inspector that no other window shows
   * @param attach called when a person closes this window
   */
  DetachedInspector(Settings settings, Window owner, Inspector inspector, Runnable attach) {
    root.getStyleClass().addAll("weir", "detached");
    root.getChildren().add(inspector);
    var scene = new Scene(root, WIDTH, HEIGHT);
    dressed = new Theme(settings).dress(scene);
    scene.addEventHandler(
        KeyEvent.KEY_PRESSED,
        event -> {
          if (event.getCode() == KeyCode.ESCAPE
              || (event.getCode() == KeyCode.D && !event.isShortcutDown())) {
            event.consume();
            attach.run();
          }
        });
    stage.initOwner(owner);
    stage.setTitle("Record – Weir");
    stage.setScene(scene);
    stage.setOnCloseRequest(
        event -> {
          event.consume();
          attach.run();
        });
    // However it was closed, nothing may go on listening to the settings.
    stage.setOnHidden(event -> dressed.unsubscribe());
    stage.show();
  }

  /** Gives the inspector back; this window is gone. */
  void close() {
    root.getChildren().clear();
    stage.hide();
  }
}
