package dev.weir.engine.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.fixture.MemoryBatch;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailGap;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class InboxTest {
  private static final StreamRef ORDERS = new StreamRef("shop", "orders");

  private static MemoryBatch batch(int records) {
    return MemoryBatch.aged(ORDERS, 1_790_000_000_000L, new long[records]);
  }

  @Property(tries = 200)
  void everythingComesOutInOrder(@ForAll @Size(max = 60) List<@IntRange(max = 40) Integer> sizes) {
    var inbox = new Inbox(100);
    List<Object> put = new ArrayList<>();
    long bytes = 0;
    for (int size : sizes) {
      if (size == 0) {
        var gap = new TailGap(new PartitionRef(ORDERS, 0), put.size(), "expired");
        inbox.put(gap, 7);
        put.add(new Inbox.Item.Gap(gap, 7));
      } else {
        MemoryBatch batch = batch(size);
        inbox.put(batch);
        put.add(new Inbox.Item.Records(batch));
        bytes += batch.bytes();
      }
      assertThat(inbox.bytes()).isEqualTo(bytes);
      assertThat(inbox.isFull()).as("full at %s bytes", bytes).isEqualTo(bytes > 100);
      assertThat(inbox.isHalfFull()).isEqualTo(bytes > 50);
    }
    List<Object> taken = new ArrayList<>();
    for (Inbox.Item next = inbox.take(); next != null; next = inbox.take()) {
      taken.add(next);
    }
    assertThat(taken).isEqualTo(put);
    assertThat(inbox.bytes()).isZero();
  }
}
