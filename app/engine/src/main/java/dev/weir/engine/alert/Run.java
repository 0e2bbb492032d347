package dev.weir.engine.alert;

import dev.weir.alert.evaluation.SeriesRun;
import org.jspecify.annotations.Nullable;

/** One rule on one series. Confined to the engine's thread. */
final class Run {
  final Ruled ruled;
  final SeriesRun run;
  @Nullable OpenAlert alert;
  long lastAlert;

  Run(Ruled ruled, SeriesRun run) {
    this.ruled = ruled;
    this.run = run;
  }
}
