package dev.weir.views;

import static dev.weir.views.fake.ScreenWindow.fx;

import dev.weir.engine.mark.DeployMark.About;
import dev.weir.engine.settings.Setting;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.kit.FrameMeter;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.Snapshotter;
import dev.weir.views.kit.Theme;
import dev.weir.views.kit.TimeRange;
import dev.weir.views.overview.OverviewScreen;
import dev.weir.views.settings.SettingsScreen;
import dev.weir.views.shell.Place;
import dev.weir.views.shell.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Stage;

/** Draws the screens on fake data into a folder, to look at while designing. */
public final class Gallery {
  private Gallery() {}

  /** Arguments: folder, width, height. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int width = args.length > 1 ? Integer.parseInt(args[1]) : 1280;
    int height = args.length > 2 ? Integer.parseInt(args[2]) : 800;
    var started = new CompletableFuture<Boolean>();
    Platform.startup(() -> started.complete(true));
    started.get(20, TimeUnit.SECONDS);
    var console = new FakeConsole();
    mark(console, 1_020, "gateway: config 88", About.EVERYTHING);
    mark(console, 610, "orders-service 2.3.0", About.of(FakeConsole.topic("orders")));
    mark(console, 540, "billing 7.1", About.of(FakeConsole.group("billing")));
    mark(console, 92, "orders-service 2.3.1", About.of(FakeConsole.topic("orders")));
    var window = new ArrayList<Window>();
    fx(() -> window.add(new Window(console, width, height)));
    Window it = window.getFirst();
    for (Setting.Theme theme : List.of(Setting.Theme.DARK, Setting.Theme.LIGHT)) {
      String name = theme == Setting.Theme.DARK ? "dark" : "light";
      fx(() -> console.settings.set(Setting.THEME, theme));
      for (Place place : it.shell.places()) {
        fx(() -> it.shell.show(place));
        for (int i = 0; i < 4; i++) {
          fx(console::step);
          Thread.sleep(250);
        }
        if (place == Place.OVERVIEW && theme == Setting.Theme.LIGHT) {
          fx(() -> it.range.point(OptionalLong.of(FakeConsole.EPOCH - 90_000)));
          Thread.sleep(150);
        }
        take(
            it,
            folder.resolve(place.name().toLowerCase(java.util.Locale.ROOT) + "-" + name + ".png"));
        fx(() -> it.range.point(OptionalLong.empty()));
      }
    }
    fx(() -> it.shell.go(new dev.weir.engine.finding.Target.Nowhere()));
    press(it, javafx.scene.input.KeyCode.K, true);
    Thread.sleep(400);
    take(it, folder.resolve("palette.png"));
    press(it, javafx.scene.input.KeyCode.ESCAPE, false);
    for (Setting.Theme theme : List.of(Setting.Theme.LIGHT, Setting.Theme.DARK)) {
      fx(() -> console.settings.set(Setting.THEME, theme));
      press(it, javafx.scene.input.KeyCode.M, false);
      Thread.sleep(600);
      take(it, folder.resolve("marks-" + theme.name().toLowerCase(java.util.Locale.ROOT) + ".png"));
      press(it, javafx.scene.input.KeyCode.ESCAPE, false);
    }
    fx(
        () ->
            it.range.zoom(
                java.time.Instant.ofEpochMilli(FakeConsole.EPOCH - 100_000),
                java.time.Instant.ofEpochMilli(FakeConsole.EPOCH - 40_000)));
    fx(() -> it.shell.show(Place.OVERVIEW));
    fx(() -> console.settings.set(Setting.THEME, Setting.Theme.DARK));
    Thread.sleep(800);
    take(it, folder.resolve("zoomed.png"));
    System.out.println(it.meter.report());
    System.exit(0);
  }

  private static void press(Window it, javafx.scene.input.KeyCode code, boolean ctrl)
      throws Exception {
    fx(
        () ->
            it.shell
                .root()
                .fireEvent(
                    new javafx.scene.input.KeyEvent(
                        javafx.scene.input.KeyEvent.KEY_PRESSED,
                        "",
                        "",
                        code,
                        false,
                        ctrl,
                        false,
                        false)));
  }

  private static void mark(FakeConsole console, long secondsAgo, String text, About about) {
    console
        .marks
        .put(Instant.ofEpochMilli(FakeConsole.EPOCH - secondsAgo * 1_000), text, about)
        .join();
  }

  private static void take(Window it, Path file) throws Exception {
    var picture = new ArrayList<java.awt.image.BufferedImage>();
    fx(() -> picture.add(Snapshotter.take(it.scene)));
    Snapshotter.write(picture.getFirst(), file);
  }

  private static final class Window {
    final Shell shell;
    final Scene scene;
    final TimeRange range;
    final FrameMeter meter = new FrameMeter(InstantSource.system());

    Window(FakeConsole console, int width, int height) {
      var pulse = new Pulse();
      range = new TimeRange(console);
      var self = new ArrayList<Shell>();
      List<Shell.Entry> entries =
          List.of(
              entry(
                  Place.OVERVIEW,
                  () ->
                      new OverviewScreen(
                          console, pulse, range, target -> self.getFirst().go(target))),
              entry(
                  Place.STREAMS,
                  () ->
                      new dev.weir.views.streams.StreamsView(
                          console, pulse, target -> self.getFirst().go(target), range)),
              entry(
                  Place.TAIL,
                  () ->
                      new dev.weir.views.tail.TailView(
                          console,
                          pulse,
                          target -> self.getFirst().go(target),
                          InstantSource.system())),
              entry(
                  Place.GROUPS,
                  () ->
                      new dev.weir.views.groups.GroupsView(
                          console,
                          pulse,
                          target -> self.getFirst().go(target),
                          range,
                          InstantSource.system())),
              entry(
                  Place.CONNECTIONS,
                  () ->
                      new dev.weir.views.connections.ConnectionsView(
                          console, pulse, target -> self.getFirst().go(target))),
              entry(Place.SETTINGS, () -> new SettingsScreen(console.settings())));
      shell = new Shell(console, pulse, range, meter, InstantSource.system(), entries);
      self.add(shell);
      scene = new Scene(shell.root(), width, height);
      new Theme(console.settings()).dress(scene);
      var stage = new Stage();
      stage.setScene(scene);
      stage.show();
      shell.open(scene);
      shell.followVisibility(stage);
      range.live(Duration.ofMinutes(20));
    }

    private static Shell.Entry entry(Place place, Supplier<Screen> factory) {
      return new Shell.Entry(place, factory);
    }
  }
}
