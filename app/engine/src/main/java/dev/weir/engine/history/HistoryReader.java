package dev.weir.engine.history;

/** Is shown stored slices, one by one, in order of time per series. */
public interface HistoryReader {
  void figure(SeriesKey series, FigureSlice slice);

  void distribution(SeriesKey series, DistributionSlice slice);
}
