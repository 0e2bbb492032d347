package dev.weir.views.deadletters;

import dev.weir.engine.Console;
import dev.weir.engine.deadletter.cause.LetterRow;
import dev.weir.engine.deadletter.desk.CauseOfStream;
import dev.weir.engine.deadletter.desk.LetterView;
import dev.weir.engine.deadletter.replay.PendingChoice;
import dev.weir.engine.deadletter.replay.ReplayPolicy;
import dev.weir.engine.deadletter.workbench.ReplayJob;
import dev.weir.engine.deadletter.workbench.ReplayRequest;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRef;
import dev.weir.views.deadletters.replay.ReplayPane;
import dev.weir.views.kit.CloseButton;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Moments;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/**
 * What is open below the tables: a cause's records and one of them in full; or that one beside the
 * plan to bring them back; or a plan alone. Confined to the FX thread.
 */
final class CauseDetail extends VBox {
  private static final Duration ROWS = Duration.ofMillis(500);

  /** What the screen does about it. */
  interface Place {
    /** There is something to show. */
    void open();

    /** It shows a plan now, or no plan any more, and wants other room. */
    void divide();

    /** A person wants it gone. */
    void close();

    /** A person wants the plan gone. */
    void leaveReplay();
  }

  private final Pulse pulse;
  private final LettersModel model;
  private final Place place;
  private final Label title = new Label();
  private final Label subtitle = new Label();
  private final TableView<LetterRow> letters = Tables.table();
  private final LetterPane letter;
  private final SplitPane sides = new SplitPane();
  private final Button replay = new Button("Replay…");
  private final ReplayPane replayPane;
  private final ScrollPane replayRoom;
  private Subscription whileOpen = Subscription.EMPTY;

  CauseDetail(
      Console console,
      Pulse pulse,
      Navigator navigator,
      LettersModel model,
      Supplier<ZoneId> zone,
      Moments moments,
      Place place) {
    super(10);
    this.pulse = pulse;
    this.model = model;
    this.place = place;
    letter = new LetterPane(zone);
    replayPane = new ReplayPane(console, pulse, navigator, place::leaveReplay);
    replayRoom = new ScrollPane(replayPane);
    build(moments);
    Tables.onSelect(letters, model::open);
    model.viewProperty().subscribe((was, view) -> watch(view));
    model.lettersProperty().subscribe((was, rows) -> showLetters(rows));
    model.letterProperty().subscribe((was, state) -> letter.show(state));
  }

  private void build(Moments moments) {
    getStyleClass().addAll("card", "detail");
    setId("cause-detail");
    setMinHeight(260);
    // With all that can be asked open it is higher than a small window leaves it.
    replayRoom.setFitToWidth(true);
    replayRoom.setFitToHeight(true);
    replayRoom.getStyleClass().add("plain-scroll");
    replayRoom.setMinWidth(420);
    title.getStyleClass().add("strong");
    title.setId("cause-title");
    title.setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(title, Priority.ALWAYS);
    subtitle.getStyleClass().add("muted");
    subtitle.setMinWidth(Region.USE_PREF_SIZE);
    replay.setId("replay-open");
    replay.setMinWidth(Region.USE_PREF_SIZE);
    replay.setTooltip(new Tooltip("Plans to bring them back; nothing is written yet (r)"));
    replay.setOnAction(_ -> replay());
    var close = new CloseButton("the details", place::close);
    var top = new HBox(12, title, subtitle, replay, close);
    top.setAlignment(Pos.CENTER_LEFT);
    letters.setId("letters");
    letters
        .getColumns()
        .setAll(
            List.of(
                Tables.number(
                    "died", "Died", 112, row -> LetterWords.clock(row.diedMillis(), moments)),
                Tables.mono("place", "Place", 138, row -> LetterWords.place(row.position())),
                Tables.mono("key", "Key", 62, row -> row.key().orElse("null")),
                Tables.text("message", "Message", 112, row -> row.message().orElse(""))));
    letters.getColumns().forEach(column -> column.setSortable(false));
    letters.setPlaceholder(new Label("Fetching…"));
    letters.setMinWidth(260);
    letters.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
    letters
        .getSelectionModel()
        .getSelectedItems()
        .addListener((ListChangeListener<LetterRow>) _ -> offerReplay());
    sides.getItems().setAll(letters, letter);
    sides.getStyleClass().add("quiet-split");
    sides.setDividerPositions(0.42);
    VBox.setVgrow(sides, Priority.ALWAYS);
    getChildren().setAll(top, sides);
  }

  /** Whether a plan is shown. */
  boolean replays() {
    return sides.getItems().contains(replayRoom);
  }

  /** Whether a person may ask for a plan now. */
  boolean offersReplay() {
    return model.selectedProperty().get().isPresent() && !replay.isDisabled();
  }

  /** Shows the records of a cause. */
  void show(CauseOfStream row) {
    title.setText(LetterWords.cause(row.cause().key()));
    title.setTooltip(
        new Tooltip(
            row.cause().key().exception().orElse("no exception is named")
                + row.cause().key().frame().map(frame -> "\nat " + frame).orElse("")
                + "\ncause "
                + row.cause().id()));
    subtitle.setText(
        Formats.exact(row.cause().records())
            + " in "
            + row.stream().name()
            + " on "
            + row.stream().connection());
    place.open();
    offerReplay();
  }

  /** Plans to bring back what is selected. */
  void replay() {
    model
        .selectedProperty()
        .get()
        .ifPresent(
            row -> {
              List<LetterRow> chosen = letters.getSelectionModel().getSelectedItems();
              Set<Position> places =
                  chosen.size() > 1
                      ? chosen.stream().map(LetterRow::position).collect(Collectors.toSet())
                      : Set.of();
              sides.getItems().setAll(letter, replayRoom);
              sides.setDividerPositions(0.42);
              place.divide();
              replay.setDisable(true);
              replayPane.plan(
                  new ReplayRequest(
                      row.stream(),
                      Set.of(row.cause().id()),
                      places,
                      Optional.empty(),
                      Optional.empty(),
                      ReplayPolicy.usual(),
                      AfterReplay.KEEP,
                      Optional.empty(),
                      false),
                  row.cause().key().group());
            });
  }

  private void offerReplay() {
    int chosen = letters.getSelectionModel().getSelectedItems().size();
    boolean pending = model.selectedProperty().get().filter(CauseOfStream::pending).isPresent();
    replay.setText(chosen > 1 ? "Replay " + Formats.exact(chosen) + " selected…" : "Replay…");
    replay.setDisable(pending || replays());
    Presence.set(replay, !pending);
  }

  /** Shows a job that was begun. */
  void open(ReplayJob row) {
    showReplay(
        "Dead letters of " + row.job().stream(),
        "on " + (row.connection().isEmpty() ? "no saved connection" : row.connection()));
    replayPane.open(row.job().id());
  }

  /** Shows a plan that was saved. */
  void open(Path file) {
    showReplay("A saved plan", String.valueOf(file.getFileName()));
    replayPane.open(file);
  }

  /** Asks where a group's pending entries are to go: unlike dead letters they do not tell. */
  void planPending(GroupRef group, StreamRef stream, PendingFilter which) {
    showReplay(
        "What group " + group.name() + " has pending",
        "in " + stream.name() + " on " + stream.connection());
    replayPane.ask(
        new ReplayRequest(
            stream,
            Set.of(),
            Set.of(),
            Optional.of(new PendingChoice(group.name(), which)),
            Optional.empty(),
            ReplayPolicy.usual(),
            AfterReplay.KEEP,
            Optional.empty(),
            false));
    // What was added to the splits is in the scene, and can take the focus, from here on.
    Optional.ofNullable(getScene()).ifPresent(scene -> scene.getRoot().applyCss());
    replayPane.nameStream();
  }

  /** Only the plan: no cause is open beside it. */
  private void showReplay(String words, String where) {
    model.select(Optional.empty());
    sides.getItems().setAll(replayRoom);
    Presence.set(replay, false);
    title.setText(words);
    title.setTooltip(null);
    subtitle.setText(where);
    place.open();
  }

  /** Shows the records again, if a plan was shown. */
  void endReplay() {
    if (replays()) {
      replayPane.leave();
      sides.getItems().setAll(letters, letter);
      sides.setDividerPositions(0.42);
      place.divide();
    }
    offerReplay();
  }

  private void showLetters(List<LetterRow> rows) {
    Tables.show(letters, rows, LetterRow::position);
    if (letters.getSelectionModel().isEmpty() && !rows.isEmpty()) {
      letters.getSelectionModel().selectFirst();
    }
  }

  private void watch(Optional<LetterView> view) {
    whileOpen.unsubscribe();
    whileOpen =
        view.map(
                open ->
                    pulse
                        .watch(open.rows(), ROWS, snapshot -> model.applyLetters(snapshot.value()))
                        .and(
                            pulse.watch(
                                open.letter(),
                                Duration.ofMillis(100),
                                snapshot -> model.applyLetter(snapshot.value()))))
            .orElse(Subscription.EMPTY);
  }
}
