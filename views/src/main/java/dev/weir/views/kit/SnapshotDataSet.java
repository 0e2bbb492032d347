package dev.weir.views.kit;

import io.fair_acc.dataset.DataSet;
import io.fair_acc.dataset.events.ChartBits;
import io.fair_acc.dataset.spi.AbstractDataSet;

/**
 * One line's points as two arrays that are swapped on the FX thread and never written to. It takes
 * no write lock: a chart holds read locks from before layout until after drawing, and a write lock
 * taken on the FX thread in between would never be granted.
 */
final class SnapshotDataSet extends AbstractDataSet<SnapshotDataSet> {
  private static final long serialVersionUID = 1L;
  private static final double[] NONE = {};

  private transient double[] xs = NONE;
  private transient double[] ys = NONE;

  SnapshotDataSet(String name) {
    super(name, 2);
    // Axes are ranged by hand: limits that are defined are never computed.
    getAxisDescription(DIM_X).set(0, 1);
    getAxisDescription(DIM_Y).set(0, 1);
  }

  /** Shows other points from now on. */
  void show(double[] newXs, double[] newYs) {
    xs = newXs;
    ys = newYs;
    getBitState().setDirty(ChartBits.DataSetDataAdded);
  }

  double[] xs() {
    return xs;
  }

  double[] ys() {
    return ys;
  }

  @Override
  public double get(int dimension, int index) {
    return dimension == DIM_X ? xs[index] : ys[index];
  }

  @Override
  public int getDataCount() {
    return Math.min(xs.length, ys.length);
  }

  @Override
  public DataSet recomputeLimits(int dimension) {
    return this;
  }

  @Override
  public DataSet set(DataSet other, boolean copy) {
    throw new UnsupportedOperationException("Points come with show() only.");
  }
}
