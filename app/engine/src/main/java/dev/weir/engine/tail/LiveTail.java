package dev.weir.engine.tail;

import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.export.RecordWriter;
import dev.weir.engine.finding.Fault;
import dev.weir.engine.publish.Gate;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.Connector;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailGap;
import dev.weir.stream.TimestampType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A tail in the engine. Commands are posted to the engine's thread, which alone touches the ring;
 * readers fill the inbox on threads of their own.
 */
final class LiveTail implements TailSession {
  private static final long INBOX_BYTES = 16L << 20;
  private static final int MOST_ROWS_SHOWN = 2_000;
  private static final int KEY_CHARS = 80;
  private static final int VALUE_CHARS = 300;
  private static final int LOOK_AT_CLOCK_EVERY = 64;
  private static final int MOST_SAMPLING = 1_024;
  private static final long RATE_MILLIS = 1_000;

  /** Rows merged by timestamp at once. */
  private static final int MERGED_AT_ONCE = 8_192;

  private static final Comparator<StreamRecord> BY_TIME =
      Comparator.comparingLong(
          record ->
              record.timestampType() == TimestampType.NONE
                  ? record.receivedMillis()
                  : record.timestampMillis());

  private final Consumer<Runnable> engine;
  private final Consumer<LiveTail> onClose;
  private final PayloadDecoder decoder;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Inbox inbox = new Inbox(INBOX_BYTES);
  private final List<TailReader> readers = new ArrayList<>();
  private final TailRing ring;
  private final Slot<TailPage> page = new Slot<>(TailPage.EMPTY);
  private final Slot<Optional<Inspection>> inspection = new Slot<>(Optional.empty());

  private final AtomicInteger filterRequests = new AtomicInteger();
  private Predicate<StreamRecord> filter = _ -> true;
  private Optional<String> filterProblem = Optional.empty();
  private int sampling = 1;
  private long passed;
  private long decoded;
  private long undecoded;
  private @Nullable RecordBatch underway;
  private int underwayIndex;

  /** Nothing is looked at before it is known what for. */
  private boolean filterKnown;

  private boolean paused;

  private boolean follow = true;
  private int rowsWanted = 100;

  /** Newest first: what was published last, so that what stays is not decoded again. */
  private List<TailRow> pageRows = List.of();

  /** Place of the first row to show, while not following. */
  private long anchor;

  /** {@link TailRing#nextPlace} of the page last published: what the viewer's indexes refer to. */
  private long publishedNextPlace;

  private long rateSeen;
  private long rateSinceMillis;
  private double recordsPerSecond;
  private int payloadLimitBytes;

  LiveTail(
      TailRequest request,
      Function<String, Optional<Connector>> connectors,
      Consumer<Runnable> engine,
      Consumer<LiveTail> onClose,
      PayloadDecoder decoder,
      TailLimits limits,
      InstantSource clock,
      LongSupplier nanoClock) {
    this.engine = engine;
    this.onClose = onClose;
    this.decoder = decoder;
    this.clock = clock;
    this.nanoClock = nanoClock;
    payloadLimitBytes = limits.payloadBytes();
    ring = new TailRing(limits.rows(), limits.bytes());
    rateSinceMillis = clock.millis();
    filter(request.filter());
    Map<String, Set<StreamRef>> byConnection = new HashMap<>();
    for (StreamRef stream : request.streams()) {
      byConnection.computeIfAbsent(stream.connection(), _ -> new LinkedHashSet<>()).add(stream);
    }
    byConnection.forEach(
        (connection, streams) ->
            readers.add(
                new TailReader(connection, streams, request.from(), connectors, inbox, clock)));
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
  public void show(int firstRow, int rows, boolean followNow) {
    engine.accept(
        () -> {
          follow = followNow;
          rowsWanted = Math.clamp(rows, 1, MOST_ROWS_SHOWN);
          anchor = publishedNextPlace - 1 - Math.max(0, firstRow);
        });
  }

  @Override
  public void filter(TailFilter wanted) {
    int request = filterRequests.incrementAndGet();
    Threads.startVirtual(
        "filter",
        () -> {
          RecordFilter.Made made = RecordFilter.of(wanted, decoder);
          engine.accept(() -> setFilter(made, request));
        });
  }

  private void setFilter(RecordFilter.Made made, int request) {
    if (request != filterRequests.get()) {
      return;
    }
    filterKnown = true;
    switch (made) {
      case RecordFilter.Made.Problem(String why) -> filterProblem = Optional.of(why);
      case RecordFilter.Made.Test(Predicate<StreamRecord> matches) -> {
        filter = matches;
        filterProblem = Optional.empty();
        ring.startFilter();
        anchor = -1;
      }
    }
  }

  @Override
  public void pause(boolean pausedNow) {
    engine.accept(() -> paused = pausedNow);
  }

  @Override
  public void inspect(long rowId) {
    engine.accept(
        () -> {
          if (ring.held().holds(rowId) && row(rowId) instanceof TailRow.Kept row) {
            Threads.startVirtual(
                "inspect",
                () -> {
                  Inspection decoded = decode(row);
                  engine.accept(() -> inspection.publish(Optional.of(decoded), clock.millis()));
                });
          }
        });
  }

  private Inspection decode(TailRow.Kept row) {
    StreamRecord record = row.record();
    List<Inspection.DecodedHeader> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(
          new Inspection.DecodedHeader(
              header.name(), decoder.decode(record.stream(), header.value())));
    }
    OptionalLong age =
        record.timestampType() == TimestampType.NONE
            ? OptionalLong.empty()
            : OptionalLong.of(record.receivedMillis() - record.timestampMillis());
    Payload dumped = record.value() instanceof Payload.Absent ? record.key() : record.value();
    return new Inspection(
        row,
        decoder.decodeKey(record),
        decoder.decodeValue(record),
        headers,
        age,
        HexDump.of(dumped));
  }

  @Override
  public long export(Path file, ExportFormat format) throws IOException {
    PackedRows.Lent records = recordsShown();
    // Under another name until it is whole, so that a full disk leaves no half file behind.
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (OutputStream out = Files.newOutputStream(part);
          RecordWriter writer =
              format == ExportFormat.CSV ? RecordWriter.csv(out) : RecordWriter.jsonLines(out)) {
        for (StreamRecord record : records) {
          writer.write(record);
        }
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    return records.count();
  }

  private PackedRows.Lent recordsShown() throws IOException {
    var lent = new CompletableFuture<PackedRows.Lent>();
    engine.accept(() -> lent.complete(ring.held().lend(ring.shown())));
    try {
      return lent.get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The export was interrupted.", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("The engine did not hand over the rows.", e);
    }
  }

  @Override
  public void close() {
    readers.forEach(TailReader::close);
    onClose.accept(this);
  }

  /**
   * Takes in what has come. Only the engine's thread calls this.
   *
   * @param deadlineNanos when to stop even if more waits
   */
  void tick(TailLimits limits, long deadlineNanos) {
    payloadLimitBytes = limits.payloadBytes();
    ring.limit(limits.rows(), limits.bytes());
    if (paused) {
      passOver();
    } else if (filterKnown && !holdsBack()) {
      long start = nanoClock.getAsLong();
      boolean emptied = takeIn(deadlineNanos);
      adaptSampling(emptied, nanoClock.getAsLong() - start, deadlineNanos - start);
    }
    int looked = 0;
    while (ring.isRefiltering()
        && (++looked % LOOK_AT_CLOCK_EVERY != 0 || nanoClock.getAsLong() < deadlineNanos)) {
      ring.refilterOne(filter);
    }
    rate();
  }

  /** A viewer who reads on in old records should not have them pushed out by newer old ones. */
  private boolean holdsBack() {
    return !follow && ring.isFull() && allHistoric();
  }

  private boolean allHistoric() {
    return readers.stream().allMatch(TailReader::isHistoric);
  }

  /** While the viewer pauses nothing is decoded; gaps are told all the same. */
  private void passOver() {
    if (underway != null) {
      undecoded += underway.count() - underwayIndex;
      underway = null;
    }
    for (Inbox.Item item = inbox.take(); item != null; item = inbox.take()) {
      switch (item) {
        case Inbox.Item.Records(RecordBatch batch) -> undecoded += batch.count();
        case Inbox.Item.Gap gap -> append(gap);
      }
    }
  }

  /** Returns whether everything that has come was taken in. */
  private boolean takeIn(long deadlineNanos) {
    List<StreamRecord> matching = new ArrayList<>();
    boolean inTime = true;
    int looked = 0;
    while (inTime) {
      RecordBatch batch = underway;
      int index = underwayIndex;
      if (batch == null) {
        switch (inbox.take()) {
          case Inbox.Item.Records(RecordBatch next) -> {
            batch = next;
            index = 0;
          }
          case Inbox.Item.Gap gap -> {
            append(matching);
            append(gap);
          }
          case null -> inTime = false;
        }
      }
      if (batch == null) {
        continue;
      }
      while (index < batch.count() && inTime) {
        if (passed++ % sampling == 0) {
          decoded++;
          StreamRecord record = batch.record(index, payloadLimitBytes);
          if (filter.test(record)) {
            matching.add(record);
          } else {
            ring.passedOver();
          }
          inTime = ++looked % LOOK_AT_CLOCK_EVERY != 0 || nanoClock.getAsLong() < deadlineNanos;
        } else {
          undecoded++;
        }
        index++;
      }
      underwayIndex = index;
      underway = index == batch.count() ? null : batch;
      if (matching.size() >= MERGED_AT_ONCE) {
        append(matching);
      }
    }
    append(matching);
    return underway == null && inbox.isEmpty();
  }

  private void append(Inbox.Item.Gap gap) {
    ring.append(gap.gap(), gap.noticedMillis());
  }

  private void append(List<StreamRecord> records) {
    records.sort(BY_TIME);
    for (StreamRecord record : records) {
      ring.append(record);
    }
    records.clear();
  }

  /**
   * Looks at one record in {@code sampling} while more come than it has time for. Readers of old
   * records wait instead.
   */
  private void adaptSampling(boolean emptied, long tookNanos, long givenNanos) {
    if (allHistoric()) {
      sampling = 1;
    } else if (!emptied && inbox.isHalfFull()) {
      // A little that is left over waits for the next tick.
      sampling = Math.min(MOST_SAMPLING, sampling * 2);
    } else if (emptied && sampling > 1 && tookNanos < givenNanos / 4) {
      sampling /= 2;
    }
  }

  private void rate() {
    long now = clock.millis();
    long elapsed = now - rateSinceMillis;
    if (elapsed >= RATE_MILLIS) {
      long seen = seen();
      recordsPerSecond = (seen - rateSeen) * 1_000.0 / elapsed;
      rateSeen = seen;
      rateSinceMillis = now;
    }
  }

  private long seen() {
    long seen = 0;
    for (TailReader reader : readers) {
      seen += reader.seen();
    }
    return seen;
  }

  /**
   * Publishes the rows asked for, if anything changed. Only the engine's thread calls this.
   *
   * @return when the newest record of the page was received, 0 if there is none
   */
  long publish(Gate gate, long nowMillis) {
    RowIds shown = ring.shown();
    int size = shown.size();
    int first = 0;
    if (!follow) {
      long wanted = ring.nextPlace() - 1 - anchor;
      first = (int) Math.clamp(wanted, 0, Math.max(0, size - rowsWanted));
    }
    List<TailRow> rows = new ArrayList<>();
    Iterator<TailRow> lastRows = pageRows.iterator();
    TailRow last = lastRows.hasNext() ? lastRows.next() : null;
    for (int i = first; i < Math.min(size, first + rowsWanted); i++) {
      long id = shown.get(size - 1 - i);
      while (last != null && last.id() > id) {
        last = lastRows.hasNext() ? lastRows.next() : null;
      }
      rows.add(last != null && last.id() == id ? last : row(id));
    }
    pageRows = rows;
    long bytes = 0;
    long skipped = 0;
    boolean skippedMore = false;
    Optional<Fault> fault = Optional.empty();
    for (TailReader reader : readers) {
      bytes += reader.bytes();
      skipped += reader.skipped();
      skippedMore |= reader.skippedMore();
      fault = fault.or(reader::fault);
    }
    long seen = seen();
    var counts =
        new TailCounts(
            seen,
            bytes,
            decoded,
            undecoded,
            seen - decoded - undecoded,
            ring.matched(),
            ring.recordsShown(),
            ring.dropped(),
            skipped,
            skippedMore,
            sampling);
    if (!gate.isHeld()) {
      publishedNextPlace = ring.nextPlace();
    }
    gate.publish(
        page,
        new TailPage(rows, first, size, counts, recordsPerSecond, paused, filterProblem, fault),
        nowMillis);
    for (TailRow row : rows) {
      if (row instanceof TailRow.Kept kept) {
        return kept.record().receivedMillis();
      }
    }
    return 0;
  }

  private TailRow row(long id) {
    return switch (ring.held().get(id)) {
      case HeldRow.OfGap(TailGap gap, long noticedMillis) ->
          new TailRow.Passed(id, gap, noticedMillis);
      case HeldRow.OfRecord(StreamRecord record) ->
          new TailRow.Kept(
              id,
              record,
              decoder.preview(record.stream(), record.key(), KEY_CHARS),
              decoder.preview(record.stream(), record.value(), VALUE_CHARS));
    };
  }

  /** Bytes of payload waiting to be taken in. */
  long inboxBytes() {
    return inbox.bytes();
  }
}
