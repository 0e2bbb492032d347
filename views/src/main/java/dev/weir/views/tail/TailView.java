package dev.weir.views.tail;

import dev.weir.engine.Console;
import dev.weir.engine.finding.Target;
import dev.weir.engine.tail.TailPage;
import dev.weir.engine.tail.TailSession;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.views.kit.EmptyState;
import dev.weir.views.kit.FaultBar;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.SearchKeys;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.geometry.Pos;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The Tail screen. Its tail goes on counting while the screen is hidden. */
public final class TailView implements Screen {
  private static final Duration PAGES = Duration.ofMillis(200);
  private static final Duration AT_ONCE = Duration.ZERO;

  private final Pulse pulse;
  private final TailModel model;
  private final VBox root = new VBox(12);
  private final StreamChips chips;
  private final StartChoice start;
  private final Button export = new Button("Export…");
  private final FilterBar filter;
  private final ToggleButton follow = new ToggleButton("Follow");
  private final ToggleButton pause = new ToggleButton("Pause");
  private final FaultBar fault = new FaultBar();
  private final TailRows rows;
  private final InspectorDock dock;
  private final EmptyState nothingChosen;
  private final TailFooter footer;
  private Subscription whileTailing = Subscription.EMPTY;
  private boolean shown;

  /**
   * As the window has it.
   *
   * @param clock tells what "since 10 min ago" and times without a date mean
   */
  public TailView(Console console, Pulse pulse, Navigator navigator, InstantSource clock) {
    this.pulse = pulse;
    model = new TailModel(console, work -> Threads.startVirtual("export-tail", work), Pulse::post);
    Supplier<ZoneId> zone = () -> Formats.zone(console.settings());
    chips = new StreamChips(model, pulse);
    start = new StartChoice(model, pulse, clock, zone, this::begin);
    rows = new TailRows(model, console.settings(), zone);
    filter = new FilterBar(model, rows::takeFocus, List.of(follow, pause));
    var actions =
        new RecordActions(
            model, console.writes(), pulse, navigator, () -> root.getScene().getWindow());
    dock = new InspectorDock(model, console.settings(), rows, zone, actions);
    nothingChosen =
        new EmptyState(
            Feather.LIST,
            "No stream is tailed",
            "Choose one or several topics or Redis streams. Reading leaves no trace on the broker:"
                + " no group is joined and nothing is committed.",
            "Choose a stream",
            chips::choose);
    footer = new TailFooter(model);
    build();
    listen();
    showStreams();
  }

  TailModel model() {
    return model;
  }

  Inspector inspector() {
    return dock.inspector();
  }

  @Override
  public String title() {
    return "Tail";
  }

  @Override
  public Parent root() {
    return root;
  }

  @Override
  public void shown() {
    shown = true;
    if (model.streams().isEmpty()) {
      chips.takeFocus();
    } else {
      rows.takeFocus();
    }
    watchSession();
  }

  @Override
  public void hidden() {
    shown = false;
    whileTailing.unsubscribe();
    whileTailing = Subscription.EMPTY;
    chips.hidden();
    start.hidden();
  }

  /** Ends the tail; the screen is not used again. */
  public void close() {
    hidden();
    model.close();
  }

  @Override
  public void open(Target target) {
    if (target instanceof Target.ToTail(StreamRef stream)) {
      model.open(stream);
      rows.takeFocus();
    }
  }

  @Override
  public void keyPressed(KeyEvent event) {
    if (SearchKeys.writes(event.getTarget())
        || event.isControlDown()
        || event.isAltDown()
        || event.isMetaDown()) {
      return;
    }
    boolean taken = true;
    switch (event.getCode()) {
      case F -> rows.follow(!model.followingProperty().get());
      case G -> {
        if (event.isShiftDown()) {
          rows.toOldest();
        } else {
          rows.toNewest();
        }
      }
      case UP -> rows.walk(-1);
      case DOWN -> rows.walk(1);
      case E -> export();
      case D -> dock.detachOrAttach();
      case ESCAPE -> dock.closeInspector();
      default -> {
        if (SearchKeys.isSearch(event)) {
          filter.takeFocus();
        } else {
          taken = false;
        }
      }
    }
    if (taken) {
      event.consume();
    }
  }

  private void build() {
    root.getStyleClass().addAll("screen", "tail-screen");
    HBox.setHgrow(chips, Priority.ALWAYS);
    export.setId("export");
    export.setTooltip(new Tooltip("Write all rows kept to a file (e)"));
    export.setMinWidth(Region.USE_PREF_SIZE);
    var first = new HBox(12, chips, start.node(), export);
    first.setAlignment(Pos.CENTER_LEFT);
    follow.setId("follow");
    follow.setTooltip(new Tooltip("Keep the newest records in view (f)"));
    follow.setMinWidth(Region.USE_PREF_SIZE);
    pause.setId("pause");
    pause.setTooltip(new Tooltip("Take no new rows in; records go on being counted"));
    pause.setMinWidth(Region.USE_PREF_SIZE);
    var middle = new StackPane(dock, nothingChosen);
    VBox.setVgrow(middle, Priority.ALWAYS);
    root.getChildren().setAll(first, filter, fault, middle, footer);
  }

  private void listen() {
    model.streams().subscribe(this::showStreams);
    model.sessionProperty().subscribe((was, now) -> watchSession());
    model.pageProperty().subscribe((was, page) -> showPage(page));
    model.followingProperty().subscribe(follow::setSelected);
    model.pausedProperty().subscribe(pause::setSelected);
    model.exportingProperty().subscribe(this::offerExport);
    rows.onKey(this::keyPressed);
    follow.setOnAction(
        event -> {
          rows.follow(follow.isSelected());
          follow.setSelected(model.followingProperty().get());
        });
    pause.setOnAction(event -> model.pause(pause.isSelected()));
    export.setOnAction(event -> export());
  }

  private void showStreams() {
    chips.show();
    rows.nameStreams(model.streams().size() > 1);
    boolean any = !model.streams().isEmpty();
    Presence.set(nothingChosen, !any);
    dock.setVisible(any);
    start.node().setDisable(!any);
    offerExport();
    follow.setDisable(!any);
    pause.setDisable(!any);
    if (!any) {
      footer.clear();
    }
  }

  /** One at a time, and only of something. */
  private void offerExport() {
    export.setDisable(model.streams().isEmpty() || model.exportingProperty().get());
  }

  private void begin(TailFrom from) {
    model.start(from);
    rows.follow(true);
    rows.takeFocus();
  }

  private void watchSession() {
    whileTailing.unsubscribe();
    whileTailing = Subscription.EMPTY;
    Optional<TailSession> session = model.sessionProperty().get();
    if (shown && session.isPresent()) {
      TailSession open = session.get();
      whileTailing =
          pulse
              .watch(open.page(), PAGES, snapshot -> model.apply(snapshot.value()))
              .and(
                  pulse.watch(
                      open.inspection(),
                      AT_ONCE,
                      snapshot -> model.applyInspection(snapshot.value())));
    }
  }

  private void showPage(TailPage page) {
    rows.refresh();
    rows.explainNothing(
        TailWords.waiting(page, model.filterProperty().get(), model.fromProperty().get()));
    fault.show(page.fault());
    filter.show(page);
    footer.show(page);
  }

  private void export() {
    if (!export.isDisabled()) {
      ExportDialog.open(root.getScene().getWindow(), model);
    }
  }
}
