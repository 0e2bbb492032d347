package dev.weir.views.tail;

import dev.weir.engine.write.WriteDesk;
import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRecord;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.produce.ProduceDialog;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.stage.Window;

/** What can be done with a record that is inspected. Confined to the FX thread. */
final class RecordActions {
  private final TailModel model;
  private final WriteDesk writes;
  private final Pulse pulse;
  private final Navigator navigator;
  private final Supplier<Window> owner;

  /**
   * @param model told what was done
   * @param owner of the form in which a record is written again
   */
  RecordActions(
      TailModel model, WriteDesk writes, Pulse pulse, Navigator navigator, Supplier<Window> owner) {
    this.model = model;
    this.writes = writes;
    this.pulse = pulse;
    this.navigator = navigator;
    this.owner = owner;
  }

  /**
   * Puts {@code text} on the clipboard.
   *
   * @param what it is, in words
   */
  void copy(String what, String text) {
    var content = new ClipboardContent();
    content.putString(text);
    Clipboard.getSystemClipboard().setContent(content);
    model.say("Copied: " + what.toLowerCase(Locale.ROOT));
  }

  /** Shows the record as a form to be written again; only one that was read in full. */
  void produceAgain(StreamRecord record) {
    if (isCut(record)) {
      model.say(
          "Not all of this record was read: raise the payload size in Settings to write it again.");
      return;
    }
    boolean isTopic = record.position() instanceof Position.Offset;
    ProduceDialog.open(
        owner.get(),
        writes,
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
}
