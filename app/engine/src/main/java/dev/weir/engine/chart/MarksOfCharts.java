package dev.weir.engine.chart;

import dev.weir.engine.mark.DeployMark;
import dev.weir.engine.mark.DeployMark.About;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.util.List;
import java.util.Optional;

/** Which deploy marks are on a chart. Confined to the engine's thread. */
final class MarksOfCharts {
  /** More lines than a chart has room for. */
  private static final int MOST = 60;

  private List<DeployMark> marks = List.of();
  private DeployMark.Reads reads = (group, stream) -> false;

  /**
   * @param all oldest first
   */
  void are(List<DeployMark> all, DeployMark.Reads who) {
    marks = all;
    reads = who;
  }

  /** The newest ones within a stretch of time that concern what is shown, oldest first. */
  List<DeployMark> of(About shown, long fromMillis, long toMillis) {
    if (marks.isEmpty()) {
      return List.of();
    }
    return marks.reversed().stream()
        .dropWhile(mark -> mark.atMillis() > toMillis)
        .takeWhile(mark -> mark.atMillis() >= fromMillis)
        .filter(mark -> mark.about().concerns(shown, reads))
        .limit(MOST)
        .toList()
        .reversed();
  }

  /** What a chart shows; everything for one of all connections. */
  static About about(ChartQuery query) {
    return switch (query) {
      case ChartQuery.Throughput(Optional<StreamRef> stream) -> ofStream(stream);
      case ChartQuery.Latency(Optional<StreamRef> stream) -> ofStream(stream);
      case ChartQuery.LatencyHeatmap(Optional<StreamRef> stream) -> ofStream(stream);
      case ChartQuery.LagTime(Optional<GroupRef> group) -> ofGroup(group);
      case ChartQuery.LagRecords(Optional<GroupRef> group) -> ofGroup(group);
      case ChartQuery.Errors() -> About.EVERYTHING;
      case ChartQuery.OfAlert _ -> About.EVERYTHING;
    };
  }

  private static About ofStream(Optional<StreamRef> stream) {
    return stream.map(About::of).orElse(About.EVERYTHING);
  }

  private static About ofGroup(Optional<GroupRef> group) {
    return group.map(About::of).orElse(About.EVERYTHING);
  }
}
