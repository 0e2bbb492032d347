package dev.weir.views.fake;

import dev.weir.engine.decode.Decoded;
import dev.weir.engine.decode.ValueNode;
import dev.weir.engine.finding.Fault;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.tail.Inspection;
import dev.weir.engine.tail.TailCounts;
import dev.weir.engine.tail.TailFilter;
import dev.weir.engine.tail.TailPage;
import dev.weir.engine.tail.TailRequest;
import dev.weir.engine.tail.TailRow;
import dev.weir.engine.tail.TailSession;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** A tail over made-up records, which come when told to. Confined to one thread. */
public final class FakeTail implements TailSession {
  private static final String[] TYPES = {
    "OrderPlaced", "PaymentProcessed", "PaymentFailed", "StockReserved", "OrderShipped"
  };

  private final Slot<TailPage> page = new Slot<>(TailPage.EMPTY);
  private final Slot<Optional<Inspection>> inspection = new Slot<>(Optional.empty());
  public final TailRequest request;

  /** Every call of {@link #show}, as "first rows follow". */
  public final List<String> shows = new ArrayList<>();

  public boolean closed;
  public boolean paused;
  public TailFilter filter;
  private Optional<String> filterProblem = Optional.empty();
  private Optional<Fault> fault = Optional.empty();

  /** Oldest first. */
  private final List<TailRow.Kept> kept = new ArrayList<>();

  private long nextId = 1;
  private long skipped;
  private int first;
  private int rows = 64;
  private boolean follow = true;
  private OptionalLong anchorId = OptionalLong.empty();

  FakeTail(TailRequest request) {
    this.request = request;
    this.filter = request.filter();
  }

  /** {@code count} more records, 130 ms apart. */
  public void arrive(int count) {
    for (int i = 0; i < count; i++) {
      if (!paused) {
        TailRow.Kept row = row(nextId);
        if (matches(row)) {
          kept.add(row);
        }
      }
      nextId++;
    }
    publish();
  }

  /** Records that could not be read. */
  public void skip(long records) {
    skipped += records;
    publish();
  }

  public void fail(Fault newFault) {
    fault = Optional.of(newFault);
    publish();
  }

  @Override
  public Slot<TailPage> page() {
    return page;
  }

  @Override
  public Slot<Optional<Inspection>> inspection() {
    return inspection;
  }

  @Override
  public void show(int firstRow, int rowCount, boolean newFollow) {
    shows.add(firstRow + " " + rowCount + " " + newFollow);
    first = newFollow ? 0 : firstRow;
    rows = rowCount;
    follow = newFollow;
    int index = kept.size() - 1 - first;
    anchorId =
        newFollow || index < 0 ? OptionalLong.empty() : OptionalLong.of(kept.get(index).id());
    publish();
  }

  @Override
  public void filter(TailFilter newFilter) {
    filter = newFilter;
    filterProblem =
        newFilter instanceof TailFilter.Cel(String expression) && expression.endsWith("&&")
            ? Optional.of("Line 1, column " + expression.length() + ": a condition is missing.")
            : Optional.empty();
    if (filterProblem.isEmpty()) {
      kept.removeIf(row -> !matches(row));
    }
    publish();
  }

  @Override
  public void pause(boolean newPaused) {
    paused = newPaused;
    publish();
  }

  @Override
  public void inspect(long rowId) {
    kept.stream()
        .filter(row -> row.id() == rowId)
        .findFirst()
        .ifPresent(row -> inspection.publish(Optional.of(inspect(row)), 0));
  }

  @Override
  public long export(Path file, ExportFormat format) throws IOException {
    Files.write(file, kept.stream().map(TailRow.Kept::valuePreview).toList());
    return kept.size();
  }

  @Override
  public void close() {
    closed = true;
  }

  private void publish() {
    if (follow) {
      first = 0;
    } else if (anchorId.isPresent()) {
      for (int i = 0; i < kept.size(); i++) {
        if (kept.get(i).id() == anchorId.getAsLong()) {
          first = kept.size() - 1 - i;
        }
      }
    }
    first = Math.clamp(first, 0, Math.max(0, kept.size() - rows));
    var newest = new ArrayList<TailRow>();
    for (int i = kept.size() - 1 - first; i >= 0 && newest.size() < rows; i--) {
      newest.add(kept.get(i));
    }
    page.publish(
        new TailPage(
            newest,
            first,
            kept.size(),
            new TailCounts(
                nextId - 1,
                (nextId - 1) * 212,
                nextId - 1,
                0,
                0,
                kept.size(),
                kept.size(),
                0,
                skipped,
                false,
                1),
            paused ? 0 : 48_200,
            paused,
            filterProblem,
            fault),
        0);
  }

  private boolean matches(TailRow.Kept row) {
    return switch (filter) {
      case TailFilter.All _ -> true;
      case TailFilter.Text(String part) ->
          row.valuePreview().toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
      case TailFilter.Cel _ -> row.valuePreview().contains("PaymentFailed");
    };
  }

  private TailRow.Kept row(long id) {
    StreamRef stream = request.streams().get((int) (id * 7 / 3 % request.streams().size()));
    boolean redis = stream.connection().equals("cache-1");
    long order = 884_000 + id * 37 % 917;
    String type = TYPES[(int) (id * 7 / 3 % TYPES.length)];
    String value =
        "{\"type\":\""
            + type
            + "\",\"order\":"
            + order
            + ",\"total\":"
            + (40 + id * 17 % 260)
            + ".90,\"currency\":\"EUR\",\"card\":{\"brand\":\"visa\",\"last4\":\"4242\"},"
            + "\"attempts\":[1,2,3],\"gift\":false,\"note\":null}";
    String key = "o-" + order;
    long time = FakeConsole.EPOCH + id * 130;
    Position position =
        redis
            ? new Position.EntryId(time, 0)
            : new Position.Offset((int) (id * 3 % 6), 77_000 + id);
    var headers =
        List.of(
            new Header("trace-id", text("4bf92f3577b34da6a3ce929d0e0e4736")),
            new Header("produced-at", text(Long.toString(time))),
            new Header("retry", text("1")),
            new Header("retry", text("2")),
            new Header("reason", Payload.ABSENT));
    var record =
        new StreamRecord(
            stream,
            position,
            time,
            redis ? TimestampType.ENTRY_ID : TimestampType.CREATE_TIME,
            time + 88,
            text(key),
            text(value),
            headers,
            value.length() + 40);
    return new TailRow.Kept(id, record, key, value);
  }

  private static Inspection inspect(TailRow.Kept row) {
    StreamRecord record = row.record();
    var card =
        new ValueNode.Tree(
            List.of(
                new ValueNode.Field("brand", new ValueNode.Text("visa")),
                new ValueNode.Field("last4", new ValueNode.Text("4242"))));
    var attempts =
        new ValueNode.Items(
            List.of(
                new ValueNode.Numeric("1"),
                new ValueNode.Numeric("2"),
                new ValueNode.Numeric("3")));
    var tree =
        new ValueNode.Tree(
            List.of(
                new ValueNode.Field("type", new ValueNode.Text("PaymentFailed")),
                new ValueNode.Field("order", new ValueNode.Numeric("884319")),
                new ValueNode.Field("total", new ValueNode.Numeric("149.90")),
                new ValueNode.Field("card", card),
                new ValueNode.Field("attempts", attempts),
                new ValueNode.Field("gift", new ValueNode.Truth(false)),
                new ValueNode.Field("note", new ValueNode.Nothing())));
    var value = new Decoded("JSON", row.valuePreview(), Optional.of(tree), Optional.empty());
    var headers =
        record.headers().stream()
            .map(
                header ->
                    new Inspection.DecodedHeader(
                        header.name(),
                        switch (header.value()) {
                          case Payload.Absent _ ->
                              new Decoded("null", "", Optional.empty(), Optional.empty());
                          case Payload.Bytes bytes ->
                              new Decoded(
                                  "text",
                                  new String(bytes.bytes(), StandardCharsets.UTF_8),
                                  Optional.empty(),
                                  Optional.empty());
                        }))
            .toList();
    return new Inspection(
        row,
        new Decoded("text", row.keyPreview(), Optional.empty(), Optional.empty()),
        value,
        headers,
        OptionalLong.of(record.receivedMillis() - record.timestampMillis()),
        "00000000  7b 22 74 79 70 65 22 3a  22 50 61 79 6d 65 6e 74  |{\"type\":\"Payment|");
  }

  private static Payload text(String text) {
    return Payload.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
