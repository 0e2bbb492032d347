package dev.weir.app.command;

import com.sun.management.ThreadMXBean;
import dev.weir.alert.window.StreamWindows;
import dev.weir.alert.window.WindowShape;
import dev.weir.alert.window.WindowSpec;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.decode.SchemaBook;
import dev.weir.engine.meter.Meter;
import dev.weir.engine.window.FieldPath;
import dev.weir.engine.window.GroupOf;
import dev.weir.engine.window.RecordWindows;
import dev.weir.engine.window.TimeOf;
import dev.weir.engine.window.WindowQuestion;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * What windows cost a record, against metering the same batches in the same run, and how much room
 * they take at most. Prints ratios of medians.
 */
final class WindowBench {
  private static final int BATCH = 1_000;
  private static final int BATCHES = 1_000;
  private static final int ROUNDS = 7;
  private static final long T0 = 1_700_000_000_000L;
  private static final StreamRef STREAM = new StreamRef("bench", "bench");

  private WindowBench() {}

  public static void main(String[] arguments) {
    List<Batch> batches = batches();
    Cost metering = median("metering", batches, () -> new Meter()::record);
    for (WindowShape shape :
        List.of(
            new WindowShape.Tumbling(10_000),
            new WindowShape.Hopping(10_000, 2_000),
            new WindowShape.Session(5_000))) {
      compare(shape, "counted", new GroupOf.Everything(), Optional.empty(), batches, metering);
    }
    List<Batch> some = batches.subList(0, BATCHES / 10);
    var key = new GroupOf.Field(FieldPath.parse("key"));
    var amount = Optional.of(FieldPath.parse("value.amount"));
    for (WindowShape shape :
        List.of(
            new WindowShape.Tumbling(10_000),
            new WindowShape.Hopping(10_000, 2_000),
            new WindowShape.Sliding(100),
            new WindowShape.Session(5_000))) {
      compare(shape, "by key, with percentiles of a JSON field", key, amount, some, metering);
    }
    room();
  }

  private static void compare(
      WindowShape shape,
      String what,
      GroupOf group,
      Optional<FieldPath> value,
      List<Batch> batches,
      Cost metering) {
    Cost cost =
        median(shape + " " + what, batches, () -> windows(shape, group, value, 100_000)::add);
    print(
        "%s, %s: %.1f times metering, %.0f bytes allocated for a record",
        shape, what, cost.nanos / metering.nanos, cost.bytes);
  }

  private static RecordWindows windows(
      WindowShape shape, GroupOf group, Optional<FieldPath> value, int most) {
    return new RecordWindows(
        new WindowQuestion(
            new WindowSpec(shape, 0),
            new StreamWindows.Options(most, value.isPresent(), false, 30_000),
            new TimeOf.Stamp(),
            group,
            value,
            Optional.empty()),
        new PayloadDecoder(new SchemaBook()),
        List.of(0),
        T0,
        _ -> {});
  }

  /** Ten times as many keys as there is room for, all in one window. */
  private static void room() {
    for (int most : new int[] {10_000, 100_000}) {
      RecordWindows windows =
          windows(
              new WindowShape.Tumbling(3_600_000),
              new GroupOf.Field(FieldPath.parse("key")),
              Optional.of(FieldPath.parse("value.amount")),
              most);
      long before = usedBytes();
      var random = new Random(1);
      for (int i = 0; i < most / 100; i++) {
        windows.add(Batch.of(T0, i * BATCH, random));
      }
      long after = usedBytes();
      print(
          "room for %,d: held at most %,d, refused %,d of %,d, %,d bytes of heap for each held",
          most,
          windows.mostHeld(),
          windows.counts().windows().refused(),
          windows.counts().read(),
          (after - before) / windows.mostHeld());
    }
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private record Cost(double nanos, double bytes) {}

  private interface Fresh {
    Consumer<RecordBatch> make();
  }

  private static Cost median(String what, List<Batch> batches, Fresh fresh) {
    var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Double> nanos = new ArrayList<>();
    double bytes = 0;
    double records = (double) batches.size() * BATCH;
    for (int round = 0; round < ROUNDS; round++) {
      Consumer<RecordBatch> sink = fresh.make();
      long bytesBefore = thread.getCurrentThreadAllocatedBytes();
      long before = System.nanoTime();
      batches.forEach(sink);
      nanos.add((System.nanoTime() - before) / records);
      bytes = (thread.getCurrentThreadAllocatedBytes() - bytesBefore) / records;
    }
    double median = nanos.stream().sorted().toList().get(ROUNDS / 2);
    print("%s: %.1f ns for a record", what, median);
    return new Cost(median, bytes);
  }

  private static List<Batch> batches() {
    List<Batch> batches = new ArrayList<>();
    var random = new Random(7);
    for (int i = 0; i < BATCHES; i++) {
      batches.add(Batch.of(T0 + i * 100L, random.nextInt(), random));
    }
    return batches;
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, "windows: " + format + "%n", values);
  }

  /** Records over 100 ms, slightly out of order. */
  private record Batch(long[] stamps, byte[][] keys, byte[][] values) implements RecordBatch {
    static Batch of(long start, int firstKey, Random random) {
      var batch = new Batch(new long[BATCH], new byte[BATCH][], new byte[BATCH][]);
      for (int i = 0; i < BATCH; i++) {
        batch.stamps[i] = start + i / 10 + random.nextInt(5);
        int key = firstKey >= 0 && firstKey % BATCH == 0 ? firstKey + i : random.nextInt(200);
        batch.keys[i] = ("key-" + key).getBytes(StandardCharsets.UTF_8);
        batch.values[i] =
            ("{\"id\":\"" + i + "\",\"amount\":" + random.nextInt(10_000) / 100.0 + "}")
                .getBytes(StandardCharsets.UTF_8);
      }
      return batch;
    }

    @Override
    public StreamRef stream() {
      return STREAM;
    }

    @Override
    public int partition() {
      return 0;
    }

    @Override
    public long receivedMillis() {
      return T0 + BATCHES * 100L;
    }

    @Override
    public int count() {
      return BATCH;
    }

    @Override
    public long bytes() {
      return BATCH * 50L;
    }

    @Override
    public TimestampType timestampType() {
      return TimestampType.CREATE_TIME;
    }

    @Override
    public long timestampMillis(int index) {
      return stamps[index];
    }

    @Override
    public int sizeBytes(int index) {
      return keys[index].length + values[index].length;
    }

    @Override
    public Position position(int index) {
      return new Position.Offset(0, index);
    }

    @Override
    public StreamRecord record(int index, int payloadLimitBytes) {
      return new StreamRecord(
          STREAM,
          position(index),
          stamps[index],
          TimestampType.CREATE_TIME,
          receivedMillis(),
          Payload.of(keys[index]),
          Payload.of(values[index]),
          List.of(),
          sizeBytes(index));
    }
  }
}
