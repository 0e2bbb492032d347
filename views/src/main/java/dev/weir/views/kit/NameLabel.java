package dev.weir.views.kit;

import javafx.scene.control.Label;

/**
 * The name of what is shown, beside what is said about it. Where there is little room it keeps
 * enough to be told by, however long the rest is, and however long itself.
 */
public final class NameLabel extends Label {
  private static final double KEPT = 160;

  @Override
  protected double computeMinWidth(double height) {
    return Math.min(KEPT, computePrefWidth(height));
  }
}
