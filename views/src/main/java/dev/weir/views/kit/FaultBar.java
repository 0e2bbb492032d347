package dev.weir.views.kit;

import dev.weir.engine.finding.Fault;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.fontawesome5.FontAwesomeSolid;
import org.kordamp.ikonli.javafx.FontIcon;

/** A line that says what went wrong, on what, and what to do; takes no room while all is well. */
public final class FaultBar extends HBox {
  private final Label what = new Label();
  private final Label remedy = new Label();

  /** Hidden until a fault is shown. */
  public FaultBar() {
    super(8);
    getStyleClass().add("fault-bar");
    setAlignment(Pos.CENTER_LEFT);
    what.getStyleClass().add("strong");
    what.setMinWidth(USE_PREF_SIZE);
    remedy.getStyleClass().add("muted");
    getChildren().addAll(new FontIcon(FontAwesomeSolid.EXCLAMATION_CIRCLE), what, remedy);
    show(Optional.empty());
  }

  /** Shows a fault, or hides. */
  public void show(Optional<Fault> fault) {
    setVisible(fault.isPresent());
    setManaged(fault.isPresent());
    fault.ifPresent(
        it -> {
          what.setText(it.source().isEmpty() ? it.what() : it.source() + ": " + it.what());
          remedy.setText(it.remedy());
        });
  }
}
