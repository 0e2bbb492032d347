package dev.weir.views.deadletters;

import dev.weir.engine.deadletter.cause.LetterRow;
import dev.weir.engine.deadletter.desk.CauseOfStream;
import dev.weir.engine.deadletter.desk.LetterDesk;
import dev.weir.engine.deadletter.desk.LetterTable;
import dev.weir.engine.deadletter.desk.LetterView;
import dev.weir.engine.deadletter.desk.OpenLetter;
import dev.weir.engine.deadletter.desk.StreamOfLetters;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.deadletter.find.Choice;
import dev.weir.engine.deadletter.workbench.ReplayDesk;
import dev.weir.engine.deadletter.workbench.ReplayJob;
import dev.weir.engine.publish.Slot;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRef;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** What the Dead letters screen shows and does. No nodes. Confined to the FX thread. */
final class LettersModel {
  private final LetterDesk desk;
  private final ReplayDesk replays;
  private final ReadOnlyObjectWrapper<LetterTable> table =
      new ReadOnlyObjectWrapper<>(LetterTable.EMPTY);
  private final ReadOnlyObjectWrapper<String> filter = new ReadOnlyObjectWrapper<>("");
  private final ReadOnlyObjectWrapper<Optional<CauseOfStream>> selected =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<LetterView>> view =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<List<LetterRow>> letters =
      new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<OpenLetter.State> letter =
      new ReadOnlyObjectWrapper<>(OpenLetter.State.OPENING);
  private final ReadOnlyObjectWrapper<List<ReplayJob>> jobs =
      new ReadOnlyObjectWrapper<>(List.of());
  private boolean shown;

  LettersModel(LetterDesk desk, ReplayDesk replays) {
    this.desk = desk;
    this.replays = replays;
  }

  // Properties

  ReadOnlyObjectProperty<LetterTable> tableProperty() {
    return table.getReadOnlyProperty();
  }

  /** The cause whose records are listed. */
  ReadOnlyObjectProperty<Optional<CauseOfStream>> selectedProperty() {
    return selected.getReadOnlyProperty();
  }

  /** Feeds {@link #applyLetters} and {@link #applyLetter} while open. */
  ReadOnlyObjectProperty<Optional<LetterView>> viewProperty() {
    return view.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<List<LetterRow>> lettersProperty() {
    return letters.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<OpenLetter.State> letterProperty() {
    return letter.getReadOnlyProperty();
  }

  Slot<LetterTable> tableSlot() {
    return desk.table();
  }

  Slot<List<ReplayJob>> jobsSlot() {
    return replays.jobs();
  }

  /** Jobs that match the filter. */
  List<ReplayJob> jobs() {
    String part = filter.get().toLowerCase(Locale.ROOT);
    return jobs.get().stream()
        .filter(
            row ->
                part.isEmpty()
                    || (row.job().stream() + ' ' + row.job().id() + ' ' + row.job().reason())
                        .toLowerCase(Locale.ROOT)
                        .contains(part))
        .toList();
  }

  /** Jobs that were planned for a cause. */
  List<ReplayJob> jobsOf(CauseOfStream row) {
    return jobs.get().stream()
        .filter(
            job ->
                job.connection().equals(row.stream().connection())
                    && job.job().stream().equals(row.stream().name())
                    && job.causes().contains(row.cause().id()))
        .toList();
  }

  void applyJobs(List<ReplayJob> now) {
    jobs.set(now);
  }

  /** Causes that match the filter. */
  List<CauseOfStream> causes() {
    String part = filter.get().toLowerCase(Locale.ROOT);
    return table.get().causes().stream()
        .filter(row -> part.isEmpty() || text(row).toLowerCase(Locale.ROOT).contains(part))
        .toList();
  }

  /** The cause of most records of topics; of those a plan can be made. */
  Optional<CauseOfStream> largestOfTopics() {
    Set<StreamRef> topics =
        table.get().streams().stream()
            .filter(row -> row.found().kind() == StreamKind.TOPIC)
            .map(row -> row.found().stream())
            .collect(Collectors.toSet());
    return table.get().causes().stream()
        .filter(row -> !row.pending() && topics.contains(row.stream()))
        .findFirst();
  }

  /** Streams that match the filter. */
  List<StreamOfLetters> streams() {
    String part = filter.get().toLowerCase(Locale.ROOT);
    return table.get().streams().stream()
        .filter(
            row ->
                part.isEmpty()
                    || row.found().stream().name().toLowerCase(Locale.ROOT).contains(part))
        .toList();
  }

  private static String text(CauseOfStream row) {
    return LetterWords.cause(row.cause().key())
        + ' '
        + LetterWords.way(row)
        + ' '
        + row.stream().name()
        + ' '
        + row.cause().id();
  }

  // Commands

  void shown() {
    shown = true;
    desk.countCauses();
    open();
  }

  void hidden() {
    shown = false;
    close();
  }

  void apply(LetterTable now) {
    table.set(now);
  }

  void applyLetters(List<LetterRow> now) {
    letters.set(now);
  }

  void applyLetter(OpenLetter.State now) {
    letter.set(now);
  }

  void filter(String text) {
    filter.set(text.strip());
  }

  void select(Optional<CauseOfStream> cause) {
    if (sameCause(cause, selected.get())) {
      selected.set(cause);
      return;
    }
    close();
    letters.set(List.of());
    letter.set(OpenLetter.State.OPENING);
    selected.set(cause);
    open();
  }

  private static boolean sameCause(Optional<CauseOfStream> a, Optional<CauseOfStream> b) {
    return a.map(LettersModel::identity).equals(b.map(LettersModel::identity));
  }

  /** What tells a cause from another, whatever its figures. */
  static String identity(CauseOfStream row) {
    return row.cause().id() + '\0' + row.stream() + row.pending();
  }

  void open(LetterRow row) {
    view.get().ifPresent(open -> open.open(row));
  }

  void holdsNone(StreamRef stream) {
    desk.mark(stream, Optional.of(new Choice.NoDeadLetters()));
  }

  void pin(StreamRef stream, Optional<Dialect> dialect) {
    desk.mark(stream, Optional.of(new Choice.DeadLetters(dialect)));
  }

  void findOut(StreamRef stream) {
    desk.mark(stream, Optional.empty());
  }

  private void open() {
    if (shown && view.get().isEmpty()) {
      view.set(selected.get().map(desk::open));
    }
  }

  private void close() {
    Optional<LetterView> open = view.get();
    view.set(Optional.empty());
    open.ifPresent(LetterView::close);
  }
}
