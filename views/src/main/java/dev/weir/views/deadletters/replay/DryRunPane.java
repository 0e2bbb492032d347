package dev.weir.views.deadletters.replay;

import dev.weir.engine.deadletter.change.Body;
import dev.weir.engine.deadletter.change.Edit;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.Rebuilt;
import dev.weir.engine.deadletter.workbench.Rehearsal;
import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Spacer;
import dev.weir.views.kit.Tables;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * What a dry run shows: the records, and of the one that is selected each part as it died beside
 * what will be written, to be edited by hand. Confined to the FX thread.
 */
final class DryRunPane extends VBox {
  private static final String VALUE = "Value";
  private static final String KEY = "Key";

  /** More than this in one text control freezes the window. */
  private static final int MOST_CHARACTERS = 100_000;

  private final TableView<Rehearsal.Sample> samples = Tables.table();
  private final ComboBox<String> part = new ComboBox<>();
  private final Label note = new Label();
  private final TextArea before = text("replay-before");
  private final TextArea after = text("replay-after");
  private final Button edit = new Button("Edit…");
  private final Button use = new Button("Use it");
  private final Button leave = new Button("Leave it");
  private final Button undo = new Button("As it died");
  private final VBox compared;
  private final BiConsumer<Integer, Edit> edited;
  private Optional<Plan> plan = Optional.empty();
  private boolean mayEdit;
  private boolean editing;

  /**
   * @param edited told what a record is to be instead
   */
  DryRunPane(BiConsumer<Integer, Edit> edited) {
    super(6);
    this.edited = edited;
    samples.setId("replay-samples");
    samples
        .getColumns()
        .setAll(
            List.of(
                Tables.mono("from", "Dead letter", 90, row -> from(row.index())),
                Tables.mono("to", "Goes to", 96, row -> goesTo(row.rebuilt())),
                Tables.text("changed", "Changed", 84, this::changed),
                Tables.mono("off", "Headers off", 160, row -> off(row.rebuilt())),
                Tables.mono("on", "Headers on", 160, row -> on(row.rebuilt()))));
    samples.getColumns().forEach(column -> column.setSortable(false));
    var nothing = new Label("A dry run does everything but the writing.");
    nothing.getStyleClass().add("muted");
    samples.setPlaceholder(nothing);
    samples.setMinHeight(Tables.ROW_HEIGHT * 2.5);
    VBox.setVgrow(samples, Priority.ALWAYS);
    Tables.onSelect(samples, _ -> select());
    part.setId("replay-sample-part");
    part.setOnAction(_ -> compare());
    note.setId("replay-sample-note");
    note.getStyleClass().add("caption");
    edit.setId("replay-edit");
    edit.setTooltip(
        new Tooltip("Writes into the plan what this record is to be; it is another plan then"));
    use.setId("replay-edit-use");
    leave.setId("replay-edit-leave");
    undo.setId("replay-edit-undo");
    for (Button each : List.of(edit, use, leave, undo)) {
      each.setMinWidth(USE_PREF_SIZE);
    }
    edit.setOnAction(_ -> begin());
    use.setOnAction(_ -> use());
    leave.setOnAction(_ -> end());
    undo.setOnAction(
        _ ->
            selected()
                .ifPresent(
                    row ->
                        edited.accept(
                            row.index(), new Edit(Optional.empty(), Optional.empty(), Map.of()))));
    var tools = new HBox(8, part, note, new Spacer(), undo, edit, leave, use);
    tools.setAlignment(Pos.CENTER_LEFT);
    var sides = new HBox(8, side("As it died", before), side("As it will be written", after));
    compared = new VBox(4, tools, sides);
    Presence.set(compared, false);
    getChildren().setAll(samples, compared);
  }

  /** Puts the focus on the records. */
  void focusRows() {
    samples.requestFocus();
  }

  private static TextArea text(String id) {
    var text = new TextArea();
    text.setId(id);
    text.setEditable(false);
    text.setWrapText(true);
    text.setPrefRowCount(5);
    text.setMinHeight(56);
    text.getStyleClass().add("mono");
    return text;
  }

  private static VBox side(String name, TextArea text) {
    var caption = new Label(name);
    caption.getStyleClass().add("caption");
    caption.setLabelFor(text);
    var side = new VBox(2, caption, text);
    HBox.setHgrow(side, Priority.ALWAYS);
    return side;
  }

  /**
   * Shows a dry run; what is being typed stays.
   *
   * @param may whether the plan may still be changed
   */
  void show(Optional<Plan> of, List<Rehearsal.Sample> rows, boolean may) {
    plan = of;
    mayEdit = may;
    if (!samples.getItems().equals(rows)) {
      Tables.show(samples, rows, Rehearsal.Sample::index);
      if (!editing) {
        select();
      }
    }
    offer();
  }

  private Optional<Rehearsal.Sample> selected() {
    return Optional.ofNullable(samples.getSelectionModel().getSelectedItem());
  }

  private String from(int index) {
    return plan.map(it -> it.records().get(index).position().toString()).orElse("");
  }

  private static String goesTo(Rebuilt rebuilt) {
    return rebuilt instanceof Rebuilt.Ready ready ? ReplayWords.goesTo(ready) : "set aside";
  }

  private String changed(Rehearsal.Sample row) {
    boolean byHand =
        plan.filter(it -> it.records().get(row.index()).edit().isPresent()).isPresent();
    return switch (row.rebuilt()) {
      case Rebuilt.Ready ready when ready.changed().isPresent() -> byHand ? "by hand" : "by rule";
      case Rebuilt.Ready _ -> "";
      case Rebuilt.SetAside aside -> aside.unfit().isPresent() ? "does not fit" : "";
    };
  }

  private static String off(Rebuilt rebuilt) {
    return switch (rebuilt) {
      case Rebuilt.Ready ready -> String.join(", ", ready.removed());
      case Rebuilt.SetAside aside -> aside.why();
    };
  }

  private static String on(Rebuilt rebuilt) {
    return rebuilt instanceof Rebuilt.Ready ready ? String.join(", ", ready.added()) : "";
  }

  /** As it died, without the marks of its failure; empty where that cannot be shown. */
  private static Optional<Body> before(Rebuilt rebuilt) {
    return switch (rebuilt) {
      case Rebuilt.Ready ready ->
          ready.changed().map(Rebuilt.Changed::before).or(() -> Optional.of(written(ready)));
      case Rebuilt.SetAside aside -> aside.unfit();
    };
  }

  private static Optional<Body> after(Rebuilt rebuilt) {
    return rebuilt instanceof Rebuilt.Ready ready
        ? Optional.of(ready.changed().map(Rebuilt.Changed::after).orElseGet(() -> written(ready)))
        : Optional.empty();
  }

  private static Body written(Rebuilt.Ready ready) {
    NewRecord record = ready.record().record();
    return new Body(
        record.key(),
        record.value(),
        record.headers().subList(0, record.headers().size() - ready.added().size()));
  }

  private void select() {
    end();
    Optional<Rehearsal.Sample> row = selected();
    Optional<Body> body = row.flatMap(it -> before(it.rebuilt()));
    Presence.set(compared, body.isPresent());
    if (body.isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    if (!isEntry()) {
      parts.add(VALUE);
      parts.add(KEY);
    }
    for (Body each :
        List.of(body.get(), row.flatMap(it -> after(it.rebuilt())).orElse(body.get()))) {
      for (Header header : each.headers()) {
        if (!parts.contains(header.name())) {
          parts.add(header.name());
        }
      }
    }
    String shown = part.getValue();
    part.getItems().setAll(parts);
    part.setValue(parts.contains(shown) ? shown : parts.getFirst());
    compare();
  }

  private boolean isEntry() {
    return selected()
        .flatMap(row -> plan.map(it -> it.records().get(row.index()).position()))
        .filter(Position.EntryId.class::isInstance)
        .isPresent();
  }

  private void compare() {
    Optional<Rehearsal.Sample> row = selected();
    if (editing || row.isEmpty() || part.getValue() == null) {
      return;
    }
    before.setText(before(row.get().rebuilt()).map(this::shown).orElse(""));
    after.setText(
        switch (row.get().rebuilt()) {
          case Rebuilt.Ready _ -> after(row.get().rebuilt()).map(this::shown).orElse("");
          case Rebuilt.SetAside aside -> aside.why();
        });
    note.setText(before.getText().equals(after.getText()) ? "the same" : "");
    offer();
  }

  private Optional<Payload> partOf(Body body) {
    return switch (part.getValue()) {
      case VALUE -> Optional.of(body.value());
      case KEY -> Optional.of(body.key());
      case String name ->
          body.headers().stream()
              .filter(header -> header.name().equals(name))
              .map(Header::value)
              .findFirst();
    };
  }

  private String shown(Body body) {
    Optional<Payload> payload = partOf(body);
    if (payload.isEmpty()) {
      return "not there";
    }
    return text(payload.get())
        .orElseGet(
            () ->
                payload.get() instanceof Payload.Absent
                    ? "null"
                    : Formats.bytes(payload.get().trueLength())
                        + ", no text or too much of it: weir dlq edit takes a file");
  }

  private static Optional<String> text(Payload payload) {
    if (!(payload instanceof Payload.Bytes(byte[] bytes, int _))
        || bytes.length > MOST_CHARACTERS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  /** What is edited: what would be written, or what died where nothing would be. */
  private Optional<Body> base() {
    return selected().flatMap(row -> after(row.rebuilt()).or(() -> before(row.rebuilt())));
  }

  private void begin() {
    base()
        .flatMap(this::partOf)
        .ifPresent(
            payload -> {
              editing = true;
              after.setText(text(payload).orElse(""));
              after.setEditable(true);
              after.requestFocus();
              offer();
            });
  }

  private void end() {
    editing = false;
    after.setEditable(false);
    compare();
    offer();
  }

  private void use() {
    Optional<Rehearsal.Sample> row = selected();
    Optional<Body> died = row.flatMap(it -> before(it.rebuilt()));
    Optional<Body> base = base();
    if (row.isEmpty() || died.isEmpty() || base.isEmpty()) {
      return;
    }
    Payload typed = Payload.of(after.getText().getBytes(StandardCharsets.UTF_8));
    Edit one =
        switch (part.getValue()) {
          case VALUE -> new Edit(Optional.empty(), Optional.of(typed), Map.of());
          case KEY -> new Edit(Optional.of(typed), Optional.empty(), Map.of());
          case String name -> new Edit(Optional.empty(), Optional.empty(), Map.of(name, typed));
        };
    end();
    // With what a rule did to it before: a record that is edited is not changed by rules.
    edited.accept(row.get().index(), Edit.between(died.get(), one.of(base.get())));
  }

  private void offer() {
    boolean sameKind =
        plan.map(
                it ->
                    it.destination()
                        .map(to -> to.at().kind().equals(it.from().kind()) || to.isFile())
                        .orElse(true))
            .orElse(false);
    boolean isText = part.getValue() != null && base().flatMap(this::partOf).isPresent();
    Presence.set(edit, !editing && mayEdit && sameKind && isText);
    Presence.set(use, editing);
    Presence.set(leave, editing);
    Presence.set(
        undo,
        !editing
            && mayEdit
            && selected()
                .flatMap(row -> plan.flatMap(it -> it.records().get(row.index()).edit()))
                .isPresent());
    part.setDisable(editing);
    samples.setDisable(editing);
  }
}
