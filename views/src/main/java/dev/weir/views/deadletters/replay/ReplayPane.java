package dev.weir.views.deadletters.replay;

import dev.weir.engine.Console;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.deadletter.change.Edit;
import dev.weir.engine.deadletter.replay.FourEyes;
import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.Receipt;
import dev.weir.engine.deadletter.replay.Redeaths;
import dev.weir.engine.deadletter.workbench.OpenReplay;
import dev.weir.engine.deadletter.workbench.Pace;
import dev.weir.engine.deadletter.workbench.Rehearsal;
import dev.weir.engine.deadletter.workbench.ReplayRequest;
import dev.weir.engine.deadletter.workbench.ReplayStage;
import dev.weir.engine.deadletter.workbench.ReplayState;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.finding.Target;
import dev.weir.engine.write.Consent;
import dev.weir.engine.write.WriteGuard;
import dev.weir.views.kit.ConsentRow;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Parts;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.SeverityBadge;
import dev.weir.views.kit.Spacer;
import dev.weir.views.kit.Tables;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import javafx.util.Subscription;

/**
 * A plan to bring dead letters back: where they go, what stands against it, the dry run, the
 * canary, the run, and what became of each. Confined to the FX thread.
 */
public final class ReplayPane extends VBox {
  private static final Duration CADENCE = Duration.ofMillis(100);
  private static final int CANARY = 10;
  private static final Set<ReplayStage> OVER = EnumSet.of(ReplayStage.OVER, ReplayStage.REFUSED);

  private enum Part {
    CHECKS("Checks"),
    DRY_RUN("Dry run"),
    RECEIPTS("Receipts");

    private final String label;

    Part(String label) {
      this.label = label;
    }
  }

  private final Console console;
  private final Pulse pulse;
  private final Label title = new Label();
  private final Label frozen = new Label();
  private final ReplayQuestion question;
  private final Fact destination = new Fact("Destination");
  private final Fact receivers = new Fact("Will receive it");
  private final Fact headers = new Fact("Headers");
  private final Fact leftOut = new Fact("Left out");
  private final Fact afterwards = new Fact("Afterwards");
  private final Fact approval = new Fact("Approval");
  private final Parts<Part> parts = new Parts<>(List.of(Part.values()), part -> part.label);
  private final CheckRows checks = new CheckRows(this::offer);
  private final DryRunPane samples = new DryRunPane((index, edit) -> edit(index, edit));
  private final TableView<Receipt> receipts = Tables.table();
  private final ProgressBar progress = new ProgressBar(0);
  private final Label sentence = new Label();
  private final SeverityBadge outcome = new SeverityBadge();
  private final Button dryRun = new Button("Dry run");
  private final TextField canary = new TextField(Integer.toString(CANARY));
  private final TextField rate = new TextField("100");
  private final Button pause = new Button("Pause");
  private final Button cancel = new Button("Cancel job");
  private final Button approve = new Button("Approve");
  private final Button save = new Button("Save plan…");
  private final HBox tools = new HBox(8);
  private final VBox body = new VBox(8);
  private final ConsentRow consent;
  private String rateProblem = "";
  private Optional<ReplayRequest> request = Optional.empty();
  private Optional<String> failed = Optional.empty();
  private Optional<OpenReplay> replay = Optional.empty();
  private Optional<ReplayState> state = Optional.empty();
  private Subscription watch = Subscription.EMPTY;

  /**
   * As the window has it.
   *
   * @param closed told when the person wants it gone
   */
  public ReplayPane(Console console, Pulse pulse, Navigator navigator, Runnable closed) {
    super(8);
    this.console = console;
    this.pulse = pulse;
    question = new ReplayQuestion(this::openConnections, this::planAnew, this::offer);
    setId("replay");
    setMinWidth(420);
    title.getStyleClass().add("strong");
    title.setId("replay-title");
    frozen.getStyleClass().add("caption");
    frozen.setMinWidth(USE_PREF_SIZE);
    var close = new Button("✕");
    close.setId("replay-close");
    close.getStyleClass().add("quiet-button");
    close.setAccessibleText("Close the plan");
    close.setTooltip(new Tooltip("Back to the records. What is being written goes on."));
    close.setOnAction(_ -> closed.run());
    var head = new HBox(12, title, new Spacer(), frozen, close);
    head.setAlignment(Pos.CENTER_LEFT);
    consent =
        new ConsentRow(
            "replay",
            "Replay",
            () ->
                state
                    .flatMap(ReplayState::plan)
                    .flatMap(Plan::writtenConnection)
                    .or(() -> request.map(asked -> asked.stream().connection()))
                    .ifPresent(name -> navigator.go(new Target.ToConnection(name))),
            this::run);
    GridPane facts = facts();
    body.setId("replay-body");
    body.getChildren().setAll(facts, parts(), footer(), consent);
    VBox.setVgrow(body, Priority.ALWAYS);
    getChildren().setAll(head, question, body);
    // Records side by side want the room.
    parts.choice().valueProperty().subscribe(chosen -> Presence.set(facts, chosen != Part.DRY_RUN));
    listen();
  }

  /** A row of what a plan means. */
  private static final class Fact {
    private final Label name;
    private final Label value = new Label();

    Fact(String name) {
      this.name = new Label(name);
      this.name.getStyleClass().add("caption");
      this.name.setMinWidth(96);
      value.setWrapText(true);
      value.setMinHeight(Region.USE_PREF_SIZE);
    }

    void show(String words) {
      value.setText(words);
      Presence.set(name, !words.isEmpty());
      Presence.set(value, !words.isEmpty());
    }
  }

  private GridPane facts() {
    var grid = new GridPane();
    grid.setHgap(8);
    grid.setVgap(3);
    int row = 0;
    for (Fact fact : List.of(destination, receivers, headers, leftOut, afterwards, approval)) {
      grid.addRow(row++, fact.name, fact.value);
      GridPane.setHgrow(fact.value, Priority.ALWAYS);
    }
    destination.value.setId("replay-destination");
    receivers.value.setId("replay-receivers");
    leftOut.value.setId("replay-left-out");
    approval.value.setId("replay-approval");
    return grid;
  }

  private VBox parts() {
    parts.choice().setId("replay-part");
    parts.choice().getStyleClass().add("small-segments");
    var scroll = new ScrollPane(checks);
    scroll.setFitToWidth(true);
    scroll.getStyleClass().add("plain-scroll");
    receipts.setId("replay-receipts");
    receipts
        .getColumns()
        .setAll(
            List.of(
                Tables.mono("from", "Dead letter", 110, row -> from(row.index())),
                Tables.text("outcome", "Outcome", 80, row -> ReplayWords.outcome(row, died(row))),
                Tables.mono(
                    "became",
                    "Became, or why not",
                    320,
                    row -> ReplayWords.receipt(row, died(row)))));
    receipts.getColumns().forEach(column -> column.setSortable(false));
    receipts.setPlaceholder(muted("Nothing was written yet."));
    parts.add(Part.CHECKS, scroll).add(Part.DRY_RUN, samples).add(Part.RECEIPTS, receipts);
    var box = new VBox(6, parts.choice(), parts.body());
    VBox.setVgrow(box, Priority.ALWAYS);
    return box;
  }

  private String from(int index) {
    return state
        .flatMap(ReplayState::plan)
        .map(plan -> plan.records().get(index).position().toString())
        .orElse("");
  }

  private Optional<String> died(Receipt row) {
    return state.map(now -> died(now).get(row.index()));
  }

  /** Records that died again, by index, with where that is seen. */
  private static Map<Integer, String> died(ReplayState of) {
    return of.after().map(Redeaths.Found::died).orElse(Map.of());
  }

  private static Label muted(String words) {
    var label = new Label(words);
    label.getStyleClass().add("muted");
    return label;
  }

  private VBox footer() {
    progress.setId("replay-progress");
    progress.setMaxWidth(Double.MAX_VALUE);
    progress.getStyleClass().add("thin-progress");
    progress.setMinHeight(6);
    sentence.setId("replay-sentence");
    sentence.setWrapText(true);
    sentence.setMinHeight(USE_PREF_SIZE);
    sentence.setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(sentence, Priority.ALWAYS);
    outcome.setId("replay-outcome");
    var told = new HBox(8, sentence, outcome);
    dryRun.setId("replay-dry-run");
    canary.setId("replay-canary");
    canary.setPrefColumnCount(4);
    canary.setTooltip(
        new Tooltip("Records that are written first; then it waits. 0: all at once."));
    rate.setId("replay-rate");
    rate.setPrefColumnCount(5);
    rate.setTooltip(new Tooltip("0: as fast as it goes. Enter changes it while it runs."));
    pause.setId("replay-pause");
    cancel.setId("replay-cancel");
    approve.setId("replay-approve");
    approve.setTooltip(
        new Tooltip("Writes into the plan's file that you have looked at it and want it run"));
    save.setId("replay-save");
    for (Button each : List.of(dryRun, pause, cancel, approve, save)) {
      each.setMinWidth(USE_PREF_SIZE);
    }
    var canaryName = muted("Canary");
    var rateName = muted("Records/s");
    canaryName.setMinWidth(USE_PREF_SIZE);
    rateName.setMinWidth(USE_PREF_SIZE);
    tools
        .getChildren()
        .setAll(
            dryRun, canaryName, canary, rateName, rate, new Spacer(), pause, cancel, approve, save);
    tools.setAlignment(Pos.CENTER_LEFT);
    return new VBox(6, progress, told, tools);
  }

  private void listen() {
    dryRun.setOnAction(
        _ -> {
          parts.choose(Part.DRY_RUN);
          // Left to itself the focus would go on into the number of the canary.
          samples.focusRows();
          replay.ifPresent(OpenReplay::rehearse);
        });
    rate.setOnAction(_ -> pace().ifPresent(pace -> replay.ifPresent(it -> it.pace(pace))));
    canary.textProperty().subscribe((was, now) -> offer());
    rate.textProperty().subscribe((was, now) -> tellOfRate(""));
    pause.setOnAction(
        _ -> {
          // The button goes, and the focus must not go on to the one that cancels the job.
          requestFocus();
          replay.ifPresent(OpenReplay::pause);
        });
    cancel.setOnAction(_ -> replay.ifPresent(OpenReplay::cancel));
    approve.setOnAction(_ -> replay.ifPresent(it -> it.approve(checks.allowed())));
    save.setOnAction(_ -> save());
  }

  /**
   * Makes a plan and shows it.
   *
   * @param failingGroup the group that gave them up, where that is known
   */
  public void plan(ReplayRequest asked, Optional<String> failingGroup) {
    request = Optional.of(asked);
    failed = failingGroup;
    question.ask(asked);
    consent.clear();
    show(console.replays().plan(asked));
  }

  /**
   * Asks where they go, and makes a plan when that is told: nothing else tells where to.
   *
   * @param asked pending entries
   */
  public void ask(ReplayRequest asked) {
    leave();
    request = Optional.of(asked);
    failed = Optional.empty();
    consent.clear();
    title.setText("Where do they go?");
    frozen.setText("");
    Presence.set(body, false);
    question.ask(asked);
    question.enable(true);
    Presence.set(question, true);
  }

  /** Puts the cursor where the stream is named. */
  public void nameStream() {
    question.nameStream();
  }

  /** Shows a job that was begun. */
  public void open(String job) {
    showOther(console.replays().open(job));
  }

  /** Shows a plan that was saved, to be approved or run. */
  public void open(Path plan) {
    showOther(console.replays().open(plan));
  }

  private void showOther(OpenReplay opened) {
    request = Optional.empty();
    failed = Optional.empty();
    consent.clear();
    show(opened);
  }

  /** Looks no more. */
  public void leave() {
    watch.unsubscribe();
    watch = Subscription.EMPTY;
    replay.ifPresent(OpenReplay::close);
    replay = Optional.empty();
    state = Optional.empty();
  }

  private void planAnew(ReplayRequest asked) {
    request = Optional.of(asked);
    show(console.replays().plan(asked));
  }

  private void show(OpenReplay opened) {
    leave();
    Presence.set(question, request.isPresent());
    Presence.set(body, true);
    parts.choose(Part.CHECKS);
    replay = Optional.of(opened);
    watch = pulse.watch(opened.slot(), CADENCE, snapshot -> apply(snapshot.value()));
  }

  private void apply(ReplayState now) {
    ReplayStage before = state.map(ReplayState::stage).orElse(ReplayStage.PLANNING);
    Map<Integer, String> diedBefore = state.map(ReplayPane::died).orElse(Map.of());
    state = Optional.of(now);
    title.setText(ReplayWords.title(now));
    frozen.setText(
        now.plan()
            .map(
                plan ->
                    "job "
                        + plan.job()
                        + " · frozen "
                        + Formats.clockSeconds(
                            plan.created().toEpochMilli(), Formats.zone(console.settings())))
            .orElse(""));
    destination.show(now.plan().map(ReplayWords::destination).orElse(""));
    receivers.show(ReplayWords.receivers(now.checks(), failed));
    headers.show(now.rehearsal().map(ReplayWords::headers).orElse(""));
    leftOut.show(now.plan().map(ReplayWords::leftOut).orElse(""));
    afterwards.show(now.plan().map(ReplayWords::afterwards).orElse(""));
    approval.show(ReplayWords.approval(now, Formats.zone(console.settings())));
    // Who receives it stands above.
    checks.show(now.checks().stream().filter(check -> !check.name().equals("groups")).toList());
    samples.show(
        now.plan(),
        now.rehearsal().map(Rehearsal::samples).orElse(List.of()),
        now.stage() == ReplayStage.READY && now.job().isEmpty());
    Tables.show(receipts, now.receipts(), Receipt::index);
    if (!diedBefore.equals(died(now))) {
      receipts.refresh();
    }
    if (now.stage() == ReplayStage.OVER && before != ReplayStage.OVER) {
      parts.choose(Part.RECEIPTS);
    }
    progress.setProgress(share(now));
    showOutcome(now);
    offer();
  }

  private String words(ReplayState now) {
    String job = now.job().map(ReplayWords::settled).orElse("");
    String after =
        now.after()
            .flatMap(found -> now.job().map(it -> ReplayWords.after(found, it, failed)))
            .map(words -> " · " + words)
            .orElse("");
    String more = now.sentence().isEmpty() ? "" : now.sentence();
    return switch (now.stage()) {
      case PLANNING ->
          "Reading the dead letters… " + ReplayWords.records(now.looked()) + " looked at";
      case CHECKING -> "Looking for what could go wrong…";
      case READY ->
          more.isEmpty() ? now.rehearsal().map(ReplayWords::rehearsal).orElse(more) : more;
      case REHEARSING -> now.rehearsal().map(ReplayWords::rehearsal).orElse("Trying…");
      case RUNNING ->
          (job.isEmpty() ? "Checking once more…" : job) + (more.isEmpty() ? "" : " · " + more);
      case CANARY -> "Canary: " + job + after;
      case PAUSED, OVER -> job + after + (more.isEmpty() ? "" : " · " + more);
      case REFUSED -> more;
    };
  }

  private static double share(ReplayState now) {
    int planned = now.plan().map(plan -> plan.records().size()).orElse(0);
    return switch (now.stage()) {
      case PLANNING, CHECKING -> ProgressBar.INDETERMINATE_PROGRESS;
      case REHEARSING ->
          now.rehearsal()
              .map(it -> (it.ready() + it.setAsideRecords()) / (double) Math.max(1, planned))
              .orElse(0.0);
      case READY, REFUSED, RUNNING, CANARY, PAUSED, OVER ->
          now.job()
              .map(it -> (it.planned() - it.remaining()) / (double) Math.max(1, planned))
              .orElse(0.0);
    };
  }

  private void showOutcome(ReplayState now) {
    Optional<Job> job = now.job();
    Optional<Redeaths.Found> found = now.after();
    Optional<String> word =
        job.isPresent() && found.isPresent()
            ? ReplayWords.outcome(job.get(), found.get(), failed)
            : Optional.empty();
    Presence.set(outcome, word.isPresent());
    word.ifPresent(
        told -> outcome.show(told.equals("resolved") ? Severity.OK : Severity.WARNING, told));
  }

  /** What may be done now. */
  private void offer() {
    ReplayStage stage = state.map(ReplayState::stage).orElse(ReplayStage.PLANNING);
    boolean running = stage == ReplayStage.RUNNING;
    boolean waiting = state.filter(it -> it.fourEyes() instanceof FourEyes.Waiting).isPresent();
    boolean begun = state.flatMap(ReplayState::job).isPresent();
    boolean mayRun =
        stage == ReplayStage.READY || stage == ReplayStage.PAUSED || stage == ReplayStage.CANARY;
    long left =
        state
            .flatMap(ReplayState::job)
            .map(Job::remaining)
            .or(() -> state.flatMap(ReplayState::plan).map(plan -> (long) plan.records().size()))
            .orElse(0L);
    // What is asked now was not planned: nothing of another plan is to be written by mistake.
    boolean stale =
        stage == ReplayStage.READY
            && !begun
            && request.filter(planned -> !question.asks(planned)).isPresent();
    sentence.setText(
        stale
            ? "What is asked is not what was planned: press Plan."
            : rateProblem.isEmpty() || OVER.contains(stage)
                ? state.map(this::words).orElse("")
                : rateProblem);
    dryRun.setDisable(!mayRun || stale || stage == ReplayStage.CANARY || left == 0);
    Presence.set(pause, running);
    Presence.set(cancel, running || stage == ReplayStage.PAUSED || stage == ReplayStage.CANARY);
    Presence.set(approve, request.isEmpty() && mayRun && waiting);
    Presence.set(save, !begun);
    save.setDisable(stage != ReplayStage.READY || stale);
    canary.setDisable(begun);
    question.enable(!running && !begun);
    Presence.set(question, request.isPresent() && !begun);
    Presence.set(progress, stage.isBusy() || begun);
    Presence.set(sentence, !sentence.getText().isEmpty());
    Presence.set(tools, !OVER.contains(stage));
    // Its room stays while it runs: else "Cancel job" would come under the pointer that has just
    // pressed the button, where a double click ends what it began.
    Presence.set(consent, !OVER.contains(stage));
    consent.setVisible(!OVER.contains(stage) && !running);
    Optional<Plan> plan = state.flatMap(ReplayState::plan);
    WriteGuard guard =
        plan.flatMap(Plan::writtenConnection).map(console.writes()::guard).orElse(WriteGuard.OPEN);
    consent.ask(
        guard,
        plan.map(it -> String.join(", ", it.targets())).orElse(""),
        mayRun && !stale && !waiting && left > 0 && checks.pass() && number(canary).isPresent());
    consent.name(action(stage, left));
  }

  private String action(ReplayStage stage, long left) {
    int first = number(canary).orElse(0);
    if (stage == ReplayStage.CANARY) {
      return "Replay the other " + Formats.exact(left);
    }
    if (stage == ReplayStage.PAUSED) {
      return "Go on with " + Formats.exact(left);
    }
    return first > 0 && first < left
        ? "Replay " + Formats.exact(first) + " of " + Formats.exact(left)
        : "Replay " + Formats.exact(left);
  }

  private static Optional<Integer> number(TextField field) {
    String typed = field.getText().strip();
    return typed.matches("\\d{1,7}") ? Optional.of(Integer.parseInt(typed)) : Optional.empty();
  }

  private Optional<Pace> pace() {
    Optional<Pace> pace = number(rate).map(records -> new Pace(records, 0));
    if (pace.isEmpty()) {
      tellOfRate("“" + rate.getText().strip() + "” is no rate: type whole records a second, or 0.");
      rate.requestFocus();
    }
    return pace;
  }

  /** Stays until something else is typed: what the run tells meanwhile is not to hide it. */
  private void tellOfRate(String words) {
    rateProblem = words;
    offer();
  }

  private void run(Consent typed) {
    Optional<Pace> pace = pace();
    if (pace.isEmpty() || replay.isEmpty()) {
      return;
    }
    boolean first = state.flatMap(ReplayState::job).isEmpty();
    requestFocus();
    replay.get().run(pace.get(), first ? number(canary).orElse(0) : 0, checks.allowed(), typed);
  }

  private void edit(int index, Edit edit) {
    parts.choose(Part.DRY_RUN);
    replay.ifPresent(it -> it.edit(index, edit));
  }

  /** Other servers that records could go to. */
  private List<String> openConnections() {
    return console.connections().statuses().latest().value().stream()
        .filter(
            status ->
                status.state() == ConnectionStatus.State.CONNECTED
                    || status.state() == ConnectionStatus.State.DEGRADED)
        .map(status -> status.settings().name())
        .toList();
  }

  private void save() {
    var chooser = new FileChooser();
    chooser.setTitle("Save the plan");
    chooser.setInitialFileName(
        state
            .flatMap(ReplayState::plan)
            .map(plan -> plan.job() + ".weirplan")
            .orElse("replay.weirplan"));
    File file = chooser.showSaveDialog(getScene().getWindow());
    if (file != null) {
      replay.ifPresent(it -> it.save(file.toPath()));
    }
  }
}
