package dev.weir.views.shell;

import dev.weir.engine.Console;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.directory.Directory;
import dev.weir.engine.finding.Target;
import dev.weir.engine.publish.Attendance;
import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.Setting.Resting;
import dev.weir.engine.settings.Setting.Theme;
import dev.weir.engine.settings.Setting.TimeZoneChoice;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.FrameMeter;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.SearchKeys;
import dev.weir.views.kit.TimeRange;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.ListView;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import javafx.util.Subscription;

/**
 * The frame of the window: rail, top bar, status bar, palette and keys around one screen at a time.
 * A screen is built when it is first shown. Confined to the FX thread.
 */
public final class Shell implements Navigator {
  private static final Duration STATUS_CADENCE = Duration.ofMillis(500);
  private static final Duration HEALTH_CADENCE = Duration.ofMillis(1000);
  private static final Duration BADGE_CADENCE = Duration.ofMillis(1000);
  private static final PseudoClass PRODUCTION = PseudoClass.getPseudoClass("production");
  private static final double TIGHT_BELOW = 1160;
  private static final Duration ALERT_CADENCE = Duration.ofMillis(500);

  /** A screen of the window, and how it is made. */
  public record Entry(Place place, Supplier<Screen> factory) {}

  private final Console console;
  private final Pulse pulse;
  private final TimeRange range;
  private final FrameMeter meter;
  private final ShellModel model;
  private final List<Entry> entries;
  private final Map<Place, Screen> built = new EnumMap<>(Place.class);
  private final StackPane content = new StackPane();
  private final StackPane root = new StackPane();
  private final StackPane scrim = new StackPane();
  private final Rail rail;
  private final TopBar topBar;
  private final StatusBar statusBar;
  private final ProductionBand productionBand = new ProductionBand();
  private final NoticeBar notices = new NoticeBar();
  private final Palette palette;
  private final KeyHelp keyHelp = new KeyHelp();
  private final FaultLog faultLog = new FaultLog();
  private final MarksModel marks;

  /** Built when it is first opened. */
  private Optional<MarksCard> marksCard = Optional.empty();

  /** The rows that had the focus, which they get back. */
  private Optional<Node> leftForOverlay = Optional.empty();

  /** What had the focus when the key that is down was pressed. */
  private Optional<Node> pressedIn = Optional.empty();

  private Place current = Place.OVERVIEW;
  private boolean anyShown;
  private boolean isSeen = true;
  private Runnable onRest = () -> {};
  private Optional<Rest> rest = Optional.empty();

  /**
   * Builds the frame; no screen yet.
   *
   * @param clock tells when a mark is put that is put now
   * @param entries in the order of the rail; factories may use this shell as their navigator
   */
  public Shell(
      Console console,
      Pulse pulse,
      TimeRange range,
      FrameMeter meter,
      InstantSource clock,
      List<Entry> entries) {
    this.console = console;
    this.pulse = pulse;
    this.range = range;
    this.meter = meter;
    this.entries = List.copyOf(entries);
    model = new ShellModel(console);
    marks = new MarksModel(console, clock, this::zone);
    rail = new Rail(this.entries.stream().map(Entry::place).toList(), this::show, this::go);
    topBar = new TopBar(this, range, model, this::zone, this::openPalette);
    statusBar = new StatusBar(model, this::openFaults);
    palette =
        new Palette(
            new PaletteModel(
                this::paletteItems,
                () -> console.directory().latest().value(),
                new PaletteModel.Doors(this::itemOf, this::tailOf),
                search -> Threads.startVirtual("palette", search),
                Pulse::post),
            this::closeOverlay);
    content.getStyleClass().add("content");
    content.setMinSize(0, 0);
    var frame = new BorderPane(content);
    frame.setTop(new VBox(productionBand, topBar, notices));
    frame.setLeft(rail);
    frame.setBottom(statusBar);
    scrim.getStyleClass().add("scrim");
    scrim.setAlignment(Pos.TOP_CENTER);
    scrim.setVisible(false);
    scrim.setOnMousePressed(
        event -> {
          if (event.getTarget() == scrim) {
            closeOverlay();
          }
        });
    root.getStyleClass().add("weir");
    root.getChildren().addAll(frame, scrim);
    root.widthProperty()
        .subscribe(
            width -> {
              rail.setTight(width.doubleValue() < TIGHT_BELOW);
              topBar.setTight(width.doubleValue() < TIGHT_BELOW);
            });
    root.addEventFilter(KeyEvent.KEY_PRESSED, this::keyEverywhere);
    root.addEventHandler(KeyEvent.KEY_PRESSED, this::keyLeftOver);
    root.addEventFilter(KeyEvent.KEY_TYPED, this::letterEverywhere);
    root.addEventFilter(KeyEvent.KEY_RELEASED, event -> pressedIn = Optional.empty());
    model
        .badgesProperty()
        .subscribe(
            badges ->
                this.entries.forEach(
                    entry -> rail.badge(entry.place(), model.badge(entry.place()))));
    model.connectionsProperty().subscribe(topBar.chips()::show);
    model
        .productionProperty()
        .subscribe(
            names -> {
              productionBand.show(names);
              root.pseudoClassStateChanged(PRODUCTION, !names.isEmpty());
            });
    topBar.showZone(console.settings().get(Setting.TIME_ZONE));
  }

  public Parent root() {
    return root;
  }

  /**
   * Follows the engine, meters the scene and listens to the settings; the first screen is shown.
   *
   * @param scene whose root is {@link #root}
   * @return ends it, and hides the screen that is shown
   */
  public Subscription open(Scene scene) {
    AutoCloseable zone =
        console
            .settings()
            .onChange(Setting.TIME_ZONE, choice -> Pulse.post(() -> topBar.showZone(choice)));
    Subscription following =
        Subscription.combine(
            pulse.watch(
                console.health(),
                HEALTH_CADENCE,
                snapshot -> {
                  model.apply(snapshot.value());
                  statusBar.show(model, meter.report());
                }),
            pulse.watch(
                console.overview(), BADGE_CADENCE, snapshot -> model.apply(snapshot.value())),
            pulse.watch(
                console.alerts().table(), BADGE_CADENCE, snapshot -> model.apply(snapshot.value())),
            pulse.watch(
                console.connections().statuses(),
                STATUS_CADENCE,
                snapshot -> model.apply(snapshot.value())),
            pulse.watch(
                console.marks().marks(), BADGE_CADENCE, snapshot -> marks.apply(snapshot.value())),
            pulse.watch(
                console.notices(), BADGE_CADENCE, snapshot -> notices.show(snapshot.value())),
            meter.attach(pulse, scene, console.health()));
    if (!anyShown) {
      show(entries.getFirst().place());
    }
    return () -> {
      following.unsubscribe();
      hideCurrent();
      close(zone);
    };
  }

  /** Stops the pulse while {@code stage} is iconified or not showing, and tells the engine so. */
  public void followVisibility(Stage stage) {
    Runnable check =
        () -> {
          isSeen = stage.isShowing() && !stage.isIconified();
          rest.ifPresent(it -> settle(it.touched(System.nanoTime())));
          attend();
          if (isSeen) {
            pulse.start();
          } else {
            pulse.stop();
          }
        };
    stage.iconifiedProperty().subscribe(check);
    stage.showingProperty().subscribe(check);
    check.run();
  }

  /**
   * Rests whenever no window was touched for a while, unless the user wants otherwise: figures are
   * drawn every few seconds only. A touch or an alert that begins to fire wakes it. For a window
   * that people are at; what runs by itself and is measured must not rest.
   *
   * @param nanoTime as {@link System#nanoTime}
   * @return ends it, awake
   */
  public Subscription restWhileUntouched(LongSupplier nanoTime) {
    var resting = new Rest(nanoTime.getAsLong());
    rest = Optional.of(resting);
    Runnable touch = () -> settle(resting.touched(nanoTime.getAsLong()));
    AutoCloseable wish = console.settings().onChange(Setting.RESTING, _ -> Pulse.post(touch));
    Subscription following =
        Subscription.combine(
            Touches.follow(touch),
            pulse.eachBeat(
                _ ->
                    settle(
                        console.settings().get(Setting.RESTING) == Resting.UNTOUCHED
                            && resting.passed(nanoTime.getAsLong()))),
            pulse.hear(
                console.alerts().table(),
                ALERT_CADENCE,
                snapshot -> settle(resting.heard(snapshot.value(), nanoTime.getAsLong()))));
    return () -> {
      following.unsubscribe();
      close(wish);
      touch.run();
      rest = Optional.empty();
    };
  }

  /** Lets everything know, if it has begun or ended to rest, or to sleep. */
  private void settle(boolean changed) {
    if (!changed) {
      return;
    }
    Attendance now = present();
    boolean rests = now.rests();
    statusBar.rest(now);
    // How it keeps up is told of a window that is used.
    if (rests) {
      meter.pause();
    } else {
      meter.resume();
    }
    attend();
    if (rests) {
      now.drawnEvery().ifPresent(pulse::rest);
      onRest.run();
    } else {
      pulse.wake();
    }
  }

  private void attend() {
    console.attend(isSeen ? present() : Attendance.ABSENT);
  }

  private Attendance present() {
    return rest.map(Rest::attendance).orElse(Attendance.PRESENT);
  }

  /** Is told on the FX thread whenever it begins to rest, and to sleep. */
  public void onRest(Runnable told) {
    onRest = told;
  }

  /** Places there are, in the order of the rail. */
  public List<Place> places() {
    return entries.stream().map(Entry::place).toList();
  }

  /** Shows a place's screen, built now if it was not before. */
  public void show(Place place) {
    if (anyShown && current == place) {
      rail.select(place);
      return;
    }
    Screen screen = screen(place);
    hideCurrent();
    current = place;
    anyShown = true;
    rail.select(place);
    content.getChildren().setAll(screen.root());
    // What is inside of splits and scrolls is in the scene, and can take the focus, from here on.
    content.applyCss();
    screen.shown();
    if (!isRows(focusOwner()) || !isShown(focusOwner())) {
      // Not in a control: keys go to the screen, and Space presses no button.
      content.requestFocus();
    }
  }

  /** The place that is shown. */
  public Place current() {
    return current;
  }

  @Override
  public void go(Target target) {
    if (target instanceof Target.Nowhere) {
      return;
    }
    Place place = Place.of(target);
    if (entries.stream().anyMatch(entry -> entry.place() == place)) {
      closeOverlay();
      show(place);
      screen(place).open(target);
    }
  }

  /** Holds the picture still, or lets it go on. */
  public void pause(boolean still) {
    model.pause(still);
  }

  private Screen screen(Place place) {
    Screen screen = built.get(place);
    if (screen == null) {
      screen =
          entries.stream()
              .filter(entry -> entry.place() == place)
              .findFirst()
              .orElseThrow()
              .factory()
              .get();
      built.put(place, screen);
    }
    return screen;
  }

  private void hideCurrent() {
    if (anyShown) {
      anyShown = false;
      screen(current).hidden();
      content.getChildren().clear();
    }
  }

  private ZoneId zone() {
    return Formats.zone(console.settings());
  }

  // Overlays

  private void openPalette() {
    overlay(palette, Pos.TOP_CENTER);
    palette.open();
  }

  private void openFaults() {
    faultLog.show(model.healthProperty().get().faults(), zone());
    overlay(faultLog, Pos.CENTER);
  }

  private void openMarks() {
    MarksCard card = marksCard.orElseGet(() -> new MarksCard(marks));
    marksCard = Optional.of(card);
    OptionalLong pointed = range.pointedMillisProperty().get();
    overlay(card, Pos.TOP_CENTER);
    card.open(pointed);
  }

  private void openKeyHelp() {
    overlay(keyHelp, Pos.CENTER);
  }

  private void overlay(Region card, Pos where) {
    if (!scrim.isVisible()) {
      leftForOverlay = Optional.of(focusOwner()).filter(Shell::isRows);
    }
    scrim.getChildren().setAll(card);
    scrim.setAlignment(where);
    scrim.setVisible(true);
    card.requestFocus();
  }

  private void closeOverlay() {
    if (scrim.isVisible()) {
      scrim.setVisible(false);
      scrim.getChildren().clear();
      leftForOverlay.filter(rows -> rows.getScene() != null).orElse(content).requestFocus();
      leftForOverlay = Optional.empty();
    }
  }

  private List<PaletteModel.Item> paletteItems() {
    var items = new ArrayList<PaletteModel.Item>();
    int key = 1;
    for (Entry entry : entries) {
      Place place = entry.place();
      items.add(new PaletteModel.Item(place.title(), "screen", "Ctrl+" + key++, () -> show(place)));
    }
    action(items, model.pausedProperty().get() ? "Resume" : "Pause", "Space", this::togglePause);
    TopBar.SPANS.forEach(
        (text, span) -> action(items, "Show last " + text, "", () -> range.live(span)));
    for (Theme theme : Theme.values()) {
      action(
          items,
          "Theme: " + theme.name().toLowerCase(Locale.ROOT),
          "",
          () -> console.settings().set(Setting.THEME, theme));
    }
    action(items, "Times in UTC", "", () -> model.showTimesIn(TimeZoneChoice.UTC));
    action(items, "Times in local zone", "", () -> model.showTimesIn(TimeZoneChoice.LOCAL));
    for (Place place : Place.values()) {
      ShellModel.Badge badge = model.badge(place);
      if (badge.count() > 0) {
        action(items, "Show what needs a look: " + badge.words(), "", () -> go(badge.target()));
      }
    }
    for (ConnectionStatus status : model.connectionsProperty().get()) {
      String name = status.settings().name();
      items.add(
          new PaletteModel.Item(
              name,
              "connection",
              status.settings().address(),
              () -> go(new Target.ToConnection(name))));
    }
    action(items, "Back to live", "double click", range::backToLive);
    action(items, "Connect…", "", () -> go(new Target.ToConnection("")));
    action(items, "Put a deploy mark…", "m", this::openMarks);
    action(items, "Show deploy marks", "", this::openMarks);
    action(items, "Show what went wrong", "", this::openFaults);
    action(items, "Show keys", "?", this::openKeyHelp);
    return items;
  }

  private PaletteModel.Item itemOf(Directory.Entry entry) {
    return switch (entry) {
      case Directory.Entry.Stream(StreamRef stream, String _) ->
          new PaletteModel.Item(
              stream.name(), "stream", stream.connection(), () -> go(new Target.ToStream(stream)));
      case Directory.Entry.Group(GroupRef group, String _) ->
          new PaletteModel.Item(
              group.name(), "group", group.connection(), () -> go(new Target.ToGroup(group)));
    };
  }

  private PaletteModel.Item tailOf(Directory.Entry.Stream entry) {
    StreamRef stream = entry.stream();
    return new PaletteModel.Item(
        "Tail " + stream.name(),
        "action",
        stream.connection(),
        () -> go(new Target.ToTail(stream)));
  }

  private static void action(
      List<PaletteModel.Item> items, String name, String keys, Runnable run) {
    items.add(new PaletteModel.Item(name, "action", keys, run));
  }

  // Keys

  private void keyEverywhere(KeyEvent event) {
    pressedIn = Optional.of(focusOwner());
    if (Palette.isOpening(event)) {
      event.consume();
      openPalette();
    } else if (event.getCode() == KeyCode.ESCAPE && scrim.isVisible()) {
      event.consume();
      closeOverlay();
    } else if (event.isShortcutDown() && digit(event.getCode()) > 0) {
      int index = digit(event.getCode()) - 1;
      if (index < entries.size()) {
        event.consume();
        closeOverlay();
        show(entries.get(index).place());
      }
    } else if (event.getCode() == KeyCode.SPACE
        && !event.isShortcutDown()
        && !scrim.isVisible()
        && !wantsSpace(focusOwner())) {
      event.consume();
      togglePause();
    } else if (focusOwner() instanceof TextInputControl && !event.getText().isBlank()) {
      // A text that is only to be read would keep letters to itself.
      keyLeftOver(event);
    }
  }

  /** A key that moved the focus writes nothing where that went: "/" no slash into the filter. */
  private void letterEverywhere(KeyEvent event) {
    if (pressedIn.isPresent() && pressedIn.get() != focusOwner()) {
      event.consume();
    }
  }

  private void keyLeftOver(KeyEvent event) {
    if (event.isConsumed() || scrim.isVisible() || SearchKeys.writes(focusOwner())) {
      return;
    }
    if ("?".equals(event.getText())) {
      event.consume();
      openKeyHelp();
    } else if (event.getCode() == KeyCode.M && !event.isShortcutDown() && !event.isAltDown()) {
      event.consume();
      openMarks();
    } else {
      if (anyShown) {
        screen(current).keyPressed(event);
      }
      if (!event.isConsumed() && SearchKeys.isSearch(event) && !event.isShortcutDown()) {
        // The screen has nothing to filter.
        event.consume();
        openPalette();
      }
    }
  }

  private void togglePause() {
    model.pause(!model.pausedProperty().get());
  }

  private Node focusOwner() {
    Scene scene = root.getScene();
    Node owner = scene == null ? null : scene.getFocusOwner();
    return owner == null ? root : owner;
  }

  /** Whether it takes the arrow keys to walk its rows. */
  private static boolean isRows(Node owner) {
    return owner instanceof TableView<?> || owner instanceof ListView<?>;
  }

  /** Whether it is of the screen: what has left the window has the focus for a moment longer. */
  private boolean isShown(Node owner) {
    for (Node at = owner; at != null; at = at.getParent()) {
      if (at.equals(content)) {
        return true;
      }
    }
    return false;
  }

  private static boolean wantsSpace(Node owner) {
    return SearchKeys.writes(owner)
        || owner instanceof ButtonBase
        || owner instanceof ComboBoxBase<?>
        || owner instanceof ChoiceBox<?>;
  }

  private static int digit(KeyCode code) {
    return switch (code) {
      case DIGIT1, NUMPAD1 -> 1;
      case DIGIT2, NUMPAD2 -> 2;
      case DIGIT3, NUMPAD3 -> 3;
      case DIGIT4, NUMPAD4 -> 4;
      case DIGIT5, NUMPAD5 -> 5;
      case DIGIT6, NUMPAD6 -> 6;
      case DIGIT7, NUMPAD7 -> 7;
      case DIGIT8, NUMPAD8 -> 8;
      default -> 0;
    };
  }

  private static void close(AutoCloseable subscription) {
    try {
      subscription.close();
    } catch (Exception e) {
      throw new IllegalStateException("A settings listener could not be removed.", e);
    }
  }
}
