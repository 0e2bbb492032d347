package dev.weir.engine.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.Header;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailGap;
import dev.weir.stream.TimestampType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TailRingTest {
  private static final StreamRef ORDERS = new StreamRef("shop", "orders");
  private static final StreamRef CLICKS = new StreamRef("cache", "clicks");

  /** Record {@code number}, which its timestamp tells. */
  private static StreamRecord record(long number) {
    return record(number, new byte[(int) (number % 50)]);
  }

  private static StreamRecord record(long number, byte[] value) {
    return new StreamRecord(
        ORDERS,
        new Position.Offset(0, number),
        number,
        TimestampType.CREATE_TIME,
        0,
        Payload.ABSENT,
        Payload.of(value),
        List.of(),
        value.length);
  }

  private static Predicate<StreamRecord> multiplesOf(long modulus) {
    return record -> record.timestampMillis() % modulus == 0;
  }

  /**
   * Each step: below 55 a record comes, 55 to 59 a gap, 60 to 79 a record the filter passes over,
   * 80 to 89 another filter, else refilters.
   */
  @Property(tries = 500)
  void countsAddUpAndBoundsHold(
      @ForAll @Size(max = 300) List<@IntRange(max = 99) Integer> steps,
      @ForAll @IntRange(min = 1, max = 40) int mostRows) {
    long mostBytes = 4_000;
    var ring = new TailRing(mostRows, mostBytes);
    long number = 1;
    long modulus = 1;
    for (int step : steps) {
      if (step < 55) {
        StreamRecord record = record(number++);
        if (multiplesOf(modulus).test(record)) {
          ring.append(record);
        } else {
          ring.passedOver();
        }
      } else if (step < 60) {
        ring.append(new TailGap(new PartitionRef(ORDERS, 1), 7, "expired"), step);
      } else if (step < 80) {
        ring.passedOver();
      } else if (step < 90) {
        ring.startFilter();
        modulus = 1L + step % 4;
      } else if (ring.isRefiltering()) {
        ring.refilterOne(multiplesOf(modulus));
      }
      assertThat(ring.held().size()).as("rows held").isLessThanOrEqualTo(mostRows);
      assertThat(ring.held().bytes() <= mostBytes || ring.held().size() == 1)
          .as("%d bytes in %d rows", ring.held().bytes(), ring.held().size())
          .isTrue();
      assertThat(ring.recordsShown() + ring.dropped())
          .as("shown and dropped make up what matched")
          .isEqualTo(ring.matched());
      assertThat(ring.matched()).isLessThanOrEqualTo(ring.tested());
      assertThat(shown(ring)).isSorted().doesNotHaveDuplicates().isSubsetOf(held(ring));
    }
    while (ring.isRefiltering()) {
      ring.refilterOne(multiplesOf(modulus));
    }
    Predicate<StreamRecord> matching = multiplesOf(modulus);
    assertThat(shown(ring))
        .as("exactly the rows held that match, and the gaps")
        .isEqualTo(
            held(ring).stream()
                .filter(
                    id ->
                        switch (ring.held().get(id)) {
                          case HeldRow.OfGap _ -> true;
                          case HeldRow.OfRecord(StreamRecord record) -> matching.test(record);
                        })
                .toList());
    assertThat(ring.held().holds(ring.held().nextId())).isFalse();
  }

  @Test
  void whatGoesInComesOut() {
    var ring = new TailRing(100, 1 << 20);
    var gap = new TailGap(new PartitionRef(CLICKS, 0), -1, "trimmed: älter als die Frist");
    List<StreamRecord> records =
        List.of(
            new StreamRecord(
                ORDERS,
                new Position.Offset(11, Long.MAX_VALUE),
                -1,
                TimestampType.NONE,
                1_700_000_000_123L,
                new Payload.Bytes(new byte[] {1, 2, 3}, 9_000),
                Payload.ABSENT,
                List.of(
                    new Header("trace", Payload.of("été".getBytes(UTF_8))),
                    new Header("trace", Payload.ABSENT),
                    new Header("", Payload.of(new byte[0]))),
                9_012),
            new StreamRecord(
                CLICKS,
                new Position.EntryId(5, -2),
                5,
                TimestampType.ENTRY_ID,
                6,
                Payload.of(new byte[0]),
                Payload.of(new byte[100_000]),
                List.of(),
                100_000));
    ring.append(records.get(0));
    ring.append(gap, 42);
    ring.append(records.get(1));

    assertThat(ring.held().get(1)).isEqualTo(new HeldRow.OfRecord(records.get(0)));
    assertThat(ring.held().get(2)).isEqualTo(new HeldRow.OfGap(gap, 42));
    assertThat(ring.held().get(3)).isEqualTo(new HeldRow.OfRecord(records.get(1)));
    assertThat(ring.held().bytes()).as("bytes held").isBetween(100_100L, 100_500L);
  }

  /** Arrays are written again once their rows are gone, and never while somebody reads in them. */
  @Property(tries = 100)
  void whatIsLentStaysAsItIs(@ForAll @IntRange(min = 1, max = 3_000) int more) {
    var ring = new TailRing(1_000, 1 << 30);
    long number = 0;
    while (number < 1_500) {
      ring.append(large(number++));
    }
    PackedRows.Lent lent = ring.held().lend(ring.shown());
    for (int i = 0; i < more; i++) {
      ring.append(large(number++));
    }
    assertThat(lent.count()).isEqualTo(1_000);
    assertThat(lent)
        .extracting(StreamRecord::timestampMillis)
        .as("records lent, after %d more have come", more)
        .containsExactlyElementsOf(LongStream.range(500, 1_500).boxed().toList());
    long oldest = ring.held().oldestId();
    assertThat(ring.held().get(oldest))
        .as("the oldest row held")
        .isEqualTo(new HeldRow.OfRecord(large(oldest - 1)));
  }

  /** Some hundred of these fill an array. */
  private static StreamRecord large(long number) {
    byte[] value = new byte[1_000 + (int) (number % 700)];
    Arrays.fill(value, (byte) number);
    return record(number, value);
  }

  private static List<Long> held(TailRing ring) {
    List<Long> ids = new ArrayList<>();
    for (long id = ring.held().oldestId(); id < ring.held().nextId(); id++) {
      ids.add(id);
    }
    return ids;
  }

  private static List<Long> shown(TailRing ring) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < ring.shown().size(); i++) {
      ids.add(ring.shown().get(i));
    }
    return ids;
  }
}
