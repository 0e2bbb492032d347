package dev.weir.views.groups;

import dev.weir.engine.Console;
import dev.weir.engine.finding.Target;
import dev.weir.engine.write.PendingLook;
import dev.weir.engine.write.PendingRun;
import dev.weir.engine.write.PendingTally;
import dev.weir.engine.write.PendingWrite;
import dev.weir.engine.write.WriteDesk;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.StreamRef;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Spacer;
import dev.weir.views.kit.StartText;
import dev.weir.views.kit.Tables;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/**
 * What a Redis group was given and has not acknowledged, and what can be done about it in place.
 * Confined to the FX thread.
 */
final class PendingPane extends VBox {
  private enum Action {
    RETRY("Retry", ""),
    CLAIM("Claim for…", "A consumer of the group"),
    ACKNOWLEDGE("Acknowledge", ""),
    MOVE("Move to…", "A stream of dead letters that is there");

    private final String label;
    private final String advice;

    Action(String label, String advice) {
      this.label = label;
      this.advice = advice;
    }
  }

  private final WriteDesk writes;
  private final Pulse pulse;
  private final GroupStreams stream = new GroupStreams();
  private final TextField idle = new TextField();
  private final TextField deliveries = new TextField();
  private final TextField consumer = new TextField();
  private final Button look = new Button("List");
  private final TableView<PendingList.Row> rows = Tables.table();
  private final Label nothing = new Label();
  private final Choice<Action> action =
      new Choice<>(List.of(Action.values()), choice -> choice.label);
  private final TextField whereto = new TextField();
  private final CheckBox delete = new CheckBox("and delete");
  private final Button replay = new Button();
  private final Button preview = new Button("Preview");
  private final PreviewedWrite write;
  private PendingFilter asked = PendingFilter.of(Set.of());
  private Optional<PendingList> listed = Optional.empty();
  private Subscription whileLooking = Subscription.EMPTY;

  PendingPane(Console console, Pulse pulse, Navigator navigator) {
    super(8);
    this.writes = console.writes();
    this.pulse = pulse;
    stream.setId("pending-stream");
    stream.setPrefWidth(180);
    idle.setId("pending-idle");
    idle.setPromptText("idle over, such as 10 min");
    idle.setPrefColumnCount(15);
    deliveries.setId("pending-deliveries");
    deliveries.setPromptText("deliveries, at least");
    deliveries.setPrefColumnCount(12);
    consumer.setId("pending-consumer");
    consumer.setPromptText("consumer");
    consumer.setPrefColumnCount(10);
    look.setId("pending-list");
    look.setMinWidth(USE_PREF_SIZE);
    buildTable();
    action.setId("pending-action");
    whereto.setId("pending-whereto");
    whereto.setPrefColumnCount(20);
    delete.setId("pending-delete");
    delete.setMinWidth(USE_PREF_SIZE);
    replay.setId("pending-replay");
    replay.setMinWidth(USE_PREF_SIZE);
    replay.setTooltip(
        new Tooltip("Plans to write them elsewhere or changed; nothing is written yet"));
    replay.setOnAction(_ -> replay(navigator));
    preview.setId("pending-preview");
    preview.setMinWidth(USE_PREF_SIZE);
    write = new PreviewedWrite("pending", "Do it", writes, pulse, navigator, stream::group);
    write
        .sentence()
        .textProperty()
        .subscribe(words -> Presence.set(write.sentence(), !words.isEmpty()));
    var filter = new HBox(8, stream, idle, deliveries, consumer, look);
    filter.setAlignment(Pos.CENTER_LEFT);
    var deed = new HBox(8, action, whereto, delete, preview, new Spacer(), replay);
    deed.setAlignment(Pos.CENTER_LEFT);
    getChildren().setAll(filter, rows, deed, write.sentence(), write.consent());
    listen();
    clear();
  }

  private void buildTable() {
    rows.setId("pending-rows");
    rows.getColumns()
        .setAll(
            List.of(
                Tables.mono("id", "Entry", 150, row -> row.entry().id().toString()),
                Tables.text("consumer", "Consumer", 120, row -> row.entry().consumer()),
                Tables.number("idle", "Idle", 90, row -> Formats.duration(row.entry().idle())),
                Tables.number("deliveries", "Deliveries", 80, PendingPane::deliveries),
                Tables.mono(
                    "fields",
                    "Fields",
                    360,
                    row -> row.kept() ? row.fields() : "(no longer in the stream)")));
    rows.getColumns().forEach(column -> column.setSortable(false));
    // What is left of the width is the fields'.
    rows.getColumns().stream()
        .limit(4)
        .forEach(
            column -> {
              column.setMinWidth(column.getPrefWidth());
              column.setMaxWidth(220);
            });
    rows.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
    rows.setPlaceholder(nothing);
    nothing.getStyleClass().add("muted");
    VBox.setVgrow(rows, Priority.ALWAYS);
  }

  private void listen() {
    action
        .valueProperty()
        .subscribe(
            chosen -> {
              Presence.set(whereto, !chosen.advice.isEmpty());
              Presence.set(delete, chosen == Action.MOVE);
              // A consumer's name is none of a stream.
              whereto.clear();
              whereto.setPromptText(chosen.advice);
              forgetPreview();
            });
    stream.valueProperty().subscribe((was, now) -> clear());
    whereto.textProperty().subscribe((was, now) -> forgetPreview());
    delete.selectedProperty().subscribe((was, now) -> forgetPreview());
    rows.getSelectionModel()
        .getSelectedItems()
        .addListener(
            (javafx.collections.ListChangeListener.Change<? extends PendingList.Row> _) ->
                forgetPreview());
    idle.setOnAction(_ -> list());
    deliveries.setOnAction(_ -> list());
    consumer.setOnAction(_ -> list());
    look.setOnAction(_ -> list());
    whereto.setOnAction(_ -> preview());
    preview.setOnAction(_ -> preview());
  }

  private static String deliveries(PendingList.Row row) {
    long count = row.entry().deliveries();
    return count == Long.MAX_VALUE ? "max" : Formats.exact(count);
  }

  /** Another group, and what it reads; nothing of the one before is kept. */
  void show(Optional<GroupRef> shown, List<StreamRef> streams) {
    GroupStreams.Shown now = stream.show(shown, streams);
    if (now.otherGroup()) {
      write.consent().clear();
      consumer.clear();
      whereto.clear();
      delete.setSelected(false);
      clear();
    }
    look.setDisable(now.nothing());
  }

  /** What was listed is of another stream. */
  private void clear() {
    listed = Optional.empty();
    rows.getSelectionModel().clearSelection();
    rows.getItems().clear();
    nothing.setText("List what the group was given and never acknowledged.");
    forgetPreview();
  }

  /** What was previewed is not what is asked for any more. */
  private void forgetPreview() {
    whileLooking.unsubscribe();
    whileLooking = Subscription.EMPTY;
    write.forget(
        listed
            .map(
                it ->
                    it.complete()
                        ? ""
                        : "There are more than the "
                            + Formats.exact(it.rows().size())
                            + " listed: narrow it down.")
            .orElse(""));
    preview.setDisable(rows.getItems().isEmpty());
    int selected = rows.getSelectionModel().getSelectedItems().size();
    replay.setText(selected > 0 ? "Replay " + Formats.exact(selected) + " selected…" : "Replay…");
    replay.setDisable(rows.getItems().isEmpty());
  }

  /** Plans for the selected entries; where none is, for all that meet what was asked. */
  private void replay(Navigator navigator) {
    Set<EntryId> selected = selected();
    listed.ifPresent(
        list ->
            navigator.go(
                new Target.ToPendingPlan(
                    list.group(),
                    list.stream(),
                    selected.isEmpty()
                        ? asked.upTo(PendingFilter.MOST)
                        : PendingFilter.of(selected))));
  }

  private void list() {
    clear();
    Optional<GroupRef> group = stream.group();
    Optional<StreamRef> of = stream.chosen();
    if (group.isEmpty() || of.isEmpty()) {
      return;
    }
    try {
      asked = filter();
    } catch (StartText.NotUnderstood e) {
      write.say(String.valueOf(e.getMessage()));
      return;
    }
    whileLooking =
        pulse.watch(
            writes.lookPending(group.get(), of.get(), asked),
            PreviewedWrite.CADENCE,
            snapshot -> apply(snapshot.value()));
  }

  private PendingFilter filter() throws StartText.NotUnderstood {
    return new PendingFilter(
        Set.of(),
        Optional.of(consumer.getText().strip()).filter(name -> !name.isEmpty()),
        idle.getText().isBlank() ? Duration.ZERO : StartText.duration(idle.getText()),
        deliveries.getText().isBlank() ? 0 : StartText.number(deliveries.getText()),
        PendingFilter.USUAL);
  }

  private void apply(PendingLook state) {
    switch (state) {
      case PendingLook.Looking() -> write.looking();
      case PendingLook.Listed(PendingList list) -> {
        listed = Optional.of(list);
        nothing.setText(
            "None of " + Formats.exact(list.lookedAt()) + " pending entries is asked for.");
        rows.getItems().setAll(list.rows());
        forgetPreview();
      }
      case PendingLook.Refused(String why) -> write.say(why);
    }
  }

  /** The selected entries; where none is, all that are listed. */
  private Optional<PendingList> chosen() {
    Set<EntryId> selected = selected();
    return listed
        .map(list -> selected.isEmpty() ? list : list.only(selected))
        .filter(list -> !list.rows().isEmpty());
  }

  private Set<EntryId> selected() {
    return rows.getSelectionModel().getSelectedItems().stream()
        .map(row -> row.entry().id())
        .collect(Collectors.toSet());
  }

  private void preview() {
    forgetPreview();
    Optional<PendingList> entries = chosen();
    if (entries.isEmpty()) {
      return;
    }
    String typed = whereto.getText().strip();
    if (typed.isEmpty() && !action.valueProperty().get().advice.isEmpty()) {
      write.say("Name it first: " + action.valueProperty().get().advice + ".");
      return;
    }
    PendingAction what =
        switch (action.valueProperty().get()) {
          case RETRY -> new PendingAction.Retry();
          case CLAIM -> new PendingAction.Claim(typed);
          case ACKNOWLEDGE -> new PendingAction.Acknowledge();
          case MOVE ->
              new PendingAction.MoveTo(
                  new StreamRef(entries.get().stream().connection(), typed), delete.isSelected());
        };
    PendingRun run = writes.previewPending(entries.get(), what);
    write.follow(run.slot(), run::confirm, this::apply);
  }

  private void apply(PendingRun.State state) {
    switch (state) {
      case PendingRun.State.Looking() -> write.looking();
      case PendingRun.State.Previewed(PendingList list, PendingAction what, String problem) -> {
        long possible = PendingWrite.possible(list, what);
        write.previewed(
            list.group().connection(),
            PendingWrite.target(list, what),
            possible > 0,
            PendingWrite.meaning(list, what),
            problem);
        write
            .consent()
            .name(verb(what) + Formats.exact(possible) + (possible == 1 ? " entry" : " entries"));
      }
      case PendingRun.State.Acting(PendingList _, PendingAction _) -> write.writing();
      case PendingRun.State.Done(PendingTally tally) -> {
        // The list is not what it was; it is the reader's to ask for it again.
        listed = Optional.empty();
        rows.getSelectionModel().clearSelection();
        rows.getItems().clear();
        nothing.setText("List again to see what is pending now.");
        preview.setDisable(true);
        replay.setDisable(true);
        delete.setSelected(false);
        write.forget("");
        write.done(tally.sentence());
      }
      case PendingRun.State.Refused(String why) -> write.say(why);
      case PendingRun.State.Unclear(String why) -> write.say(why);
    }
  }

  private static String verb(PendingAction what) {
    return switch (what) {
      case PendingAction.Retry _ -> "Retry ";
      case PendingAction.Claim _ -> "Claim ";
      case PendingAction.Acknowledge _ -> "Acknowledge ";
      case PendingAction.MoveTo _ -> "Move ";
    };
  }
}
