package dev.weir.views.kit;

import dev.weir.engine.Console;
import dev.weir.engine.chart.ChartRange;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * The stretch of time that all charts of the window show, and the moment that the pointer is on.
 * Zooming one chart zooms all; pointing into one points into all. Confined to the FX thread.
 */
public final class TimeRange {
  /** What a window begins with. */
  public static final Duration FIRST_SPAN = Duration.ofMinutes(5);

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final Console console;
  private final ReadOnlyObjectWrapper<ChartRange> range =
      new ReadOnlyObjectWrapper<>(new ChartRange.Live(FIRST_SPAN));
  private final ReadOnlyObjectWrapper<OptionalLong> pointedMillis =
      new ReadOnlyObjectWrapper<>(OptionalLong.empty());
  private Duration liveSpan = FIRST_SPAN;

  /** Asks {@code console} to show {@link #FIRST_SPAN}. */
  public TimeRange(Console console) {
    this.console = console;
    console.showRange(range.get());
  }

  // Properties

  public ReadOnlyObjectProperty<ChartRange> rangeProperty() {
    return range.getReadOnlyProperty();
  }

  /** Epoch milliseconds that the pointer is on; empty while it is on no chart. */
  public ReadOnlyObjectProperty<OptionalLong> pointedMillisProperty() {
    return pointedMillis.getReadOnlyProperty();
  }

  // Commands

  /** Shows the last {@code span} up to now. */
  public void live(Duration span) {
    liveSpan = span;
    show(new ChartRange.Live(span));
  }

  /** Shows a stretch of the past; one too short to hold anything is ignored. */
  public void zoom(Instant from, Instant to) {
    if (Duration.between(from, to).compareTo(SHORTEST) >= 0) {
      show(new ChartRange.Fixed(from, to));
    }
  }

  /** Back to the live range from before. */
  public void backToLive() {
    show(new ChartRange.Live(liveSpan));
  }

  /** Points all charts at a moment, or at none. */
  public void point(OptionalLong epochMillis) {
    pointedMillis.set(epochMillis);
  }

  private void show(ChartRange wanted) {
    range.set(wanted);
    console.showRange(wanted);
  }
}
