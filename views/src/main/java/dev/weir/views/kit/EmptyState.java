package dev.weir.views.kit;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.javafx.FontIcon;

/** Where there is nothing to show: says why, and what to do next. */
public final class EmptyState extends VBox {
  /**
   * Without a button.
   *
   * @param headline why there is nothing, in a few words
   * @param advice what to do next
   */
  public EmptyState(Ikon icon, String headline, String advice) {
    super(8);
    getStyleClass().add("empty-state");
    setAlignment(Pos.CENTER);
    var picture = new FontIcon(icon);
    var title = new Label(headline);
    title.getStyleClass().add("empty-title");
    var text = new Label(advice);
    text.getStyleClass().add("muted");
    text.setWrapText(true);
    text.setMaxWidth(480);
    getChildren().addAll(picture, title, text);
  }

  /** With a button for the next thing to do. */
  public EmptyState(Ikon icon, String headline, String advice, String action, Runnable run) {
    this(icon, headline, advice);
    var button = new Button(action);
    button.getStyleClass().add("accent");
    button.setOnAction(event -> run.run());
    getChildren().add(button);
  }
}
