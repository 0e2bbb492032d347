package dev.weir.views.kit;

import dev.weir.engine.finding.Target;

/** Goes to the screen that shows a target, and opens the target there. */
public interface Navigator {
  void go(Target target);
}
