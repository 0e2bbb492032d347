package dev.weir.views.tail;

import dev.weir.engine.decode.Decoded;
import dev.weir.engine.export.RecordWriter;
import dev.weir.engine.tail.Inspection;
import dev.weir.engine.tail.Inspection.DecodedHeader;
import dev.weir.stream.StreamRecord;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.CloseButton;
import dev.weir.views.kit.Parts;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Spacer;
import dev.weir.views.kit.Tables;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** One record in full: value, headers, metadata. */
final class Inspector extends VBox {
  /** More than this in one text control freezes the window. */
  private static final int MOST_CHARACTERS = 100_000;

  private enum Part {
    VALUE("Value"),
    HEADERS("Headers"),
    METADATA("Metadata");

    private final String label;

    Part(String label) {
      this.label = label;
    }
  }

  private enum Form {
    TREE("Tree"),
    TEXT("Text"),
    HEX("Hex");

    private final String label;

    Form(String label) {
      this.label = label;
    }
  }

  private final Supplier<ZoneId> zone;
  private final Label title = new Label();
  private final Button detachButton = new Button();
  private final Parts<Part> parts = new Parts<>(List.of(Part.values()), part -> part.label);
  private final Choice<Form> form = new Choice<>(List.of(Form.values()), choice -> choice.label);
  private final ValueTree tree = new ValueTree();
  private final TextArea text = new TextArea();
  private final TableView<DecodedHeader> headers = Tables.table();
  private final GridPane metadata = new GridPane();
  private final ScrollPane metadataScroll = new ScrollPane(metadata);
  private final Label valueNote = new Label();
  private final Label format = new Label();
  private final VBox valuePart = new VBox(8);
  private final GridPane brief = new GridPane();
  private Optional<Inspection> shown = Optional.empty();

  /**
   * @param detach moves it into a window of its own, or back
   * @param copy gets what was copied, in words, and the text
   * @param produceAgain gets the record that is to be written again
   */
  Inspector(
      Supplier<ZoneId> zone,
      BiConsumer<String, String> copy,
      Consumer<StreamRecord> produceAgain,
      Runnable detach,
      Runnable close) {
    super(10);
    this.zone = zone;
    getStyleClass().addAll("card", "inspector");
    setMinWidth(280);

    title.getStyleClass().addAll("strong", "inspector-title");
    HBox.setHgrow(title, Priority.ALWAYS);
    title.setMaxWidth(Double.MAX_VALUE);
    var closeButton = new CloseButton("the inspector", close);
    detachButton.getStyleClass().add("quiet-button");
    detachButton.setId("detach-inspector");
    detachButton.setMinWidth(USE_PREF_SIZE);
    detachButton.setOnAction(event -> detach.run());
    showDetached(false);
    var head = new HBox(4, title, detachButton, closeButton);
    head.setAlignment(Pos.CENTER_LEFT);

    parts.choice().setId("inspector-part");
    form.getStyleClass().add("small-segments");
    form.setId("inspector-form");
    text.setEditable(false);
    text.getStyleClass().addAll("mono", "payload-text");
    format.getStyleClass().add("caption");
    valueNote.getStyleClass().add("caption");
    valueNote.setWrapText(true);
    var formLine = new HBox(8, format, new Spacer(), form);
    formLine.setAlignment(Pos.CENTER_LEFT);
    // A tree keeps Escape to itself.
    tree.addEventFilter(
        KeyEvent.KEY_PRESSED,
        event -> {
          if (event.getCode() == KeyCode.ESCAPE) {
            event.consume();
            fireEvent(event.copyFor(this, this));
          }
        });
    var body = new StackPane(tree, text);
    VBox.setVgrow(body, Priority.ALWAYS);
    brief.getStyleClass().add("brief-facts");
    brief.setHgap(12);
    brief.setVgap(4);
    valuePart.getChildren().setAll(formLine, body, valueNote, divider(), brief);

    headers.setId("headers");
    headers
        .getColumns()
        .setAll(
            List.of(
                Tables.mono("header", "Header", 110, DecodedHeader::name),
                Tables.column("value", "Value", 160, "mono-column", HeaderValueCell::new)));
    headers.getColumns().forEach(column -> column.setSortable(false));
    headers.setPlaceholder(muted("This record has no headers."));

    metadata.getStyleClass().add("facts");
    metadata.setHgap(12);
    metadata.setVgap(6);
    metadataScroll.setFitToWidth(true);
    metadataScroll.getStyleClass().add("plain-scroll");

    parts.add(Part.VALUE, valuePart).add(Part.HEADERS, headers).add(Part.METADATA, metadataScroll);

    var copyButton = new MenuButton("Copy as…");
    copyButton.setId("copy-as");
    copyButton.setMaxWidth(Double.MAX_VALUE);
    copyButton
        .getItems()
        .setAll(
            copyItem("Value", record -> RecordText.plain(record.value()), copy),
            copyItem("Key", record -> RecordText.plain(record.key()), copy),
            copyItem("JSON line", RecordWriter::jsonLine, copy),
            copyItem("Coordinates", RecordText::coordinates, copy));
    var produce = new Button("Produce again…");
    produce.setId("produce-again");
    produce.setMinWidth(USE_PREF_SIZE);
    produce.setTooltip(
        new Tooltip("Shows it as a form first; nothing is written before you say so"));
    produce.setOnAction(event -> shown.ifPresent(it -> produceAgain.accept(it.row().record())));
    HBox.setHgrow(copyButton, Priority.ALWAYS);
    var actions = new HBox(8, copyButton, produce);
    actions.setAlignment(Pos.CENTER_LEFT);
    getChildren().setAll(head, parts.choice(), parts.body(), actions);

    form.valueProperty().subscribe((was, now) -> showValue());
  }

  void show(Inspection inspection) {
    if (shown.isPresent() && shown.get().row().id() == inspection.row().id()) {
      return;
    }
    boolean first = shown.isEmpty();
    shown = Optional.of(inspection);
    StreamRecord record = inspection.row().record();
    title.setText(RecordFacts.title(record));
    parts.count(Part.HEADERS, true, inspection.headers().size());
    boolean hasTree = inspection.value().tree().isPresent();
    form.button(Form.TREE).setDisable(!hasTree);
    if (!hasTree && form.valueProperty().get() == Form.TREE) {
      form.valueProperty().set(Form.TEXT);
    } else if (hasTree && (first || form.valueProperty().get() == Form.TEXT)) {
      form.valueProperty().set(Form.TREE);
    }
    headers.getItems().setAll(inspection.headers());
    fill(metadata, RecordFacts.of(inspection, zone.get()));
    fill(
        brief,
        List.of(
            RecordFacts.age(inspection),
            new RecordFacts.Fact(
                "Key",
                inspection.key().format().equals("null")
                    ? "null"
                    : oneLine(inspection.key().text()))));
    showValue();
  }

  /** Whether it is in a window of its own, as its button says. */
  void showDetached(boolean detached) {
    String what = detached ? "Back into the window (d, Esc)" : "Into a window of its own (d)";
    detachButton.setGraphic(new FontIcon(detached ? Feather.LOG_IN : Feather.EXTERNAL_LINK));
    detachButton.setTooltip(new Tooltip(what));
    detachButton.setAccessibleText(what);
  }

  void showHeaders() {
    parts.choose(Part.HEADERS);
  }

  void showMetadata() {
    parts.choose(Part.METADATA);
  }

  void forget() {
    shown = Optional.empty();
  }

  private void showValue() {
    if (shown.isEmpty()) {
      return;
    }
    Decoded value = shown.get().value();
    Form wanted = form.valueProperty().get();
    boolean asTree = wanted == Form.TREE && value.tree().isPresent();
    Presence.set(tree, asTree);
    Presence.set(text, !asTree);
    format.setText(value.format());
    String note = value.note().orElse("");
    if (asTree) {
      value.tree().ifPresent(tree::show);
    } else {
      String whole = wanted == Form.HEX ? shown.get().hexDump() : value.text();
      if (value.format().equals("null") && wanted != Form.HEX) {
        whole = "null: a tombstone, or a record without a value";
      }
      text.setWrapText(wanted != Form.HEX);
      if (whole.length() > MOST_CHARACTERS) {
        note =
            "The first "
                + MOST_CHARACTERS / 1000
                + " k characters; the rest is too large to show here. Copy as… has all that was"
                + " read, and the stored record is intact. "
                + note;
        whole = whole.substring(0, MOST_CHARACTERS);
      }
      text.setText(whole);
    }
    valueNote.setText(note);
    Presence.set(valueNote, !note.isEmpty());
  }

  private MenuItem copyItem(
      String name,
      java.util.function.Function<StreamRecord, String> toText,
      BiConsumer<String, String> copy) {
    var item = new MenuItem(name);
    item.setOnAction(
        event ->
            shown.ifPresent(
                inspection -> copy.accept(name, toText.apply(inspection.row().record()))));
    return item;
  }

  private static void fill(GridPane grid, List<RecordFacts.Fact> facts) {
    grid.getChildren().clear();
    int row = 0;
    for (RecordFacts.Fact fact : facts) {
      var name = new Label(fact.name());
      name.getStyleClass().add("caption");
      name.setMinWidth(Region.USE_PREF_SIZE);
      // A read-only field, so that the value can be selected and copied.
      var value = new TextField(fact.value());
      value.setEditable(false);
      value.setFocusTraversable(false);
      value.getStyleClass().add("fact-value");
      GridPane.setHgrow(value, Priority.ALWAYS);
      grid.addRow(row++, name, value);
    }
  }

  private static String oneLine(String text) {
    String line = text.replace('\n', ' ');
    return line.length() > 200 ? line.substring(0, 200) + "…" : line;
  }

  private static Label muted(String sentence) {
    var label = new Label(sentence);
    label.getStyleClass().add("muted");
    return label;
  }

  private static Region divider() {
    var divider = new Region();
    divider.getStyleClass().add("divider");
    return divider;
  }

  private static final class HeaderValueCell
      extends javafx.scene.control.TableCell<DecodedHeader, DecodedHeader> {
    private static final javafx.css.PseudoClass NOTHING =
        javafx.css.PseudoClass.getPseudoClass("nothing");

    @Override
    protected void updateItem(DecodedHeader header, boolean empty) {
      super.updateItem(header, empty);
      if (empty || header == null) {
        setText(null);
        setTooltip(null);
        return;
      }
      boolean isNull = header.value().format().equals("null");
      pseudoClassStateChanged(NOTHING, isNull);
      setText(isNull ? "null" : oneLine(header.value().text()));
      String whole = header.value().text();
      setTooltip(
          whole.length() > 24
              ? new Tooltip(whole.length() > 2000 ? whole.substring(0, 2000) + "…" : whole)
              : null);
    }
  }
}
