package dev.weir.views.kit;

import dev.weir.engine.publish.Opened;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.Table;
import dev.weir.engine.publish.TableQuery;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * What a screen with a table and the details of one of its rows shows and does. No nodes. Confined
 * to the FX thread.
 *
 * @param <R> a row
 * @param <K> what a row is about; stays the same while the row changes
 * @param <S> what the details tell
 */
public final class TableModel<R, K, S> {
  /** Where rows and details come from. Every call returns at once. */
  public interface Source<R, K, S> {
    Slot<? extends Table<R>> slot();

    void query(TableQuery query);

    Opened<S> open(K key);

    K key(R row);
  }

  private final Source<R, K, S> source;
  private final String noun;
  private final S nothingYet;
  private final ReadOnlyObjectWrapper<List<R>> rows = new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<TableQuery> query;
  private final ReadOnlyObjectWrapper<Optional<K>> selected =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<Opened<S>>> opened =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<S> detail;
  private int total;
  private boolean shown;

  /**
   * A table that has asked for nothing yet.
   *
   * @param noun what a row is: "stream"
   * @param nothingYet details before anything is known
   */
  public TableModel(Source<R, K, S> source, String noun, TableQuery first, S nothingYet) {
    this.source = source;
    this.noun = noun;
    this.nothingYet = nothingYet;
    query = new ReadOnlyObjectWrapper<>(first);
    detail = new ReadOnlyObjectWrapper<>(nothingYet);
  }

  // Properties

  public ReadOnlyObjectProperty<List<R>> rowsProperty() {
    return rows.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<TableQuery> queryProperty() {
    return query.getReadOnlyProperty();
  }

  /** What the details are about. */
  public ReadOnlyObjectProperty<Optional<K>> selectedProperty() {
    return selected.getReadOnlyProperty();
  }

  /** Feeds {@link #applyDetail} while open. */
  public ReadOnlyObjectProperty<Optional<Opened<S>>> openedProperty() {
    return opened.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<S> detailProperty() {
    return detail.getReadOnlyProperty();
  }

  Slot<? extends Table<R>> slot() {
    return source.slot();
  }

  K key(R row) {
    return source.key(row);
  }

  /** The row of what is selected, if the table has it. */
  public Optional<R> selectedRow() {
    return selected.get().flatMap(wanted -> row(it -> source.key(it).equals(wanted)));
  }

  private Optional<R> row(Predicate<R> wanted) {
    return rows.get().stream().filter(wanted).findFirst();
  }

  /** "12 of 63 streams". */
  public String countSentence() {
    int size = rows.get().size();
    String nouns = total == 1 ? noun : noun + "s";
    return size == total ? total + " " + nouns : size + " of " + total + " " + nouns;
  }

  // Commands

  /** On screen: the table is asked for, and the details again. */
  public void shown() {
    shown = true;
    source.query(query.get());
    openSelected();
  }

  /** Off screen. */
  public void hidden() {
    shown = false;
    closeOpened();
  }

  /** Takes new rows. */
  public void apply(Table<R> table) {
    total = table.total();
    rows.set(table.rows());
  }

  /** Takes new details. */
  public void applyDetail(S state) {
    detail.set(state);
  }

  public void filter(String text) {
    ask(query.get().withText(text.strip()));
  }

  public void sort(String column, boolean descending) {
    ask(query.get().sorted(column, descending));
  }

  public void want(TableQuery.Rows wanted) {
    ask(query.get().withRows(wanted));
  }

  public void select(Optional<K> key) {
    if (key.equals(selected.get())) {
      return;
    }
    closeOpened();
    detail.set(nothingYet);
    selected.set(key);
    openSelected();
  }

  private void ask(TableQuery next) {
    if (!next.equals(query.get())) {
      query.set(next);
      source.query(next);
    }
  }

  private void openSelected() {
    if (shown && opened.get().isEmpty()) {
      opened.set(selected.get().map(source::open));
    }
  }

  private void closeOpened() {
    Optional<Opened<S>> open = opened.get();
    opened.set(Optional.empty());
    open.ifPresent(Opened::close);
  }
}
