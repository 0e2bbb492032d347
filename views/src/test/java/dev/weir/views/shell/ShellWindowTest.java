package dev.weir.views.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.weir.engine.chart.ChartRange;
import dev.weir.engine.finding.Target;
import dev.weir.engine.publish.Attendance;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.settings.Setting;
import dev.weir.views.fake.Beats;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.kit.FrameMeter;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Snapshotter;
import dev.weir.views.kit.Theme;
import dev.weir.views.kit.TimeRange;
import dev.weir.views.overview.OverviewScreen;
import dev.weir.views.settings.SettingsScreen;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.paint.Color;
import javafx.stage.Stage;
import javafx.util.Subscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The real shell and screens in a headless window, on a console without an engine. */
@ExtendWith(ApplicationExtension.class)
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("NullAway.Init") // Fields are set before each test, on the FX thread.
class ShellWindowTest {
  private final FakeConsole console = new FakeConsole();
  private final Pulse pulse = new Pulse();
  private final ConcurrentLinkedQueue<String> cssWarnings = new ConcurrentLinkedQueue<>();
  private final Handler cssListener = new CssListener();
  private FrameMeter meter;
  private TimeRange range;
  private Shell shell;
  private Scene scene;
  private Stage stage;
  private Subscription open;

  @Start
  void start(Stage shownStage) {
    Logger.getLogger("javafx.css").addHandler(cssListener);
    stage = shownStage;
    meter = new FrameMeter(InstantSource.system());
    range = new TimeRange(console);
    var self = new ArrayList<Shell>();
    shell =
        new Shell(
            console,
            pulse,
            range,
            meter,
            InstantSource.system(),
            List.of(
                new Shell.Entry(
                    Place.OVERVIEW,
                    () ->
                        new OverviewScreen(
                            console, pulse, range, target -> self.getFirst().go(target))),
                new Shell.Entry(Place.SETTINGS, () -> new SettingsScreen(console.settings()))));
    self.add(shell);
    scene = new Scene(shell.root(), 1280, 800);
    new Theme(console.settings()).dress(scene);
    stage.setScene(scene);
    stage.show();
    open = shell.open(scene);
    shell.followVisibility(stage);
  }

  @AfterEach
  void close() {
    Logger.getLogger("javafx.css").removeHandler(cssListener);
    fx(
        () -> {
          open.unsubscribe();
          pulse.stop();
          stage.close();
          return true;
        });
  }

  @Test
  void keysAndRailGoToScreens(FxRobot robot) {
    assertThat(shell.current()).isEqualTo(Place.OVERVIEW);
    robot.press(KeyCode.CONTROL, KeyCode.DIGIT2).release(KeyCode.DIGIT2, KeyCode.CONTROL);
    assertThat(fx(shell::current)).isEqualTo(Place.SETTINGS);
    robot.clickOn("#rail-overview");
    assertThat(fx(shell::current)).isEqualTo(Place.OVERVIEW);
  }

  @Test
  void spaceHoldsThePictureStill(FxRobot robot) {
    robot.type(KeyCode.SPACE);
    assertThat(fx(() -> console.heldStill)).as("held still after Space").isTrue();
    robot.type(KeyCode.SPACE);
    assertThat(fx(() -> console.heldStill)).as("held still after Space again").isFalse();
  }

  @Test
  void spaceWritesASpaceInATextField(FxRobot robot) {
    fx(
        () -> {
          shell.show(Place.SETTINGS);
          return true;
        });
    until("the settings are laid out", () -> scene.getRoot().lookup("#setting-tail-rows") != null);
    robot.clickOn("#setting-tail-rows").type(KeyCode.SPACE);
    assertThat(fx(() -> console.heldStill)).isFalse();
  }

  @Test
  void thePaletteGoesWhereItIsTold(FxRobot robot) {
    robot.press(KeyCode.CONTROL, KeyCode.K).release(KeyCode.K, KeyCode.CONTROL);
    until("the palette takes keys", () -> scene.getFocusOwner() instanceof TextField);
    robot.write("sett");
    robot.type(KeyCode.ENTER);
    until("Settings is shown", () -> shell.current() == Place.SETTINGS);
    assertThat(robot.lookup("#palette-text").tryQuery()).isEmpty();
  }

  @Test
  void thePaletteFindsWhatNoTableShows(FxRobot robot) {
    fx(
        () -> {
          console.queryStreams(
              new TableQuery("nothing is called this", "name", false, TableQuery.Rows.ALL));
          return true;
        });
    robot.press(KeyCode.CONTROL, KeyCode.K).release(KeyCode.K, KeyCode.CONTROL);
    until("the palette takes keys", () -> scene.getFocusOwner() instanceof TextField);
    robot.write("page-v");
    until("the stream is offered", () -> paletteOffers("analytics.page-views"));
    robot.eraseText(6).write("cache-1");
    until("the connection is offered", () -> paletteOffers("cache-1"));
    robot.eraseText(7).write("theme");
    until("the theme is offered", () -> paletteOffers("Theme: dark"));
  }

  @Test
  void aDeployMarkIsPutWhereOnePointsSeenInTheChartsAndRemoved(FxRobot robot) {
    Node plot = plot();
    Bounds bounds = fx(() -> plot.localToScreen(plot.getBoundsInLocal()));
    robot.moveTo(new Point2D(bounds.getCenterX(), bounds.getCenterY())).type(KeyCode.M);
    until("the card takes keys", () -> scene.getFocusOwner() instanceof TextField);
    long middle = FakeConsole.EPOCH - Duration.ofSeconds(150).toMillis();
    TextField when = robot.lookup("#mark-when").query();
    assertThat(OffsetDateTime.parse(fx(when::getText)).toInstant().toEpochMilli())
        .as("the moment that is pointed at")
        .isCloseTo(middle, within(5_000L));
    robot.clickOn("#put-mark");
    until("what is wrong is said", () -> text("#mark-said").contains("needs a text"));
    robot.clickOn("#mark-text").write("orders 2.3.1").type(KeyCode.ENTER);
    until("it is listed", () -> text("#mark-said").equals("Put: orders 2.3.1") && listed() == 1);
    fx(this::second);
    until("it is in the charts", () -> linesSeen() > 1);

    fx(
        () -> {
          robot.lookup("#marks").queryTableView().getSelectionModel().select(0);
          return true;
        });
    robot.clickOn("#remove-mark");
    until("it is gone", () -> text("#mark-said").startsWith("Removed") && listed() == 0);
    fx(this::second);
    until("it is in no chart", () -> linesSeen() == 0);
    robot.type(KeyCode.ESCAPE);
    until("the card is closed", () -> scene.getRoot().lookup("#marks-card") == null);
  }

  private boolean second() {
    console.step();
    return true;
  }

  private String text(String label) {
    return scene.getRoot().lookup(label) instanceof Label it ? it.getText() : "";
  }

  private int listed() {
    return ((TableView<?>) scene.getRoot().lookup("#marks")).getItems().size();
  }

  private long linesSeen() {
    return scene.getRoot().lookupAll(".deploy-mark").stream().filter(Node::isVisible).count();
  }

  private boolean paletteOffers(String name) {
    return scene.getRoot().lookupAll(".palette .list-cell .label").stream()
        .anyMatch(node -> node instanceof Label label && label.getText().equals(name));
  }

  @Test
  void whatNobodyTouchesRestsUntilItIsTouched(FxRobot robot) {
    var nanos = new AtomicLong();
    Subscription resting = fx(() -> shell.restWhileUntouched(nanos::get));
    assertThat(isSaidToRest()).as("said to rest at first").isFalse();
    nanos.addAndGet(Rest.AFTER.toNanos());
    restBegins(Attendance.RESTING);
    assertThat(restSentence()).isEqualTo("resting · drawn every 5 s");
    robot.clickOn("#rail-settings");
    assertThat(isSaidToRest()).as("said to rest after a click").isFalse();
    assertThat(console.attendance).isEqualTo(Attendance.PRESENT);
    assertThat(shell.current()).as("the click that woke it counts").isEqualTo(Place.SETTINGS);

    nanos.addAndGet(Rest.DEEPER_AFTER.toNanos());
    restBegins(Attendance.ASLEEP);
    assertThat(restSentence()).isEqualTo("resting · drawn every 30 s");
    console.notices.publish(List.of("history.db is full."), 1);
    fx(
        () -> {
          console.alerts.fire(99);
          return true;
        });
    until("an alert that fires wakes it", () -> !isSaidToRest());
    assertThat(console.attendance).isEqualTo(Attendance.PRESENT);
    until("what came meanwhile is shown", () -> noticed("history.db is full."));

    set(Setting.RESTING, Setting.Resting.NEVER);
    nanos.addAndGet(10 * Rest.AFTER.toNanos());
    beatsPass(3);
    assertThat(isSaidToRest()).as("said to rest though it never shall").isFalse();
    fx(
        () -> {
          resting.unsubscribe();
          return true;
        });
  }

  private void restBegins(Attendance depth) {
    beatsPass(1);
    until("it says that it rests", this::isSaidToRest);
    assertThat(console.attendance).isEqualTo(depth);
  }

  private String restSentence() {
    return ((Label) scene.getRoot().lookup("#resting")).getText();
  }

  private boolean isSaidToRest() {
    return scene.getRoot().lookup("#resting").isVisible();
  }

  @Test
  void noticesAreShownUntilTheyAreWavedAway(FxRobot robot) {
    fx(
        () -> {
          console.notices.publish(List.of("history.db was corrupt. It is kept aside."), 1);
          return true;
        });
    until("the notice is shown", () -> noticed("history.db was corrupt. It is kept aside."));
    robot.clickOn("Got it");
    until("it is gone", () -> !noticed("history.db was corrupt. It is kept aside."));
    fx(
        () -> {
          console.notices.publish(List.of("history.db is full."), 2);
          return true;
        });
    until("another one is shown", () -> noticed("history.db is full."));
    fx(
        () -> {
          console.notices.publish(List.of(), 3);
          return true;
        });
    until("it goes when it is over", () -> !noticed("history.db is full."));
  }

  private boolean noticed(String sentence) {
    return scene.getRoot().lookupAll("#notices .label").stream()
        .anyMatch(node -> node instanceof Label label && label.getText().equals(sentence));
  }

  @Test
  void productionIsWrittenAcrossTheWindow() {
    until(
        "the band names the connection",
        () ->
            scene.getRoot().lookup("#production-band .label") instanceof Label label
                && label.getText().equals("Production: orders-prod"));
    assertThat(fx(() -> scene.getRoot().lookup("#production-band").isVisible())).isTrue();
  }

  @Test
  void badSettingsAreRefusedInWords(FxRobot robot) {
    fx(
        () -> {
          shell.show(Place.SETTINGS);
          return true;
        });
    until(
        "the settings are laid out", () -> scene.getRoot().lookup("#setting-font-size-px") != null);
    TextField field = robot.lookup("#setting-font-size-px").query();
    fx(
        () -> {
          field.setText("huge");
          field.getOnAction().handle(new javafx.event.ActionEvent());
          return true;
        });
    Label problem = robot.lookup("#setting-font-size-px-problem").query();
    assertThat(fx(problem::getText)).contains("“huge” is no whole number").contains("10 to 20");
    assertThat(console.settings().get(Setting.FONT_SIZE_PX)).isEqualTo(13);
  }

  @Test
  void themesSwitchWhileTheWindowIsOpen() {
    set(Setting.THEME, Setting.Theme.DARK);
    until("the window is dark", () -> brightness() < 0.3);
    set(Setting.THEME, Setting.Theme.LIGHT);
    until("the window is light", () -> brightness() > 0.8);
    assertThat(cssWarnings).as("css warnings in both themes").isEmpty();
  }

  @Test
  void draggingOnAChartZoomsAllAndDoubleClickGoesBack(FxRobot robot) {
    Node plot = plot();
    Bounds bounds = fx(() -> plot.localToScreen(plot.getBoundsInLocal()));
    double y = bounds.getCenterY();
    robot
        .moveTo(new Point2D(bounds.getMinX() + bounds.getWidth() * 0.25, y))
        .press(MouseButton.PRIMARY)
        .moveTo(new Point2D(bounds.getMinX() + bounds.getWidth() * 0.75, y))
        .release(MouseButton.PRIMARY);
    until("a fixed range is asked for", () -> last() instanceof ChartRange.Fixed);
    var fixed = (ChartRange.Fixed) fx(this::last);
    assertThat(Duration.between(fixed.from(), fixed.to()))
        .as("half of the five minutes shown")
        .isBetween(Duration.ofSeconds(140), Duration.ofSeconds(160));
    robot.doubleClickOn(new Point2D(bounds.getCenterX(), y));
    until("live again", () -> last() instanceof ChartRange.Live);
  }

  @Test
  void pointingIntoOneChartPointsIntoAll(FxRobot robot) {
    Node plot = plot();
    Bounds bounds = fx(() -> plot.localToScreen(plot.getBoundsInLocal()));
    robot.moveTo(new Point2D(bounds.getCenterX(), bounds.getCenterY()));
    until(
        "every chart reads out",
        () -> scene.getRoot().lookupAll(".readout").stream().filter(Node::isVisible).count() == 5);
  }

  @Test
  void nothingIsAppliedWhileHidden() {
    until("charts are fed", () -> console.openFeeds == 5);
    Label produced = (Label) fx(() -> scene.getRoot().lookup(".tile-number"));
    String before = fx(produced::getText);
    fx(
        () -> {
          shell.show(Place.SETTINGS);
          for (int i = 0; i < 8; i++) {
            console.step();
          }
          return true;
        });
    assertThat(fx(() -> console.openFeeds)).as("feeds open while hidden").isZero();
    beatsPass(12);
    assertThat(fx(produced::getText)).as("figure on the hidden overview").isEqualTo(before);
    fx(
        () -> {
          shell.show(Place.OVERVIEW);
          return true;
        });
    until("the overview is fresh when shown again", () -> !produced.getText().equals(before));
    assertThat(fx(() -> console.openFeeds)).isEqualTo(5);
  }

  @Test
  void aWatchEndsAtOnceAndKeepsToItsCadence() {
    var slot = new Slot<>(0);
    var applied = new AtomicInteger();
    var fast = new AtomicInteger();
    Subscription slow =
        fx(() -> pulse.watch(slot, Duration.ofHours(1), it -> applied.incrementAndGet()));
    Subscription each = fx(() -> pulse.watch(slot, Duration.ZERO, it -> fast.incrementAndGet()));
    for (int i = 1; i <= 5; i++) {
      int value = i;
      int seen = fast.get();
      fx(
          () -> {
            slot.publish(value, value);
            return true;
          });
      await().atMost(20, TimeUnit.SECONDS).until(() -> fast.get() > seen);
    }
    assertThat(fast).as("applies without a cadence: the first and one a publication").hasValue(6);
    assertThat(applied).as("applies at a cadence of an hour").hasValue(2);
    fx(
        () -> {
          slow.unsubscribe();
          each.unsubscribe();
          slot.publish(9, 9);
          return true;
        });
    beatsPass(5);
    assertThat(fast).as("applies after the watch ended").hasValue(6);
  }

  @Test
  void chartsComeAndGoWithoutBlockingTheWindow() {
    for (int i = 0; i < 12; i++) {
      fx(
          () -> {
            shell.show(Place.SETTINGS);
            console.step();
            shell.show(Place.OVERVIEW);
            // Fed between being attached and the first layout: where a write lock would hang.
            console.step();
            return true;
          });
      beatsPass(1);
    }
  }

  @Test
  void aScreenThatWasHiddenAndDroppedIsCollected() {
    WeakReference<OverviewScreen> dropped =
        fx(
            () -> {
              var screen = new OverviewScreen(console, pulse, range, target -> {});
              var secondStage = new Stage();
              var secondScene = new Scene((javafx.scene.Parent) screen.root(), 900, 700);
              secondStage.setScene(secondScene);
              secondStage.show();
              screen.shown();
              console.step();
              secondScene.getRoot().layout();
              screen.hidden();
              secondScene.setRoot(new javafx.scene.Group());
              secondStage.close();
              return new WeakReference<>(screen);
            });
    await()
        .alias("the dropped overview is collected")
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () -> {
              System.gc();
              return dropped.get() == null;
            });
  }

  @Test
  void figuresAlignInBothFaces() {
    fx(
        () -> {
          for (String family :
              List.of("Weir Sans", "Weir Sans Medium", "Weir Sans SemiBold", "Weir Mono")) {
            assertThat(javafx.scene.text.Font.font(family, 13).getFamily()).isEqualTo(family);
            double one = width(family, "1111111111");
            for (String digits : List.of("0000000000", "4444444444", "7777777777")) {
              assertThat(width(family, digits)).as(digits + " in " + family).isEqualTo(one);
            }
          }
          return true;
        });
  }

  @Test
  void aTileLeadsToTheThingBehindIt(FxRobot robot) {
    // Groups has no screen in this window: the target is heeded only where there is one.
    fx(
        () -> {
          shell.go(new Target.ToGroups());
          return true;
        });
    assertThat(fx(shell::current)).isEqualTo(Place.OVERVIEW);
    assertThat(robot.lookup(".tile").queryAll()).hasSize(6);
  }

  @Test
  void framesAreMetered() {
    beatsPass(20);
    FrameMeter.Report report = fx(meter::report);
    assertThat(report.frameMillisP50()).isPositive();
    assertThat(report.fxBusyRatio()).isBetween(0.0, 1.5);
  }

  private Node plot() {
    until(
        "a chart is laid out",
        () -> {
          Node found = scene.getRoot().lookup(".chart-plot-foreground");
          return found != null && found.getLayoutBounds().getWidth() > 100;
        });
    return fx(() -> scene.getRoot().lookup(".chart-plot-foreground"));
  }

  private ChartRange last() {
    return console.ranges.getLast();
  }

  private double brightness() {
    int rgb = Snapshotter.take(scene).getRGB(700, 160);
    return Color.rgb(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255).getBrightness();
  }

  private <T> void set(Setting<T> setting, T value) {
    fx(
        () -> {
          console.settings().set(setting, value);
          return true;
        });
  }

  private static double width(String family, String text) {
    var shown = new javafx.scene.text.Text(text);
    shown.setFont(javafx.scene.text.Font.font(family, 13));
    return shown.getLayoutBounds().getWidth();
  }

  private void beatsPass(int count) {
    try {
      Beats.pass(pulse, count);
    } catch (Exception e) {
      throw new AssertionError("The window does not beat", e);
    }
  }

  private void until(String what, BooleanSupplier condition) {
    await().alias(what).atMost(20, TimeUnit.SECONDS).until(() -> fx(condition::getAsBoolean));
  }

  private static <T> T fx(Supplier<T> work) {
    return WaitForAsyncUtils.waitForAsyncFx(20_000, work::get);
  }

  private final class CssListener extends Handler {
    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
        cssWarnings.add(record.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
