package dev.weir.views.tail;

import dev.weir.engine.tail.TailPage;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.Presence;
import java.util.List;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Which records are kept, how that is meant, and what is wrong with it. FX thread. */
final class FilterBar extends VBox {
  private static final PseudoClass PROBLEM = PseudoClass.getPseudoClass("problem");

  private final TailModel model;
  private final TextField filter = new TextField();
  private final Choice<TailModel.FilterKind> kind =
      new Choice<>(
          List.of(TailModel.FilterKind.values()),
          kind -> kind == TailModel.FilterKind.CEL ? "CEL" : "Text");
  private final Label problem = new Label();

  /**
   * @param done told when a person has typed the filter
   * @param beside stands at the end of its line
   */
  FilterBar(TailModel model, Runnable done, List<? extends Node> beside) {
    super(4);
    this.model = model;
    filter.setId("tail-filter");
    filter.getStyleClass().add("mono");
    HBox.setHgrow(filter, Priority.ALWAYS);
    kind.setId("tail-filter-kind");
    problem.getStyleClass().addAll("filter-problem", "small");
    problem.setWrapText(true);
    Presence.set(problem, false);
    var line = new HBox(12, filter, kind);
    line.getChildren().addAll(beside);
    line.setAlignment(Pos.CENTER_LEFT);
    getChildren().setAll(line, problem);

    filter.textProperty().subscribe((was, now) -> apply());
    kind.valueProperty()
        .subscribe(
            chosen -> {
              filter.setPromptText(
                  chosen == TailModel.FilterKind.CEL
                      ? "Condition, such as value.total > 100 && headers[\"retry\"] == \"1\""
                      : "Part of a key, a value or a header");
              apply();
            });
    filter.addEventFilter(
        KeyEvent.KEY_PRESSED,
        event -> {
          if (event.getCode() == KeyCode.ESCAPE || event.getCode() == KeyCode.ENTER) {
            done.run();
            event.consume();
          }
        });
  }

  /** Moves the focus to where it is typed. */
  void takeFocus() {
    filter.requestFocus();
  }

  /** Says what is wrong with the filter, if something is. */
  void show(TailPage page) {
    Presence.set(problem, page.filterProblem().isPresent());
    problem.setText(page.filterProblem().orElse(""));
    filter.pseudoClassStateChanged(PROBLEM, page.filterProblem().isPresent());
  }

  private void apply() {
    model.filter(filter.getText(), kind.valueProperty().get());
  }
}
