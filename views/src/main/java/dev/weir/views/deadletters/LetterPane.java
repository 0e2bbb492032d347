package dev.weir.views.deadletters;

import dev.weir.engine.deadletter.Original;
import dev.weir.engine.deadletter.desk.OpenLetter;
import dev.weir.engine.deadletter.desk.OpenLetter.NamedValue;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.deadletter.dialect.Hop;
import dev.weir.stream.StreamRecord;
import dev.weir.views.kit.Parts;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Tables;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** One dead letter: its value, its failures, its stack trace, its headers. */
final class LetterPane extends VBox {
  /** More than this in one text control freezes the window. */
  private static final int MOST_CHARACTERS = 100_000;

  private enum Part {
    VALUE("Value"),
    HOPS("Hops"),
    TRACE("Stack trace"),
    HEADERS("Headers");

    private final String label;

    Part(String label) {
      this.label = label;
    }
  }

  private final Supplier<ZoneId> zone;
  private final Label title = new Label();
  private final Label writer = new Label();
  private final Parts<Part> parts = new Parts<>(List.of(Part.values()), part -> part.label);
  private final Label note = new Label();
  private final TextArea value = text();
  private final TextArea trace = text();
  private final VBox hops = new VBox(10);
  private final ScrollPane hopScroll = new ScrollPane(hops);
  private final TableView<NamedValue> headers = Tables.table();

  LetterPane(Supplier<ZoneId> zone) {
    super(8);
    this.zone = zone;
    setId("letter");
    setMinWidth(320);
    getStyleClass().add("letter-pane");
    title.getStyleClass().add("strong");
    title.setId("letter-title");
    writer.getStyleClass().add("caption");
    var filler = new Region();
    HBox.setHgrow(filler, Priority.ALWAYS);
    var head = new HBox(12, title, filler, writer);
    head.setAlignment(Pos.CENTER_LEFT);
    parts.choice().setId("letter-part");
    note.getStyleClass().add("caption");
    note.setId("letter-note");
    note.setWrapText(true);
    note.setMinHeight(Region.USE_PREF_SIZE);
    value.setId("letter-value");
    trace.setId("letter-trace");
    trace.setWrapText(false);
    hops.setId("letter-hops");
    hopScroll.setFitToWidth(true);
    hopScroll.getStyleClass().add("plain-scroll");
    headers.setId("letter-headers");
    headers
        .getColumns()
        .setAll(
            List.of(
                Tables.mono("header", "Header", 150, NamedValue::name),
                Tables.mono("value", "Value", 200, LetterPane::headerText)));
    headers.getColumns().forEach(column -> column.setSortable(false));
    parts
        .add(Part.VALUE, value)
        .add(Part.TRACE, trace)
        .add(Part.HOPS, hopScroll)
        .add(Part.HEADERS, headers);
    getChildren().setAll(head, parts.choice(), note, parts.body());
  }

  private static TextArea text() {
    var text = new TextArea();
    text.setEditable(false);
    text.setWrapText(true);
    text.getStyleClass().addAll("mono", "payload-text");
    return text;
  }

  private static String headerText(NamedValue header) {
    String text = header.value().format().equals("null") ? "null" : header.value().text();
    String line = text.replace('\n', ' ');
    return line.length() > 300 ? line.substring(0, 300) + "…" : line;
  }

  void show(OpenLetter.State state) {
    if (state.letter().isEmpty()) {
      title.setText("");
      writer.setText("");
      Presence.set(note, state.problem().isPresent());
      note.setText(state.problem().orElse(""));
      value.clear();
      trace.clear();
      hops.getChildren().clear();
      headers.getItems().clear();
      return;
    }
    OpenLetter letter = state.letter().get();
    StreamRecord record = letter.record();
    title.setText(record.stream().name() + " " + record.position());
    writer.setText(letter.letter().dialect().map(Dialect::title).orElse("no marks of a failure"));
    String words = noteOf(letter);
    note.setText(words);
    Presence.set(note, !words.isEmpty());
    boolean isNull = letter.value().format().equals("null");
    value.setText(isNull ? "null: the record has no value" : shortened(letter.value().text()));
    trace.setText(
        letter
            .letter()
            .newest()
            .flatMap(Hop::stackTrace)
            .map(LetterPane::shortened)
            .orElse("The writer gives no stack trace."));
    hops.getChildren().clear();
    int number = 0;
    for (Hop hop : letter.letter().hops()) {
      hops.getChildren().add(hop(++number, hop));
    }
    if (number == 0) {
      hops.getChildren().add(muted("The record bears no mark of a failure."));
    }
    if (!letter.letter().orderIsCertain()) {
      hops.getChildren().add(muted("Which of them came first is not certain."));
    }
    parts.count(Part.HOPS, true, number);
    parts.count(Part.HEADERS, true, letter.headers().size());
    headers.getItems().setAll(letter.headers());
  }

  private static String noteOf(OpenLetter letter) {
    return switch (letter.original()) {
      case Original.Found(StreamRecord source, String warning) ->
          letter.valueIsOriginal()
              ? "The broker wrote no payload: this is that of the record it was, "
                  + source.stream().name()
                  + " "
                  + source.position()
                  + ". "
                  + warning
              : warning;
      case Original.Lost(String why) -> why;
      case Original.Unaddressed(String why) -> why;
    };
  }

  private Node hop(int number, Hop hop) {
    var where = new Label("Hop " + number + "   " + LetterWords.where(hop));
    where.getStyleClass().add("strong");
    where.setWrapText(true);
    var box = new VBox(2, where);
    String when =
        LetterWords.time(
            hop.failedAtMillis().isPresent() ? hop.failedAtMillis() : hop.timestampMillis(),
            zone.get());
    box.getChildren().add(muted(hop.dialect().title() + " · " + when));
    String why = LetterWords.why(hop);
    if (!why.isEmpty()) {
      var reason = new Label(why.length() > 1_000 ? why.substring(0, 1_000) + "…" : why);
      reason.setWrapText(true);
      box.getChildren().add(reason);
    }
    hop.attempts().ifPresent(attempts -> box.getChildren().add(muted("attempts " + attempts)));
    for (Map.Entry<String, String> fact : hop.facts().entrySet()) {
      box.getChildren().add(muted(fact.getKey() + "  " + fact.getValue()));
    }
    return box;
  }

  private static Label muted(String words) {
    var label = new Label(words);
    label.getStyleClass().add("muted");
    label.setWrapText(true);
    return label;
  }

  private static String shortened(String text) {
    return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "…" : text;
  }
}
