package dev.weir.views.connections;

import dev.weir.engine.Console;
import dev.weir.engine.connection.CheckRun;
import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.finding.Target;
import dev.weir.engine.threads.Threads;
import dev.weir.views.kit.EmptyState;
import dev.weir.views.kit.FaultBar;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.SecretSource;
import dev.weir.views.kit.SeverityBadge;
import dev.weir.views.kit.Spacer;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javafx.geometry.Pos;
import javafx.scene.Parent;
import javafx.scene.control.Alert;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.Tooltip;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The Connections screen. */
public final class ConnectionsView implements Screen {
  private static final Duration STATUSES = Duration.ofMillis(500);
  private static final Duration STEPS = Duration.ofMillis(50);

  private static final double LIST_WIDTH = 340;

  private final Console console;
  private final Pulse pulse;
  private final Navigator navigator;
  private final ConnectionsModel model;

  private final VBox root = new VBox(12);
  private final ListView<ConnectionStatus> list = new ListView<>();
  private final StackPane right = new StackPane();
  private final Label notice = new Label();

  private final VBox detail = new VBox(12);
  private final Label name = new Label();
  private final SeverityBadge state = new SeverityBadge();
  private final Label environment = new Label();
  private final Label readOnly = new Label();
  private final FaultBar fault = new FaultBar();
  private final Label limits = new Label();
  private final GridPane facts = new GridPane();
  private final GridPane properties = new GridPane();
  private final Button secret = new Button("Enter the secret…");
  private final Button openOrClose = new Button();
  private final CheckSteps detailSteps = new CheckSteps();

  private final VBox editor = new VBox(12);
  private final Label editorTitle = new Label();
  private final ScrollPane editorScroll = new ScrollPane();
  private final Label problems = new Label();
  private final CheckSteps editorSteps = new CheckSteps();
  private Optional<ConnectionForm> form = Optional.empty();

  private final EmptyState none;
  private Subscription whileShown = Subscription.EMPTY;
  private Subscription whileChecking = Subscription.EMPTY;
  private Optional<ConnectionSettings> factsOf = Optional.empty();
  private boolean shown;
  private boolean selecting;

  /** As the window has it. */
  public ConnectionsView(Console console, Pulse pulse, Navigator navigator) {
    this.console = console;
    this.pulse = pulse;
    this.navigator = navigator;
    this.model =
        new ConnectionsModel(
            console, work -> Threads.startVirtual("import-connection", work), Pulse::post);
    none =
        new EmptyState(
            Feather.LINK,
            "No connection yet",
            "Add one with an address, or drop a client.properties file here. Looking leaves no"
                + " trace: no group is joined, nothing is committed or written.",
            "Add a connection",
            model::addNew);
    build();
    listen();
  }

  ConnectionsModel model() {
    return model;
  }

  @Override
  public String title() {
    return "Connections";
  }

  @Override
  public Parent root() {
    return root;
  }

  @Override
  public void shown() {
    shown = true;
    list.requestFocus();
    whileShown =
        pulse.watch(model.statusesSlot(), STATUSES, snapshot -> model.apply(snapshot.value()));
    watchCheck();
  }

  @Override
  public void hidden() {
    shown = false;
    whileShown.unsubscribe();
    whileShown = Subscription.EMPTY;
    watchCheck();
  }

  @Override
  public void open(Target target) {
    if (target instanceof Target.ToConnection(String connection)) {
      if (model.status(connection).isPresent()) {
        model.select(connection);
      } else if (connection.isEmpty()) {
        model.addNew();
      }
    }
  }

  @Override
  public void keyPressed(KeyEvent event) {
    if (event.getCode() == KeyCode.ESCAPE && model.draftProperty().get().isPresent()) {
      model.cancel();
      list.requestFocus();
      event.consume();
    } else if (event.getTarget() instanceof TextInputControl || event.isShortcutDown()) {
      return;
    } else if (event.getCode() == KeyCode.N) {
      // What is being written in a form is not thrown away by a key.
      if (model.draftProperty().get().isEmpty()) {
        model.addNew();
      }
      event.consume();
    } else if (event.getCode() == KeyCode.ENTER && list.equals(event.getTarget())) {
      model.selectedProperty().get().ifPresent(model::edit);
      event.consume();
    }
  }

  private void build() {
    root.getStyleClass().addAll("screen", "connections-screen");
    var add = new Button("Add a connection");
    add.setId("add-connection");
    add.getStyleClass().add("accent");
    add.setTooltip(new Tooltip("n"));
    add.setOnAction(event -> model.addNew());
    var importButton = new Button("Import…");
    importButton.setId("import-connection");
    importButton.setTooltip(new Tooltip("Read a client.properties file; it can be dropped, too"));
    importButton.setOnAction(event -> chooseFile());
    notice.getStyleClass().addAll("small", "notice-text");
    notice.setId("connections-notice");
    var bar = new HBox(12, add, importButton, notice);
    bar.setAlignment(Pos.CENTER_LEFT);

    list.setId("connections");
    list.getStyleClass().add("connection-list");
    list.setCellFactory(ignored -> new ConnectionCell());
    list.setFixedCellSize(76);
    list.setPrefWidth(LIST_WIDTH);
    list.setMinWidth(LIST_WIDTH);
    list.setMaxWidth(LIST_WIDTH);
    buildDetail();
    buildEditor();
    HBox.setHgrow(right, Priority.ALWAYS);
    right.setMinWidth(0);
    right.getChildren().setAll(none, detail, editor);
    var middle = new HBox(12, list, right);
    VBox.setVgrow(middle, Priority.ALWAYS);
    root.getChildren().setAll(bar, middle);
    root.setOnDragOver(this::dragOver);
    root.setOnDragDropped(this::dropped);
  }

  private void buildDetail() {
    detail.getStyleClass().addAll("card", "detail");
    detail.setId("connection-detail");
    name.getStyleClass().addAll("strong", "detail-title");
    environment.getStyleClass().add("environment");
    readOnly.getStyleClass().add("badge");
    for (Region always : List.of(environment, readOnly, state)) {
      always.setMinWidth(Region.USE_PREF_SIZE);
    }
    var head = new HBox(10, name, environment, readOnly, new Spacer(), state);
    head.setAlignment(Pos.CENTER_LEFT);

    var test = new Button("Test connection");
    test.setId("test-connection");
    test.setOnAction(event -> check());
    secret.setId("enter-secret");
    secret.getStyleClass().add("accent");
    secret.setOnAction(event -> askSecrets());
    openOrClose.setId("open-or-close");
    openOrClose.setOnAction(
        event ->
            model
                .selectedStatus()
                .ifPresent(
                    status ->
                        model.setOpen(
                            status.settings().name(),
                            status.state() == ConnectionStatus.State.CLOSED)));
    var edit = new Button("Edit");
    edit.setId("edit-connection");
    edit.setOnAction(event -> model.selectedProperty().get().ifPresent(model::edit));
    var duplicate = new Button("Duplicate");
    duplicate.setOnAction(event -> model.selectedProperty().get().ifPresent(model::duplicate));
    var streams = new Button("Streams");
    streams.setOnAction(event -> navigator.go(new Target.ToStreams()));
    var remove = new Button("Remove…");
    remove.setId("remove-connection");
    remove.getStyleClass().add("danger");
    remove.setOnAction(event -> confirmRemoval());
    var actions = new FlowPane(8, 8, secret, test, edit, openOrClose, streams, duplicate, remove);
    actions.setPrefWrapLength(2_000);

    limits.getStyleClass().add("muted");
    limits.setWrapText(true);
    for (GridPane grid : List.of(facts, properties)) {
      grid.setHgap(12);
      grid.setVgap(6);
    }
    var propertiesTitle = new Label("Client properties");
    propertiesTitle.getStyleClass().add("section-title");
    var body = new VBox(12, facts, limits, divider(), propertiesTitle, properties, detailSteps);
    var scroll = new ScrollPane(body);
    scroll.getStyleClass().add("plain-scroll");
    scroll.setFitToWidth(true);
    VBox.setVgrow(scroll, Priority.ALWAYS);
    detail.getChildren().setAll(head, actions, fault, scroll);
  }

  private void buildEditor() {
    editor.getStyleClass().addAll("card", "detail");
    editor.setId("connection-editor");
    editorTitle.getStyleClass().addAll("strong", "detail-title");
    editorScroll.setFitToWidth(true);
    editorScroll.getStyleClass().add("plain-scroll");
    VBox.setVgrow(editorScroll, Priority.ALWAYS);
    problems.getStyleClass().add("filter-problem");
    problems.setId("connection-problems");
    problems.setWrapText(true);
    problems.setMinHeight(Region.USE_PREF_SIZE);
    var save = new Button("Save and connect");
    save.setId("save-connection");
    save.getStyleClass().add("accent");
    save.setOnAction(
        event -> {
          if (model.save()) {
            list.requestFocus();
          }
        });
    var test = new Button("Test connection");
    test.setId("test-draft");
    test.setOnAction(event -> check());
    var cancel = new Button("Cancel");
    cancel.setOnAction(event -> model.cancel());
    var actions = new HBox(8, save, test, cancel);
    editor.getChildren().setAll(editorTitle, editorScroll, problems, actions);
  }

  private void listen() {
    model.statusesProperty().subscribe((was, statuses) -> showStatuses(statuses));
    model.selectedProperty().subscribe((was, now) -> showSelected());
    model.draftProperty().subscribe((was, draft) -> showDraft(draft));
    model.checkProperty().subscribe((was, check) -> watchCheck());
    model.checkStateProperty().subscribe((was, now) -> showSteps(now));
    model
        .problemsProperty()
        .subscribe(
            found -> {
              problems.setText(String.join("\n", found));
              Presence.set(problems, !found.isEmpty());
            });
    model.noticeProperty().subscribe(notice::setText);
    list.getSelectionModel()
        .selectedItemProperty()
        .subscribe(
            (was, status) -> {
              if (status != null && !selecting) {
                model.select(status.settings().name());
              }
            });
    root.addEventFilter(
        KeyEvent.KEY_PRESSED,
        event -> {
          if (event.getCode() == KeyCode.ESCAPE || event.getCode() == KeyCode.ENTER) {
            keyPressed(event);
          }
        });
    showDraft(Optional.empty());
  }

  private void showStatuses(List<ConnectionStatus> statuses) {
    selecting = true;
    try {
      if (!list.getItems().equals(statuses)) {
        list.getItems().setAll(statuses);
      }
    } finally {
      selecting = false;
    }
    showSelected();
  }

  private void showSelected() {
    Optional<ConnectionStatus> selected = model.selectedStatus();
    selecting = true;
    try {
      if (selected.isPresent()) {
        list.getSelectionModel().select(selected.get());
      } else {
        list.getSelectionModel().clearSelection();
      }
    } finally {
      selecting = false;
    }
    selected.ifPresent(this::showStatus);
    showSide();
  }

  private void showStatus(ConnectionStatus status) {
    ConnectionSettings settings = status.settings();
    name.setText(settings.name());
    state.show(ConnectionWords.severity(status.state()), ConnectionWords.state(status.state()));
    ConnectionCell.mark(environment, settings.environment());
    readOnly.setText(settings.readOnly() ? "read-only" : "may write");
    fault.show(status.fault());
    Presence.set(secret, status.state() == ConnectionStatus.State.NEEDS_SECRET);
    openOrClose.setText(
        status.state() == ConnectionStatus.State.CLOSED ? "Open" : "Close the connection");
    limits.setText(status.limits());
    Presence.set(limits, !status.limits().isEmpty());
    facts.getChildren().clear();
    fact(facts, "Kind", model.kindName(settings.kind()));
    fact(facts, "Address", settings.address());
    if (!status.broker().isEmpty()) {
      fact(facts, "Broker", status.broker());
    }
    String figures = ConnectionWords.figures(status);
    if (!figures.isEmpty()) {
      fact(facts, "Holds", figures);
    }
    if (!factsOf.equals(Optional.of(settings))) {
      factsOf = Optional.of(settings);
      showProperties(settings);
    }
  }

  private void showProperties(ConnectionSettings settings) {
    properties.getChildren().clear();
    var draft = new ConnectionDraft(settings.name(), settings, model.kinds());
    new TreeMap<>(settings.properties())
        .forEach(
            (property, value) ->
                fact(properties, property, draft.isSecret(property) ? secretWords(value) : value));
    if (settings.properties().isEmpty()) {
      fact(properties, "none", "the client's defaults");
    }
  }

  private static String secretWords(String value) {
    return SecretSource.of(value)
        .map(
            source ->
                switch (source) {
                  case KEYCHAIN -> "•••• kept in the keychain";
                  case ASK -> "asked at each start";
                  case ENVIRONMENT -> "from the environment: " + source.inside(value);
                  case PLAIN -> "••••";
                  case FILE -> "from the file " + source.inside(value);
                })
        .orElse("••••");
  }

  private void showDraft(Optional<ConnectionDraft> draft) {
    form.ifPresent(ConnectionForm::end);
    form = draft.map(open -> new ConnectionForm(open, model.kinds(), model.withoutKeychain()));
    if (form.isPresent() && draft.isPresent()) {
      editorTitle.setText(
          draft.get().isNew() ? "New connection" : "Edit " + draft.get().previousName());
      editorScroll.setContent(new VBox(16, form.get(), editorSteps));
    }
    showSide();
    form.ifPresent(ConnectionForm::focusFirst);
  }

  private void showSide() {
    boolean editing = form.isPresent();
    boolean any = model.selectedStatus().isPresent();
    Presence.set(editor, editing);
    Presence.set(detail, !editing && any);
    Presence.set(none, !editing && !any);
  }

  private void showSteps(CheckRun.State steps) {
    boolean any = model.checkProperty().get().isPresent();
    for (CheckSteps each : List.of(detailSteps, editorSteps)) {
      if (steps.steps().isEmpty()) {
        each.clear();
      }
      each.show(steps);
      Presence.set(each, any);
    }
  }

  private void watchCheck() {
    whileChecking.unsubscribe();
    whileChecking = Subscription.EMPTY;
    Optional<CheckRun> check = model.checkProperty().get();
    if (shown && check.isPresent()) {
      whileChecking =
          pulse.watch(check.get().slot(), STEPS, snapshot -> model.applyCheck(snapshot.value()));
    }
    showSteps(model.checkStateProperty().get());
  }

  private void check() {
    List<String> wanted = model.secretsForCheck();
    if (wanted.isEmpty()) {
      model.check(Map.of());
    } else {
      String of =
          model
              .draftProperty()
              .get()
              .map(draft -> draft.nameProperty().get())
              .or(() -> model.selectedProperty().get())
              .orElse("");
      SecretPrompt.ask(root.getScene().getWindow(), of, wanted, "Test", model::check);
    }
  }

  private void askSecrets() {
    model
        .selectedStatus()
        .ifPresent(
            status ->
                SecretPrompt.open(
                    root.getScene().getWindow(), console.connections(), status.settings()));
  }

  private void confirmRemoval() {
    Optional<String> selected = model.selectedProperty().get();
    if (selected.isEmpty()) {
      return;
    }
    String victim = selected.get();
    var remove = new ButtonType("Remove", ButtonBar.ButtonData.OK_DONE);
    var alert =
        new Alert(
            Alert.AlertType.CONFIRMATION,
            "Its settings and the secrets kept for it are forgotten. Nothing changes on the"
                + " broker.",
            ButtonType.CANCEL,
            remove);
    alert.initOwner(root.getScene().getWindow());
    alert.setTitle("Remove a connection");
    alert.setHeaderText("Remove " + victim + "?");
    alert
        .resultProperty()
        .subscribe(
            (was, answer) -> {
              if (answer == remove) {
                model.remove(victim);
              }
            });
    alert.show();
  }

  private void chooseFile() {
    var chooser = new FileChooser();
    chooser.setTitle("Import a connection");
    chooser
        .getExtensionFilters()
        .setAll(
            new FileChooser.ExtensionFilter("Properties", "*.properties", "*.conf", "*.config"),
            new FileChooser.ExtensionFilter("All files", "*.*"));
    File file = chooser.showOpenDialog(root.getScene().getWindow());
    if (file != null) {
      model.importFile(file.toPath());
    }
  }

  private void dragOver(DragEvent event) {
    if (event.getDragboard().hasFiles()) {
      event.acceptTransferModes(TransferMode.COPY);
      event.consume();
    }
  }

  private void dropped(DragEvent event) {
    List<File> files = event.getDragboard().getFiles();
    if (files != null && !files.isEmpty()) {
      model.importFile(files.getFirst().toPath());
      event.setDropCompleted(true);
      event.consume();
    }
  }

  private static void fact(GridPane grid, String caption, String value) {
    var label = new Label(caption);
    label.getStyleClass().add("caption");
    label.setMinWidth(84);
    var field = new TextField(value);
    field.setEditable(false);
    field.setFocusTraversable(false);
    field.getStyleClass().add("fact-value");
    GridPane.setHgrow(field, Priority.ALWAYS);
    grid.addRow(grid.getRowCount(), label, field);
  }

  private static Region divider() {
    var divider = new Region();
    divider.getStyleClass().add("divider");
    return divider;
  }
}
