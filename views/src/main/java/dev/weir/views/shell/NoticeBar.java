package dev.weir.views.shell;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.fontawesome5.FontAwesomeSolid;
import org.kordamp.ikonli.javafx.FontIcon;

/** What the user should know of Weir's own files, a line each, until it is waved away. */
final class NoticeBar extends VBox {
  private final Set<String> read = new HashSet<>();
  private List<String> notices = List.of();

  NoticeBar() {
    getStyleClass().add("notices");
    setId("notices");
    show(List.of());
  }

  void show(List<String> all) {
    notices = all;
    // What is over and comes again is news again.
    read.retainAll(all);
    List<String> unread = all.stream().filter(notice -> !read.contains(notice)).toList();
    getChildren().setAll(unread.stream().map(this::line).toList());
    setVisible(!unread.isEmpty());
    setManaged(!unread.isEmpty());
  }

  private HBox line(String notice) {
    var text = new Label(notice);
    text.setWrapText(true);
    text.setMinHeight(USE_PREF_SIZE);
    text.setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(text, Priority.ALWAYS);
    var done = new Button("Got it");
    done.getStyleClass().add("quiet-button");
    done.setMinWidth(USE_PREF_SIZE);
    done.setOnAction(
        event -> {
          read.add(notice);
          show(notices);
        });
    var line = new HBox(10, new FontIcon(FontAwesomeSolid.EXCLAMATION_TRIANGLE), text, done);
    line.setAlignment(Pos.CENTER_LEFT);
    line.getStyleClass().add("notice-line");
    return line;
  }
}
