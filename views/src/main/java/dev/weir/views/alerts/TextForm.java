package dev.weir.views.alerts;

import dev.weir.engine.finding.Severity;
import dev.weir.engine.rules.FormField;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.YamlForm;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.SeverityStyle;
import dev.weir.views.kit.Spacer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.animation.PauseTransition;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
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
 * A form for one named item of a file, or for the file, and the file's text, side by side, each
 * following the other; and what is wrong in the text. The form changes values in the text and
 * nothing else.
 */
final class TextForm extends HBox {
  private static final Duration PAUSE = Duration.millis(400);
  private static final double FORM_WIDTH = 370;
  private static final int MOST_PROBLEMS = 5;
  private static final double SECTION_GAP = 10;

  private final YamlForm source;
  private final String what;
  private final TypedSecrets secrets;
  private final Runnable named;
  private final GridPane form = new GridPane(10, 6);
  private final TextArea text = new TextArea();
  private final Label problems = new Label();
  private final PauseTransition pause = new PauseTransition(PAUSE);
  private final Map<List<String>, FieldInput> inputs = new LinkedHashMap<>();
  private List<String> shown = List.of();
  private String name = "";
  private boolean follows;

  /**
   * @param source what is shown of the text
   * @param what it is about, as the beginning of the nodes' ids: "rule"
   * @param secrets takes those that are typed
   * @param named is run when the item has another name
   * @param written is run a little after the text was changed
   */
  TextForm(YamlForm source, String what, TypedSecrets secrets, Runnable named, Runnable written) {
    super(16);
    this.source = source;
    this.what = what;
    this.secrets = secrets;
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
    secrets.clear();
    shown = List.of();
    inputs.clear();
    text.setText(draft);
    text.positionCaret(now.isEmpty() ? 0 : Math.max(0, draft.indexOf("name: " + now)));
    showForm();
    pause.playFromStart();
  }

  /** Where one begins to write. */
  void focusFirst() {
    inputs.values().stream()
        .findFirst()
        .map(FieldInput::node)
        .filter(TextField.class::isInstance)
        .orElse(text)
        .requestFocus();
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
    List<String> before = source.names(was);
    List<String> after = source.names(now);
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
    // What is only half written has no fields: the form stays until it has again.
    if (!source.names(text.getText()).contains(name)) {
      return;
    }
    List<YamlForm.Section> sections = source.sections(text.getText(), name);
    List<String> keys =
        sections.stream()
            .flatMap(
                section ->
                    Stream.of(
                        Stream.of(section.title()),
                        section.fields().stream().map(field -> String.join("/", field.path())),
                        section.actions().stream().map(YamlForm.Action::id)))
            .flatMap(part -> part)
            .toList();
    if (!keys.equals(shown)) {
      shown = keys;
      rebuild(sections);
    }
    for (YamlForm.Section section : sections) {
      for (FormField field : section.fields()) {
        FieldInput input = inputs.get(field.path());
        if (input != null) {
          input.show(field.value());
        }
      }
    }
  }

  private void rebuild(List<YamlForm.Section> sections) {
    inputs.clear();
    form.getChildren().clear();
    int row = 0;
    for (YamlForm.Section section : sections) {
      row = head(section, row);
      for (FormField field : section.fields()) {
        var label = new Label(field.label());
        label.setMinWidth(Region.USE_PREF_SIZE);
        var input =
            FieldInput.of(
                field,
                value -> put(field, value),
                secret -> secrets.refer(text.getText(), name, field.path(), secret),
                secrets.without());
        input.node().setId(what + "-" + String.join("-", field.path()));
        label.setLabelFor(input.node());
        GridPane.setHgrow(input.node(), Priority.ALWAYS);
        // What is said below a field does not pull its label down.
        GridPane.setValignment(label, VPos.TOP);
        label.minHeightProperty().bind(input.line().heightProperty());
        form.addRow(row++, label, input.node());
        inputs.put(field.path(), input);
      }
    }
  }

  /** A section's title and its buttons, in one row above its fields. */
  private int head(YamlForm.Section section, int row) {
    if (section.title().isEmpty() && section.actions().isEmpty()) {
      return row;
    }
    var title = new Label(section.title());
    title.getStyleClass().add("strong");
    title.setWrapText(true);
    var head = new HBox(8, title, new Spacer());
    head.setAlignment(Pos.CENTER_LEFT);
    head.setPadding(new Insets(row == 0 ? 0 : SECTION_GAP, 0, 0, 0));
    for (YamlForm.Action action : section.actions()) {
      var button = new Button(action.label());
      button.setId(what + "-" + action.id());
      button.setMinWidth(Region.USE_PREF_SIZE);
      button.setOnAction(event -> text.setText(action.change().apply(text.getText())));
      head.getChildren().add(button);
    }
    form.add(head, 0, row, 2, 1);
    return row + 1;
  }

  private void put(FormField field, String value) {
    if (field.path().equals(List.of("name")) && value.isBlank()) {
      return;
    }
    String changed = field.put(source.at(name), text.getText(), value);
    if (!changed.equals(text.getText())) {
      follows = true;
      text.setText(changed);
      follows = false;
    }
  }
}
