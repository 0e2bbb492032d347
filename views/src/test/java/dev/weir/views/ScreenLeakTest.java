package dev.weir.views;

import static dev.weir.views.fake.ScreenWindow.fx;
import static dev.weir.views.fake.ScreenWindow.onFx;
import static org.awaitility.Awaitility.await;

import dev.weir.engine.finding.Target;
import dev.weir.views.alerts.AlertsView;
import dev.weir.views.connections.ConnectionsView;
import dev.weir.views.deadletters.LettersView;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.fake.ScreenWindow;
import dev.weir.views.groups.GroupsView;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.TimeRange;
import dev.weir.views.streams.StreamsView;
import dev.weir.views.tail.TailView;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A screen that was opened, filled and left is collected, while the console lives on. */
class ScreenLeakTest {
  private final FakeConsole console = new FakeConsole();
  private ScreenWindow window;

  /** Makes a screen. */
  interface Maker {
    Screen make(FakeConsole console, Pulse pulse, TimeRange range);
  }

  static Stream<Maker> screens() {
    return Stream.of(
        (console, pulse, range) -> new StreamsView(console, pulse, target -> {}, range),
        (console, pulse, range) ->
            new TailView(console, pulse, target -> {}, InstantSource.system()),
        (console, pulse, range) ->
            new GroupsView(console, pulse, target -> {}, range, InstantSource.system()),
        (console, pulse, range) ->
            new LettersView(console, pulse, target -> {}, InstantSource.system()),
        (console, pulse, range) ->
            new AlertsView(console, pulse, target -> {}, range, InstantSource.system(), "ada"),
        (console, pulse, range) -> new ConnectionsView(console, pulse, target -> {}));
  }

  @BeforeAll
  static void startToolkit() {
    try {
      Platform.startup(() -> {});
    } catch (IllegalStateException _) {
      // Another test of this JVM has started it.
    }
    Platform.setImplicitExit(false);
  }

  @BeforeEach
  void openWindow() throws Exception {
    window = onFx(() -> new ScreenWindow(new Stage(), console));
  }

  @AfterEach
  void closeWindow() throws Exception {
    fx(window::close);
  }

  @ParameterizedTest
  @MethodSource("screens")
  void leavesNothingBehind(Maker maker) throws Exception {
    WeakReference<Node> root = openAndLeave(maker);
    // Asked without an assertion, whose failure would itself hold on to the screen.
    await("a screen that was left is collected")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return root.refersTo(null);
            });
  }

  private WeakReference<Node> openAndLeave(Maker maker) throws Exception {
    Screen screen = onFx(() -> maker.make(console, window.pulse, new TimeRange(console)));
    fx(() -> window.show(screen));
    fx(() -> screen.open(new Target.ToStream(FakeConsole.topic("orders"))));
    fx(() -> screen.open(new Target.ToGroup(FakeConsole.group("billing"))));
    fx(() -> screen.open(new Target.ToDeadLetters()));
    fx(() -> screen.open(new Target.ToTail(FakeConsole.topic("orders"))));
    fx(console::step);
    window.frames(10);
    fx(() -> window.hide(screen));
    window.frames(5);
    return new WeakReference<>(screen.root());
  }
}
