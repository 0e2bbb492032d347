package dev.weir.engine.chart;

import java.time.Duration;
import java.time.Instant;

/** The stretch of time that all charts show. */
public sealed interface ChartRange {
  /** Up to now, moving on. */
  record Live(Duration span) implements ChartRange {}

  /** Zoomed in, standing still. */
  record Fixed(Instant from, Instant to) implements ChartRange {}
}
