package dev.weir.views.groups;

import dev.weir.engine.Console;
import dev.weir.engine.settings.Settings;
import dev.weir.engine.write.ResetRun;
import dev.weir.engine.write.WriteDesk;
import dev.weir.stream.GroupRef;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.StartText;
import dev.weir.views.kit.Tables;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * Where a group should read on, what that would change, and the button that does it. Confined to
 * the FX thread.
 */
final class ResetPane extends VBox {
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
  private final GroupStreams stream = new GroupStreams();
  private final Choice<Start> start = new Choice<>(List.of(Start.values()), choice -> choice.label);
  private final TextField place = new TextField();
  private final Button preview = new Button("Preview");
  private final TableView<OffsetReset.Step> steps = Tables.table();
  private final PreviewedWrite write;

  ResetPane(Console console, Pulse pulse, Navigator navigator, InstantSource clock) {
    super(8);
    this.writes = console.writes();
    this.settings = console.settings();
    this.clock = clock;
    stream.setId("reset-stream");
    stream.setPrefWidth(200);
    start.setId("reset-start");
    place.setId("reset-place");
    place.setPrefColumnCount(28);
    preview.setId("reset-preview");
    preview.setMinWidth(USE_PREF_SIZE);
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
                    it -> it.committed().map(ResetPane::place).orElse("nothing committed")),
                Tables.number("target", "Reads on at", 150, it -> place(it.target())),
                Tables.text("change", "Which means", 320, it -> change(it))));
    steps.getColumns().forEach(column -> column.setSortable(false));
    var nothingYet = new Label("Nothing is changed before you have seen what would be.");
    nothingYet.getStyleClass().add("muted");
    steps.setPlaceholder(nothingYet);
    VBox.setVgrow(steps, Priority.ALWAYS);
    write = new PreviewedWrite("reset", "Reset offsets", writes, pulse, navigator, stream::group);
    var on = new Label("from");
    on.getStyleClass().add("muted");
    var question = new HBox(8, stream, on, start, place, preview);
    question.setAlignment(Pos.CENTER_LEFT);
    getChildren().setAll(question, write.sentence(), steps, write.consent());

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
    GroupStreams.Shown now = stream.show(shown, streams);
    if (now.otherGroup()) {
      write.consent().clear();
      place.clear();
      forget();
    }
    preview.setDisable(now.nothing());
  }

  /** What was previewed is not what is asked for any more. */
  private void forget() {
    write.forget("");
    steps.getItems().clear();
  }

  private void ask() {
    forget();
    Optional<GroupRef> group = stream.group();
    Optional<StreamRef> of = stream.chosen();
    if (group.isEmpty() || of.isEmpty()) {
      return;
    }
    TailFrom from;
    try {
      from = from();
    } catch (StartText.NotUnderstood e) {
      write.say(String.valueOf(e.getMessage()));
      return;
    }
    ResetRun run = writes.previewReset(group.get(), of.get(), from);
    write.follow(run.slot(), run::confirm, this::apply);
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
    switch (state) {
      case ResetRun.State.Looking() -> write.looking();
      case ResetRun.State.Previewed(OffsetReset planned, String problem) -> {
        steps.getItems().setAll(planned.steps());
        write.previewed(
            planned.group().connection(),
            planned.group().name(),
            !changesNothing(planned),
            meaning(planned),
            problem);
      }
      case ResetRun.State.Resetting(OffsetReset _) -> write.writing();
      case ResetRun.State.Done(OffsetReset done) ->
          write.done(
              "Done: "
                  + done.group().name()
                  + " reads "
                  + done.stream().name()
                  + " on from there. The audit has what it was before.");
      case ResetRun.State.Refused(String why) -> write.say(why);
      case ResetRun.State.Unclear(String why) -> write.say(why);
    }
  }

  private static boolean changesNothing(OffsetReset planned) {
    return planned.steps().stream().allMatch(OffsetReset.Step::changesNothing);
  }

  private static String meaning(OffsetReset planned) {
    if (changesNothing(planned)) {
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
      return step.committed()
          .map(stands -> direction(stands, step.target()))
          .orElse("a first offset");
    }
    return records.getAsLong() < 0
        ? Formats.exact(-records.getAsLong()) + " read again"
        : Formats.exact(records.getAsLong()) + " never read";
  }

  /** A Redis group stands behind the entry it got last. */
  private static String place(Position position) {
    return position instanceof Position.EntryId id ? "after " + id : GroupWords.place(position);
  }

  /** Entries between two ids are not counted, but which way it goes is known. */
  private static String direction(Position stands, Position target) {
    if (!(stands instanceof Position.EntryId from) || !(target instanceof Position.EntryId to)) {
      return "read on elsewhere";
    }
    boolean isBack =
        to.millis() == from.millis()
            ? Long.compareUnsigned(to.sequence(), from.sequence()) < 0
            : to.millis() < from.millis();
    return isBack ? "what is between is read again" : "what is between is never read";
  }
}
