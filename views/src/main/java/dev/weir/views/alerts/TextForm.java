package dev.weir.views.alerts;

import dev.weir.engine.finding.Severity;
import dev.weir.engine.rules.FormField;
import dev.weir.engine.rules.NamedItems;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.SeverityStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import javafx.animation.PauseTransition;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;

/**
 * A form for one named item of a file, and the file's text, side by side, each following the other;
 * and what is wrong in the text. The form changes values in the text and nothing else.
 */
final class TextForm extends HBox {
  private static final Duration PAUSE = Duration.millis(400);
  private static final double FORM_WIDTH = 370;
  private static final int MOST_PROBLEMS = 5;

  private final NamedItems items;
  private final String what;
  private final BiFunction<String, String, List<FormField>> fields;
  private final Runnable named;
  private final GridPane form = new GridPane(10, 6);
  private final TextArea text = new TextArea();
  private final Label problems = new Label();
  private final PauseTransition pause = new PauseTransition(PAUSE);
  private final Map<List<String>, FieldInput> inputs = new LinkedHashMap<>();
  private String name = "";
  private boolean follows;

  /**
   * @param what the items are, as the beginning of the nodes' ids: "rule"
   * @param fields of an item of a text, by its name
   * @param named is run when the item has another name
   * @param written is run a little after the text was changed
   */
  TextForm(
      NamedItems items,
      String what,
      BiFunction<String, String, List<FormField>> fields,
      Runnable named,
      Runnable written) {
    super(16);
    this.items = items;
    this.what = what;
    this.fields = fields;
    this.named = named;
    build();
    pause.setOnFinished(event -> written.run());
    text.textProperty()
        .subscribe(
            (was, now) -> {
              renamed(was, now);
              showForm();
              pause.playFromStart();
            });
  }

  private void build() {
    text.setId(what + "-yaml");
    text.getStyleClass().add("mono");
    problems.setId(what + "-problems");
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
    getChildren().setAll(scroll, written);
  }

  /** Begins with the item {@code now} of {@code draft}. */
  void open(String draft, String now) {
    name = now;
    inputs.clear();
    text.setText(draft);
    text.positionCaret(Math.max(0, draft.indexOf("name: " + now)));
    showForm();
    pause.playFromStart();
  }

  String text() {
    return text.getText();
  }

  /** The item's name, as it is now. */
  String name() {
    return name;
  }

  /** Shows what is wrong, with its places; nothing where nothing is. */
  void problems(List<RuleProblem> found) {
    problem(
        found.stream()
            .map(TextForm::placed)
            .limit(MOST_PROBLEMS)
            .collect(Collectors.joining("\n")));
  }

  /** Shows a sentence in the place of problems. */
  void problem(String sentence) {
    problems.setText(sentence);
    Presence.set(problems, !sentence.isEmpty());
  }

  private static String placed(RuleProblem problem) {
    return (problem.line() > 0 ? "Line " + problem.line() + ", " + problem.column() + ": " : "")
        + problem.message()
        + (problem.remedy().isEmpty() ? "" : " " + problem.remedy());
  }

  /** The item keeps being the one that is edited when it is given another name. */
  private void renamed(String was, String now) {
    List<String> before = items.names(was);
    List<String> after = items.names(now);
    int at = before.indexOf(name);
    if (at >= 0 && at < after.size() && before.size() == after.size() && !after.contains(name)) {
      name = after.get(at);
      named.run();
    }
  }

  private void showForm() {
    if (follows) {
      return;
    }
    List<FormField> all = new ArrayList<>();
    all.add(FormField.text(List.of("name"), "Name", "", name));
    all.addAll(fields.apply(text.getText(), name));
    List<List<String>> paths = all.stream().map(FormField::path).toList();
    if (!paths.equals(List.copyOf(inputs.keySet()))) {
      rebuild(all);
    }
    for (FormField field : all) {
      FieldInput input = inputs.get(field.path());
      if (input != null) {
        input.show(field.value());
      }
    }
  }

  private void rebuild(List<FormField> all) {
    // What is only half written has no fields: the form stays until it has again.
    if (all.size() < 2 || !items.names(text.getText()).contains(name)) {
      return;
    }
    inputs.clear();
    form.getChildren().clear();
    for (FormField field : all) {
      var label = new Label(field.label());
      label.setMinWidth(Region.USE_PREF_SIZE);
      var input = FieldInput.of(field, value -> put(field, value));
      input.node().setId(what + "-" + String.join("-", field.path()));
      label.setLabelFor(input.node());
      GridPane.setHgrow(input.node(), Priority.ALWAYS);
      form.addRow(inputs.size(), label, input.node());
      inputs.put(field.path(), input);
    }
  }

  private void put(FormField field, String value) {
    if (field.path().equals(List.of("name")) && value.isBlank()) {
      return;
    }
    String changed = field.put(items, text.getText(), name, value);
    if (!changed.equals(text.getText())) {
      follows = true;
      text.setText(changed);
      follows = false;
    }
  }
}
