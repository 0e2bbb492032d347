package dev.weir.views.tail;

import dev.weir.engine.Console;
import dev.weir.engine.finding.Target;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.streams.StreamRow;
import dev.weir.engine.tail.Inspection;
import dev.weir.engine.tail.TailCounts;
import dev.weir.engine.tail.TailPage;
import dev.weir.engine.tail.TailRow;
import dev.weir.engine.tail.TailSession;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TimestampType;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.Chooser;
import dev.weir.views.kit.EmptyState;
import dev.weir.views.kit.FaultBar;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.StartText;
import dev.weir.views.kit.TableMemory;
import dev.weir.views.kit.Tables;
import dev.weir.views.kit.WindowedTail;
import dev.weir.views.kit.produce.ProduceDialog;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The Tail screen. Its tail goes on counting while the screen is hidden. */
public final class TailView implements Screen {
  private static final Duration PAGES = Duration.ofMillis(200);
  private static final Duration LISTS = Duration.ofMillis(500);
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final double INSPECTOR_WIDTH = 344;
  private static final PseudoClass PROBLEM = PseudoClass.getPseudoClass("problem");
  private static final PseudoClass WARNING = PseudoClass.getPseudoClass("warning");

  private enum Start {
    NEWEST("Newest 500"),
    OLDEST("Oldest"),
    LIVE("Live"),
    SINCE("Since…"),
    OFFSET("Offset…"),
    GROUP("From group…");

    private final String label;

    Start(String label) {
      this.label = label;
    }
  }

  private final Pulse pulse;
  private final Navigator navigator;
  private final Console console;
  private final InstantSource clock;
  private final TailModel model;

  private final VBox root = new VBox(12);
  private final FlowPane chips = new FlowPane(8, 8);
  private final Button addStream = new Button("+ stream");
  private final Choice<Start> start = new Choice<>(List.of(Start.values()), choice -> choice.label);
  private final TextField filter = new TextField();
  private final Choice<TailModel.FilterKind> filterKind =
      new Choice<>(
          List.of(TailModel.FilterKind.values()),
          kind -> kind == TailModel.FilterKind.CEL ? "CEL" : "Text");
  private final Label filterProblem = new Label();
  private final ToggleButton follow = new ToggleButton("Follow");
  private final ToggleButton pause = new ToggleButton("Pause");
  private final Button export = new Button("Export…");
  private final FaultBar fault = new FaultBar();
  private final WindowedTail rows;
  private final Inspector inspector;
  private final SplitPane split = new SplitPane();
  private final StackPane middle = new StackPane();
  private final EmptyState nothingChosen;
  private final Label nothingYet = new Label();
  private final Label newer = new Label();
  private final Label counts = new Label();
  private final Label notice = new Label();
  private final TableColumn<TailRow, TailRow> streamColumn;
  private final Chooser<StreamRow> streamChooser;
  private final Chooser<GroupRow> groupChooser;
  private final Chooser<String> entry;
  private Subscription whileShown = Subscription.EMPTY;
  private Subscription whileTailing = Subscription.EMPTY;
  private Subscription whileChoosing = Subscription.EMPTY;
  private Set<Start> relabelled = EnumSet.noneOf(Start.class);
  private Optional<DetachedInspector> detached = Optional.empty();
  private boolean shown;

  /**
   * As the window has it.
   *
   * @param clock tells what "since 10 min ago" and times without a date mean
   */
  public TailView(Console console, Pulse pulse, Navigator navigator, InstantSource clock) {
    this.console = console;
    this.pulse = pulse;
    this.navigator = navigator;
    this.clock = clock;
    this.model =
        new TailModel(console, work -> Threads.startVirtual("export-tail", work), Pulse::post);
    streamColumn =
        Tables.text(
            "stream",
            "Stream",
            120,
            row ->
                switch (row) {
                  case TailRow.Kept kept -> kept.record().stream().name();
                  case TailRow.Passed passed -> passed.gap().partition().stream().name();
                });
    rows = new WindowedTail(model.window(), columns(), new Moves());
    rows.setId("tail-rows");
    inspector =
        new Inspector(
            this::zone, this::copy, this::produceAgain, this::detachOrAttach, this::closeInspector);
    nothingChosen =
        new EmptyState(
            Feather.LIST,
            "No stream is tailed",
            "Choose one or several topics or Redis streams. Reading leaves no trace on the broker:"
                + " no group is joined and nothing is committed.",
            "Choose a stream",
            this::chooseStream);
    streamChooser =
        new Chooser<StreamRow>(
                "Part of a stream's name",
                row -> row.stream().name(),
                row -> model.severalConnections() ? row.stream().connection() : row.kind().label())
            .onTyped(model::searchStreams)
            .onChosen(row -> model.add(row.stream()))
            .onClosed(this::endChoosing);
    groupChooser =
        new Chooser<GroupRow>(
                "Part of a group's name",
                row -> row.group().name(),
                row -> String.join(", ", row.streams()))
            .onTyped(model::searchGroups)
            .onChosen(row -> begin(Start.GROUP, new TailFrom.Committed(row.group().name())))
            .onClosed(this::endChoosing);
    entry = new Chooser<String>("", text -> text, text -> "").withoutList();
    build();
    listen();
    showStart();
    showStreams();
  }

  TailModel model() {
    return model;
  }

  Inspector inspector() {
    return inspector;
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
    (model.streams().isEmpty() ? addStream : rows.table()).requestFocus();
    watchSession();
  }

  @Override
  public void hidden() {
    shown = false;
    whileTailing.unsubscribe();
    whileTailing = Subscription.EMPTY;
    streamChooser.close();
    groupChooser.close();
    entry.close();
    endChoosing();
  }

  /** Ends the tail; the screen is not used again. */
  public void close() {
    hidden();
    whileShown.unsubscribe();
    model.close();
  }

  @Override
  public void open(Target target) {
    if (target instanceof Target.ToTail(StreamRef stream)) {
      model.open(stream);
      rows.table().requestFocus();
    }
  }

  @Override
  public void keyPressed(KeyEvent event) {
    if (event.getTarget() instanceof TextInputControl
        || event.isControlDown()
        || event.isAltDown()
        || event.isMetaDown()) {
      return;
    }
    boolean taken = true;
    switch (event.getCode()) {
      case SPACE -> model.pause(!model.pausedProperty().get());
      case F -> follow(!model.followingProperty().get());
      case G -> {
        if (event.isShiftDown()) {
          model.toOldest();
        } else {
          model.toNewest();
        }
        refresh();
      }
      case UP -> walk(-1);
      case DOWN -> walk(1);
      case E -> export();
      case D -> detachOrAttach();
      case ESCAPE -> closeInspector();
      default -> {
        if (event.getText().equals("/") || event.getCode() == KeyCode.SLASH) {
          filter.requestFocus();
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

    chips.setAlignment(Pos.CENTER_LEFT);
    chips.setPrefWrapLength(2_000);
    chips.setId("tail-streams");
    HBox.setHgrow(chips, Priority.ALWAYS);
    addStream.getStyleClass().addAll("chip", "add-chip");
    addStream.setId("add-stream");
    addStream.setOnAction(event -> chooseStream());
    start.setId("tail-start");
    export.setId("export");
    export.setTooltip(new Tooltip("Write all rows kept to a file (e)"));
    export.setMinWidth(Region.USE_PREF_SIZE);
    var first = new HBox(12, chips, start, export);
    first.setAlignment(Pos.CENTER_LEFT);

    filter.setId("tail-filter");
    filter.getStyleClass().add("mono");
    HBox.setHgrow(filter, Priority.ALWAYS);
    filterKind.setId("tail-filter-kind");
    follow.setId("follow");
    follow.setTooltip(new Tooltip("Keep the newest records in view (f)"));
    follow.setMinWidth(Region.USE_PREF_SIZE);
    pause.setId("pause");
    pause.setTooltip(new Tooltip("Take no new rows in; records go on being counted (Space)"));
    pause.setMinWidth(Region.USE_PREF_SIZE);
    var second = new HBox(12, filter, filterKind, follow, pause);
    second.setAlignment(Pos.CENTER_LEFT);
    filterProblem.getStyleClass().addAll("filter-problem", "small");
    filterProblem.setWrapText(true);
    Presence.set(filterProblem, false);

    newer.getStyleClass().add("newer-rows");
    newer.setOnMouseClicked(event -> follow(true));
    StackPane.setAlignment(newer, Pos.TOP_CENTER);
    Presence.set(newer, false);
    nothingYet.getStyleClass().add("muted");
    rows.table().setPlaceholder(nothingYet);
    new TableMemory(console.settings(), "tail").follow(rows.table());
    split.getStyleClass().add("quiet-split");
    split.getItems().setAll(List.of(new StackPane(rows, newer)));
    SplitPane.setResizableWithParent(inspector, false);
    middle.getChildren().setAll(split, nothingChosen);
    VBox.setVgrow(middle, Priority.ALWAYS);

    counts.getStyleClass().add("caption");
    counts.setId("tail-counts");
    notice.getStyleClass().addAll("small", "notice-text");
    notice.setId("tail-notice");
    var keys =
        new Label("↑↓ walk · f follow · Space pause · / filter · g G newest, oldest · e export");
    keys.getStyleClass().add("caption");
    keys.setMinWidth(Region.USE_PREF_SIZE);
    var filler = new Region();
    HBox.setHgrow(filler, Priority.ALWAYS);
    var footer = new HBox(16, counts, notice, filler, keys);
    footer.setAlignment(Pos.CENTER_LEFT);

    root.getChildren().setAll(first, new VBox(4, second, filterProblem), fault, middle, footer);
  }

  private void listen() {
    model.streams().subscribe(this::showStreams);
    model.sessionProperty().subscribe((was, now) -> watchSession());
    model.pageProperty().subscribe((was, page) -> showPage(page));
    model.inspectionProperty().subscribe((was, now) -> showInspection(now));
    model.followingProperty().subscribe(follow::setSelected);
    model.pausedProperty().subscribe(pause::setSelected);
    model.noticeProperty().subscribe(notice::setText);
    model.fromProperty().subscribe(from -> showStart());
    model.exportingProperty().subscribe(export::setDisable);

    filter.textProperty().subscribe((was, now) -> filter());
    filterKind
        .valueProperty()
        .subscribe(
            kind -> {
              filter.setPromptText(
                  kind == TailModel.FilterKind.CEL
                      ? "Condition, such as value.total > 100 && headers[\"retry\"] == \"1\""
                      : "Part of a key, a value or a header");
              filter();
            });
    filter.addEventFilter(
        KeyEvent.KEY_PRESSED,
        event -> {
          if (event.getCode() == KeyCode.ESCAPE || event.getCode() == KeyCode.ENTER) {
            rows.table().requestFocus();
            event.consume();
          }
        });
    rows.table().addEventFilter(KeyEvent.KEY_PRESSED, this::keyPressed);
    follow.setOnAction(event -> follow(follow.isSelected()));
    pause.setOnAction(event -> model.pause(pause.isSelected()));
    export.setOnAction(event -> export());
    for (Start choice : Start.values()) {
      start.button(choice).setOnAction(event -> chooseStart(choice));
    }
  }

  private List<TableColumn<TailRow, TailRow>> columns() {
    var columns = new ArrayList<TableColumn<TailRow, TailRow>>();
    TableColumn<TailRow, TailRow> time = Tables.mono("time", "Time", 108, this::time);
    time.getStyleClass().add("time-column");
    columns.add(time);
    columns.add(streamColumn);
    columns.add(Tables.number("partition", "Part.", 54, TailView::partition));
    columns.add(
        Tables.number(
            "offset", "Offset / id", 96, ofRecord(row -> RecordFacts.position(row.record()))));
    columns.add(Tables.mono("key", "Key", 84, ofRecord(TailRow.Kept::keyPreview)));
    TableColumn<TailRow, TailRow> value =
        Tables.column("value", "Value", 380, "preview-column", PreviewCell::new);
    columns.add(value);
    columns.add(sizeColumn());
    // Room gained or lost goes to the value; the others keep what they need to be read.
    for (TableColumn<TailRow, TailRow> column : columns) {
      column.setMinWidth(column.getPrefWidth());
      column.setMaxWidth(column.getPrefWidth() * 3);
    }
    streamColumn.setMinWidth(90);
    value.setMinWidth(120);
    value.setMaxWidth(Double.MAX_VALUE);
    return columns;
  }

  private static TableColumn<TailRow, TailRow> sizeColumn() {
    TableColumn<TailRow, TailRow> column =
        Tables.number("size", "Size", 84, ofRecord(row -> Formats.bytes(row.record().sizeBytes())));
    column.getStyleClass().add("last-column");
    return column;
  }

  /** Gaps have nothing to say in most columns. */
  private static Function<TailRow, String> ofRecord(Function<TailRow.Kept, String> text) {
    return row -> row instanceof TailRow.Kept kept ? text.apply(kept) : "";
  }

  // Streams and starts

  private void showStreams() {
    chips.getChildren().clear();
    for (StreamRef stream : model.streams()) {
      chips.getChildren().add(chip(stream));
    }
    chips.getChildren().add(addStream);
    streamColumn.setVisible(model.streams().size() > 1);
    boolean any = !model.streams().isEmpty();
    Presence.set(nothingChosen, !any);
    split.setVisible(any);
    start.setDisable(!any);
    export.setDisable(!any);
    follow.setDisable(!any);
    pause.setDisable(!any);
    if (!any) {
      counts.setText("");
    }
  }

  private Node chip(StreamRef stream) {
    var name = new Label(stream.name());
    name.setMaxWidth(220);
    var chip = new HBox(6, name);
    chip.setAlignment(Pos.CENTER_LEFT);
    chip.getStyleClass().addAll("chip", "stream-chip");
    Tooltip.install(chip, new Tooltip(stream.name() + " on " + stream.connection()));
    String beside = model.beside(stream);
    if (!beside.isEmpty()) {
      var aside = new Label(beside);
      aside.getStyleClass().add("muted");
      chip.getChildren().add(aside);
    }
    var remove = new Button("×");
    remove.getStyleClass().add("chip-remove");
    remove.setAccessibleText("Stop tailing " + stream.name());
    remove.setTooltip(new Tooltip("Stop tailing " + stream.name()));
    remove.setOnAction(event -> model.remove(stream));
    chip.getChildren().add(remove);
    return chip;
  }

  private void chooseStream() {
    endChoosing();
    streamChooser.open(addStream, "");
    whileChoosing =
        pulse.watch(
            model.streamsSlot(),
            LISTS,
            snapshot ->
                streamChooser.show(
                    snapshot.value().rows().stream()
                        .filter(row -> !model.streams().contains(row.stream()))
                        .toList()));
  }

  private void chooseGroup() {
    endChoosing();
    groupChooser.open(start.button(Start.GROUP), "");
    whileChoosing =
        pulse.watch(
            model.groupsSlot(),
            LISTS,
            snapshot ->
                groupChooser.show(
                    snapshot.value().rows().stream()
                        .filter(row -> model.concerns(row.group()))
                        .toList()));
  }

  private void endChoosing() {
    whileChoosing.unsubscribe();
    whileChoosing = Subscription.EMPTY;
    showStart();
  }

  private void chooseStart(Start choice) {
    switch (choice) {
      case LIVE -> begin(choice, new TailFrom.Latest());
      case OLDEST -> begin(choice, new TailFrom.Earliest());
      case NEWEST -> {
        boolean again = model.fromProperty().get() instanceof TailFrom.Newest;
        if (again) {
          enter(choice, "How many records back from the end, such as 500", StartText::newest);
        } else {
          begin(choice, TailModel.DEFAULT_FROM);
        }
      }
      case SINCE ->
          enter(
              choice,
              "15 min, 14:05, 2026-11-21 14:05, epoch ms",
              text -> StartText.since(text, now(), zone()));
      case OFFSET ->
          enter(choice, "77319, 4@77319 for one partition, or an entry id", StartText::offset);
      case GROUP -> chooseGroup();
    }
  }

  private interface Reading {
    TailFrom read(String text) throws StartText.NotUnderstood;
  }

  private void produceAgain(StreamRecord record) {
    if (isCut(record)) {
      model.say(
          "Not all of this record was read: raise the payload size in Settings to write it again.");
      return;
    }
    boolean isTopic = record.position() instanceof Position.Offset;
    ProduceDialog.open(
        root.getScene().getWindow(),
        console.writes(),
        pulse,
        navigator,
        record.stream(),
        isTopic ? StreamKind.TOPIC : StreamKind.REDIS_STREAM,
        new NewRecord(
            isTopic ? OptionalInt.of(record.partition()) : OptionalInt.empty(),
            OptionalLong.empty(),
            record.key(),
            record.value(),
            record.headers()));
  }

  private static boolean isCut(StreamRecord record) {
    return Stream.concat(
            Stream.of(record.key(), record.value()), record.headers().stream().map(Header::value))
        .anyMatch(payload -> payload instanceof Payload.Bytes bytes && bytes.isCut());
  }

  private void enter(Start choice, String advice, Reading reading) {
    entry
        .onEntered(
            text -> {
              try {
                TailFrom from = reading.read(text);
                entry.close();
                begin(choice, from);
              } catch (StartText.NotUnderstood e) {
                entry.say(String.valueOf(e.getMessage()));
              }
            })
        .onClosed(this::showStart)
        .open(start.button(choice), "");
    entry.say(advice);
  }

  private void begin(Start choice, TailFrom from) {
    model.start(from);
    follow(true);
    start.valueProperty().set(choice);
    rows.table().requestFocus();
  }

  private void showStart() {
    TailFrom from = model.fromProperty().get();
    for (Start choice : relabelled) {
      start.button(choice).setText(choice.label);
    }
    relabelled = EnumSet.noneOf(Start.class);
    switch (from) {
      case TailFrom.Latest _ -> mark(Start.LIVE, Start.LIVE.label);
      case TailFrom.Earliest _ -> mark(Start.OLDEST, Start.OLDEST.label);
      case TailFrom.Newest(long records) -> mark(Start.NEWEST, "Newest " + Formats.exact(records));
      case TailFrom.AtOffset(long offset) -> mark(Start.OFFSET, "From " + offset);
      case TailFrom.At(Position position) -> mark(Start.OFFSET, "From " + position);
      case TailFrom.Since(Instant time) ->
          mark(Start.SINCE, "Since " + Formats.clockSeconds(time.toEpochMilli(), zone()));
      case TailFrom.Committed(String group) -> mark(Start.GROUP, "From " + group);
    }
  }

  private void mark(Start choice, String label) {
    start.valueProperty().set(choice);
    start.button(choice).setSelected(true);
    start.button(choice).setText(label);
    relabelled.add(choice);
  }

  // Rows

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
    refresh();
    nothingYet.setText(waiting(page));
    fault.show(page.fault());
    Presence.set(filterProblem, page.filterProblem().isPresent());
    filterProblem.setText(page.filterProblem().orElse(""));
    filter.pseudoClassStateChanged(PROBLEM, page.filterProblem().isPresent());
    TailCounts now = page.counts();
    counts.setText(TailWords.counts(now, page.recordsPerSecond(), model.filterProperty().get()));
    counts.pseudoClassStateChanged(WARNING, now.skipped() > 0);
  }

  private String waiting(TailPage page) {
    return TailWords.waiting(page, model.filterProperty().get(), model.fromProperty().get());
  }

  private void refresh() {
    rows.refresh();
    int above = model.window().first();
    boolean show = !model.followingProperty().get() && above > 0;
    Presence.set(newer, show);
    if (show) {
      newer.setText(
          "↑ "
              + Formats.exact(above)
              + (above == 1 ? " newer row" : " newer rows")
              + " · f follow");
    }
  }

  private void showInspection(Optional<Inspection> inspection) {
    if (inspection.isPresent()) {
      inspector.show(inspection.get());
      if (detached.isEmpty() && !split.getItems().contains(inspector)) {
        split.getItems().add(inspector);
        split.setDividerPositions(1 - INSPECTOR_WIDTH / Math.max(600, split.getWidth()));
      }
    } else {
      inspector.forget();
      attach();
      split.getItems().remove(inspector);
    }
  }

  /** Moves the inspector into a window of its own, or back. */
  private void detachOrAttach() {
    if (detached.isPresent()) {
      attach();
    } else if (split.getItems().remove(inspector)) {
      detached =
          Optional.of(
              new DetachedInspector(
                  console.settings(), root.getScene().getWindow(), inspector, this::attach));
      inspector.showDetached(true);
    }
  }

  private void attach() {
    if (detached.isEmpty()) {
      return;
    }
    detached.get().close();
    detached = Optional.empty();
    inspector.showDetached(false);
    showInspection(model.inspectionProperty().get());
    rows.table().requestFocus();
  }

  private void walk(int by) {
    model.walk(by);
    refresh();
  }

  private void follow(boolean on) {
    model.follow(on);
    follow.setSelected(model.followingProperty().get());
    refresh();
  }

  private void closeInspector() {
    model.clearSelection();
    refresh();
    rows.table().requestFocus();
  }

  private void filter() {
    model.filter(filter.getText(), filterKind.valueProperty().get());
  }

  private void copy(String what, String text) {
    var content = new ClipboardContent();
    content.putString(text);
    Clipboard.getSystemClipboard().setContent(content);
    model.say("Copied: " + what.toLowerCase(java.util.Locale.ROOT));
  }

  private void export() {
    if (model.sessionProperty().get().isEmpty()) {
      return;
    }
    var chooser = new FileChooser();
    chooser.setTitle("Export all rows kept");
    chooser.setInitialFileName(model.streams().getFirst().name() + ".jsonl");
    chooser
        .getExtensionFilters()
        .setAll(
            new FileChooser.ExtensionFilter("JSON lines", "*.jsonl"),
            new FileChooser.ExtensionFilter("CSV", "*.csv"));
    File file = chooser.showSaveDialog(root.getScene().getWindow());
    if (file != null) {
      boolean csv = file.getName().endsWith(".csv");
      model.export(
          file.toPath(), csv ? TailSession.ExportFormat.CSV : TailSession.ExportFormat.JSON_LINES);
    }
  }

  private String time(TailRow row) {
    return switch (row) {
      case TailRow.Kept(_, StreamRecord record, _, _) ->
          record.timestampType() == TimestampType.NONE
              ? "–"
              : Formats.clock(record.timestampMillis(), zone());
      case TailRow.Passed passed -> Formats.clock(passed.noticedMillis(), zone());
    };
  }

  private static String partition(TailRow row) {
    return switch (row) {
      case TailRow.Kept(_, StreamRecord record, _, _) ->
          switch (record.position()) {
            case Position.Offset offset -> Integer.toString(offset.partition());
            case Position.EntryId _ -> "–";
          };
      case TailRow.Passed passed -> Integer.toString(passed.gap().partition().partition());
    };
  }

  private ZoneId zone() {
    return Formats.zone(console.settings());
  }

  private Instant now() {
    return clock.instant();
  }

  private final class Moves implements WindowedTail.Moves {
    @Override
    public void scrollBy(int by) {
      model.scrollBy(by);
      refresh();
    }

    @Override
    public void scrollTo(int row) {
      model.scrollTo(row);
      refresh();
    }

    @Override
    public void select(long rowId) {
      model.select(rowId);
      refresh();
    }

    @Override
    public void walk(int by) {
      model.walk(by);
      refresh();
    }
  }

  private static final class PreviewCell extends TableCell<TailRow, TailRow> {
    private static final PseudoClass GAP = PseudoClass.getPseudoClass("gap");

    private final JsonPreview preview = new JsonPreview();

    PreviewCell() {
      setGraphic(preview);
      preview.prefWidthProperty().bind(widthProperty().subtract(20));
    }

    @Override
    protected void updateItem(TailRow row, boolean empty) {
      super.updateItem(row, empty);
      boolean gap = !empty && row instanceof TailRow.Passed;
      if (getTableRow() != null) {
        getTableRow().pseudoClassStateChanged(GAP, gap);
      }
      preview.show(
          empty
              ? ""
              : switch (row) {
                case TailRow.Kept kept -> kept.valuePreview();
                case TailRow.Passed passed -> TailWords.passed(passed.gap());
                case null -> "";
              });
    }
  }
}
