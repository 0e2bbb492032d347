package dev.weir.engine;

import dev.weir.engine.alert.AlertDesk;
import dev.weir.engine.chart.ChartFeed;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.chart.ChartRange;
import dev.weir.engine.connection.ConnectionDesk;
import dev.weir.engine.deadletter.desk.LetterDesk;
import dev.weir.engine.deadletter.workbench.ReplayDesk;
import dev.weir.engine.directory.Directory;
import dev.weir.engine.health.EngineHealth;
import dev.weir.engine.lag.GroupTable;
import dev.weir.engine.lag.GroupView;
import dev.weir.engine.mark.MarkDesk;
import dev.weir.engine.overview.OverviewSnapshot;
import dev.weir.engine.publish.Attendance;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.settings.Settings;
import dev.weir.engine.streams.StreamTable;
import dev.weir.engine.streams.StreamView;
import dev.weir.engine.tail.TailRequest;
import dev.weir.engine.tail.TailSession;
import dev.weir.engine.write.WriteDesk;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.util.List;

/**
 * All that a screen may ask of the engine. Every call returns at once, from any thread; answers
 * come as snapshots in slots.
 */
public interface Console {
  Slot<OverviewSnapshot> overview();

  Slot<StreamTable> streams();

  void queryStreams(TableQuery query);

  Slot<GroupTable> groups();

  void queryGroups(TableQuery query);

  Slot<EngineHealth> health();

  /** Every stream and group by name, whatever the tables are asked for. */
  Slot<Directory> directory();

  /**
   * What the user should know of Weir's own files: one that was corrupt and is kept aside, a
   * history that is not being stored. A sentence each; none while all is well.
   */
  Slot<List<String>> notices();

  LetterDesk deadLetters();

  ReplayDesk replays();

  AlertDesk alerts();

  MarkDesk marks();

  WriteDesk writes();

  ConnectionDesk connections();

  Settings settings();

  /** The range that all charts show from now on. */
  void showRange(ChartRange range);

  /** Holds all snapshots but health still, while measuring goes on. */
  void holdStill(boolean still);

  /** Who is at the window from now on; charts are drawn at once for somebody who comes back. */
  void attend(Attendance attendance);

  ChartFeed openChart(ChartQuery query);

  StreamView openStream(StreamRef stream);

  GroupView openGroup(GroupRef group);

  TailSession openTail(TailRequest request);
}
