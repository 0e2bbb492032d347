package dev.weir.views.alerts;

import dev.weir.engine.alert.Adjustment;
import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.alert.RuleDesk;
import dev.weir.engine.alert.RuleRow;
import dev.weir.engine.settings.Settings;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.SortedRows;
import dev.weir.views.kit.Spacer;
import dev.weir.views.kit.Tables;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Rules, how they fare and what they cost; and what they were adjusted by. */
final class RulesPane extends VBox {
  private static final double ADJUSTMENTS_HEIGHT = 170;

  private final AlertsModel model;
  private final TableView<RuleRow> rules = Tables.table();
  private final SortedRows<RuleRow> sorted;
  private final TableView<Adjustment> adjustments = Tables.table();
  private final Button undo = new Button("Undo");
  private final Button edit = new Button("Edit");
  private final Button remove = new Button("Remove");
  private final Button begin = new Button("New rule");
  private final Label said = new Label();
  private final Label question = new Label();
  private final HBox asks = new HBox(10);
  private String victim = "";
  private final RuleEditor editor;
  private final VBox adjusted = new VBox(8);
  private final VBox listed = new VBox(12);

  /**
   * @param clock tells a moment, in epoch milliseconds
   * @param stamp tells a moment of the last days, likewise
   */
  RulesPane(
      AlertsModel model,
      Settings settings,
      LongFunction<String> clock,
      LongFunction<String> stamp) {
    super(12);
    this.model = model;
    buildRules();
    sorted = new SortedRows<>(rules, settings, "rules", this::showRules);
    buildAdjustments(clock);
    editor = new RuleEditor(model.ruleDesk(), stamp, this::left);
    edit.setId("edit-rule");
    edit.setTooltip(new Tooltip("A rule that comes with Weir is copied into your rules first"));
    edit.disableProperty().bind(rules.getSelectionModel().selectedItemProperty().isNull());
    edit.setOnAction(event -> edit(rules.getSelectionModel().getSelectedItem()));
    Tables.onOpen(rules, this::edit);
    begin.setId("new-rule");
    begin.setOnAction(event -> opened(model.ruleDesk().begin()));
    remove.setId("remove-rule");
    remove.setTooltip(new Tooltip("A rule that comes with Weir is there again without yours"));
    remove.disableProperty().bind(rules.getSelectionModel().selectedItemProperty().isNull());
    remove.setOnAction(event -> ask(rules.getSelectionModel().getSelectedItem().name()));
    said.setId("rule-said");
    said.setMinWidth(0);
    for (Button button : List.of(edit, remove, begin)) {
      button.setMinWidth(Region.USE_PREF_SIZE);
    }
    var bar = new HBox(12, said, new Spacer(), edit, remove, begin);
    bar.setAlignment(Pos.CENTER_LEFT);
    buildQuestion();
    listed.getChildren().setAll(bar, asks, rules, adjusted);
    VBox.setVgrow(rules, Priority.ALWAYS);
    VBox.setVgrow(listed, Priority.ALWAYS);
    VBox.setVgrow(editor, Priority.ALWAYS);
    getChildren().setAll(listed, editor);
    edits(false);
  }

  private void buildQuestion() {
    var yes = new Button("Remove it");
    yes.setId("remove-rule-confirm");
    yes.getStyleClass().add("danger");
    yes.setOnAction(event -> removes());
    var no = new Button("Keep it");
    no.setOnAction(event -> ask(""));
    asks.setAlignment(Pos.CENTER_LEFT);
    asks.getChildren().setAll(question, new Spacer(), yes, no);
    ask("");
  }

  /** Asks whether a rule shall go; of nobody where its name is empty. */
  private void ask(String rule) {
    victim = rule;
    question.setText("Take the rule " + rule + " out of your files?");
    Presence.set(asks, !rule.isEmpty());
    said.setText("");
  }

  private void removes() {
    var _ =
        model
            .ruleDesk()
            .remove(victim)
            .thenAccept(why -> Pulse.post(() -> said.setText(why.orElse(""))));
    ask("");
  }

  private void edit(RuleRow rule) {
    opened(model.ruleDesk().open(rule.name()));
  }

  private void left() {
    edits(false);
    rules.requestFocus();
  }

  private void edits(boolean now) {
    Presence.set(listed, !now);
    Presence.set(editor, now);
  }

  /** Opens the editor on a file that somebody handed over. */
  void handedOver(Path file) {
    opened(model.ruleDesk().handedOver(file));
  }

  private void opened(CompletableFuture<RuleDesk.Draft> asked) {
    ask("");
    var _ =
        asked.thenAccept(
            draft ->
                Pulse.post(
                    () -> {
                      editor.open(draft);
                      edits(true);
                      editor.form().focusFirst();
                    }));
  }

  private void buildRules() {
    rules.setId("rules");
    rules
        .getColumns()
        .setAll(
            List.of(
                Tables.severity("health", "Health", 150, AlertWords::severity, AlertWords::health),
                Tables.text("rule", "Rule", 170, RuleRow::name),
                Tables.mono(
                    "watches",
                    "Watches",
                    132,
                    row -> row.watches().equals("*") ? "all" : row.watches()),
                Tables.text("check", "Check", 88, RuleRow::check),
                Tables.count("series", "Series", 64, RuleRow::series),
                Tables.count("firing", "Firing", 62, RuleRow::firing),
                Tables.count("raised", "Raised", 64, RuleRow::raised),
                Tables.number(
                    "adjusted",
                    "Adjusted",
                    78,
                    row -> row.adjusted() == 0 ? "–" : Formats.exact(row.adjusted()),
                    Comparator.comparingInt(RuleRow::adjusted)),
                Tables.number(
                    "cost",
                    "µs a sample",
                    96,
                    RulesPane::cost,
                    Comparator.comparingDouble(RuleRow::microsPerSample)),
                Tables.number(
                    "bytes",
                    "Memory",
                    80,
                    row -> Formats.bytes(row.bytes()),
                    Comparator.comparingLong(RuleRow::bytes)),
                Tables.text(
                    "why",
                    "File, or what is wrong",
                    140,
                    row -> row.why().isEmpty() ? row.source() : row.why())));
  }

  private static String cost(RuleRow row) {
    return Double.isNaN(row.microsPerSample())
        ? "–"
        : String.format(Locale.ROOT, "%.1f", row.microsPerSample());
  }

  private void buildAdjustments(LongFunction<String> clock) {
    adjustments.setId("adjustments");
    adjustments
        .getColumns()
        .setAll(
            List.of(
                Tables.number("at", "At", 96, row -> clock.apply(row.atMillis())),
                Tables.text("kind", "What", 96, row -> row.kind().label()),
                Tables.text("rule", "Rule", 170, Adjustment::rule),
                Tables.text("about", "About", 200, row -> AlertWords.about(row.series())),
                Tables.text("cause", "Why", 420, Adjustment::cause),
                Tables.text("undone", "Undone", 140, row -> undone(row, clock))));
    adjustments.getColumns().forEach(column -> column.setSortable(false));
    adjustments.setPrefHeight(ADJUSTMENTS_HEIGHT);
    undo.setId("undo-adjustment");
    undo.setTooltip(new Tooltip("The rule is on that series as it was before"));
    undo.setOnAction(event -> model.undo(adjustments.getSelectionModel().getSelectedItem()));
    undo.disableProperty().bind(adjustments.getSelectionModel().selectedItemProperty().isNull());
    var title = new Label("Adjustments");
    title.getStyleClass().add("strong");
    var bar = new HBox(12, title, new Spacer(), undo);
    bar.setAlignment(Pos.CENTER_LEFT);
    adjusted.getChildren().setAll(bar, adjustments);
  }

  private static String undone(Adjustment row, LongFunction<String> clock) {
    return row.counts()
        ? ""
        : clock.apply(row.undoneAt()) + (row.undoneBy().isEmpty() ? "" : " by " + row.undoneBy());
  }

  private void showRules() {
    Tables.show(rules, sorted.of(model.tableProperty().get().rules()), RuleRow::name);
  }

  void show(AlertTable table) {
    showRules();
    Presence.set(adjusted, !table.adjustments().isEmpty());
    Tables.show(adjustments, table.adjustments(), Adjustment::id);
  }
}
