package dev.weir.views.deadletters;

import dev.weir.engine.Console;
import dev.weir.engine.deadletter.desk.CauseOfStream;
import dev.weir.engine.deadletter.desk.LetterTable;
import dev.weir.engine.deadletter.workbench.ReplayJob;
import dev.weir.engine.finding.Target;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.StreamRef;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Moments;
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
import java.util.function.Supplier;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextField;
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
  private final LettersModel model;
  private final VBox root = new VBox(12);
  private final Label summary = new Label();
  private final TextField filter = new TextField();
  private final Choice<By> by = new Choice<>(List.of(By.values()), choice -> choice.label);
  private final Button plan = new Button("Open plan…");
  private final CausesTable causes;
  private final FoundStreamsTable streams;
  private final JobsTable jobs;
  private final CauseDetail detail;
  private final SplitPane split = new SplitPane();
  private boolean selectFirst = true;
  private Subscription whileShown = Subscription.EMPTY;

  /** As the window has it. */
  public LettersView(Console console, Pulse pulse, Navigator navigator, InstantSource clock) {
    this.pulse = pulse;
    this.navigator = navigator;
    this.clock = clock;
    model = new LettersModel(console.deadLetters(), console.replays());
    Supplier<ZoneId> zone = () -> Formats.zone(console.settings());
    var moments = new Moments(clock, zone);
    causes = new CausesTable(model, navigator, console.settings(), moments);
    streams = new FoundStreamsTable(model, console.settings(), moments, this::showCausesOf);
    jobs = new JobsTable(model, console.settings(), moments, this::openJob);
    detail = new CauseDetail(console, pulse, navigator, model, zone, moments, new Below());
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
    if (!detail.replays()) {
      causes.table().requestFocus();
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
      jobs.unmark();
      detail.open(file);
    } else if (target
        instanceof Target.ToPendingPlan(GroupRef group, StreamRef stream, PendingFilter which)) {
      by.valueProperty().set(By.JOB);
      jobs.unmark();
      detail.planPending(group, stream, which);
    } else if (target instanceof Target.ToDeadLetters) {
      filter.clear();
      by.valueProperty().set(By.CAUSE);
      detail.endReplay();
      selectFirst = true;
    } else if (target instanceof Target.ToReplayPlan) {
      by.valueProperty().set(By.CAUSE);
      model
          .largestOfTopics()
          .ifPresent(
              row -> {
                model.select(Optional.of(row));
                detail.replay();
              });
    }
  }

  @Override
  public void keyPressed(KeyEvent event) {
    if (!SearchKeys.areOf(event) || SearchKeys.take(event, filter, this::close)) {
      return;
    }
    if (event.getCode() == KeyCode.R && detail.offersReplay()) {
      event.consume();
      detail.replay();
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
    var tables = new StackPane(causes.table(), streams.table(), jobs.table());
    split.getStyleClass().add("quiet-split");
    split.setOrientation(Orientation.VERTICAL);
    tables.setMinHeight(LEAST_TABLE_PIXELS);
    split.getItems().setAll(List.of(tables));
    SplitPane.setResizableWithParent(detail, false);
    VBox.setVgrow(split, Priority.ALWAYS);
    root.getChildren().setAll(bar, split);
  }

  private void listen() {
    SearchKeys.leave(filter, this::toRows);
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
              Presence.set(causes.table(), chosen == By.CAUSE);
              Presence.set(streams.table(), chosen == By.STREAM);
              Presence.set(jobs.table(), chosen == By.JOB);
              Presence.set(plan, chosen == By.JOB);
              if (chosen == By.JOB) {
                model.select(Optional.empty());
              } else if (model.selectedProperty().get().isEmpty()) {
                // What is open is a job.
                leaveReplay();
              }
            });
    model.selectedProperty().subscribe(this::showDetailOf);
    causes.table().addEventFilter(KeyEvent.KEY_PRESSED, this::keyPressed);
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
        && causes.selectFirst()) {
      selectFirst = false;
    }
  }

  private void showRows() {
    causes.show();
    jobs.show();
    streams.show();
  }

  private void showCausesOf(StreamRef stream) {
    filter.setText(stream.name());
    by.valueProperty().set(By.CAUSE);
  }

  private void openJob(ReplayJob row) {
    detail.open(row);
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
    detail.endReplay();
    if (model.selectedProperty().get().isEmpty()) {
      jobs.unmark();
      split.getItems().remove(detail);
    }
  }

  private void showJobs(List<ReplayJob> now) {
    model.applyJobs(now);
    showRows();
    causes.table().refresh();
  }

  private void showDetailOf(Optional<CauseOfStream> was, Optional<CauseOfStream> cause) {
    if (!was.map(LettersModel::identity).equals(cause.map(LettersModel::identity))) {
      detail.endReplay();
    }
    if (cause.isPresent()) {
      detail.show(cause.get());
      causes.mark(cause.get());
    } else {
      split.getItems().remove(detail);
      causes.unmark();
    }
  }

  private void divide() {
    split.setDividerPositions(detail.replays() ? ROOM_FOR_REPLAY : ROOM_FOR_RECORDS);
  }

  private void close() {
    selectFirst = false;
    if (model.selectedProperty().get().isPresent()) {
      model.select(Optional.empty());
    } else {
      // What is open is a plan alone.
      leaveReplay();
    }
    toRows();
  }

  private void toRows() {
    switch (by.valueProperty().get()) {
      case CAUSE -> causes.table().requestFocus();
      case STREAM -> streams.table().requestFocus();
      case JOB -> jobs.table().requestFocus();
    }
  }

  /** The lower half. */
  private final class Below implements CauseDetail.Place {
    @Override
    public void open() {
      if (!split.getItems().contains(detail)) {
        split.getItems().add(detail);
        LettersView.this.divide();
      }
    }

    @Override
    public void divide() {
      LettersView.this.divide();
    }

    @Override
    public void close() {
      LettersView.this.close();
    }

    @Override
    public void leaveReplay() {
      LettersView.this.leaveReplay();
    }
  }
}
