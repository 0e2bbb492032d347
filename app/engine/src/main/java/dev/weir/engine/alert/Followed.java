package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import java.util.ArrayList;
import java.util.List;

/** A series and the rules that watch it. Confined to the engine's thread. */
final class Followed {
  final Series series;
  final SeriesRing ring = new SeriesRing();
  final HourSamples hour = new HourSamples();
  final List<Run> runs = new ArrayList<>();
  long heardAtMillis;
  String words = "";

  Followed(Series series) {
    this.series = series;
  }
}
