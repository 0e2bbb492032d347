package dev.weir.app.journey;

import dev.weir.app.window.Toolkit;

/** JavaFX without a display. It starts once in a process, whichever journey comes first. */
final class HeadlessToolkit {
  static {
    Toolkit.startHeadless();
  }

  private HeadlessToolkit() {}

  /** Returns once it runs. */
  static void start() {
    // Touching the class is enough.
  }
}
