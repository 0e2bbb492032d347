package dev.weir.views.tail;

import dev.weir.engine.streams.StreamRole;
import dev.weir.engine.streams.StreamRow;
import dev.weir.stream.StreamRef;
import dev.weir.views.kit.Chooser;
import dev.weir.views.kit.Pulse;
import java.time.Duration;
import java.util.Comparator;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.util.Subscription;

/** The streams that are tailed, a chip each, and the way to choose another. FX thread. */
final class StreamChips extends FlowPane {
  private static final Duration LISTS = Duration.ofMillis(500);

  private final TailModel model;
  private final Pulse pulse;
  private final Button add = new Button("+ stream");
  private final Chooser<StreamRow> chooser;
  private Subscription whileChoosing = Subscription.EMPTY;

  StreamChips(TailModel model, Pulse pulse) {
    super(8, 8);
    this.model = model;
    this.pulse = pulse;
    setAlignment(Pos.CENTER_LEFT);
    setPrefWrapLength(2_000);
    setId("tail-streams");
    add.getStyleClass().addAll("chip", "add-chip");
    add.setId("add-stream");
    add.setOnAction(event -> choose());
    chooser =
        new Chooser<StreamRow>(
                "Part of a stream's name",
                row -> row.stream().name(),
                row -> model.severalConnections() ? row.stream().connection() : row.kind().label())
            .onTyped(model::searchStreams)
            .onChosen(row -> model.add(row.stream()))
            .onClosed(this::endChoosing);
  }

  /** Shows those that the model has. */
  void show() {
    getChildren().clear();
    for (StreamRef stream : model.streams()) {
      getChildren().add(chip(stream));
    }
    getChildren().add(add);
  }

  /** Offers the streams that are not tailed yet. */
  void choose() {
    endChoosing();
    chooser.open(add, "");
    whileChoosing =
        pulse.watch(
            model.streamsSlot(),
            LISTS,
            snapshot ->
                chooser.show(
                    snapshot.value().rows().stream()
                        .filter(row -> !model.streams().contains(row.stream()))
                        .sorted(Comparator.comparing(row -> row.role() == StreamRole.INTERNAL))
                        .toList()));
  }

  /** Moves the focus to the way to choose one. */
  void takeFocus() {
    add.requestFocus();
  }

  /** Off screen: offers nothing any more. */
  void hidden() {
    chooser.close();
    endChoosing();
  }

  private void endChoosing() {
    whileChoosing.unsubscribe();
    whileChoosing = Subscription.EMPTY;
  }

  private Node chip(StreamRef stream) {
    var name = new Label(stream.name());
    name.setMaxWidth(220);
    var chip = new HBox(6, name);
    chip.setAlignment(Pos.CENTER_LEFT);
    chip.getStyleClass().addAll("chip", "stream-chip");
    Tooltip.install(chip, new Tooltip(stream.name() + " on " + stream.connection()));
    String beside = model.beside(stream);
    if (!beside.isEmpty()) {
      var aside = new Label(beside);
      aside.getStyleClass().add("muted");
      chip.getChildren().add(aside);
    }
    var remove = new Button("×");
    remove.getStyleClass().add("chip-remove");
    remove.setAccessibleText("Stop tailing " + stream.name());
    remove.setTooltip(new Tooltip("Stop tailing " + stream.name()));
    remove.setOnAction(event -> model.remove(stream));
    chip.getChildren().add(remove);
    return chip;
  }
}
