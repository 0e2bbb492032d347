package dev.weir.app.window;

import dev.weir.engine.settings.Settings;
import dev.weir.views.kit.FrameMeter;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Snapshotter;
import dev.weir.views.kit.Theme;
import dev.weir.views.shell.Shell;
import java.awt.image.BufferedImage;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Stage;
import javafx.util.Subscription;

/**
 * The program's one window. Confined to the FX thread, but for {@link #closed} and {@link
 * #firstFrame}.
 */
public final class Window {
  private final Pulse pulse;
  private final FrameMeter meter;
  private final Shell shell;
  private final Settings settings;
  private final Stage stage = new Stage();
  private final Scene scene;
  private Subscription following;
  private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
  private final CompletableFuture<Boolean> firstFrame = new CompletableFuture<>();
  private WindowPlace place;

  /** Opens it on {@code shell}, where it was when it was last closed. */
  public Window(Shell shell, Pulse pulse, FrameMeter meter, Settings settings, String title) {
    this.pulse = pulse;
    this.meter = meter;
    this.shell = shell;
    this.settings = settings;
    place = settings.get(WindowPlace.SETTING);
    scene = new Scene(shell.root(), place.width(), place.height());
    Subscription dressed = new Theme(settings).dress(scene);
    following = shell.open(scene).and(dressed);
    stage.setTitle(title);
    for (String size : new String[] {"16", "32", "64", "256"}) {
      String icon = "weir-" + size + ".png";
      stage
          .getIcons()
          .add(
              new Image(
                  Objects.requireNonNull(Window.class.getResource(icon), icon).toExternalForm()));
    }
    stage.setScene(scene);
    stage.setOnHidden(_ -> ended());
    shell.followVisibility(stage);
  }

  /** Shows it on the desktop. */
  public void show() {
    place.applyTo(stage);
    stage.widthProperty().subscribe(this::remember);
    stage.heightProperty().subscribe(this::remember);
    stage.xProperty().subscribe(this::remember);
    stage.yProperty().subscribe(this::remember);
    stage.maximizedProperty().subscribe(this::remember);
    stage.show();
    begin();
  }

  /** Lets it rest while nobody touches it. For a window that people are at. */
  public void restWhileUntouched() {
    following = following.and(shell.restWhileUntouched(System::nanoTime));
    shell.onRest(SpareMemory::giveBack);
  }

  /** Shows it in memory, of a size that pictures have. */
  public void showOffScreen(double width, double height) {
    stage.setWidth(width);
    stage.setHeight(height);
    stage.show();
    begin();
  }

  /** Closes it. */
  public void close() {
    stage.hide();
  }

  /** Completed when it has been drawn for the first time. From any thread. */
  public CompletableFuture<Boolean> firstFrame() {
    return firstFrame;
  }

  /** Shows it above all others, for somebody who looks for it. */
  public void focus() {
    stage.setIconified(false);
    stage.toFront();
    stage.requestFocus();
  }

  /** Completed when it has been closed. From any thread. */
  public CompletableFuture<Boolean> closed() {
    return closed;
  }

  public Shell shell() {
    return shell;
  }

  public Scene scene() {
    return scene;
  }

  /** How it keeps up. */
  public FrameMeter.Report frames() {
    return meter.report();
  }

  /** Forgets how it kept up while starting. */
  public void beginMeasuring() {
    meter.reset();
  }

  /** What is done with it from here on is not how it is used: it does not count. */
  public void pauseMeasuring() {
    meter.pause();
  }

  /** It is used again. */
  public void resumeMeasuring() {
    meter.resume();
  }

  /** How it looks now. */
  public BufferedImage picture() {
    return Snapshotter.take(scene);
  }

  private void begin() {
    pulse.start();
    // A frame is drawn while the next one begins, and waited for before that one is drawn.
    Pulse.afterFrames(3, () -> firstFrame.complete(true));
  }

  private void remember() {
    if (stage.isShowing() && !stage.isIconified()) {
      place = place.of(stage);
    }
  }

  private void ended() {
    if (Objects.equals(closed.getNow(false), false)) {
      following.unsubscribe();
      pulse.stop();
      if (place.known()) {
        settings.set(WindowPlace.SETTING, place);
      }
      closed.complete(true);
    }
  }
}
