package dev.weir.sample.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the platform's clients. Consumers ask for a lot at once and wait up to 200 ms for it: a
 * dozen of them share two cores with a broker and a console.
 */
public record KafkaClients(String bootstrapServers) {
  /** How a group is coordinated. */
  public enum Protocol {
    CLASSIC,
    /** KIP-848. */
    CONSUMER
  }

  public Admin admin() {
    Map<String, Object> properties = common("sample-admin");
    properties.put("request.timeout.ms", "8000");
    properties.put("default.api.timeout.ms", "12000");
    return Admin.create(properties);
  }

  public KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        producing("sample"), new ByteArraySerializer(), new ByteArraySerializer());
  }

  public KafkaProducer<byte[], byte[]> transactionalProducer(String transactionalId) {
    Map<String, Object> properties = producing(transactionalId);
    properties.put("transactional.id", transactionalId);
    properties.put("transaction.timeout.ms", "15000");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A consumer that has subscribed. */
  public KafkaConsumer<byte[], byte[]> subscribed(
      String group, Protocol protocol, boolean committedOnly, List<String> topics) {
    Map<String, Object> properties = consuming(group);
    if (protocol == Protocol.CONSUMER) {
      properties.put("group.protocol", "consumer");
    } else {
      properties.put("group.protocol", "classic");
      properties.put("session.timeout.ms", "10000");
      // A stalled consumer stays in its group: what it lacks is progress, not life.
      properties.put("max.poll.interval.ms", "86400000");
    }
    properties.put("isolation.level", committedOnly ? "read_committed" : "read_uncommitted");
    var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(topics);
    return consumer;
  }

  /** A consumer that is to be given its partitions, and commits by hand for this group. */
  public KafkaConsumer<byte[], byte[]> assigned(String group) {
    return new KafkaConsumer<>(
        consuming(group), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A member of a share group (KIP-932) that acknowledges every record by hand. */
  public KafkaShareConsumer<byte[], byte[]> sharing(String group, List<String> topics) {
    Map<String, Object> properties = common(group);
    properties.put("group.id", group);
    properties.put("share.acknowledgement.mode", "explicit");
    properties.put("fetch.max.wait.ms", "250");
    var consumer =
        new KafkaShareConsumer<>(
            properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(topics);
    return consumer;
  }

  private Map<String, Object> consuming(String group) {
    Map<String, Object> properties = common(group);
    properties.put("group.id", group);
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "earliest");
    properties.put("allow.auto.create.topics", "false");
    properties.put("fetch.min.bytes", "65536");
    properties.put("fetch.max.wait.ms", "200");
    properties.put("max.poll.records", "2000");
    return properties;
  }

  private Map<String, Object> producing(String clientId) {
    Map<String, Object> properties = common(clientId);
    properties.put("acks", "all");
    properties.put("compression.type", "lz4");
    properties.put("linger.ms", "40");
    properties.put("batch.size", "65536");
    properties.put("buffer.memory", "33554432");
    // The first send waits for metadata, and a broker that has just started takes its time.
    properties.put("max.block.ms", "60000");
    properties.put("delivery.timeout.ms", "60000");
    properties.put("request.timeout.ms", "10000");
    return properties;
  }

  private Map<String, Object> common(String clientId) {
    var properties = new HashMap<String, Object>();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("client.id", clientId);
    properties.put("metric.reporters", "");
    properties.put("reconnect.backoff.max.ms", "2000");
    return properties;
  }
}
