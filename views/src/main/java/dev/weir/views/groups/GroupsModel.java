package dev.weir.views.groups;

import dev.weir.engine.Console;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.GroupTable;
import dev.weir.engine.lag.GroupView;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.TableQuery;
import dev.weir.stream.GroupRef;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** What the Groups screen shows and does. No nodes. Confined to the FX thread. */
final class GroupsModel {
  /** By status, worst first. */
  static final String DEFAULT_COLUMN = "status";

  private static final GroupView.State NOTHING_YET =
      new GroupView.State(Optional.empty(), List.of(), Optional.empty());

  private final Console console;
  private final ReadOnlyObjectWrapper<GroupTable> table =
      new ReadOnlyObjectWrapper<>(GroupTable.EMPTY);
  private final ReadOnlyObjectWrapper<TableQuery> query =
      new ReadOnlyObjectWrapper<>(new TableQuery("", DEFAULT_COLUMN, true, false));
  private final ReadOnlyObjectWrapper<Optional<GroupRef>> selected =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<GroupView>> openView =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<GroupView.State> detail =
      new ReadOnlyObjectWrapper<>(NOTHING_YET);
  private final ReadOnlyObjectWrapper<Boolean> severalConnections =
      new ReadOnlyObjectWrapper<>(false);
  private boolean shown;

  GroupsModel(Console console) {
    this.console = console;
  }

  // Properties

  ReadOnlyObjectProperty<GroupTable> tableProperty() {
    return table.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<TableQuery> queryProperty() {
    return query.getReadOnlyProperty();
  }

  /** The group whose details are open. */
  ReadOnlyObjectProperty<Optional<GroupRef>> selectedProperty() {
    return selected.getReadOnlyProperty();
  }

  /** Feeds {@link #applyDetail} while open. */
  ReadOnlyObjectProperty<Optional<GroupView>> openViewProperty() {
    return openView.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<GroupView.State> detailProperty() {
    return detail.getReadOnlyProperty();
  }

  /** Whether two connections are of a kind, so that a name alone does not say where it is. */
  ReadOnlyObjectProperty<Boolean> severalConnectionsProperty() {
    return severalConnections.getReadOnlyProperty();
  }

  Slot<GroupTable> tableSlot() {
    return console.groups();
  }

  Slot<List<ConnectionStatus>> connectionsSlot() {
    return console.connections().statuses();
  }

  /** The selected group's row, if the table has it. */
  Optional<GroupRow> selectedRow() {
    return selected
        .get()
        .flatMap(
            ref -> table.get().rows().stream().filter(row -> row.group().equals(ref)).findFirst());
  }

  /** "3 of 41 groups". */
  String countSentence() {
    int rows = table.get().rows().size();
    int total = table.get().total();
    String noun = total == 1 ? "group" : "groups";
    return rows == total ? total + " " + noun : rows + " of " + total + " " + noun;
  }

  // Commands

  void shown() {
    shown = true;
    console.queryGroups(query.get());
    openSelected();
  }

  void hidden() {
    shown = false;
    closeView();
  }

  void apply(GroupTable newTable) {
    table.set(newTable);
  }

  void applyConnections(List<ConnectionStatus> statuses) {
    long kinds = statuses.stream().map(status -> status.settings().kind()).distinct().count();
    severalConnections.set(statuses.size() > kinds);
  }

  void applyDetail(GroupView.State state) {
    detail.set(state);
  }

  void filter(String text) {
    TableQuery old = query.get();
    ask(new TableQuery(text.strip(), old.column(), old.descending(), old.onlyRelevant()));
  }

  void sort(String column, boolean descending) {
    TableQuery old = query.get();
    ask(new TableQuery(old.text(), column, descending, old.onlyRelevant()));
  }

  void onlyWithLag(boolean only) {
    TableQuery old = query.get();
    ask(new TableQuery(old.text(), old.column(), old.descending(), only));
  }

  void select(Optional<GroupRef> group) {
    if (group.equals(selected.get())) {
      return;
    }
    closeView();
    detail.set(NOTHING_YET);
    selected.set(group);
    openSelected();
  }

  private void ask(TableQuery next) {
    if (!next.equals(query.get())) {
      query.set(next);
      console.queryGroups(next);
    }
  }

  private void openSelected() {
    if (shown && openView.get().isEmpty()) {
      openView.set(selected.get().map(console::openGroup));
    }
  }

  private void closeView() {
    Optional<GroupView> open = openView.get();
    openView.set(Optional.empty());
    open.ifPresent(GroupView::close);
  }
}
