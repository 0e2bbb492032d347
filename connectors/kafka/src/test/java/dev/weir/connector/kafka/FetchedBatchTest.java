package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TimestampType;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchedBatchTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "grüße", "€", "日本", "a😀b"})
  void measuresTextAsUtf8(String text) {
    assertThat(FetchedBatch.utf8Length(text))
        .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void aRecordWithoutHeadersCostsNoByteOfHeap() {
    List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      records.add(
          new ConsumerRecord<>(
              "t",
              0,
              i,
              55 + i,
              org.apache.kafka.common.record.TimestampType.CREATE_TIME,
              1,
              200,
              ByteBuffer.allocate(1),
              ByteBuffer.allocate(200),
              new RecordHeaders(),
              Optional.empty()));
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    long read = 0;
    for (int round = 0; round < 200; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      FetchedBatch batch = new FetchedBatch(Cluster.stream("t"), 0, 99, records);
      for (int i = 0; i < batch.count(); i++) {
        read += batch.timestampMillis(i) + batch.sizeBytes(i);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(read).isPositive();
    assertThat(least).as("bytes allocated for a batch of 10,000 records").isLessThan(1_000);
  }

  @Test
  void copiesWithoutMovingTheSharedBuffer() {
    ByteBuffer shared = ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 9}).slice(1, 3);
    FetchedBatch batch =
        new FetchedBatch(
            Cluster.stream("t"),
            4,
            99,
            List.of(
                new ConsumerRecord<>(
                    "t",
                    4,
                    7,
                    55,
                    org.apache.kafka.common.record.TimestampType.LOG_APPEND_TIME,
                    -1,
                    3,
                    null,
                    shared,
                    new RecordHeaders().add("h", new byte[] {5, 6}),
                    Optional.empty())));
    StreamRecord cut = batch.record(0, 2);
    StreamRecord whole = batch.record(0, 100);
    assertThat(cut.value()).isEqualTo(new Payload.Bytes(new byte[] {1, 2}, 3));
    assertThat(whole.value()).isEqualTo(Payload.of(new byte[] {1, 2, 3}));
    assertThat(whole.key()).isEqualTo(Payload.ABSENT);
    assertThat(batch.bytes()).isEqualTo(6).isEqualTo(batch.sizeBytes(0));
    assertThat(batch.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    assertThat(batch.timestampMillis(0)).isEqualTo(55);
    assertThat(batch.receivedMillis()).isEqualTo(99);
  }
}
