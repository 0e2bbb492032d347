package dev.weir.engine.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.fixture.MemoryBatch;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.StreamRef;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InboxTest {
  private static final StreamRef ORDERS = new StreamRef("shop", "orders");

  private static MemoryBatch batch(int records) {
    return MemoryBatch.aged(ORDERS, 1_790_000_000_000L, new long[records]);
  }

  @Property(tries = 200)
  void neverHoldsMoreThanItsLimitAndCountsWhatItDrops(
      @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 40) Integer> sizes) {
    long limit = 100 * 6;
    var inbox = new Inbox(limit);
    long put = 0;
    for (int size : sizes) {
      inbox.put(batch(size));
      put += size;
      assertThat(inbox.bytes()).isLessThanOrEqualTo(limit);
    }
    long taken = 0;
    for (RecordBatch next = inbox.take(); next != null; next = inbox.take()) {
      taken += next.count();
    }
    assertThat(taken + inbox.droppedRecords()).as("records taken and dropped").isEqualTo(put);
  }

  @Test
  void theNewestStaysHoweverLargeItIs() {
    var inbox = new Inbox(10);
    inbox.put(batch(5));
    MemoryBatch large = batch(100);
    inbox.put(large);
    assertThat(inbox.take()).isSameAs(large);
    assertThat(inbox.droppedRecords()).isEqualTo(5);
  }
}
