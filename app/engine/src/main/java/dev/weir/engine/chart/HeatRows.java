package dev.weir.engine.chart;

import java.util.Arrays;

/** Rows of a latency heatmap: five per decade, from 1 ms to a minute and beyond. */
final class HeatRows {
  private static final int PER_DECADE = 5;
  private static final double HIGHEST_MILLIS = 60_000;

  private final double[] floors;

  HeatRows() {
    int rows = (int) Math.floor(Math.log10(HIGHEST_MILLIS) * PER_DECADE) + 1;
    floors = new double[rows];
    for (int row = 0; row < rows; row++) {
      floors[row] = Math.pow(10, (double) row / PER_DECADE);
    }
  }

  int count() {
    return floors.length;
  }

  /** Lower edges in milliseconds; what is faster than the first counts to it. */
  double[] floorMillis() {
    return floors.clone();
  }

  int rowOf(double millis) {
    int found = Arrays.binarySearch(floors, millis);
    int row = found >= 0 ? found : -found - 2;
    return Math.max(0, row);
  }
}
