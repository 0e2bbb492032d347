package dev.weir.views.kit;

import dev.weir.engine.Console;
import dev.weir.engine.chart.ChartQuery;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * Two charts side by side of what is selected in a table. A person can pin either to the Overview;
 * both are fed only while they are seen. Confined to the FX thread.
 *
 * @param <K> what they are of
 */
public final class ChartPair<K> extends HBox {
  private final Side<K> left;
  private final Side<K> right;
  private final ChartCard leftCard;
  private final ChartCard rightCard;

  /**
   * One of the two.
   *
   * @param query what is charted of one; of all, where that is empty
   */
  public record Side<K>(String title, Function<Optional<K>, ChartQuery> query) {}

  /** Of all; nothing is asked of the console before {@link #feed}. */
  public ChartPair(Console console, Pulse pulse, TimeRange range, Side<K> left, Side<K> right) {
    super(12);
    this.left = left;
    this.right = right;
    var pins = new Pins(console.settings());
    leftCard = card(console, pulse, range, left).pinnable(pins);
    rightCard = card(console, pulse, range, right).pinnable(pins);
    getChildren().setAll(leftCard, rightCard);
    VBox.setVgrow(this, Priority.ALWAYS);
  }

  private static <K> ChartCard card(Console console, Pulse pulse, TimeRange range, Side<K> side) {
    var card =
        new ChartCard(console, pulse, range, side.title(), side.query().apply(Optional.empty()));
    HBox.setHgrow(card, Priority.ALWAYS);
    card.setPrefWidth(400);
    card.getStyleClass().add("inner-card");
    return card;
  }

  /** Charts {@code selected}. */
  public void show(K selected) {
    leftCard.chart(left.title(), left.query().apply(Optional.of(selected)));
    rightCard.chart(right.title(), right.query().apply(Optional.of(selected)));
  }

  /** Opens their feeds where they are seen, and closes them where not. */
  public void feed(boolean seen) {
    for (ChartCard chart : List.of(leftCard, rightCard)) {
      if (seen) {
        chart.shown();
      } else {
        chart.hidden();
      }
    }
  }
}
