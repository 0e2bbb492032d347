package dev.weir.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import javafx.event.EventType;
import javafx.scene.control.TableView;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.PickResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxToolkit;

class AimTest {
  @BeforeAll
  static void start() throws Exception {
    var _ = FxToolkit.registerPrimaryStage();
  }

  private final TableView<String> table = new TableView<>();
  private long nanos = Long.MAX_VALUE - 10;
  private final Aim<String, Character> aim = new Aim<>(table, row -> row.charAt(0), () -> nanos);

  private void mouse(EventType<MouseEvent> what) {
    table.fireEvent(
        new MouseEvent(
            what,
            5,
            5,
            5,
            5,
            MouseButton.NONE,
            0,
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            new PickResult(table, 5, 5)));
  }

  private void pass(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private List<String> show(String... rows) {
    table.getItems().setAll(aim.of(List.of(rows)));
    return List.copyOf(table.getItems());
  }

  @Test
  void rowsKeepTheirPlacesWhileTheMouseMovesOverThem() {
    show("a1", "b1", "c1");
    mouse(MouseEvent.MOUSE_MOVED);
    assertThat(show("c2", "d2", "a2")).containsExactly("a2", "c2", "d2");

    pass(4_000);
    assertThat(show("d3", "c3", "a3")).as("it only lies there").containsExactly("d3", "c3", "a3");
  }

  @Test
  void rowsComeInTheirOrderOnceTheMouseHasLeft() {
    show("a1", "b1");
    mouse(MouseEvent.MOUSE_MOVED);
    mouse(MouseEvent.MOUSE_EXITED);
    assertThat(show("b2", "a2")).containsExactly("b2", "a2");
  }

  @Test
  void anotherOrderThatSomebodyAskedForComesAtOnceWhereverTheMouseIs() {
    show("a1", "b1");
    mouse(MouseEvent.MOUSE_MOVED);
    aim.release();
    mouse(MouseEvent.MOUSE_MOVED);
    pass(900);
    assertThat(show("b2", "a2")).containsExactly("b2", "a2");

    pass(200);
    assertThat(show("a3", "b3")).as("and is kept like the one before").containsExactly("b3", "a3");
  }
}
