package dev.weir.views.fake;

import dev.weir.engine.finding.Target;
import dev.weir.engine.settings.Setting;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.Snapshotter;
import dev.weir.views.kit.Theme;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.stage.Stage;

/**
 * Shows a screen in a window of 1280 by 800, framed as the shell frames it, and takes pictures of
 * it. Runs without a display with {@code -Dglass.platform=Headless -Dprism.order=sw}.
 */
public final class Look {
  /** A step between pictures, on the FX thread. */
  @FunctionalInterface
  public interface Step {
    void run() throws Exception;
  }

  private final FakeConsole console;
  private final Screen screen;
  private final Stage stage;

  private Look(FakeConsole console, Screen screen, Stage stage) {
    this.console = console;
    this.screen = screen;
    this.stage = stage;
  }

  /** Makes a screen over a console. */
  @FunctionalInterface
  public interface Maker {
    Screen make(FakeConsole console, Pulse pulse);
  }

  /** Opens the window; {@code dark} or light. */
  public static Look at(FakeConsole console, boolean dark, Maker maker) throws Exception {
    return onFx(
        () -> {
          console.settings.set(Setting.THEME, dark ? Setting.Theme.DARK : Setting.Theme.LIGHT);
          console.settings.set(Setting.TIME_ZONE, Setting.TimeZoneChoice.UTC);
          var pulse = new Pulse();
          pulse.start();
          Screen screen = maker.make(console, pulse);
          var frame = new BorderPane(screen.root());
          frame.setLeft(edge(188, 10));
          frame.setTop(edge(10, 48));
          frame.setBottom(edge(10, 26));
          var scene = new Scene(frame, 1280, 800);
          new Theme(console.settings).dress(scene);
          var stage = new Stage();
          stage.setScene(scene);
          stage.show();
          screen.shown();
          return new Look(console, screen, stage);
        });
  }

  public Look step(Step step) throws Exception {
    onFx(
        () -> {
          step.run();
          return true;
        });
    settle();
    return this;
  }

  public Look open(Target target) throws Exception {
    return step(() -> screen.open(target));
  }

  /** Lets seconds of the console pass. */
  public Look pass(int seconds) throws Exception {
    for (int i = 0; i < seconds; i++) {
      step(console::step);
    }
    return this;
  }

  public Look picture(Path file) throws Exception {
    settle();
    BufferedImage picture = onFx(() -> Snapshotter.take(stage.getScene()));
    Snapshotter.write(picture, file);
    return this;
  }

  public Screen screen() {
    return screen;
  }

  public javafx.scene.Node find(String selector) {
    return stage.getScene().lookup(selector);
  }

  public void close() throws Exception {
    onFx(
        () -> {
          screen.hidden();
          stage.close();
          return true;
        });
  }

  /** A few frames pass. */
  private static void settle() throws Exception {
    var frames = new CompletableFuture<Boolean>();
    onFx(
        () -> {
          Pulse.afterFrames(20, () -> frames.complete(true));
          return true;
        });
    frames.get();
  }

  /** Starts the toolkit if need be. */
  public static void startToolkit() throws Exception {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, problem) -> {
          problem.printStackTrace();
          Runtime.getRuntime().halt(1);
        });
    var started = new CompletableFuture<Boolean>();
    Platform.startup(() -> started.complete(true));
    Platform.setImplicitExit(false);
    started.get();
  }

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
    return answer.get();
  }

  private static Region edge(double width, double height) {
    var region = new Region();
    region.setPrefSize(width, height);
    region.setStyle("-fx-background-color: -weir-bar-bg;");
    return region;
  }
}
