package dev.weir.views.connections;

import dev.weir.engine.Console;
import dev.weir.engine.connection.CheckRun;
import dev.weir.engine.connection.ConnectionDesk;
import dev.weir.engine.connection.ConnectionDesk.Kind;
import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.publish.Slot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/** What the Connections screen shows and does. No nodes. Confined to the FX thread. */
final class ConnectionsModel {
  private static final CheckRun.State NO_STEPS = new CheckRun.State(List.of(), true);

  private final ConnectionDesk desk;
  private final Executor background;
  private final Executor ui;
  private final ReadOnlyObjectWrapper<List<ConnectionStatus>> statuses =
      new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<Optional<String>> selected =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<ConnectionDraft>> draft =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<CheckRun>> check =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<CheckRun.State> checkState =
      new ReadOnlyObjectWrapper<>(NO_STEPS);
  private final ReadOnlyObjectWrapper<List<String>> problems =
      new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyStringWrapper notice = new ReadOnlyStringWrapper("");

  /**
   * @param background runs what blocks
   * @param ui brings answers back to the thread this model lives on
   */
  ConnectionsModel(Console console, Executor background, Executor ui) {
    this.desk = console.connections();
    this.background = background;
    this.ui = ui;
  }

  // Properties

  ReadOnlyObjectProperty<List<ConnectionStatus>> statusesProperty() {
    return statuses.getReadOnlyProperty();
  }

  /** Name of the connection shown in detail. */
  ReadOnlyObjectProperty<Optional<String>> selectedProperty() {
    return selected.getReadOnlyProperty();
  }

  /** The form, while it is open. */
  ReadOnlyObjectProperty<Optional<ConnectionDraft>> draftProperty() {
    return draft.getReadOnlyProperty();
  }

  /** Feeds {@link #applyCheck} while there is one. */
  ReadOnlyObjectProperty<Optional<CheckRun>> checkProperty() {
    return check.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<CheckRun.State> checkStateProperty() {
    return checkState.getReadOnlyProperty();
  }

  /** Why the draft cannot be saved, in words; after an attempt to. */
  ReadOnlyObjectProperty<List<String>> problemsProperty() {
    return problems.getReadOnlyProperty();
  }

  /** What became of the last command; empty if there is nothing to say. */
  ReadOnlyStringProperty noticeProperty() {
    return notice.getReadOnlyProperty();
  }

  Slot<List<ConnectionStatus>> statusesSlot() {
    return desk.statuses();
  }

  List<Kind> kinds() {
    return desk.kinds();
  }

  /** Why no secret can be put into a keychain here; empty where it can. */
  String withoutKeychain() {
    return desk.withoutKeychain();
  }

  /** "Kafka". */
  String kindName(String kind) {
    return kinds().stream()
        .filter(known -> known.id().equals(kind))
        .map(Kind::displayName)
        .findFirst()
        .orElse(kind);
  }

  Optional<ConnectionStatus> selectedStatus() {
    return selected.get().flatMap(this::status);
  }

  Optional<ConnectionStatus> status(String name) {
    return statuses.get().stream()
        .filter(status -> status.settings().name().equals(name))
        .findFirst();
  }

  // Commands

  void apply(List<ConnectionStatus> newStatuses) {
    statuses.set(newStatuses);
    if (selected.get().isPresent() && selectedStatus().isEmpty()) {
      selected.set(Optional.empty());
    }
    if (selected.get().isEmpty() && !newStatuses.isEmpty()) {
      selected.set(Optional.of(newStatuses.getFirst().settings().name()));
    }
  }

  void applyCheck(CheckRun.State state) {
    checkState.set(state);
  }

  /** Shows a connection in detail and closes the form. */
  void select(String name) {
    if (!selected.get().equals(Optional.of(name))) {
      forgetCheck();
    }
    selected.set(Optional.of(name));
    cancel();
  }

  void addNew() {
    begin(new ConnectionDraft(kinds()));
  }

  void edit(String name) {
    status(name).ifPresent(status -> begin(new ConnectionDraft(name, status.settings(), kinds())));
  }

  /** A new connection like {@code name}, under a name not taken. */
  void duplicate(String name) {
    status(name)
        .map(ConnectionStatus::settings)
        .ifPresent(
            old ->
                begin(
                    new ConnectionDraft(
                        "",
                        new ConnectionSettings(
                            freeName(old.name()),
                            old.kind(),
                            old.address(),
                            old.properties(),
                            old.environment(),
                            old.readOnly()),
                        kinds())));
  }

  /** Fills a form from a file. */
  void importFile(Path file) {
    background.execute(
        () -> {
          try {
            ConnectionSettings read = desk.importFile(file);
            ui.execute(() -> imported(file, read));
          } catch (IOException e) {
            String why = Optional.ofNullable(e.getMessage()).orElse(file + " cannot be read.");
            ui.execute(() -> notice.set(why));
          }
        });
  }

  void cancel() {
    draft.set(Optional.empty());
    problems.set(List.of());
    notice.set("");
    // It was of the draft, and would be taken for the selected connection's.
    forgetCheck();
  }

  /**
   * Saves the draft, if nothing is wrong with it.
   *
   * @return whether it was saved
   */
  boolean save() {
    ConnectionDraft open = draft.get().orElseThrow();
    ConnectionSettings settings = open.settings();
    problems.set(problems(open, settings));
    if (!problems.get().isEmpty()) {
      return false;
    }
    desk.save(open.isNew() ? settings.name() : open.previousName(), settings);
    draft.set(Optional.empty());
    selected.set(Optional.of(settings.name()));
    notice.set("");
    forgetCheck();
    return true;
  }

  /** What the check of the draft, or of the selected connection, has to ask for first. */
  List<String> secretsForCheck() {
    return subject().map(desk::secretsToAsk).orElse(List.of());
  }

  /** Tests the draft, or else the selected connection. */
  void check(Map<String, String> secretsByProperty) {
    if (draft.get().isPresent()) {
      problems.set(desk.problems(draft.get().get().settings()));
    }
    subject()
        .ifPresent(
            settings -> {
              forgetCheck();
              check.set(Optional.of(desk.check(withSecrets(settings, secretsByProperty))));
            });
  }

  void remove(String name) {
    desk.remove(name);
    forgetCheck();
  }

  void setOpen(String name, boolean open) {
    desk.setOpen(name, open);
  }

  List<String> secretsToAsk(ConnectionSettings settings) {
    return desk.secretsToAsk(settings);
  }

  void answerSecrets(String name, Map<String, String> secretsByProperty) {
    desk.answerSecrets(name, secretsByProperty);
  }

  private Optional<ConnectionSettings> subject() {
    return draft
        .get()
        .map(ConnectionDraft::settings)
        .or(() -> selectedStatus().map(ConnectionStatus::settings));
  }

  private List<String> problems(ConnectionDraft open, ConnectionSettings settings) {
    boolean taken =
        !settings.name().equals(open.previousName()) && status(settings.name()).isPresent();
    return taken
        ? List.of(
            "There is already a connection named “"
                + settings.name()
                + "”. Choose another name, or edit that one.")
        : desk.problems(settings);
  }

  private void begin(ConnectionDraft next) {
    problems.set(List.of());
    notice.set("");
    forgetCheck();
    draft.set(Optional.of(next));
  }

  private void imported(Path file, ConnectionSettings read) {
    ConnectionSettings named =
        read.name().isEmpty() || status(read.name()).isEmpty()
            ? read
            : new ConnectionSettings(
                freeName(read.name()),
                read.kind(),
                read.address(),
                read.properties(),
                read.environment(),
                read.readOnly());
    begin(new ConnectionDraft("", named, kinds()));
    notice.set("Read from " + file.getFileName() + ". Nothing is saved yet.");
  }

  private void forgetCheck() {
    check.set(Optional.empty());
    checkState.set(NO_STEPS);
  }

  private String freeName(String name) {
    var taken =
        statuses.get().stream().map(status -> status.settings().name()).collect(Collectors.toSet());
    int number = 2;
    while (taken.contains(name + "-" + number)) {
      number++;
    }
    return name + "-" + number;
  }

  private static ConnectionSettings withSecrets(
      ConnectionSettings settings, Map<String, String> secretsByProperty) {
    var values = new HashMap<>(settings.properties());
    values.putAll(secretsByProperty);
    return new ConnectionSettings(
        settings.name(),
        settings.kind(),
        settings.address(),
        values,
        settings.environment(),
        settings.readOnly());
  }
}
