package dev.weir.views.shell;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;

/** Says at the window's upper edge that it is on production, and takes no room while it is not. */
final class ProductionBand extends HBox {
  private final Label words = new Label();

  ProductionBand() {
    getStyleClass().add("production-band");
    setId("production-band");
    setAlignment(Pos.CENTER);
    getChildren().add(words);
    show(List.of());
  }

  void show(List<String> names) {
    words.setText("Production: " + String.join(", ", names));
    setVisible(!names.isEmpty());
    setManaged(!names.isEmpty());
  }
}
