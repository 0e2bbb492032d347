package dev.weir.views.shell;

import dev.weir.engine.mark.DeployMark;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Spacer;
import dev.weir.views.kit.Tables;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import javafx.geometry.HPos;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Puts a deploy mark, and lists those there are. Confined to the FX thread. */
final class MarksCard extends VBox {
  private final MarksModel model;
  private final TextField text = new TextField();
  private final TextField when = new TextField();
  private final ComboBox<String> connection = new ComboBox<>();
  private final TextField stream = new TextField();
  private final TextField group = new TextField();
  private final Button put = new Button("Put mark");
  private final Label said = new Label();
  private final TableView<DeployMark> marks = Tables.table();
  private final Button remove = new Button("Remove");

  MarksCard(MarksModel model) {
    super(12);
    this.model = model;
    getStyleClass().addAll("overlay-card", "marks-card");
    setId("marks-card");
    setMaxSize(860, 560);
    setPrefSize(860, 560);
    var title = new Label("Deploy marks");
    title.getStyleClass().add("screen-title");
    var hint =
        new Label(
            "A line in the charts, and alerts that fire soon after name it. Pipelines put one with"
                + " weir mark.");
    hint.getStyleClass().add("caption");
    hint.setWrapText(true);
    getChildren().setAll(title, hint, form(), said(), list(), foot());
    VBox.setVgrow(marks, Priority.ALWAYS);
    model.marksProperty().subscribe(all -> Tables.show(marks, all, DeployMark::id));
  }

  private Node form() {
    text.setId("mark-text");
    text.setPromptText("orders-service 2.3.1");
    text.setOnAction(event -> put());
    when.setId("mark-when");
    when.setPromptText("now, 15 min ago, 14:05");
    when.setOnAction(event -> put());
    connection.setId("mark-connection");
    connection.setMaxWidth(Double.MAX_VALUE);
    stream.setId("mark-stream");
    stream.setPromptText("all streams");
    stream.setOnAction(event -> put());
    group.setId("mark-group");
    group.setPromptText("all groups");
    group.setOnAction(event -> put());
    put.setId("put-mark");
    put.getStyleClass().add("accent");
    put.setMinWidth(Region.USE_PREF_SIZE);
    put.setOnAction(event -> put());
    var grid = new GridPane(12, 8);
    grid.addRow(0, caption("What"), text, caption("When"), when);
    var concerned = new HBox(8, connection, stream, group);
    concerned.setAlignment(Pos.CENTER_LEFT);
    HBox.setHgrow(connection, Priority.SOMETIMES);
    HBox.setHgrow(stream, Priority.ALWAYS);
    HBox.setHgrow(group, Priority.ALWAYS);
    grid.add(caption("Concerns"), 0, 1);
    grid.add(concerned, 1, 1, 2, 1);
    grid.add(put, 3, 1);
    GridPane.setHgrow(text, Priority.ALWAYS);
    GridPane.setHalignment(put, HPos.RIGHT);
    when.setPrefWidth(230);
    when.setMinWidth(230);
    return grid;
  }

  private Node said() {
    said.setId("mark-said");
    said.setWrapText(true);
    Presence.set(said, false);
    return said;
  }

  private Node list() {
    marks.setId("marks");
    marks
        .getColumns()
        .setAll(
            List.of(
                Tables.text("at", "When", 220, model::time),
                Tables.text("text", "What", 260, DeployMark::text),
                Tables.text("about", "Concerns", 220, MarksModel::concerns),
                Tables.text("by", "By", 90, DeployMark::by)));
    marks.getColumns().forEach(column -> column.setSortable(false));
    marks.setPlaceholder(new Label("Nobody has put one yet."));
    return marks;
  }

  private Node foot() {
    remove.setId("remove-mark");
    remove.disableProperty().bind(marks.getSelectionModel().selectedItemProperty().isNull());
    remove.setOnAction(event -> remove());
    var keys = new Label("Esc closes");
    keys.getStyleClass().add("caption");
    var foot = new HBox(8, remove, new Spacer(), keys);
    foot.setAlignment(Pos.CENTER_LEFT);
    return foot;
  }

  private static Label caption(String words) {
    var label = new Label(words);
    label.getStyleClass().add("caption");
    label.setMinWidth(Region.USE_PREF_SIZE);
    return label;
  }

  /**
   * Begins anew.
   *
   * @param pointedMillis the moment that is pointed at, for a mark there
   */
  void open(OptionalLong pointedMillis) {
    text.clear();
    when.setText(model.typed(pointedMillis));
    connection.getItems().setAll(model.connections());
    connection.setValue(MarksModel.ALL);
    stream.clear();
    group.clear();
    say("");
    text.requestFocus();
  }

  private void put() {
    String what = text.getText();
    put.setDisable(true);
    after(
        model.put(what, when.getText(), connection.getValue(), stream.getText(), group.getText()),
        () -> {
          text.clear();
          when.clear();
          say("Put: " + what.strip());
        });
  }

  private void remove() {
    DeployMark mark = marks.getSelectionModel().getSelectedItem();
    if (mark != null) {
      after(model.remove(mark), () -> say("Removed: " + mark.text()));
    }
  }

  private void after(CompletableFuture<Optional<String>> done, Runnable well) {
    var _ =
        done.whenComplete(
            (problem, failure) ->
                Pulse.post(
                    () -> {
                      put.setDisable(false);
                      if (failure != null) {
                        say("That failed; the log tells more.");
                      } else if (problem.isPresent()) {
                        say(problem.get());
                      } else {
                        well.run();
                      }
                    }));
  }

  private void say(String sentence) {
    said.setText(sentence);
    Presence.set(said, !sentence.isEmpty());
  }
}
