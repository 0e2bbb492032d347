package dev.weir.views.kit;

import dev.weir.engine.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** A few figures side by side: what each is, how much, and what to know about it. */
public final class Facts extends HBox {
  private final List<Place> places = new ArrayList<>();

  /**
   * One figure.
   *
   * @param note how it was found, or why it is not known; may be empty
   * @param tip more of that, for the tooltip; may be empty
   */
  public record Fact(String name, String value, String note, Severity severity, String tip) {
    /** Nothing wrong with it, and nothing more to say. */
    public Fact(String name, String value, String note) {
      this(name, value, note, Severity.OK, "");
    }
  }

  /** Shows nothing yet. */
  public Facts() {
    super(28);
    getStyleClass().add("fact-strip");
    setAlignment(Pos.TOP_LEFT);
    setMinHeight(USE_PREF_SIZE);
  }

  /** Shows these, in their order. */
  public void show(List<Fact> facts) {
    while (places.size() < facts.size()) {
      var place = new Place();
      places.add(place);
      getChildren().add(place);
    }
    for (int i = 0; i < places.size(); i++) {
      boolean used = i < facts.size();
      places.get(i).setVisible(used);
      places.get(i).setManaged(used);
      if (used) {
        places.get(i).show(facts.get(i));
      }
    }
  }

  private static final class Place extends VBox {
    private final Label name = new Label();
    private final Label value = new Label();
    private final Label note = new Label();
    private final Tooltip tip = new Tooltip();

    Place() {
      super(1);
      name.getStyleClass().add("caption");
      value.getStyleClass().addAll("fact-figure", "severity-text");
      note.getStyleClass().add("caption");
      name.setMinWidth(USE_PREF_SIZE);
      value.setMinWidth(USE_PREF_SIZE);
      tip.setWrapText(true);
      tip.setMaxWidth(360);
      getChildren().addAll(name, value, note);
    }

    void show(Fact fact) {
      name.setText(fact.name());
      value.setText(fact.value());
      note.setText(fact.note());
      tip.setText(fact.tip());
      Tooltip wanted = fact.tip().isEmpty() ? null : tip;
      name.setTooltip(wanted);
      value.setTooltip(wanted);
      note.setTooltip(wanted);
      SeverityStyle.apply(value, fact.severity());
      setAccessibleText(fact.name() + " " + fact.value() + " " + fact.note());
    }
  }
}
