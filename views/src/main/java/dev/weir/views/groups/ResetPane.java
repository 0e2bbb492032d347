package dev.weir.views.groups;

import dev.weir.engine.Console;
import dev.weir.engine.finding.Target;
import dev.weir.engine.settings.Settings;
import dev.weir.engine.write.ResetRun;
import dev.weir.engine.write.WriteDesk;
import dev.weir.engine.write.WriteGuard;
import dev.weir.stream.GroupRef;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.ConsentRow;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.StartText;
import dev.weir.views.kit.Tables;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/**
 * Where a group should read on, what that would change, and the button that does it. Confined to
 * the FX thread.
 */
final class ResetPane extends VBox {
  private static final Duration CADENCE = Duration.ofMillis(50);

  private enum Start {
    EARLIEST("Oldest", ""),
    LATEST("End", ""),
    NEWEST("Newest…", "How many records back from the end, such as 500"),
    SINCE("Since…", "15 min, 14:05, 2026-11-21 14:05, epoch ms"),
    OFFSET("Offset…", "77319, 4@77319 for one partition, or an entry id");

    private final String label;
    private final String advice;

    Start(String label, String advice) {
      this.label = label;
      this.advice = advice;
    }
  }

  private final WriteDesk writes;
  private final Settings settings;
  private final InstantSource clock;
  private final Pulse pulse;
  private final ComboBox<String> stream = new ComboBox<>();
  private final Choice<Start> start = new Choice<>(List.of(Start.values()), choice -> choice.label);
  private final TextField place = new TextField();
  private final Button preview = new Button("Preview");
  private final Label sentence = new Label();
  private final TableView<OffsetReset.Step> steps = Tables.table();
  private final ConsentRow consent;
  private Optional<GroupRef> group = Optional.empty();
  private Optional<ResetRun> run = Optional.empty();
  private Subscription watch = Subscription.EMPTY;

  ResetPane(Console console, Pulse pulse, Navigator navigator, InstantSource clock) {
    super(8);
    this.writes = console.writes();
    this.settings = console.settings();
    this.pulse = pulse;
    this.clock = clock;
    stream.setId("reset-stream");
    stream.setPrefWidth(200);
    start.setId("reset-start");
    place.setId("reset-place");
    place.setPrefColumnCount(24);
    preview.setId("reset-preview");
    preview.setMinWidth(USE_PREF_SIZE);
    sentence.setId("reset-sentence");
    sentence.setWrapText(true);
    sentence.setMinHeight(USE_PREF_SIZE);
    steps.setId("reset-steps");
    steps
        .getColumns()
        .setAll(
            List.of(
                Tables.number("partition", "Partition", 70, it -> "" + it.partition().partition()),
                Tables.number(
                    "stands",
                    "Stands at",
                    150,
                    it -> it.committed().map(GroupWords::place).orElse("nothing committed")),
                Tables.number("target", "Reads on at", 150, it -> GroupWords.place(it.target())),
                Tables.text("change", "Which means", 320, it -> change(it))));
    steps.getColumns().forEach(column -> column.setSortable(false));
    var nothingYet = new Label("Nothing is changed before you have seen what would be.");
    nothingYet.getStyleClass().add("muted");
    steps.setPlaceholder(nothingYet);
    VBox.setVgrow(steps, Priority.ALWAYS);
    consent =
        new ConsentRow(
            "reset",
            "Reset offsets",
            () -> group.ifPresent(it -> navigator.go(new Target.ToConnection(it.connection()))),
            typed -> run.ifPresent(it -> it.confirm(typed)));
    var on = new Label("from");
    on.getStyleClass().add("muted");
    var question = new HBox(8, stream, on, start, place, preview);
    question.setAlignment(Pos.CENTER_LEFT);
    getChildren().setAll(question, sentence, steps, consent);

    start
        .valueProperty()
        .subscribe(
            chosen -> {
              Presence.set(place, !chosen.advice.isEmpty());
              place.setPromptText(chosen.advice);
              forget();
            });
    place.textProperty().subscribe((was, now) -> forget());
    stream.valueProperty().subscribe((was, now) -> forget());
    place.setOnAction(_ -> ask());
    preview.setOnAction(_ -> ask());
    forget();
  }

  /** Another group, and what it reads; nothing of the one before is kept. */
  void show(Optional<GroupRef> shown, List<StreamRef> streams) {
    List<String> names = streams.stream().map(StreamRef::name).distinct().sorted().toList();
    if (!shown.equals(group)) {
      group = shown;
      stream.getItems().clear();
      consent.clear();
      forget();
    }
    if (!names.equals(List.copyOf(stream.getItems()))) {
      String chosen = stream.getValue();
      stream.getItems().setAll(names);
      stream.setValue(chosen != null && names.contains(chosen) ? chosen : first(names));
    }
    preview.setDisable(names.isEmpty());
  }

  private static String first(List<String> names) {
    return names.isEmpty() ? "" : names.getFirst();
  }

  /** What was previewed is not what is asked for any more. */
  private void forget() {
    watch.unsubscribe();
    watch = Subscription.EMPTY;
    run = Optional.empty();
    steps.getItems().clear();
    sentence.setText("");
    Presence.set(consent, false);
  }

  private void ask() {
    forget();
    if (group.isEmpty() || stream.getValue() == null || stream.getValue().isEmpty()) {
      return;
    }
    TailFrom from;
    try {
      from = from();
    } catch (StartText.NotUnderstood e) {
      sentence.setText(String.valueOf(e.getMessage()));
      return;
    }
    ResetRun asked =
        writes.previewReset(
            group.get(), new StreamRef(group.get().connection(), stream.getValue()), from);
    run = Optional.of(asked);
    watch = pulse.watch(asked.slot(), CADENCE, snapshot -> apply(snapshot.value()));
  }

  private TailFrom from() throws StartText.NotUnderstood {
    String typed = place.getText();
    return switch (start.valueProperty().get()) {
      case EARLIEST -> new TailFrom.Earliest();
      case LATEST -> new TailFrom.Latest();
      case NEWEST -> StartText.newest(typed);
      case SINCE -> StartText.since(typed, clock.instant(), Formats.zone(settings));
      case OFFSET -> StartText.offset(typed);
    };
  }

  private void apply(ResetRun.State state) {
    boolean previewed = state instanceof ResetRun.State.Previewed;
    Presence.set(consent, previewed);
    switch (state) {
      case ResetRun.State.Looking() -> sentence.setText("Asking the broker…");
      case ResetRun.State.Previewed(OffsetReset planned, String problem) -> {
        steps.getItems().setAll(planned.steps());
        sentence.setText(problem.isEmpty() ? meaning(planned) : problem);
        askConsent(planned);
      }
      case ResetRun.State.Resetting(OffsetReset _) -> sentence.setText("Writing…");
      case ResetRun.State.Done(OffsetReset done) ->
          sentence.setText(
              "Done: "
                  + done.group().name()
                  + " reads "
                  + done.stream().name()
                  + " on from there. The audit has what it was before.");
      case ResetRun.State.Refused(String why) -> sentence.setText(why);
      case ResetRun.State.Unclear(String why) -> sentence.setText(why);
    }
  }

  private void askConsent(OffsetReset planned) {
    String connection = planned.group().connection();
    WriteGuard guard = writes.guard(connection);
    consent.ask(
        guard,
        planned.group().name(),
        !planned.steps().stream().allMatch(OffsetReset.Step::changesNothing));
    if (guard == WriteGuard.READ_ONLY) {
      sentence.setText(
          meaning(planned)
              + " Connection "
              + connection
              + " is read-only: unlock it under Connections to do it.");
    }
  }

  private static String meaning(OffsetReset planned) {
    if (planned.steps().stream().allMatch(OffsetReset.Step::changesNothing)) {
      return planned.group().name() + " already stands there: nothing would change.";
    }
    String who = planned.group().name() + " would ";
    String what =
        planned.readAgain() > 0
            ? "read " + Formats.exact(planned.readAgain()) + " records again"
            : "";
    if (planned.passedOver() > 0) {
      what +=
          (what.isEmpty() ? "" : " and ")
              + "never read "
              + Formats.exact(planned.passedOver())
              + " records";
    }
    return what.isEmpty() ? who + "read on elsewhere." : who + what + ".";
  }

  private static String change(OffsetReset.Step step) {
    if (step.changesNothing()) {
      return "no change";
    }
    OptionalLong records = step.records();
    if (records.isEmpty()) {
      return step.committed().isEmpty() ? "a first offset" : "read on elsewhere";
    }
    return records.getAsLong() < 0
        ? Formats.exact(-records.getAsLong()) + " read again"
        : Formats.exact(records.getAsLong()) + " never read";
  }
}
