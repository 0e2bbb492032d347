package dev.weir.views.deadletters;

import dev.weir.engine.Console;
import dev.weir.engine.deadletter.cause.LetterRow;
import dev.weir.engine.deadletter.desk.CauseOfStream;
import dev.weir.engine.deadletter.desk.LetterTable;
import dev.weir.engine.deadletter.desk.LetterView;
import dev.weir.engine.deadletter.desk.StreamOfLetters;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.deadletter.replay.PendingChoice;
import dev.weir.engine.deadletter.replay.ReplayPolicy;
import dev.weir.engine.deadletter.workbench.ReplayJob;
import dev.weir.engine.deadletter.workbench.ReplayRequest;
import dev.weir.engine.finding.Target;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRef;
import dev.weir.views.deadletters.replay.ReplayPane;
import dev.weir.views.deadletters.replay.ReplayWords;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.EmptyState;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.SearchKeys;
import dev.weir.views.kit.Spacer;
import dev.weir.views.kit.Tables;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.collections.ListChangeListener;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The Dead letters screen: causes, streams, and single records. */
public final class LettersView implements Screen {
  private static final Duration ROWS = Duration.ofMillis(500);

  /** Share of the height that the table above keeps. */
  private static final double ROOM_FOR_RECORDS = 0.4;

  private static final double ROOM_FOR_REPLAY = 0.22;

  /** Its header and two rows. */
  private static final double LEAST_TABLE_PIXELS = 3.5 * Tables.ROW_HEIGHT;

  private enum By {
    CAUSE("By cause"),
    STREAM("By stream"),
    JOB("Jobs");

    private final String label;

    By(String label) {
      this.label = label;
    }
  }

  private final Pulse pulse;
  private final Navigator navigator;
  private final InstantSource clock;
  private final Supplier<ZoneId> zone;
  private final LettersModel model;
  private final VBox root = new VBox(12);
  private final Label summary = new Label();
  private final TextField filter = new TextField();
  private final Choice<By> by = new Choice<>(List.of(By.values()), choice -> choice.label);
  private final TableView<CauseOfStream> causes = Tables.table();
  private final TableView<StreamOfLetters> streams = Tables.table();
  private final TableView<ReplayJob> jobs = Tables.table();
  private final SplitPane split = new SplitPane();
  private final VBox detail = new VBox(10);
  private final Label title = new Label();
  private final Label subtitle = new Label();
  private final TableView<LetterRow> letters = Tables.table();
  private final LetterPane letter;
  private final SplitPane sides = new SplitPane();
  private final Button replay = new Button("Replay…");
  private final Button plan = new Button("Open plan…");
  private final ReplayPane replayPane;
  private boolean selectFirst = true;
  private Subscription whileShown = Subscription.EMPTY;
  private Subscription whileOpen = Subscription.EMPTY;

  /** As the window has it. */
  public LettersView(Console console, Pulse pulse, Navigator navigator, InstantSource clock) {
    this.pulse = pulse;
    this.navigator = navigator;
    this.clock = clock;
    this.zone = () -> Formats.zone(console.settings());
    this.model = new LettersModel(console.deadLetters(), console.replays());
    this.letter = new LetterPane(zone);
    this.replayPane = new ReplayPane(console, pulse, navigator, this::leaveReplay);
    build();
    listen();
  }

  LettersModel model() {
    return model;
  }

  @Override
  public String title() {
    return "Dead letters";
  }

  @Override
  public Parent root() {
    return root;
  }

  @Override
  public void shown() {
    if (!sides.getItems().contains(replayPane)) {
      causes.requestFocus();
    }
    whileShown =
        pulse
            .watch(model.tableSlot(), ROWS, snapshot -> show(snapshot.value()))
            .and(pulse.watch(model.jobsSlot(), ROWS, snapshot -> showJobs(snapshot.value())));
    model.shown();
  }

  @Override
  public void hidden() {
    whileShown.unsubscribe();
    whileShown = Subscription.EMPTY;
    model.hidden();
  }

  @Override
  public void open(Target target) {
    if (target instanceof Target.ToSavedPlan(Path file)) {
      by.valueProperty().set(By.JOB);
      openPlan(file);
    } else if (target
        instanceof Target.ToPendingPlan(GroupRef group, StreamRef stream, PendingFilter which)) {
      by.valueProperty().set(By.JOB);
      planPending(group, stream, which);
    } else if (target instanceof Target.ToDeadLetters) {
      filter.clear();
      by.valueProperty().set(By.CAUSE);
      endReplay();
      selectFirst = true;
    } else if (target instanceof Target.ToReplayPlan) {
      by.valueProperty().set(By.CAUSE);
      model
          .largestOfTopics()
          .ifPresent(
              row -> {
                model.select(Optional.of(row));
                replay();
              });
    }
  }

  @Override
  public void keyPressed(KeyEvent event) {
    if (SearchKeys.areOf(event)) {
      SearchKeys.take(event, filter, this::close);
    } else if (event.getCode() == KeyCode.R
        && !event.isShortcutDown()
        && !(event.getTarget() instanceof TextInputControl)
        && !replay.isDisabled()) {
      event.consume();
      replay();
    }
  }

  private void build() {
    root.getStyleClass().addAll("screen", "letters-screen");
    filter.setId("letters-filter");
    filter.setPromptText("Part of a cause, stream or group (/)");
    filter.setMaxWidth(360);
    HBox.setHgrow(filter, Priority.ALWAYS);
    summary.setId("letters-summary");
    summary.getStyleClass().add("caption");
    by.setId("letters-by");
    plan.setId("plan-open");
    plan.setMinWidth(Region.USE_PREF_SIZE);
    plan.setTooltip(new Tooltip("A plan that was saved, to approve or to run it"));
    plan.setOnAction(_ -> choosePlan());
    var bar = new HBox(12, filter, by, plan, new Spacer(), summary);
    bar.setAlignment(Pos.CENTER_LEFT);
    buildCauses();
    buildStreams();
    buildJobs();
    buildDetail();
    var tables = new StackPane(causes, streams, jobs);
    split.getStyleClass().add("quiet-split");
    split.setOrientation(Orientation.VERTICAL);
    tables.setMinHeight(LEAST_TABLE_PIXELS);
    split.getItems().setAll(List.of(tables));
    SplitPane.setResizableWithParent(detail, false);
    VBox.setVgrow(split, Priority.ALWAYS);
    root.getChildren().setAll(bar, split);
  }

  private void buildCauses() {
    causes.setId("causes");
    causes
        .getColumns()
        .setAll(
            List.of(
                Tables.text("cause", "Cause", 262, row -> LetterWords.cause(row.cause().key())),
                Tables.mono("frame", "Thrown at", 120, row -> LetterWords.frame(row.cause().key())),
                Tables.text("way", "Origin → failing group", 150, LetterWords::way),
                Tables.text("stream", "In", 100, row -> row.stream().name()),
                Tables.number(
                    "records", "Records", 70, row -> Formats.exact(row.cause().records())),
                Tables.spark("spark", "Last hour", 84, LettersView::lastHour),
                Tables.number("first", "First", 90, row -> second(row.cause().firstMillis())),
                Tables.number("last", "Last", 90, row -> second(row.cause().lastMillis())),
                Tables.text("state", "State", 130, row -> ReplayWords.state(model.jobsOf(row)))));
    causes.getColumns().forEach(column -> column.setSortable(false));
    causes.getColumns().getLast().getStyleClass().add("last-column");
    causes.setPlaceholder(
        new EmptyState(
            Feather.INBOX,
            "No dead letters",
            "Nothing that is connected holds any, as far as settings, headers and names tell. Under"
                + " By stream is what was found; weir dlq mark adds a stream.",
            "Open connections",
            () -> navigator.go(new Target.ToConnection(""))));
  }

  private void buildStreams() {
    streams.setId("letter-streams");
    streams
        .getColumns()
        .setAll(
            List.of(
                Tables.text("stream", "Stream", 150, row -> row.found().stream().name()),
                Tables.text(
                    "connection", "Connection", 100, row -> row.found().stream().connection()),
                Tables.number("records", "Records", 80, LetterWords::records),
                Tables.text("dialects", "Written by", 170, LetterWords::dialects),
                Tables.text("origins", "Origin", 120, LetterWords::origins),
                Tables.number("oldest", "Oldest", 112, row -> clock(row.oldestMillis())),
                Tables.number("newest", "Newest", 112, row -> clock(row.found().newestMillis())),
                Tables.text("reading", "Causes", 110, row -> LetterWords.reading(row.reading())),
                Tables.text("because", "Because", 230, LetterWords::because)));
    streams.getColumns().forEach(column -> column.setSortable(false));
    streams.setPlaceholder(new Label("No stream of dead letters was found."));
    var none = new MenuItem("Holds no dead letters");
    none.setOnAction(event -> ofSelected(model::holdsNone));
    var auto = new MenuItem("Find out by itself");
    auto.setOnAction(event -> ofSelected(model::findOut));
    var pin = new Menu("Read as written by");
    for (Dialect dialect : Dialect.values()) {
      if (dialect != Dialect.REDIS_PENDING) {
        var item = new MenuItem(dialect.title());
        item.setOnAction(event -> ofSelected(stream -> model.pin(stream, Optional.of(dialect))));
        pin.getItems().add(item);
      }
    }
    streams.setContextMenu(new ContextMenu(pin, none, auto));
  }

  private void buildJobs() {
    jobs.setId("replay-jobs");
    jobs.getColumns()
        .setAll(
            List.of(
                Tables.number(
                    "created",
                    "Begun",
                    110,
                    row -> Formats.clock(row.job().created().toEpochMilli(), zone.get())),
                Tables.mono("job", "Job", 140, row -> row.job().id()),
                Tables.severity("state", "State", 190, ReplayWords::severity, ReplayWords::state),
                Tables.text("stream", "Dead letters of", 150, row -> row.job().stream()),
                Tables.number("planned", "Planned", 80, row -> Formats.exact(row.job().planned())),
                Tables.number("sent", "Sent", 80, row -> Formats.exact(row.job().sent())),
                Tables.number(
                    "aside", "Set aside", 80, row -> Formats.exact(row.job().quarantined())),
                Tables.number("unknown", "Unknown", 80, row -> Formats.exact(row.job().unknown())),
                Tables.text("reason", "Reason", 200, row -> row.job().reason())));
    jobs.getColumns().forEach(column -> column.setSortable(false));
    jobs.setPlaceholder(new Label("Nothing was brought back from this machine yet."));
  }

  private void ofSelected(java.util.function.Consumer<StreamRef> act) {
    StreamOfLetters row = streams.getSelectionModel().getSelectedItem();
    if (row != null) {
      act.accept(row.found().stream());
    }
  }

  private void buildDetail() {
    detail.getStyleClass().addAll("card", "detail");
    detail.setId("cause-detail");
    detail.setMinHeight(260);
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
    var close = new Button("✕");
    close.getStyleClass().add("quiet-button");
    close.setAccessibleText("Close the details");
    close.setTooltip(new Tooltip("Close (Esc)"));
    close.setOnAction(event -> close());
    var top = new HBox(12, title, subtitle, replay, close);
    top.setAlignment(Pos.CENTER_LEFT);
    letters.setId("letters");
    letters
        .getColumns()
        .setAll(
            List.of(
                Tables.number("died", "Died", 150, row -> clock(row.diedMillis())),
                Tables.mono("place", "Place", 84, row -> LetterWords.place(row.position())),
                Tables.mono("key", "Key", 90, row -> row.key().orElse("null")),
                Tables.text("message", "Message", 150, row -> row.message().orElse(""))));
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
    detail.getChildren().setAll(top, sides);
  }

  private void listen() {
    filter
        .textProperty()
        .subscribe(
            (was, text) -> {
              model.filter(text);
              showRows();
            });
    by.valueProperty()
        .subscribe(
            chosen -> {
              Presence.set(causes, chosen == By.CAUSE);
              Presence.set(streams, chosen == By.STREAM);
              Presence.set(jobs, chosen == By.JOB);
              Presence.set(plan, chosen == By.JOB);
              if (chosen == By.JOB) {
                model.select(Optional.empty());
              } else if (model.selectedProperty().get().isEmpty()) {
                // What is open is a job.
                leaveReplay();
              }
            });
    Tables.onSelect(jobs, this::openJob);
    Tables.onSelect(causes, row -> model.select(Optional.of(row)));
    Tables.onSelect(letters, model::open);
    streams.setOnMouseClicked(
        event -> {
          if (event.getClickCount() == 2) {
            ofSelected(
                stream -> {
                  filter.setText(stream.name());
                  by.valueProperty().set(By.CAUSE);
                });
          }
        });
    model.selectedProperty().subscribe(this::showDetailOf);
    model.viewProperty().subscribe((was, view) -> watch(view));
    model.lettersProperty().subscribe((was, rows) -> showLetters(rows));
    model.letterProperty().subscribe((was, state) -> letter.show(state));
    causes.addEventFilter(KeyEvent.KEY_PRESSED, this::keyPressed);
  }

  private void show(LetterTable table) {
    model.apply(table);
    summary.setText(LetterWords.summary(table, clock.millis()));
    showRows();
    model
        .selectedProperty()
        .get()
        .flatMap(
            selected ->
                table.causes().stream()
                    .filter(
                        row -> LettersModel.identity(row).equals(LettersModel.identity(selected)))
                    .findFirst())
        .ifPresent(now -> model.select(Optional.of(now)));
    if (selectFirst
        && by.valueProperty().get() == By.CAUSE
        && model.selectedProperty().get().isEmpty()
        && !causes.getItems().isEmpty()) {
      selectFirst = false;
      causes.getSelectionModel().selectFirst();
    }
  }

  private void showRows() {
    // Rows that move while somebody aims at one are hit by mistake.
    Tables.show(
        causes,
        causes.isHover() ? model.causesAsIn(causes.getItems()) : model.causes(),
        LettersModel::identity);
    Tables.show(jobs, model.jobs(), row -> row.job().id());
    Tables.show(streams, model.streams(), row -> row.found().stream() + "" + row.found().pending());
  }

  private void showLetters(List<LetterRow> rows) {
    Tables.show(letters, rows, LetterRow::position);
    if (letters.getSelectionModel().isEmpty() && !rows.isEmpty()) {
      letters.getSelectionModel().selectFirst();
    }
  }

  /** Plans to bring back what is selected. */
  private void replay() {
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
              sides.getItems().setAll(letter, replayPane);
              sides.setDividerPositions(0.42);
              split.setDividerPositions(ROOM_FOR_REPLAY);
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
    replay.setDisable(pending || sides.getItems().contains(replayPane));
    Presence.set(replay, !pending);
  }

  private void openJob(ReplayJob row) {
    showReplay(
        "Dead letters of " + row.job().stream(),
        "on " + (row.connection().isEmpty() ? "no saved connection" : row.connection()));
    replayPane.open(row.job().id());
  }

  private void openPlan(Path file) {
    jobs.getSelectionModel().clearSelection();
    showReplay("A saved plan", String.valueOf(file.getFileName()));
    replayPane.open(file);
  }

  /** Asks where a group's pending entries are to go: unlike dead letters they do not tell. */
  private void planPending(GroupRef group, StreamRef stream, PendingFilter which) {
    jobs.getSelectionModel().clearSelection();
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
  }

  /** Only the plan: no cause is open beside it. */
  private void showReplay(String words, String where) {
    model.select(Optional.empty());
    sides.getItems().setAll(replayPane);
    Presence.set(replay, false);
    title.setText(words);
    title.setTooltip(null);
    subtitle.setText(where);
    showDetail();
  }

  private void choosePlan() {
    var chooser = new FileChooser();
    chooser.setTitle("Open a plan");
    File file = chooser.showOpenDialog(root.getScene().getWindow());
    if (file != null) {
      navigator.go(new Target.ToSavedPlan(file.toPath()));
    }
  }

  private void leaveReplay() {
    endReplay();
    if (model.selectedProperty().get().isEmpty()) {
      jobs.getSelectionModel().clearSelection();
      split.getItems().remove(detail);
    }
  }

  private void endReplay() {
    if (sides.getItems().contains(replayPane)) {
      replayPane.leave();
      sides.getItems().setAll(letters, letter);
      sides.setDividerPositions(0.42);
      split.setDividerPositions(ROOM_FOR_RECORDS);
    }
    offerReplay();
  }

  private void showJobs(List<ReplayJob> now) {
    model.applyJobs(now);
    showRows();
    causes.refresh();
  }

  private void showDetail() {
    if (!split.getItems().contains(detail)) {
      split.getItems().add(detail);
      split.setDividerPositions(
          sides.getItems().contains(replayPane) ? ROOM_FOR_REPLAY : ROOM_FOR_RECORDS);
    }
  }

  private void showDetailOf(Optional<CauseOfStream> was, Optional<CauseOfStream> cause) {
    if (!was.map(LettersModel::identity).equals(cause.map(LettersModel::identity))) {
      endReplay();
    }
    if (cause.isPresent()) {
      CauseOfStream row = cause.get();
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
      showDetail();
      offerReplay();
      mark(row);
    } else {
      split.getItems().remove(detail);
      causes.getSelectionModel().clearSelection();
    }
  }

  /** What is open was not always clicked on. */
  private void mark(CauseOfStream open) {
    CauseOfStream marked = causes.getSelectionModel().getSelectedItem();
    String identity = LettersModel.identity(open);
    if (marked == null || !LettersModel.identity(marked).equals(identity)) {
      for (CauseOfStream row : causes.getItems()) {
        if (LettersModel.identity(row).equals(identity)) {
          causes.getSelectionModel().select(row);
          return;
        }
      }
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

  private void close() {
    selectFirst = false;
    model.select(Optional.empty());
    causes.requestFocus();
  }

  private String clock(java.util.OptionalLong millis) {
    return millis.isPresent() ? Formats.clock(millis.getAsLong(), zone.get()) : "–";
  }

  private String second(java.util.OptionalLong millis) {
    return millis.isPresent() ? Formats.clockSeconds(millis.getAsLong(), zone.get()) : "–";
  }

  private static float[] lastHour(CauseOfStream row) {
    List<Integer> hour = row.cause().lastHour();
    float[] values = new float[hour.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = hour.get(i);
    }
    return values;
  }
}
