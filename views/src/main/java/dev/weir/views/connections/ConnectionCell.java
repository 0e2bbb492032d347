package dev.weir.views.connections;

import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.connection.Environment;
import dev.weir.engine.finding.Fault;
import dev.weir.views.kit.SeverityBadge;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A connection in the list: name, state, where, what for. */
final class ConnectionCell extends ListCell<ConnectionStatus> {
  private static final PseudoClass PRODUCTION = PseudoClass.getPseudoClass("production");
  private static final PseudoClass STAGING = PseudoClass.getPseudoClass("staging");

  private final Label name = new Label();
  private final SeverityBadge state = new SeverityBadge();
  private final Label environment = new Label();
  private final Label where = new Label();
  private final Label figures = new Label();
  private final VBox card;

  ConnectionCell() {
    name.getStyleClass().add("strong");
    environment.getStyleClass().add("environment");
    where.getStyleClass().addAll("caption");
    figures.getStyleClass().add("caption");
    var filler = new Region();
    HBox.setHgrow(filler, Priority.ALWAYS);
    var first = new HBox(8, name, environment, filler, state);
    first.setAlignment(Pos.CENTER_LEFT);
    environment.setMinWidth(Region.USE_PREF_SIZE);
    card = new VBox(3, first, where, figures);
    card.setMinWidth(0);
    card.setPrefWidth(0);
    getStyleClass().add("connection-cell");
  }

  @Override
  protected void updateItem(ConnectionStatus status, boolean empty) {
    super.updateItem(status, empty);
    if (empty || status == null) {
      setGraphic(null);
      pseudoClassStateChanged(PRODUCTION, false);
      return;
    }
    name.setText(status.settings().name());
    state.show(ConnectionWords.severity(status.state()), ConnectionWords.state(status.state()));
    mark(environment, status.settings().environment());
    pseudoClassStateChanged(PRODUCTION, status.settings().environment() == Environment.PRODUCTION);
    where.setText(status.broker().isEmpty() ? status.settings().address() : status.broker());
    String known = ConnectionWords.figures(status);
    figures.setText(
        known.isEmpty()
            ? status.fault().map(Fault::what).orElse(ConnectionWords.advice(status.state()))
            : known);
    setGraphic(card);
  }

  /** Colour and word of an environment. */
  static void mark(Label label, Environment environment) {
    label.setText(environment.label());
    label.pseudoClassStateChanged(PRODUCTION, environment == Environment.PRODUCTION);
    label.pseudoClassStateChanged(STAGING, environment == Environment.STAGING);
  }
}
