package dev.weir.views.kit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javafx.scene.Node;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/**
 * Parts of which one is seen, and the segments by which a person chooses it. The two stand where
 * their owner puts them. Confined to the FX thread.
 */
public final class Parts<P> {
  private final Function<P, String> label;
  private final Choice<P> choice;
  private final StackPane body = new StackPane();
  private final Map<P, Node> nodes = new LinkedHashMap<>();

  /** Begins with the first of {@code parts}; each is given its node by {@link #add}. */
  public Parts(List<P> parts, Function<P, String> label) {
    this.label = label;
    choice = new Choice<>(parts, label);
    VBox.setVgrow(body, Priority.ALWAYS);
    choice
        .valueProperty()
        .subscribe(
            chosen -> nodes.forEach((part, node) -> Presence.set(node, part.equals(chosen))));
  }

  /** {@code node} is seen while {@code part} is chosen. */
  public Parts<P> add(P part, Node node) {
    nodes.put(part, node);
    body.getChildren().add(node);
    Presence.set(node, shows(part));
    return this;
  }

  /** The segments. */
  public Choice<P> choice() {
    return choice;
  }

  /** Where the chosen part is seen; in a {@link VBox} it takes the height that is left. */
  public StackPane body() {
    return body;
  }

  public boolean shows(P part) {
    return part.equals(choice.valueProperty().get());
  }

  /** Chooses it as a person would. */
  public void choose(P part) {
    choice.valueProperty().set(part);
  }

  /** Says beside the name of {@code part} how many there are in it, where that is known. */
  public void count(P part, boolean known, int size) {
    choice.button(part).setText(known ? label.apply(part) + " " + size : label.apply(part));
  }
}
