package dev.weir.views.kit;

import dev.weir.engine.finding.Target;
import javafx.scene.Parent;
import javafx.scene.input.KeyEvent;

/** One entry of the rail. Built lazily, on the FX thread, the first time it is shown. */
public interface Screen {
  /** As the rail says: "Overview". Also names its screenshot. */
  String title();

  Parent root();

  /** It is on screen now: subscribe to slots, open feeds. */
  void shown();

  /** It is not any more: close feeds and subscriptions. No apply may happen while hidden. */
  void hidden();

  /** Selects the thing behind {@code target}, after {@link #shown}. */
  default void open(Target target) {}

  /** A key no focused control wanted. */
  default void keyPressed(KeyEvent event) {}
}
