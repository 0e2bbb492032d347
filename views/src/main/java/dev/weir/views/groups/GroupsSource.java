package dev.weir.views.groups;

import dev.weir.engine.Console;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.GroupTable;
import dev.weir.engine.lag.GroupView;
import dev.weir.engine.publish.Opened;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.TableQuery;
import dev.weir.stream.GroupRef;
import dev.weir.views.kit.TableModel;
import java.util.List;
import java.util.Optional;

/** Where the Groups screen's rows and details come from. */
record GroupsSource(Console console)
    implements TableModel.Source<GroupRow, GroupRef, GroupView.State> {
  /** Worst first. */
  static final TableQuery USUAL = new TableQuery("", "status", true, TableQuery.Rows.ALL);

  private static final GroupView.State NOTHING_YET =
      new GroupView.State(Optional.empty(), List.of(), Optional.empty());

  /** What the screen shows and does, beginning with {@code first}. */
  static TableModel<GroupRow, GroupRef, GroupView.State> model(Console console, TableQuery first) {
    return new TableModel<>(new GroupsSource(console), "group", first, NOTHING_YET);
  }

  @Override
  public Slot<GroupTable> slot() {
    return console.groups();
  }

  @Override
  public void query(TableQuery query) {
    console.queryGroups(query);
  }

  @Override
  public Opened<GroupView.State> open(GroupRef group) {
    return console.openGroup(group);
  }

  @Override
  public GroupRef key(GroupRow row) {
    return row.group();
  }
}
