package dev.weir.views.alerts;

import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.alert.ChannelRow;
import dev.weir.engine.notify.ChannelDesk;
import dev.weir.engine.notify.ChannelForm;
import dev.weir.engine.notify.Delivery;
import dev.weir.views.kit.EmptyState;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Spacer;
import dev.weir.views.kit.Tables;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Whom alerts are told: channels and how they fare, what was sent, and how they are set. */
final class ChannelsPane extends VBox {
  private static final double DELIVERIES_HEIGHT = 220;
  private static final double TIME_WIDTH = 90;

  private final AlertsModel model;
  private final LongFunction<String> clock;
  private final TableView<ChannelRow> channels = Tables.table();
  private final TableView<Delivery> deliveries = Tables.table();
  private final Label said = new Label();
  private final Label question = new Label();
  private final Button remove = new Button("Remove");
  private final HBox asks = new HBox(10);
  private final MenuButton begin = new MenuButton("New channel");
  private final ChannelEditor editor;
  private final VBox listed = new VBox(12);
  private Optional<ChannelTest> test = Optional.empty();
  private String victim = "";

  /**
   * @param clock tells a moment, in epoch milliseconds
   */
  ChannelsPane(AlertsModel model, LongFunction<String> clock) {
    super(12);
    this.model = model;
    this.clock = clock;
    editor = new ChannelEditor(model.channelDesk(), model.channelsFile(), this::left);
    buildTables();
    var sent = new Label("Sent");
    sent.getStyleClass().add("strong");
    listed.getChildren().setAll(bar(), asks, channels, sent, deliveries);
    VBox.setVgrow(channels, Priority.ALWAYS);
    VBox.setVgrow(listed, Priority.ALWAYS);
    VBox.setVgrow(editor, Priority.ALWAYS);
    getChildren().setAll(listed, editor);
    edits(false);
    ask("");
  }

  private HBox bar() {
    said.setId("channel-said");
    said.setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(said, Priority.ALWAYS);
    var tests = new Button("Test");
    tests.setId("test-channel");
    tests.setTooltip(new Tooltip("Sends a test, which says that nothing is wrong"));
    tests.setOnAction(event -> selected().ifPresent(this::test));
    var edit = new Button("Edit");
    edit.setId("edit-channel");
    edit.setOnAction(
        event -> selected().ifPresent(row -> opened(model.channelDesk().open(row.name()))));
    Tables.onOpen(channels, row -> opened(model.channelDesk().open(row.name())));
    remove.setId("remove-channel");
    remove.setOnAction(event -> selected().ifPresent(row -> ask(row.name())));
    for (Button button : List.of(tests, edit, remove)) {
      button.setMinWidth(Region.USE_PREF_SIZE);
      button.disableProperty().bind(channels.getSelectionModel().selectedItemProperty().isNull());
    }
    var settings = new Button("Settings");
    settings.setId("channel-settings");
    settings.setMinWidth(Region.USE_PREF_SIZE);
    settings.setTooltip(
        new Tooltip(
            "When people are told again, maintenance hours, and which of several Weirs tells"));
    settings.setOnAction(event -> opened(model.channelDesk().settings()));
    begin.setId("new-channel");
    begin.setMinWidth(Region.USE_PREF_SIZE);
    for (ChannelForm.Starter starter : ChannelForm.Starter.values()) {
      var item = new MenuItem(starter.label());
      item.setId("new-channel-" + starter.name().toLowerCase(java.util.Locale.ROOT));
      item.setOnAction(event -> opened(model.channelDesk().begin(starter)));
      begin.getItems().add(item);
    }
    buildQuestion();
    var bar = new HBox(12, said, tests, edit, remove, settings, begin);
    bar.setAlignment(Pos.CENTER_LEFT);
    return bar;
  }

  private void buildQuestion() {
    var yes = new Button("Remove it");
    yes.setId("remove-channel-confirm");
    yes.getStyleClass().add("danger");
    yes.setOnAction(event -> removes());
    var no = new Button("Keep it");
    no.setOnAction(event -> ask(""));
    asks.setAlignment(Pos.CENTER_LEFT);
    asks.getChildren().setAll(question, new Spacer(), yes, no);
  }

  private void buildTables() {
    channels.setId("channels");
    channels
        .getColumns()
        .setAll(
            List.of(
                Tables.severity("state", "State", 120, ChannelWords::severity, ChannelWords::state),
                Tables.text("channel", "Channel", 140, ChannelRow::name),
                Tables.text("way", "Way", 200, ChannelWords::way),
                Tables.text("tells", "Told of", 300, ChannelWords::tells),
                Tables.number("last", "Last sent", TIME_WIDTH, this::lastAt),
                Tables.text("why", "What, or why not", 330, ChannelWords::last)));
    channels.getColumns().forEach(column -> column.setSortable(false));
    channels.setPlaceholder(
        new EmptyState(
            Feather.SEND,
            "Only this window tells of alerts",
            "A channel tells others: by webhook, e-mail, a program, a notification on this desktop,"
                + " a sound, or a record in a topic or stream. Channels are kept in "
                + model.channelsFile()
                + ".",
            "New channel",
            begin::show));
    deliveries.setId("deliveries");
    deliveries
        .getColumns()
        .setAll(
            List.of(
                Tables.number("at", "At", TIME_WIDTH, row -> clock.apply(row.atMillis())),
                Tables.text("channel", "Channel", 140, Delivery::channel),
                Tables.text("outcome", "Outcome", 110, row -> row.outcome().label()),
                Tables.text("headline", "What", 420, Delivery::headline),
                Tables.text("why", "Why not", 260, Delivery::why)));
    deliveries.getColumns().forEach(column -> column.setSortable(false));
    Tables.keepWidth(
        deliveries.getColumns().get(0),
        deliveries.getColumns().get(1),
        deliveries.getColumns().get(2));
    deliveries.setPlaceholder(new Label("Nobody has been told of anything yet."));
    deliveries.setPrefHeight(DELIVERIES_HEIGHT);
    deliveries.setMinHeight(DELIVERIES_HEIGHT);
  }

  private String lastAt(ChannelRow row) {
    return row.last().map(last -> clock.apply(last.atMillis())).orElse("–");
  }

  private Optional<ChannelRow> selected() {
    return Optional.ofNullable(channels.getSelectionModel().getSelectedItem());
  }

  private void left() {
    edits(false);
    channels.requestFocus();
  }

  private void edits(boolean now) {
    Presence.set(listed, !now);
    Presence.set(editor, now);
  }

  private void opened(CompletableFuture<ChannelDesk.Draft> asked) {
    ask("");
    var _ =
        asked.thenAccept(
            draft ->
                Pulse.post(
                    () -> {
                      editor.open(draft);
                      edits(true);
                      editor.form().focusFirst();
                    }));
  }

  /** Asks whether a channel shall go; of nobody where its name is empty. */
  private void ask(String channel) {
    victim = channel;
    question.setText("Take " + channel + " out of " + model.channelsFile() + "?");
    Presence.set(asks, !channel.isEmpty());
  }

  private void removes() {
    var _ =
        model
            .channelDesk()
            .remove(victim)
            .thenAccept(why -> Pulse.post(() -> say(why.orElse(""), why.isPresent())));
    ask("");
  }

  private void test(ChannelRow row) {
    test = Optional.of(new ChannelTest(row.name(), row.last()));
    say("A test is on its way to " + row.name() + ".", false);
    model.test(row.name());
  }

  private void say(String sentence, boolean isBad) {
    said.setText(sentence);
    ChannelWords.colour(said, isBad);
  }

  void show(AlertTable table) {
    Tables.show(channels, table.channels(), ChannelRow::name);
    Tables.show(deliveries, table.deliveries(), row -> row.atMillis() + row.channel());
    if (channels.getSelectionModel().isEmpty() && table.channels().size() == 1) {
      channels.getSelectionModel().selectFirst();
    }
    Optional<Delivery> answer = test.flatMap(one -> one.answer(table.channels()));
    if (answer.isPresent()) {
      test = Optional.empty();
      say(ChannelWords.answer(answer.get()), answer.get().outcome() == Delivery.Outcome.FAILED);
    }
  }

  /**
   * A test that somebody waits for.
   *
   * @param before what was sent to the channel last, before it
   */
  private record ChannelTest(String channel, Optional<Delivery> before) {
    Optional<Delivery> answer(List<ChannelRow> rows) {
      return rows.stream()
          .filter(row -> row.name().equals(channel) && !row.last().equals(before))
          .findFirst()
          .flatMap(ChannelRow::last)
          .filter(last -> last.headline().startsWith("Test"));
    }
  }
}
