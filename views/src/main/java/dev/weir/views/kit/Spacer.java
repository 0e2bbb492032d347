package dev.weir.views.kit;

import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** Takes the width that the others in an {@link HBox} leave. */
public final class Spacer extends Region {
  public Spacer() {
    HBox.setHgrow(this, Priority.ALWAYS);
  }
}
