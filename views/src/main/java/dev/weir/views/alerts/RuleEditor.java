package dev.weir.views.alerts;

import dev.weir.engine.alert.RuleDesk;
import dev.weir.engine.alert.RulePreview;
import dev.weir.engine.rules.NamedItems;
import dev.weir.engine.rules.RuleForm;
import dev.weir.engine.rules.YamlForm;
import dev.weir.views.kit.Pulse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;

/**
 * Writes a rule: a form and the file's text side by side, each following the other, what is wrong
 * in it, and what it would have done. The form changes values in the text and nothing else.
 */
final class RuleEditor extends FileEditor {
  private final RuleDesk desk;
  private final Label would = new Label();
  private final Label on = new Label();
  private final PreviewChart chart;
  private final TextForm form =
      new TextForm(
          new YamlForm.OfItem(NamedItems.RULES, RuleForm::fields),
          "rule",
          TypedSecrets.none(),
          this::entitle,
          this::ask);
  private String file = "";
  private String before = "";
  private int asked;

  /**
   * @param clock tells a time, in epoch milliseconds
   * @param close leaves the editor
   */
  RuleEditor(RuleDesk desk, LongFunction<String> clock, Runnable close) {
    super("rule", close);
    this.desk = desk;
    chart = new PreviewChart(clock);
    build();
  }

  private void build() {
    would.setId("rule-would");
    would.getStyleClass().add("strong");
    on.getStyleClass().add("caption");
    on.setId("rule-on");
    chart.setPrefHeight(170);
    chart.setMinHeight(140);
    show(form);
    getChildren().addAll(new HBox(12, would, on), chart);
  }

  @Override
  TextForm form() {
    return form;
  }

  void open(RuleDesk.Draft draft) {
    file = draft.file();
    before = draft.before();
    form.open(draft.text(), draft.rule());
    entitle();
  }

  private void entitle() {
    entitle(form.name() + " in " + file);
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
    mayBeSaved(preview.problems().isEmpty());
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

  @Override
  CompletableFuture<Optional<String>> write() {
    return desk.save(new RuleDesk.Draft(file, form.text(), form.name(), before));
  }
}
