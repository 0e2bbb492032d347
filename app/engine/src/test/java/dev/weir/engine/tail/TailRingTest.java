package dev.weir.engine.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TailRingTest {
  private static final StreamRef ORDERS = new StreamRef("shop", "orders");

  private static HeldRow row(long id) {
    return new HeldRow(
        id,
        new StreamRecord(
            ORDERS,
            new Position.Offset(0, id),
            0,
            TimestampType.NONE,
            0,
            Payload.ABSENT,
            Payload.of(new byte[(int) (id % 50)]),
            List.of(),
            (int) (id % 50)));
  }

  /** Each step: below 60 appends, 60 to 79 passes over, 80 to 89 filters anew, else refilters. */
  @Property(tries = 500)
  void countsAddUpAndBoundsHold(
      @ForAll @Size(max = 300) List<@IntRange(max = 99) Integer> steps,
      @ForAll @IntRange(min = 1, max = 40) int mostRows) {
    long mostBytes = 6_000;
    var ring = new TailRing(mostRows, mostBytes);
    long nextId = 1;
    long modulus = 1;
    for (int step : steps) {
      long by = modulus;
      if (step < 60) {
        if (nextId % by == 0) {
          ring.append(row(nextId));
        } else {
          ring.passedOver();
        }
        nextId++;
      } else if (step < 80) {
        ring.passedOver();
      } else if (step < 90) {
        ring.startFilter();
        modulus = 1L + step % 4;
      } else if (ring.isRefiltering()) {
        ring.refilterOne(row -> row.id() % by == 0);
      }
      assertThat(ring.held().size()).as("rows held").isLessThanOrEqualTo(mostRows);
      assertThat(ring.heapBytes() <= mostBytes || ring.held().size() == 1).isTrue();
      assertThat(ring.shown().size() + ring.dropped())
          .as("shown and dropped make up what matched")
          .isEqualTo(ring.matched());
      assertThat(ring.matched()).isLessThanOrEqualTo(ring.tested());
      assertThat(ids(ring.held())).isSorted().doesNotHaveDuplicates();
      assertThat(ids(ring.shown())).isSorted().isSubsetOf(ids(ring.held()));
    }
    long by = modulus;
    while (ring.isRefiltering()) {
      ring.refilterOne(row -> row.id() % by == 0);
    }
    assertThat(ids(ring.shown()))
        .as("exactly the rows held that match")
        .isEqualTo(ids(ring.held()).stream().filter(id -> id % by == 0).toList());
    for (long id : ids(ring.shown())) {
      assertThat(ring.shown().get(ring.shown().indexOf(id)).id()).isEqualTo(id);
    }
    assertThat(ring.held().indexOf(nextId)).isEqualTo(-1);
  }

  private static List<Long> ids(RowDeque rows) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      ids.add(rows.get(i).id());
    }
    return ids;
  }
}
