package dev.weir.views.kit.produce;

import dev.weir.engine.finding.Target;
import dev.weir.engine.write.Consent;
import dev.weir.engine.write.ProduceState;
import dev.weir.engine.write.WriteDesk;
import dev.weir.engine.write.WriteGuard;
import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRef;
import dev.weir.views.kit.ConsentRow;
import dev.weir.views.kit.FormText;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Pulse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import javafx.geometry.VPos;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import javafx.util.Subscription;

/**
 * A record to be written, as a form. It stays open, so that several can be added, and says where
 * each went. Confined to the FX thread.
 */
public final class ProduceDialog {
  private static final Duration CADENCE = Duration.ofMillis(50);
  private static final Consent NOTHING_TYPED = new Consent("", "");

  private final WriteDesk writes;
  private final Pulse pulse;
  private final StreamRef stream;
  private final StreamKind kind;
  private final NewRecord draft;
  private final TextField partition = new TextField();
  private final PayloadField key;
  private final PayloadField value;
  private final TextArea headers = new TextArea();
  private final String initialHeaders;
  private final ConsentRow consent;
  private final Label sentence = new Label();
  private final Dialog<ButtonType> dialog = new Dialog<>();
  private Subscription watch = Subscription.EMPTY;
  private boolean isWriting;

  private ProduceDialog(
      WriteDesk writes,
      Pulse pulse,
      Navigator navigator,
      StreamRef stream,
      StreamKind kind,
      NewRecord draft) {
    this.writes = writes;
    this.pulse = pulse;
    this.stream = stream;
    this.kind = kind;
    this.draft = draft;
    key = new PayloadField("produce-key", 1, draft.key());
    value = new PayloadField("produce-value", 8, draft.value());
    initialHeaders = PayloadWords.lines(draft.headers());
    consent =
        new ConsentRow(
            "produce",
            "Produce",
            () -> {
              dialog.close();
              navigator.go(new Target.ToConnection(stream.connection()));
            },
            this::write);
  }

  /**
   * Shows the form. Returns at once.
   *
   * @param draft what it begins with; its timestamp is not kept
   */
  public static void open(
      Window owner,
      WriteDesk writes,
      Pulse pulse,
      Navigator navigator,
      StreamRef stream,
      StreamKind kind,
      NewRecord draft) {
    new ProduceDialog(writes, pulse, navigator, stream, kind, draft).show(owner);
  }

  private void show(Window owner) {
    dialog.initOwner(owner);
    dialog.setTitle("Produce to " + stream.name());
    dialog.setResizable(true);
    dialog.getDialogPane().setId("produce-dialog");
    dialog.getDialogPane().getStyleClass().add("form-dialog");
    dialog.getDialogPane().getButtonTypes().setAll(ButtonType.CLOSE);
    dialog.getDialogPane().setContent(content());
    dialog.setOnHidden(_ -> watch.unsubscribe());
    dialog.show();
    if (kind == StreamKind.REDIS_STREAM) {
      headers.requestFocus();
    } else {
      key.edit();
    }
  }

  private VBox content() {
    var headline = new Label("A record for " + stream.name() + " on " + stream.connection());
    headline.getStyleClass().add("strong");
    headline.setId("produce-headline");
    var grid = new GridPane();
    grid.setHgap(12);
    grid.setVgap(8);
    headers.setId("produce-headers");
    headers.setText(initialHeaders);
    headers.setPrefRowCount(4);
    headers.getStyleClass().add("mono");
    headers.setPromptText(
        "name: value, a line each; base64:… for bytes"
            + (kind == StreamKind.REDIS_STREAM ? "" : "; a name alone is null"));
    FormText.leaveByTab(headers);
    GridPane.setHgrow(headers, Priority.ALWAYS);
    if (kind == StreamKind.REDIS_STREAM) {
      grid.addRow(0, caption("Fields"), headers);
    } else {
      partition.setId("produce-partition");
      partition.setPromptText("by key");
      partition.setMaxWidth(90);
      draft.partition().ifPresent(number -> partition.setText(Integer.toString(number)));
      grid.addRow(0, caption("Partition"), partition);
      grid.addRow(1, caption("Key"), key);
      grid.addRow(2, caption("Value"), value);
      grid.addRow(3, caption("Headers"), headers);
    }
    sentence.setId("produce-sentence");
    sentence.setWrapText(true);
    sentence.setMinHeight(Region.USE_PREF_SIZE);
    sentence.setPrefWidth(560);
    WriteGuard guard = askConsent();
    if (guard == WriteGuard.READ_ONLY) {
      sentence.setText(guard.refusal(stream.connection(), stream.name(), NOTHING_TYPED).orElse(""));
    }
    // What is told of one record must not move the button from under the pointer.
    var told = new HBox(sentence);
    told.getStyleClass().add("two-lines");
    return new VBox(12, headline, grid, consent, told);
  }

  private WriteGuard askConsent() {
    WriteGuard guard = writes.guard(stream.connection());
    consent.ask(guard, stream.name(), true);
    return guard;
  }

  private static Label caption(String text) {
    var caption = new Label(text);
    caption.getStyleClass().add("muted");
    caption.setMinWidth(Region.USE_PREF_SIZE);
    GridPane.setValignment(caption, VPos.TOP);
    return caption;
  }

  private void write(Consent typed) {
    // A button that is disabled meanwhile would hand the focus to the one that closes the form.
    if (isWriting) {
      return;
    }
    NewRecord record;
    try {
      record = record();
    } catch (PayloadWords.NotUnderstood e) {
      sentence.setText(String.valueOf(e.getMessage()));
      return;
    }
    watch.unsubscribe();
    watch =
        pulse.watch(
            writes.produce(stream, record, typed), CADENCE, snapshot -> apply(snapshot.value()));
  }

  private NewRecord record() throws PayloadWords.NotUnderstood {
    boolean isEntry = kind == StreamKind.REDIS_STREAM;
    List<Header> typed =
        headers.getText().equals(initialHeaders)
            ? draft.headers()
            : PayloadWords.headers(headers.getText());
    if (isEntry) {
      return entry(typed);
    }
    return new NewRecord(partition(), OptionalLong.empty(), key.payload(), value.payload(), typed);
  }

  private static NewRecord entry(List<Header> fields) throws PayloadWords.NotUnderstood {
    if (fields.isEmpty()) {
      throw new PayloadWords.NotUnderstood("An entry needs a field: write “name: value”.");
    }
    for (Header field : fields) {
      if (field.value() instanceof Payload.Absent) {
        throw new PayloadWords.NotUnderstood(
            "Field “" + field.name() + "” has no value: write “" + field.name() + ": value”.");
      }
    }
    return new NewRecord(
        OptionalInt.empty(), OptionalLong.empty(), Payload.ABSENT, Payload.ABSENT, fields);
  }

  private OptionalInt partition() throws PayloadWords.NotUnderstood {
    String typed = partition.getText().strip();
    if (typed.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int number = Integer.parseInt(typed);
      if (number >= 0) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw new PayloadWords.NotUnderstood(
        "“" + typed + "” is no partition. Type a number from 0, or nothing to go by the key.");
  }

  private void apply(ProduceState state) {
    isWriting = state instanceof ProduceState.Writing;
    askConsent();
    sentence.setText(
        switch (state) {
          case ProduceState.Writing() -> "Writing…";
          case ProduceState.Written(var place) ->
              String.format(
                  Locale.ROOT, "Written to %s at %s. The audit has it.", stream.name(), place);
          case ProduceState.Refused(String why) -> why;
          case ProduceState.Unclear(String why) -> why;
        });
  }
}
