package dev.weir.engine.deadletter.dialect;

import java.util.Optional;

/** A way to mark a dead letter: the header names and encodings of one writer. */
public enum Dialect {
  /** {@code DeadLetterPublishingRecoverer}: {@code kafka_dlt-*}. */
  SPRING_KAFKA("spring-kafka", "Spring Kafka"),
  /** {@code @RetryableTopic}: {@code kafka_original-*}, {@code retry_topic-*}. */
  SPRING_RETRYABLE_TOPIC("spring-retryable-topic", "Spring Kafka @RetryableTopic"),
  /** Its Kafka binder: {@code x-original-*} with binary numbers, {@code x-exception-*}. */
  SPRING_CLOUD_STREAM("spring-cloud-stream", "Spring Cloud Stream"),
  /** Sinks with {@code errors.deadletterqueue.context.headers.enable}. */
  KAFKA_CONNECT("kafka-connect", "Kafka Connect"),
  /** KIP-1034. */
  KAFKA_STREAMS("kafka-streams", "Kafka Streams"),
  /** KIP-1191: written by the broker, normally without key and value. */
  SHARE_GROUP("share-group", "Kafka share group"),
  SMALLRYE("smallrye", "SmallRye dead-letter-queue"),
  SMALLRYE_RETRY("smallrye-delayed-retry", "SmallRye delayed-retry-topic"),
  SMALLRYE_DESERIALIZATION("smallrye-deserialization", "SmallRye deserialisation failure"),
  KARAFKA("karafka", "Karafka Pro"),
  WATERMILL("watermill", "Watermill"),
  BRIGHTER("brighter", "Brighter"),
  KNATIVE("knative", "Knative"),
  NSERVICEBUS("nservicebus", "NServiceBus"),
  MASSTRANSIT("masstransit", "MassTransit"),
  /** What hand-written readers put into headers, mostly as text. */
  PLAIN("plain", "plain headers"),
  /** A JSON object around the payload. */
  ENVELOPE("envelope", "JSON envelope"),
  PROTEAN("protean", "Protean"),
  ROTIF("rotif", "rotif"),
  /** Fields of a Redis entry, recognised by their names. */
  REDIS_FIELDS("redis-fields", "Redis fields"),
  /** No dead-letter stream: an entry that a Redis group was given often and never acknowledged. */
  REDIS_PENDING("redis-pending", "Redis pending entry");

  private final String label;
  private final String title;

  Dialect(String label, String title) {
    this.label = label;
    this.title = title;
  }

  /** As the command line and the settings file spell it. */
  public String label() {
    return label;
  }

  /** As the window shows it. */
  public String title() {
    return title;
  }

  /** The dialect of that label. */
  public static Optional<Dialect> ofLabel(String label) {
    for (Dialect dialect : values()) {
      if (dialect.label.equals(label)) {
        return Optional.of(dialect);
      }
    }
    return Optional.empty();
  }
}
