package dev.weir.alert.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is not said by comparing with Kafka Streams: merging, idleness, room, order. */
class StreamWindowsTest {
  private static final long IDLE_MILLIS = 1_000;

  private final List<ClosedWindow<String>> closed = new ArrayList<>();

  private StreamWindows<String> windows(
      WindowShape shape, long grace, int partitions, int most, boolean apart) {
    return new StreamWindows<>(
        new WindowSpec(shape, grace),
        new StreamWindows.Options(most, false, apart, IDLE_MILLIS),
        IntStream.range(0, partitions).boxed().toList(),
        0,
        closed::add);
  }

  private StreamWindows<String> apart(WindowShape shape, long grace) {
    return windows(shape, grace, 1, 1_000, true);
  }

  private List<String> told() {
    return closed.stream()
        .map(
            window ->
                window.group()
                    + "["
                    + window.bounds().startMillis()
                    + ","
                    + window.bounds().endMillis()
                    + "]="
                    + window.tally().count()
                    + (window.closedBy() == ClosedBy.TIME ? "" : " " + window.closedBy())
                    + (window.complete() ? "" : " incomplete"))
        .toList();
  }

  private static void add(StreamWindows<String> windows, int partition, String group, long time) {
    windows.add(partition, group, time, Double.NaN, false, 0);
  }

  @Test
  void aRecordBehindStreamTimeIsLateOnceItsWindowIsFinal() {
    var windows = apart(new WindowShape.Tumbling(10), 0);
    for (long time : new long[] {0, 9, 10, 9, 20, 10}) {
      add(windows, 0, "k", time);
    }
    assertThat(told()).containsExactly("k[0,10]=2", "k[10,20]=1");
    assertThat(windows.counts()).isEqualTo(new WindowCounts(6, 2, 2, 2, 0));
  }

  @Test
  void graceWaits() {
    var windows = apart(new WindowShape.Tumbling(10), 5);
    add(windows, 0, "k", 0);
    add(windows, 0, "k", 14);
    add(windows, 0, "k", 9);
    assertThat(told()).as("14 - 5 is before the end").isEmpty();
    add(windows, 0, "k", 15);
    add(windows, 0, "k", 9);
    assertThat(told()).containsExactly("k[0,10]=2");
    assertThat(windows.counts().dropped()).isEqualTo(1);
  }

  @Test
  void anotherGroupMovesTheClock() {
    var windows = apart(new WindowShape.Tumbling(10), 0);
    add(windows, 0, "k1", 0);
    add(windows, 0, "k2", 30);
    add(windows, 0, "k1", 5);
    assertThat(told()).containsExactly("k1[0,10]=1");
    assertThat(windows.counts().late()).isEqualTo(1);
  }

  @Test
  void aRecordMayBeLateForOneHoppingWindowAndInTimeForTheNext() {
    var windows = apart(new WindowShape.Hopping(10, 5), 0);
    add(windows, 0, "k", 11);
    add(windows, 0, "k", 7);
    windows.end();
    assertThat(told()).containsExactlyInAnyOrder("k[5,15]=2 END", "k[10,20]=1 END");
    assertThat(windows.counts())
        .as("late for one of its two windows, and not dropped")
        .isEqualTo(new WindowCounts(2, 1, 1, 0, 0));
  }

  @Test
  void recordsExactlyAGapApartAreOneSession() {
    var windows = apart(new WindowShape.Session(5), 0);
    for (long time : new long[] {10, 15, 21}) {
      add(windows, 0, "k", time);
    }
    windows.end();
    assertThat(told()).containsExactly("k[10,15]=2", "k[21,21]=1 END");
  }

  @Test
  void slidingWindowsIncludeBothEnds() {
    var windows = apart(new WindowShape.Sliding(10), 0);
    add(windows, 0, "k", 100);
    add(windows, 0, "k", 110);
    windows.end();
    assertThat(told()).containsExactly("k[90,100]=1", "k[100,110]=2 END", "k[101,111]=1 END");
  }

  @Test
  void partitionsMergeIntoWhatTheyAreTogether() {
    var random = new Random(3);
    for (WindowShape shape :
        List.of(
            new WindowShape.Tumbling(20),
            new WindowShape.Hopping(20, 7),
            new WindowShape.Session(6))) {
      closed.clear();
      var merged = windows(shape, 50, 4, 1_000, false);
      var together = windows(shape, 50, 1, 1_000, true);
      List<long[]> records = new ArrayList<>();
      for (long time = 0; time < 2_000; time += random.nextInt(8)) {
        records.add(new long[] {random.nextInt(4), time});
      }
      records.forEach(record -> add(merged, (int) record[0], "k", record[1]));
      merged.end();
      List<String> apart = told().stream().map(line -> line.replace(" END", "")).sorted().toList();
      closed.clear();
      records.forEach(record -> add(together, 0, "k", record[1]));
      together.end();
      assertThat(apart)
          .as("%s", shape)
          .isEqualTo(told().stream().map(line -> line.replace(" END", "")).sorted().toList());
    }
  }

  @Test
  void theSlowestPartitionDecidesWhenAMergedWindowIsFinal() {
    var windows = windows(new WindowShape.Tumbling(10), 0, 2, 1_000, false);
    add(windows, 0, "k", 5);
    add(windows, 0, "k", 50);
    assertThat(told()).as("partition 1 may still have something for it").isEmpty();
    add(windows, 1, "k", 6);
    add(windows, 1, "k", 10);
    assertThat(told()).containsExactly("k[0,10]=2");
    assertThat(closed.getFirst().partition()).isEqualTo(-1);
    assertThat(closed.getFirst().partitions()).isEqualTo(2);
  }

  @Test
  void anIdlePartitionHoldsUpNobody() {
    var windows = windows(new WindowShape.Tumbling(10), 0, 2, 1_000, false);
    windows.add(1, "k", 6, 0, false, 0);
    windows.add(0, "k", 5, 0, false, 900);
    windows.add(0, "k", 50, 0, false, 900);
    windows.caughtUp(999);
    assertThat(told()).isEmpty();
    windows.caughtUp(1_000);
    assertThat(told()).containsExactly("k[0,10]=2 IDLENESS");
    windows.add(1, "k", 7, 0, false, 1_100);
    assertThat(windows.counts().dropped()).as("what it had to say comes too late").isEqualTo(1);
    windows.add(1, "k", 55, 0, false, 1_100);
    windows.end();
    assertThat(told()).containsExactly("k[0,10]=2 IDLENESS", "k[50,60]=2 END");
  }

  @Test
  void whereNothingComesTheWallClockGoesOn() {
    for (boolean apart : new boolean[] {true, false}) {
      closed.clear();
      var windows = windows(new WindowShape.Tumbling(10_000), 0, 1, 1_000, apart);
      windows.add(0, "k", 5_000, 0, false, 100_000);
      windows.caughtUp(100_999);
      windows.caughtUp(104_999);
      assertThat(told()).as("5 s later it would be 9 999").isEmpty();
      windows.caughtUp(105_000);
      assertThat(told()).containsExactly("k[0,10000]=1 IDLENESS");
      windows.caughtUp(105_000);
      windows.add(0, "k", 9_000, 0, false, 106_000);
      windows.end();
      assertThat(told()).as("told once").hasSize(1);
      assertThat(windows.counts().dropped()).isEqualTo(1);
    }
  }

  @Test
  void aPartitionThatIsReadToItsEndHoldsUpNobody() {
    var windows = windows(new WindowShape.Tumbling(10), 0, 2, 1_000, false);
    add(windows, 0, "k", 5);
    windows.end(0);
    add(windows, 1, "k", 6);
    add(windows, 1, "k", 12);
    assertThat(told()).containsExactly("k[0,10]=2 END");
  }

  @Test
  void whatFindsNoRoomIsCountedAndTheRestStaysExact() {
    var windows = windows(new WindowShape.Tumbling(10), 0, 1, 2, true);
    add(windows, 0, "a", 1);
    add(windows, 0, "b", 2);
    add(windows, 0, "c", 3);
    add(windows, 0, "a", 4);
    add(windows, 0, "c", 11);
    windows.end();
    assertThat(told()).containsExactly("a[0,10]=2", "b[0,10]=1", "c[10,20]=1 END");
    assertThat(windows.counts().refused()).isEqualTo(1);
    assertThat(windows.mostHeld()).isEqualTo(2);
    assertThat(windows.held()).isZero();
  }

  @Test
  void aSessionThatMayLackARefusedRecordSaysSo() {
    var windows = windows(new WindowShape.Session(5), 100, 1, 1, true);
    add(windows, 0, "a", 10);
    add(windows, 0, "b", 12);
    add(windows, 0, "a", 14);
    windows.end();
    assertThat(told()).containsExactly("a[10,14]=2 END incomplete");
    assertThat(windows.counts().refused()).isEqualTo(1);
  }

  @Test
  void manyGroupsAndWindowsTakeNoMoreRoomThanGiven() {
    for (WindowShape shape :
        List.of(
            new WindowShape.Tumbling(50),
            new WindowShape.Hopping(50, 10),
            new WindowShape.Sliding(50),
            new WindowShape.Session(3))) {
      var random = new Random(1);
      var windows = windows(shape, 20, 3, 500, false);
      for (int i = 0; i < 20_000; i++) {
        add(windows, random.nextInt(3), "g" + random.nextInt(300), i / 10 + random.nextInt(40));
        assertThat(windows.held()).isBetween(0, 500);
      }
      windows.end();
      assertThat(windows.held()).as("%s gives all room back", shape).isZero();
    }
  }

  @Test
  void senselessWindowsAreRefusedInWords() {
    assertThatThrownBy(() -> new WindowShape.Tumbling(0)).hasMessageContaining("at least 1 ms");
    assertThatThrownBy(() -> new WindowShape.Hopping(10, 11)).hasMessageContaining("advance");
    assertThatThrownBy(() -> new WindowShape.Hopping(100_000, 1)).hasMessageContaining("1000");
    assertThatThrownBy(() -> new WindowSpec(new WindowShape.Session(5), -1))
        .hasMessageContaining("grace");
  }
}
