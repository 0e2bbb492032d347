package dev.weir.views.alerts;

import dev.weir.engine.alert.RuleDesk;
import dev.weir.engine.alert.RulePreview;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.rules.RuleForm;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.RuleText;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.SeverityStyle;
import dev.weir.views.kit.Spacer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;

/**
 * Writes a rule: a form and the file's text side by side, each following the other, what is wrong
 * in it, and what it would have done. The form changes values in the text and nothing else.
 */
final class RuleEditor extends VBox {
  private static final Duration PAUSE = Duration.millis(400);
  private static final double FORM_WIDTH = 370;

  private final RuleDesk desk;
  private final Runnable close;
  private final Label title = new Label();
  private final GridPane form = new GridPane(10, 6);
  private final TextArea text = new TextArea();
  private final Label problems = new Label();
  private final Label would = new Label();
  private final Label on = new Label();
  private final PreviewChart chart;
  private final Button save = new Button("Save");
  private final PauseTransition pause = new PauseTransition(PAUSE);
  private final Map<List<String>, TextField> inputs = new LinkedHashMap<>();
  private String file = "";
  private String rule = "";
  private boolean follows;
  private int asked;

  /**
   * @param clock tells a time, in epoch milliseconds
   * @param close leaves the editor
   */
  RuleEditor(RuleDesk desk, LongFunction<String> clock, Runnable close) {
    super(10);
    this.desk = desk;
    this.close = close;
    chart = new PreviewChart(clock);
    setId("rule-editor");
    build();
    pause.setOnFinished(event -> ask());
    text.textProperty()
        .subscribe(
            (was, now) -> {
              renamed(was, now);
              showForm();
              pause.playFromStart();
            });
  }

  private void build() {
    title.getStyleClass().add("strong");
    title.setId("editor-title");
    save.setId("save-rule");
    save.getStyleClass().add("accent");
    save.setOnAction(event -> save());
    var cancel = new Button("Cancel");
    cancel.setId("cancel-rule");
    cancel.setOnAction(event -> close.run());
    var bar = new HBox(10, title, new Spacer(), save, cancel);
    bar.setAlignment(Pos.CENTER_LEFT);
    text.setId("rule-yaml");
    text.getStyleClass().add("mono");
    problems.setId("rule-problems");
    problems.setWrapText(true);
    problems.getStyleClass().add("severity-text");
    problems.setMinHeight(Region.USE_PREF_SIZE);
    SeverityStyle.apply(problems, Severity.CRITICAL);
    Presence.set(problems, false);
    VBox.setVgrow(text, Priority.ALWAYS);
    var written = new VBox(8, text, problems);
    HBox.setHgrow(written, Priority.ALWAYS);
    var scroll = new ScrollPane(form);
    scroll.setFitToWidth(true);
    scroll.setMinWidth(FORM_WIDTH);
    scroll.setPrefWidth(FORM_WIDTH);
    scroll.getStyleClass().add("edge-to-edge");
    var both = new HBox(16, scroll, written);
    VBox.setVgrow(both, Priority.ALWAYS);
    would.setId("rule-would");
    would.getStyleClass().add("strong");
    on.getStyleClass().add("caption");
    on.setId("rule-on");
    chart.setPrefHeight(170);
    chart.setMinHeight(140);
    getChildren().setAll(bar, both, new HBox(12, would, on), chart);
  }

  void open(RuleDesk.Draft draft) {
    file = draft.file();
    rule = draft.rule();
    title.setText(rule + " in " + file);
    inputs.clear();
    text.setText(draft.text());
    text.positionCaret(Math.max(0, draft.text().indexOf("name: " + rule)));
    showForm();
    pause.playFromStart();
  }

  /** The rule keeps being the one that is edited when it is given another name. */
  private void renamed(String was, String now) {
    List<String> before = RuleText.names(was);
    List<String> after = RuleText.names(now);
    int at = before.indexOf(rule);
    if (at >= 0 && at < after.size() && before.size() == after.size() && !after.contains(rule)) {
      rule = after.get(at);
      title.setText(rule + " in " + file);
    }
  }

  private void showForm() {
    if (follows) {
      return;
    }
    List<RuleForm.Field> fields = new ArrayList<>();
    fields.add(new RuleForm.Field(List.of("name"), "Name", "lag-too-long", rule));
    fields.addAll(RuleForm.fields(text.getText(), rule));
    List<List<String>> paths = fields.stream().map(RuleForm.Field::path).toList();
    if (!paths.equals(List.copyOf(inputs.keySet()))) {
      rebuild(fields);
    }
    for (RuleForm.Field field : fields) {
      TextField input = inputs.get(field.path());
      if (input != null && !input.isFocused() && !input.getText().equals(field.value())) {
        input.setText(field.value());
      }
    }
  }

  private void rebuild(List<RuleForm.Field> fields) {
    // What is only half written has no fields: the form stays until it has again.
    if (fields.size() < 2 || !RuleText.names(text.getText()).contains(rule)) {
      return;
    }
    inputs.clear();
    form.getChildren().clear();
    for (int row = 0; row < fields.size(); row++) {
      RuleForm.Field field = fields.get(row);
      var label = new Label(field.label());
      label.setMinWidth(Region.USE_PREF_SIZE);
      var input = new TextField(field.value());
      input.setId("rule-" + String.join("-", field.path()));
      input.setPromptText(field.hint());
      label.setLabelFor(input);
      GridPane.setHgrow(input, Priority.ALWAYS);
      input
          .textProperty()
          .subscribe(
              (was, now) -> {
                if (input.isFocused()) {
                  put(field.path(), now);
                }
              });
      form.add(label, 0, row);
      form.add(input, 1, row);
      inputs.put(field.path(), input);
    }
  }

  private void put(List<String> path, String value) {
    boolean isName = path.equals(List.of("name"));
    if (isName && value.isBlank()) {
      return;
    }
    String changed = RuleText.set(text.getText(), rule, path, value);
    if (!changed.equals(text.getText())) {
      follows = true;
      text.setText(changed);
      follows = false;
    }
  }

  private void ask() {
    int number = ++asked;
    var _ =
        desk.preview(text.getText(), rule)
            .thenAccept(
                preview ->
                    Pulse.post(
                        () -> {
                          if (number == asked) {
                            show(preview);
                          }
                        }));
  }

  private void show(RulePreview preview) {
    problems.setText(
        preview.problems().stream()
            .map(RuleEditor::placed)
            .limit(5)
            .collect(Collectors.joining("\n")));
    Presence.set(problems, !preview.problems().isEmpty());
    save.setDisable(!preview.problems().isEmpty());
    would.setText(preview.sentence());
    on.setText(
        preview.series().stream()
            .limit(1)
            .map(one -> "shown: " + one.series() + ", " + times(one.times()))
            .collect(Collectors.joining()));
    chart.show(preview.curve());
  }

  private static String times(int times) {
    return times == 1 ? "once" : times + " times";
  }

  private static String placed(RuleProblem problem) {
    return (problem.line() > 0 ? "Line " + problem.line() + ", " + problem.column() + ": " : "")
        + problem.message()
        + (problem.remedy().isEmpty() ? "" : " " + problem.remedy());
  }

  private void save() {
    save.setDisable(true);
    var _ =
        desk.save(new RuleDesk.Draft(file, text.getText(), rule))
            .thenAccept(why -> Pulse.post(() -> saved(why)));
  }

  private void saved(Optional<String> why) {
    save.setDisable(false);
    if (why.isEmpty()) {
      close.run();
    } else {
      problems.setText(why.get());
      Presence.set(problems, true);
    }
  }
}
