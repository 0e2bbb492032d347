package dev.weir.views.fake;

import dev.weir.engine.deadletter.Original;
import dev.weir.engine.deadletter.cause.CauseKey;
import dev.weir.engine.deadletter.cause.CauseRow;
import dev.weir.engine.deadletter.cause.LetterRow;
import dev.weir.engine.deadletter.desk.CauseOfStream;
import dev.weir.engine.deadletter.desk.LetterDesk;
import dev.weir.engine.deadletter.desk.LetterTable;
import dev.weir.engine.deadletter.desk.LetterView;
import dev.weir.engine.deadletter.desk.OpenLetter;
import dev.weir.engine.deadletter.desk.StreamOfLetters;
import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.DeadLetterReader;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.deadletter.find.Choice;
import dev.weir.engine.deadletter.find.Evidence;
import dev.weir.engine.deadletter.find.FoundStream;
import dev.weir.engine.decode.Decoded;
import dev.weir.engine.publish.Slot;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** Dead letters without a broker. */
public final class FakeLetters implements LetterDesk {
  private final Slot<LetterTable> table = new Slot<>(LetterTable.EMPTY);

  /** What the user said, newest last. */
  public final Map<StreamRef, Optional<Choice>> marks = new LinkedHashMap<>();

  public boolean counting;

  /** Views open now. */
  public int open;

  FakeLetters() {
    StreamRef payments = FakeConsole.topic("payments-dlt");
    StreamRef shipments = FakeConsole.topic("dlq.shipments");
    List<CauseOfStream> causes = new ArrayList<>();
    causes.add(
        cause(payments, "com.acme.JsonParseException", "Unexpected character ‹n›", "billing", 412));
    causes.add(
        cause(payments, "java.lang.NullPointerException", "total is null for ‹n›", "audit", 17));
    causes.add(cause(shipments, "", "Offset rejected by client.", "fulfilment", 2));
    table.publish(
        new LetterTable(
            true,
            List.of(
                found(payments, Dialect.SPRING_KAFKA, "payments", 429),
                found(shipments, Dialect.SHARE_GROUP, "shipments", 2)),
            causes,
            0,
            0),
        FakeConsole.EPOCH);
  }

  private static StreamOfLetters found(
      StreamRef stream, Dialect dialect, String origin, long records) {
    return new StreamOfLetters(
        new FoundStream(
            stream,
            StreamKind.TOPIC,
            false,
            List.of(new Evidence(Evidence.Kind.NAME, "its name says so")),
            Set.of(dialect),
            Optional.empty(),
            records,
            false,
            OptionalLong.of(FakeConsole.EPOCH - 180_000_000),
            OptionalLong.of(FakeConsole.EPOCH),
            List.of(origin)),
        new StreamOfLetters.Reading.Live(records));
  }

  private static CauseOfStream cause(
      StreamRef stream, String exception, String message, String group, long records) {
    CauseKey key =
        new CauseKey(
            Optional.of(exception).filter(text -> !text.isEmpty()),
            Optional.of(message),
            Optional.of("com.acme.PaymentCodec.read(PaymentCodec.java:88)"),
            Optional.of("payments"),
            Optional.of(group));
    return new CauseOfStream(
        stream,
        false,
        new CauseRow(
            key.id(),
            key,
            Set.of(Dialect.SPRING_KAFKA),
            records,
            OptionalLong.of(FakeConsole.EPOCH - 3_000_000),
            OptionalLong.of(FakeConsole.EPOCH),
            IntStream.range(0, 60).map(i -> i * i / 200).boxed().toList(),
            Optional.of(message),
            new Position.Offset(1, 8_812)));
  }

  @Override
  public Slot<LetterTable> table() {
    return table;
  }

  @Override
  public void countCauses() {
    counting = true;
  }

  @Override
  public void mark(StreamRef stream, Optional<Choice> choice) {
    marks.put(stream, choice);
  }

  @Override
  public LetterView open(CauseOfStream cause) {
    open++;
    Slot<List<LetterRow>> rows = new Slot<>(List.of());
    Slot<OpenLetter.State> letter = new Slot<>(OpenLetter.State.OPENING);
    rows.publish(
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    new LetterRow(
                        new Position.Offset(1, 8_812 - i),
                        OptionalLong.of(FakeConsole.EPOCH - i * 7_000L),
                        Optional.of("p-" + (1_000 - i)),
                        Optional.of("Unexpected character '}' at " + i)))
            .toList(),
        FakeConsole.EPOCH);
    return new LetterView() {
      @Override
      public Slot<List<LetterRow>> rows() {
        return rows;
      }

      @Override
      public Slot<OpenLetter.State> letter() {
        return letter;
      }

      @Override
      public void open(LetterRow row) {
        letter.publish(
            new OpenLetter.State(Optional.of(opened(cause.stream(), row)), Optional.empty()),
            FakeConsole.EPOCH);
      }

      @Override
      public void close() {
        open--;
      }
    };
  }

  private static OpenLetter opened(StreamRef stream, LetterRow row) {
    List<Header> headers =
        List.of(
            header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            header("__connect.errors.topic", "payments"),
            header("__connect.errors.partition", "2"),
            header("__connect.errors.offset", "77120"),
            header("__connect.errors.exception.class.name", "com.acme.JsonParseException"),
            header("__connect.errors.exception.message", "Unexpected character '}'"),
            header(
                "__connect.errors.exception.stacktrace",
                "com.acme.JsonParseException: Unexpected character '}'\n"
                    + "\tat com.acme.PaymentCodec.read(PaymentCodec.java:88)"));
    StreamRecord record =
        new StreamRecord(
            stream,
            row.position(),
            FakeConsole.EPOCH,
            TimestampType.CREATE_TIME,
            FakeConsole.EPOCH,
            Payload.of(bytes(row.key().orElse(""))),
            Payload.of(bytes("{\n  \"order_id\": 9007199254740993,\n  \"method\": card\n}")),
            headers,
            400);
    DeadLetter letter = new DeadLetterReader().read(record);
    return new OpenLetter(
        record,
        letter,
        new Original.Lost("The record 2@77120 of payments has expired: the payload is lost."),
        text("{\n  \"order_id\": 9007199254740993,\n  \"method\": card\n}"),
        false,
        headers.stream()
            .map(
                header ->
                    new OpenLetter.NamedValue(
                        header.name(),
                        text(
                            header.value() instanceof Payload.Bytes(byte[] value, int _)
                                ? new String(value, StandardCharsets.UTF_8)
                                : "")))
            .toList());
  }

  private static Decoded text(String text) {
    return new Decoded("text", text, Optional.empty(), Optional.empty());
  }

  private static Header header(String name, String value) {
    return new Header(name, Payload.of(bytes(value)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
