package dev.weir.views.kit;

import javafx.scene.Node;

/** Whether a node is there: one that is not is neither seen nor given room. */
public final class Presence {
  private Presence() {}

  public static void set(Node node, boolean present) {
    node.setVisible(present);
    node.setManaged(present);
  }
}
