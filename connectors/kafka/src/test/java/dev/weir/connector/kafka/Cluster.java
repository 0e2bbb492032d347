package dev.weir.connector.kafka;

import dev.weir.sample.broker.KafkaBroker;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailGap;
import dev.weir.stream.TailPoll;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** The one broker of the test JVM, and short words for what tests do to it. */
final class Cluster {
  static final String CONNECTION = "test";
  private static final AtomicInteger TOPICS = new AtomicInteger();

  /** Started with the first test, ended by its own shutdown hook. */
  private static final class Shared {
    private static final KafkaBroker BROKER =
        KafkaBroker.builder()
            .property("message.max.bytes", "26214400")
            .property("replica.fetch.max.bytes", "26214400")
            .property("group.share.record.lock.duration.ms", "15000")
            .start();

    private static final Admin ADMIN =
        Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()));

    private static final KafkaProducer<byte[], byte[]> PRODUCER = producer(Map.of());
  }

  private Cluster() {}

  static String address() {
    return Shared.BROKER.bootstrapServers();
  }

  static Admin admin() {
    return Shared.ADMIN;
  }

  static KafkaConnector connector() {
    return connector(address(), Map.of());
  }

  static KafkaConnector connector(String address, Map<String, String> properties) {
    return new KafkaConnector(
        new ConnectionSpec(CONNECTION, "kafka", address, properties), InstantSource.system());
  }

  static StreamRef stream(String topic) {
    return new StreamRef(CONNECTION, topic);
  }

  static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, Shared.BROKER.bootstrapServers());
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 26_214_400);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * 1024 * 1024);
    properties.putAll(more);
    return new KafkaProducer<>(properties);
  }

  static Map<String, Object> group(String id) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, address());
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, id);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return properties;
  }

  /** Makes a topic of a name no other test has, and waits until it has leaders. */
  static String topic(int partitions, Map<String, String> settings) {
    String name = "topic-" + TOPICS.incrementAndGet();
    topic(name, partitions, settings);
    return name;
  }

  static void topic(String name, int partitions, Map<String, String> settings) {
    get(
        admin()
            .createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings)))
            .all());
    Awaitility.await("leaders of " + name)
        .until(
            () ->
                describe(name).partitions().stream().filter(Topics::hasLeader).count()
                    == partitions);
  }

  static TopicDescription describe(String topic) {
    return there(get(admin().describeTopics(List.of(topic)).allTopicNames()), topic);
  }

  static <K, V> V there(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new AssertionError(key + " is missing among " + map.keySet());
    }
    return value;
  }

  static RecordMetadata send(String topic, int partition, String key, String value) {
    return send(new ProducerRecord<>(topic, partition, bytes(key), bytes(value)));
  }

  static RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
    try {
      return Shared.PRODUCER.send(record).get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException failed) {
      throw new AssertionError("record not sent to " + record.topic(), failed);
    }
  }

  static Future<RecordMetadata> sendLater(ProducerRecord<byte[], byte[]> record) {
    return Shared.PRODUCER.send(record);
  }

  /** Sends so many short records, spread evenly over the partitions. */
  static void fill(String topic, int partitions, int records) {
    for (int i = 0; i < records; i++) {
      var unused =
          Shared.PRODUCER.send(
              new ProducerRecord<>(topic, i % partitions, bytes("k" + i), bytes("value-" + i)));
    }
    Shared.PRODUCER.flush();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException failed) {
      throw new AssertionError("the broker did not do what the test asked for", failed);
    }
  }

  /** What a cursor has brought. */
  record Read(List<StreamRecord> records, List<TailGap> gaps) {
    Read() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void add(TailPoll poll) {
      gaps.addAll(poll.gaps());
      for (RecordBatch batch : poll.batches()) {
        for (int i = 0; i < batch.count(); i++) {
          records.add(batch.record(i, 1_024));
        }
      }
    }
  }

  /** Polls until the cursor has been where the topic ended when it was opened. */
  static Read readToOpeningEnd(RecordCursor cursor) {
    Read read = new Read();
    Awaitility.await("the end the topic had at opening")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              read.add(cursor.poll(Duration.ofMillis(200)));
              return cursor.reachedOpeningEnd();
            });
    return read;
  }

  /** Polls until so many records have come. */
  static Read read(RecordCursor cursor, int records) {
    Read read = new Read();
    Awaitility.await(records + " records")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              read.add(cursor.poll(Duration.ofMillis(200)));
              return read.records().size() >= records;
            });
    return read;
  }
}
