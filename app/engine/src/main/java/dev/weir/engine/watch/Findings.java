package dev.weir.engine.watch;

import dev.weir.engine.connection.ConnectionReport;
import dev.weir.engine.meter.MeterSlice;
import dev.weir.stream.BrokerFigure;
import dev.weir.stream.ClientMetric;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamRef;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Is told what a broker answered. Called from the watch's threads; must not block. */
public interface Findings {
  void streams(String connection, List<StreamInfo> streams);

  void ends(String connection, List<StreamEnds> ends);

  void groups(String connection, List<GroupInfo> groups);

  void lag(String connection, Collection<GroupInfo> asked, LagAnswers answers);

  /** {@code answers} has nothing for samples without an answer, or is empty if asking failed. */
  void unreadSince(String connection, Collection<LagSample> asked, Map<LagSample, Long> answers);

  /** One second was metered: all of {@code covered} were read, some had records. */
  void metered(
      String connection, long second, Set<StreamRef> covered, Map<StreamRef, MeterSlice> slices);

  void described(String connection, StreamDetail detail);

  void described(String connection, GroupDetail detail);

  void oldest(String connection, StreamRef stream, long timestampMillis);

  /** Figures of the broker as a whole. */
  void figures(String connection, List<BrokerFigure> figures);

  /** Figures of the clients now open. */
  void clientMetrics(String connection, List<ClientMetric> metrics);

  /** How the connection does has changed. */
  void report(String connection, ConnectionReport report);
}
