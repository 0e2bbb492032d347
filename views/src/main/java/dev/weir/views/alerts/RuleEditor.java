package dev.weir.views.alerts;

import dev.weir.engine.alert.RuleDesk;
import dev.weir.engine.alert.RulePreview;
import dev.weir.engine.rules.NamedItems;
import dev.weir.engine.rules.RuleForm;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Spacer;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * Writes a rule: a form and the file's text side by side, each following the other, what is wrong
 * in it, and what it would have done. The form changes values in the text and nothing else.
 */
final class RuleEditor extends VBox {
  private final RuleDesk desk;
  private final Runnable close;
  private final Label title = new Label();
  private final Label would = new Label();
  private final Label on = new Label();
  private final PreviewChart chart;
  private final Button save = new Button("Save");
  private final TextForm form =
      new TextForm(NamedItems.RULES, "rule", RuleForm::fields, this::entitle, this::ask);
  private String file = "";
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
    VBox.setVgrow(form, Priority.ALWAYS);
    would.setId("rule-would");
    would.getStyleClass().add("strong");
    on.getStyleClass().add("caption");
    on.setId("rule-on");
    chart.setPrefHeight(170);
    chart.setMinHeight(140);
    getChildren().setAll(bar, form, new HBox(12, would, on), chart);
  }

  void open(RuleDesk.Draft draft) {
    file = draft.file();
    form.open(draft.text(), draft.rule());
    entitle();
  }

  private void entitle() {
    title.setText(form.name() + " in " + file);
  }

  private void ask() {
    int number = ++asked;
    var _ =
        desk.preview(form.text(), form.name())
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
    form.problems(preview.problems());
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

  private void save() {
    save.setDisable(true);
    var _ =
        desk.save(new RuleDesk.Draft(file, form.text(), form.name()))
            .thenAccept(why -> Pulse.post(() -> saved(why)));
  }

  private void saved(Optional<String> why) {
    save.setDisable(false);
    if (why.isEmpty()) {
      close.run();
    } else {
      form.problem(why.get());
    }
  }
}
