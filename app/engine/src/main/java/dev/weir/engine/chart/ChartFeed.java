package dev.weir.engine.chart;

import dev.weir.engine.publish.Slot;

/** A chart being fed. The engine computes it only while it is open. */
public interface ChartFeed extends AutoCloseable {
  Slot<Chart> slot();

  @Override
  void close();
}
