package dev.weir.views.deadletters.replay;

import dev.weir.engine.deadletter.change.Change;
import dev.weir.engine.deadletter.replay.PendingChoice;
import dev.weir.engine.deadletter.replay.ReplayPolicy;
import dev.weir.engine.deadletter.workbench.ReplayRequest;
import dev.weir.stream.AfterReplay;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.FormText;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Spacer;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;

/** What is to be brought back, where to and how. Confined to the FX thread. */
final class ReplayQuestion extends VBox {
  private enum To {
    ORIGIN("To their origin"),
    STREAM("To a stream…"),
    RULES("By rules…"),
    ELSEWHERE("Elsewhere…");

    private final String label;

    To(String label) {
      this.label = label;
    }
  }

  private enum Partition {
    BY_KEY("By key"),
    ORIGINAL("As before"),
    FIXED("Number…");

    private final String label;

    Partition(String label) {
      this.label = label;
    }
  }

  private enum Time {
    NOW("Now"),
    THEIRS("Their own");

    private final String label;

    Time(String label) {
      this.label = label;
    }
  }

  private static final String A_FILE = "A file…";

  private final Choice<To> to = new Choice<>(List.of(To.values()), choice -> choice.label);
  private final TextField stream = new TextField();
  private final TextArea rules = new TextArea();
  private final ComboBox<String> server = new ComboBox<>();
  private final TextField file = new TextField();
  private final Button choose = new Button("Choose…");
  private final HBox goal = new HBox(8, server, stream, file, choose);
  private final Button change = new Button();
  private final GridPane changes = new GridPane();
  private final TextArea patch =
      lines("replay-patch", "[{\"op\": \"remove\", \"path\": \"/old\"}]");
  private final TextArea values =
      lines("replay-set", "/total = int(value.total) * 100, one a line");
  private final TextArea headers = lines("replay-set-header", "tenant = \"acme\", one a line");
  private final TextField key = new TextField();
  private final CheckBox acknowledge = new CheckBox();
  private final CheckBox again = new CheckBox("Also those replayed before");
  private final Button more = new Button();
  private final Button plan = new Button("Plan");
  private final GridPane rest = new GridPane();
  private final TextField where = new TextField();
  private final Choice<Partition> partition =
      new Choice<>(List.of(Partition.values()), choice -> choice.label);
  private final TextField number = new TextField();
  private final Choice<Time> time = new Choice<>(List.of(Time.values()), choice -> choice.label);
  private final CheckBox hold = new CheckBox("Hold a key after its failure");
  private final CheckBox fourEyes = new CheckBox("A second person approves it");
  private final TextField kept = new TextField();
  private final TextField dropped = new TextField();
  private final Label problem = new Label();
  private final Supplier<List<String>> connections;
  private final Consumer<ReplayRequest> asked;
  private final Runnable edited;
  private Optional<ReplayRequest> base = Optional.empty();

  /**
   * @param connections names of those that are open
   * @param asked told when a person wants a plan of it
   * @param edited told when something of it is another
   */
  ReplayQuestion(
      Supplier<List<String>> connections, Consumer<ReplayRequest> asked, Runnable edited) {
    super(6);
    this.connections = connections;
    this.asked = asked;
    this.edited = edited;
    to.setId("replay-to");
    to.getStyleClass().add("small-segments");
    stream.setId("replay-stream");
    stream.setPromptText("Stream");
    stream.setPrefColumnCount(10);
    HBox.setHgrow(stream, Priority.ALWAYS);
    again.setId("replay-again");
    again.setMinWidth(USE_PREF_SIZE);
    more.setId("replay-more");
    more.setMinWidth(USE_PREF_SIZE);
    more.setTooltip(new Tooltip("A condition, partition, timestamp and headers"));
    plan.setId("replay-plan");
    plan.setMinWidth(USE_PREF_SIZE);
    change.setId("replay-change");
    change.setMinWidth(USE_PREF_SIZE);
    change.setTooltip(new Tooltip("What is changed about every record"));
    var first = new HBox(8, to, new Spacer(), change, more, plan);
    first.setAlignment(Pos.CENTER_LEFT);
    acknowledge.setId("replay-acknowledge");
    acknowledge.setTooltip(
        new Tooltip(
            "In the same step as its copy is written. What the group acknowledges or is given again"
                + " before that is set aside."));
    rules.setId("replay-rules");
    rules.setPromptText("origin = stream, one a line; what has no rule goes to its origin");
    rules.setPrefRowCount(2);
    rules.setMinHeight(USE_PREF_SIZE);
    FormText.leaveByTab(rules);
    problem.setId("replay-problem");
    problem.getStyleClass().add("problem");
    problem.setWrapText(true);
    problem.setMinHeight(USE_PREF_SIZE);
    buildRest();
    buildElsewhere();
    buildChanges();
    getChildren().setAll(first, goal, acknowledge, rules, changes, rest, problem);
    listen();
  }

  private void buildRest() {
    where.setId("replay-where");
    where.setPromptText("value.amount > 100 && key.startsWith(\"o-\")");
    partition.setId("replay-partition");
    partition.getStyleClass().add("small-segments");
    number.setId("replay-partition-number");
    number.setPrefColumnCount(4);
    time.setId("replay-time");
    time.getStyleClass().add("small-segments");
    hold.setId("replay-hold");
    hold.setTooltip(
        new Tooltip(
            "What comes after a record that could not be written, or died again, waits with it"));
    fourEyes.setId("replay-four-eyes");
    fourEyes.setTooltip(
        new Tooltip("Save the plan; another person opens it under Jobs and approves it"));
    kept.setId("replay-keep");
    kept.setPromptText("None: all marks of the failure go");
    dropped.setId("replay-drop");
    dropped.setPromptText("Names, with commas");
    rest.setHgap(8);
    rest.setVgap(4);
    int row = 0;
    row(rest, "Only where", where, row++);
    row(rest, "Partition", line(partition, number), row++);
    row(rest, "Timestamp", line(time, again), row++);
    row(rest, "And", line(hold, fourEyes), row++);
    row(rest, "Keep headers", kept, row++);
    row(rest, "Drop headers", dropped, row);
  }

  private void buildElsewhere() {
    server.setId("replay-server");
    server.setMinWidth(USE_PREF_SIZE);
    file.setId("replay-file");
    file.setPromptText("File, such as /tmp/letters.jsonl");
    HBox.setHgrow(file, Priority.ALWAYS);
    choose.setMinWidth(USE_PREF_SIZE);
    choose.setOnAction(_ -> choose());
    goal.setAlignment(Pos.CENTER_LEFT);
    server.valueProperty().subscribe(_ -> offerFile());
  }

  private void offerFile() {
    boolean isFile = to.valueProperty().get() == To.ELSEWHERE && A_FILE.equals(server.getValue());
    Presence.set(file, isFile);
    Presence.set(choose, isFile);
  }

  private void choose() {
    var chooser = new FileChooser();
    chooser.setTitle("The file that records are written to");
    chooser.setInitialFileName("dead-letters.jsonl");
    File chosen = chooser.showSaveDialog(getScene().getWindow());
    if (chosen != null) {
      file.setText(chosen.toString());
    }
  }

  private void buildChanges() {
    key.setId("replay-key");
    key.setPromptText("value.order.id");
    changes.setHgap(8);
    changes.setVgap(4);
    row(changes, "JSON Patch", patch, 0);
    row(changes, "Set", values, 1);
    row(changes, "Set headers", headers, 2);
    row(changes, "Key", key, 3);
  }

  private static TextArea lines(String id, String prompt) {
    var lines = new TextArea();
    lines.setId(id);
    lines.setPromptText(prompt);
    lines.setPrefRowCount(2);
    lines.setMinHeight(USE_PREF_SIZE);
    lines.getStyleClass().add("mono");
    FormText.leaveByTab(lines);
    return lines;
  }

  private static HBox line(Node... nodes) {
    var line = new HBox(8, nodes);
    line.setAlignment(Pos.CENTER_LEFT);
    return line;
  }

  private static void row(GridPane grid, String name, Node field, int row) {
    var label = new Label(name);
    label.getStyleClass().add("caption");
    label.setMinWidth(96);
    label.setLabelFor(field);
    grid.addRow(row, label, field);
    GridPane.setHgrow(field, Priority.ALWAYS);
  }

  private void listen() {
    to.valueProperty()
        .subscribe(
            chosen -> {
              Presence.set(goal, chosen == To.STREAM || chosen == To.ELSEWHERE);
              Presence.set(server, chosen == To.ELSEWHERE);
              stream.setPromptText(chosen == To.ELSEWHERE ? "Stream; as its origin" : "Stream");
              offerFile();
              if (chosen == To.ELSEWHERE) {
                offerServers();
              }
              Presence.set(rules, chosen == To.RULES);
              offerAcknowledgement();
            });
    more.setOnAction(_ -> showRest(!rest.isVisible()));
    change.setOnAction(_ -> showChanges(!changes.isVisible()));
    partition.valueProperty().subscribe(chosen -> Presence.set(number, chosen == Partition.FIXED));
    plan.setOnAction(_ -> plan());
    for (TextField field : List.of(stream, file, where, number, kept, dropped, key)) {
      field.setOnAction(_ -> plan());
    }
    showRest(false);
    showChanges(false);
    tell("");
    for (ObservableValue<?> part : parts()) {
      part.subscribe((was, now) -> edited.run());
    }
  }

  private List<ObservableValue<?>> parts() {
    return List.of(
        to.valueProperty(),
        stream.textProperty(),
        rules.textProperty(),
        server.valueProperty(),
        file.textProperty(),
        patch.textProperty(),
        values.textProperty(),
        headers.textProperty(),
        key.textProperty(),
        acknowledge.selectedProperty(),
        again.selectedProperty(),
        where.textProperty(),
        partition.valueProperty(),
        number.textProperty(),
        time.valueProperty(),
        hold.selectedProperty(),
        fourEyes.selectedProperty(),
        kept.textProperty(),
        dropped.textProperty());
  }

  /** Whether {@code planned} is what is asked for now. */
  boolean asks(ReplayRequest planned) {
    return base.isPresent() && trouble().isEmpty() && request(base.get()).equals(planned);
  }

  /** Only what a group has pending, and only in one step with what is written. */
  private void offerAcknowledgement() {
    Optional<String> group = base.flatMap(ReplayRequest::pending).map(PendingChoice::group);
    acknowledge.setText("Acknowledge each in group " + group.orElse("") + " as it is written");
    Presence.set(acknowledge, group.isPresent() && to.valueProperty().get() != To.ELSEWHERE);
  }

  private void offerServers() {
    List<String> offered =
        new ArrayList<>(
            connections.get().stream()
                .filter(name -> base.filter(it -> it.stream().connection().equals(name)).isEmpty())
                .toList());
    offered.add(A_FILE);
    server.getItems().setAll(offered);
    server.setValue(offered.getFirst());
  }

  private void showChanges(boolean open) {
    Presence.set(changes, open);
    change.setText(open ? "No change" : "Change…");
    if (!open) {
      List.of(patch, values, headers).forEach(TextArea::clear);
      key.clear();
    }
  }

  private void showRest(boolean open) {
    Presence.set(rest, open);
    more.setText(open ? "Less" : "More…");
  }

  /** Begins anew with {@code request}; the rest is as it is unless told. */
  void ask(ReplayRequest request) {
    base = Optional.of(request);
    boolean pending = request.pending().isPresent();
    to.valueProperty().set(pending ? To.STREAM : To.ORIGIN);
    acknowledge.setSelected(false);
    offerAcknowledgement();
    stream.clear();
    rules.clear();
    file.clear();
    again.setSelected(false);
    showChanges(false);
    showRest(false);
    where.clear();
    partition.valueProperty().set(Partition.BY_KEY);
    number.clear();
    time.valueProperty().set(Time.NOW);
    hold.setSelected(false);
    fourEyes.setSelected(false);
    kept.clear();
    dropped.clear();
    tell("");
  }

  /** Puts the cursor where the stream is named. */
  void nameStream() {
    stream.requestFocus();
  }

  /** Whether a plan may be asked for now. */
  void enable(boolean may) {
    plan.setDisable(!may);
  }

  private void tell(String sentence) {
    problem.setText(sentence);
    Presence.set(problem, !sentence.isEmpty());
  }

  private void plan() {
    if (base.isEmpty() || plan.isDisabled()) {
      return;
    }
    Optional<Trouble> stands = trouble();
    tell(stands.map(Trouble::sentence).orElse(""));
    if (stands.isPresent()) {
      stands.get().field().requestFocus();
      return;
    }
    asked.accept(request(base.get()));
  }

  private ReplayRequest request(ReplayRequest of) {
    String condition = where.getText().strip();
    return new ReplayRequest(
        of.stream(),
        of.causes(),
        of.places(),
        of.pending(),
        condition.isEmpty() ? Optional.empty() : Optional.of(condition),
        policy(),
        acknowledge.isVisible() && acknowledge.isSelected() ? AfterReplay.ACK : of.after(),
        elsewhere(),
        fourEyes.isSelected());
  }

  private Optional<ReplayRequest.Elsewhere> elsewhere() {
    if (to.valueProperty().get() != To.ELSEWHERE) {
      return Optional.empty();
    }
    return Optional.of(
        A_FILE.equals(server.getValue())
            ? new ReplayRequest.Elsewhere.Lines(Path.of(file.getText().strip()))
            : new ReplayRequest.Elsewhere.Connection(server.getValue()));
  }

  private record Trouble(Node field, String sentence) {}

  /** What must be told before it can be planned, and where. */
  private Optional<Trouble> trouble() {
    if (to.valueProperty().get() == To.ELSEWHERE
        && A_FILE.equals(server.getValue())
        && file.getText().isBlank()) {
      return Optional.of(new Trouble(file, "Name the file that they are written to."));
    }
    for (TextArea area : List.of(values, headers)) {
      for (String line : area.getText().lines().filter(line -> !line.isBlank()).toList()) {
        if (line.indexOf('=') < 0) {
          return Optional.of(
              new Trouble(area, "“" + line.strip() + "” sets nothing: write … = …, one a line."));
        }
      }
    }
    if (to.valueProperty().get() == To.STREAM && stream.getText().isBlank()) {
      return Optional.of(new Trouble(stream, "Name the stream that all go to."));
    }
    if (to.valueProperty().get() == To.RULES) {
      for (String line : rules.getText().lines().filter(line -> !line.isBlank()).toList()) {
        if (!isRule(line)) {
          return Optional.of(
              new Trouble(
                  rules, "“" + line.strip() + "” is no rule: write origin = stream, one a line."));
        }
      }
      if (rules().isEmpty()) {
        return Optional.of(new Trouble(rules, "Write a rule: origin = stream, one a line."));
      }
    }
    if (partition.valueProperty().get() == Partition.FIXED
        && !number.getText().strip().matches("\\d{1,7}")) {
      return Optional.of(new Trouble(number, "Type the partition's number."));
    }
    return Optional.empty();
  }

  private static boolean isRule(String line) {
    int equals = line.indexOf('=');
    return equals > 0
        && !line.substring(0, equals).isBlank()
        && !line.substring(equals + 1).isBlank();
  }

  private Map<String, String> rules() {
    Map<String, String> table = new LinkedHashMap<>();
    rules
        .getText()
        .lines()
        .filter(ReplayQuestion::isRule)
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              table.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
            });
    return table;
  }

  private ReplayPolicy policy() {
    To where = to.valueProperty().get();
    return new ReplayPolicy(
        (where == To.STREAM || where == To.ELSEWHERE) && !stream.getText().isBlank()
            ? Optional.of(stream.getText().strip())
            : Optional.empty(),
        where == To.RULES ? rules() : Map.of(),
        switch (partition.valueProperty().get()) {
          case BY_KEY -> new ReplayPolicy.Partition.ByKey();
          case ORIGINAL -> new ReplayPolicy.Partition.Original();
          case FIXED ->
              new ReplayPolicy.Partition.Fixed(Integer.parseInt(number.getText().strip()));
        },
        time.valueProperty().get() == Time.THEIRS,
        ReplayPolicy.PREFIX,
        names(kept),
        names(dropped),
        false,
        again.isSelected(),
        ReplayPolicy.ATTEMPTS,
        hold.isSelected(),
        change());
  }

  private Change change() {
    return new Change(
        Optional.of(patch.getText().strip()).filter(text -> !text.isEmpty()),
        assignments(values),
        assignments(headers),
        Optional.of(key.getText().strip()).filter(text -> !text.isEmpty()));
  }

  private static List<Change.Assignment> assignments(TextArea area) {
    return area.getText()
        .lines()
        .filter(line -> !line.isBlank())
        .map(
            line ->
                new Change.Assignment(
                    line.substring(0, line.indexOf('=')).strip(),
                    line.substring(line.indexOf('=') + 1).strip()))
        .toList();
  }

  private static Set<String> names(TextField field) {
    return Arrays.stream(field.getText().split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toSet());
  }
}
