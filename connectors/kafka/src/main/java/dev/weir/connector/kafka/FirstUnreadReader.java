package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.FirstUnread;
import dev.weir.stream.LagSample;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/**
 * Reads the record a group would read next, with a consumer of its own that is in no group. A
 * reader of committed records passes over markers and aborted records, so one that comes to the end
 * without a record proves that nothing waits.
 */
final class FirstUnreadReader {
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final Duration POLL = Duration.ofMillis(250);

  /** One batch is fetched however large it is; more than that is not wanted. */
  private static final int FETCH_BYTES = 4_096;

  private final ClusterLink link;

  FirstUnreadReader(ClusterLink link) {
    this.link = link;
  }

  FirstUnread read(LagSample sample) {
    if (sample.committed().isEmpty() || sample.end().isEmpty()) {
      return new FirstUnread.NotTold("Without a commit nobody knows where the group goes on.");
    }
    long committed = sample.committed().getAsLong();
    long end = sample.end().getAsLong();
    if (committed >= end) {
      return new FirstUnread.NothingWaits(committed, end);
    }
    TopicPartition partition =
        new TopicPartition(sample.partition().stream().name(), sample.partition().partition());
    Map<String, Object> properties =
        new HashMap<>(link.properties().consumer(ReadIsolation.READ_COMMITTED, "first-unread"));
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    link.reachability().require();
    try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer = new KafkaConsumer<>(properties)) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, Math.max(committed, sample.logStart().orElse(0)));
      return read(consumer, partition, committed, end);
    } catch (OffsetOutOfRangeException gone) {
      return new FirstUnread.NotTold("It has been deleted in the meantime.");
    } catch (RuntimeException refused) {
      ConnectorException failure = link.words().exception("read the first unread record", refused);
      if (failure.failure() instanceof ConnectorFailure.Unauthorized) {
        return new FirstUnread.NotTold(
            "Not authorised to read records: that takes READ on topic " + partition.topic() + ".");
      }
      throw failure;
    }
  }

  private static FirstUnread read(
      KafkaConsumer<ByteBuffer, ByteBuffer> consumer,
      TopicPartition partition,
      long committed,
      long end) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - until < 0) {
      ConsumerRecords<ByteBuffer, ByteBuffer> polled = consumer.poll(POLL);
      for (ConsumerRecord<ByteBuffer, ByteBuffer> record : polled) {
        return new FirstUnread.Found(
            new Position.Offset(partition.partition(), record.offset()),
            record.timestampType() == TimestampType.NO_TIMESTAMP_TYPE
                ? OptionalLong.empty()
                : OptionalLong.of(record.timestamp()));
      }
      long position = consumer.position(partition, POLL);
      if (position >= end) {
        return new FirstUnread.NothingWaits(committed, position);
      }
      OptionalLong ahead = consumer.currentLag(partition);
      if (ahead.isPresent() && ahead.getAsLong() == 0) {
        return new FirstUnread.Blocked(position);
      }
    }
    return new FirstUnread.NotTold("The partition's leader did not answer in time.");
  }
}
