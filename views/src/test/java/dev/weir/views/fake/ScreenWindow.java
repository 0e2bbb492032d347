package dev.weir.views.fake;

import static org.awaitility.Awaitility.await;

import dev.weir.engine.settings.Setting;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.Theme;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;

/** One screen in a window, with a pulse, keys going where the shell sends them. */
public final class ScreenWindow {
  /** Screen area of a window of 1280 by 800. */
  private static final double WIDTH = 1092;

  private static final double HEIGHT = 726;

  public final FakeConsole console;
  public final Pulse pulse = new Pulse();
  private final StackPane frame = new StackPane();
  private final Stage stage;

  /** On the FX thread. */
  public ScreenWindow(Stage stage, FakeConsole console) {
    this.stage = stage;
    this.console = console;
    console.settings.set(Setting.THEME, Setting.Theme.LIGHT);
    console.settings.set(Setting.TIME_ZONE, Setting.TimeZoneChoice.UTC);
    var scene = new Scene(frame, WIDTH, HEIGHT);
    new Theme(console.settings).dress(scene);
    stage.setScene(scene);
    pulse.start();
  }

  /** On the FX thread. */
  public void show(Screen screen) {
    frame.getChildren().setAll(screen.root());
    frame.setOnKeyPressed((KeyEvent event) -> screen.keyPressed(event));
    stage.show();
    screen.shown();
  }

  /** On the FX thread. */
  public void hide(Screen screen) {
    screen.hidden();
    frame.getChildren().clear();
    frame.setOnKeyPressed(null);
  }

  /** On the FX thread. */
  public void close() {
    pulse.stop();
    stage.hide();
  }

  public Scene scene() {
    return stage.getScene();
  }

  /** Waits until the pulse has beaten {@code times} and that is laid out. Not on the FX thread. */
  public void frames(int times) throws Exception {
    Beats.pass(pulse, times);
  }

  /** Runs on the FX thread and waits for the answer. */
  public static <T> T onFx(Callable<T> work) throws Exception {
    var answer = new CompletableFuture<T>();
    Platform.runLater(
        () -> {
          try {
            answer.complete(work.call());
          } catch (Exception | Error e) {
            answer.completeExceptionally(e);
          }
        });
    return answer.get(30, TimeUnit.SECONDS);
  }

  /** Runs on the FX thread and waits until that is done. */
  public static void fx(Runnable work) throws Exception {
    onFx(
        () -> {
          work.run();
          return true;
        });
  }

  /** Waits until {@code condition} holds on the FX thread. */
  public static void until(String what, Callable<Boolean> condition) {
    await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(20))
        .until(() -> onFx(condition));
  }
}
