package dev.weir.views.connections;

import dev.weir.engine.connection.CheckRun;
import dev.weir.stream.CheckStep;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.SeverityBadge;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Steps of a connection test, one line each, as they end. */
final class CheckSteps extends VBox {
  private final VBox lines = new VBox(6);
  private final HBox underWay;

  CheckSteps() {
    super(6);
    getStyleClass().add("check-steps");
    setId("check-steps");
    var wheel = new ProgressIndicator();
    wheel.setPrefSize(14, 14);
    wheel.setMinSize(14, 14);
    var words = new Label("Testing…");
    words.getStyleClass().add("muted");
    underWay = new HBox(8, wheel, words);
    underWay.setAlignment(Pos.CENTER_LEFT);
    getChildren().setAll(lines, underWay);
  }

  void show(CheckRun.State state) {
    while (lines.getChildren().size() > state.steps().size()) {
      lines.getChildren().removeLast();
    }
    for (int i = lines.getChildren().size(); i < state.steps().size(); i++) {
      lines.getChildren().add(line(state.steps().get(i)));
    }
    underWay.setVisible(!state.finished());
    underWay.setManaged(!state.finished());
  }

  void clear() {
    lines.getChildren().clear();
  }

  private static Node line(CheckStep step) {
    var badge = new SeverityBadge();
    badge.show(ConnectionWords.severity(step.outcome()), step.name());
    badge.setMinWidth(150);
    badge.setAccessibleText(step.name() + ": " + ConnectionWords.outcome(step.outcome()));
    var detail = new Label(detail(step));
    detail.setWrapText(true);
    detail.setMinHeight(Region.USE_PREF_SIZE);
    detail.setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(detail, Priority.ALWAYS);
    var took =
        new Label(step.outcome() == CheckStep.Outcome.SKIPPED ? "" : Formats.duration(step.took()));
    took.getStyleClass().add("caption");
    took.setMinWidth(Region.USE_PREF_SIZE);
    var line = new HBox(12, badge, detail, took);
    line.getStyleClass().add("check-step");
    return line;
  }

  private static String detail(CheckStep step) {
    return switch (step.outcome()) {
      case PASSED -> step.detail();
      case WARNED, FAILED -> step.detail();
      case SKIPPED -> ("Not tried. " + step.detail()).strip();
    };
  }
}
