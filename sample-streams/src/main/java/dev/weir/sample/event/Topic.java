package dev.weir.sample.event;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Kafka topics of the platform. Sizes are bounded so that hours at the highest rate stay below
 * a gigabyte.
 */
public enum Topic {
  ORDERS("orders", 6, Size.LARGE),
  PAYMENTS("payments", 6, Size.MEDIUM),
  INVENTORY("inventory", 6, Size.MEDIUM),
  SHIPMENTS("shipments", 3, Size.SMALL),
  FRAUD_SCORES("fraud-scores", 6, Size.MEDIUM),
  ANALYTICS("analytics", 1, Size.SMALL),
  INVENTORY_HEALTH("inventory-health", 1, Size.COMPACTED),
  STUDENT_ENROLLED("student.enrolled", 3, Size.SMALL),
  ASSIGNMENT_SUBMITTED("assignment.submitted", 3, Size.SMALL),
  GRADE_UPDATED("grade.updated", 3, Size.SMALL),
  PAYMENTS_RETRY_1S("payments-retry-1s", 3, Size.SMALL),
  PAYMENTS_RETRY_2S("payments-retry-2s", 3, Size.SMALL),
  PAYMENTS_RETRY_4S("payments-retry-4s", 3, Size.SMALL),
  PAYMENTS_DEAD_LETTERS("payments-dlt", 6, Size.SMALL),
  ORDERS_SINK_DEAD_LETTERS("orders-sink-dlq", 3, Size.SMALL),
  INVENTORY_DEAD_LETTERS("inventory.dlq", 3, Size.SMALL),
  GRADE_STATS_DEAD_LETTERS("grade-stats-dlq", 1, Size.SMALL),
  /** Written by the broker itself for the share group {@code fulfilment} (KIP-1191). */
  SHIPMENTS_DEAD_LETTERS("dlq.shipments", 1, Size.BROKER_WRITTEN),
  /** Schemas as Confluent Schema Registry stores them, so that no registry is needed to decode. */
  SCHEMAS("_schemas", 1, Size.COMPACTED);

  private enum Size {
    LARGE(32L << 20, 8 << 20),
    MEDIUM(16L << 20, 8 << 20),
    SMALL(8L << 20, 4 << 20),
    COMPACTED(-1, 1 << 20),
    BROKER_WRITTEN(8L << 20, 4 << 20);

    private final long retentionBytes;
    private final int segmentBytes;

    Size(long retentionBytes, int segmentBytes) {
      this.retentionBytes = retentionBytes;
      this.segmentBytes = segmentBytes;
    }
  }

  private final String topicName;
  private final int partitions;
  private final Size size;

  Topic(String topicName, int partitions, Size size) {
    this.topicName = topicName;
    this.partitions = partitions;
    this.size = size;
  }

  public String topicName() {
    return topicName;
  }

  public int partitions() {
    return partitions;
  }

  /** Topic configuration. */
  public Map<String, String> configuration() {
    var configuration = new LinkedHashMap<String, String>();
    configuration.put("segment.bytes", Integer.toString(size.segmentBytes));
    if (size == Size.COMPACTED) {
      configuration.put("cleanup.policy", "compact");
    } else {
      configuration.put("retention.bytes", Long.toString(size.retentionBytes));
    }
    if (size == Size.BROKER_WRITTEN) {
      configuration.put("errors.deadletterqueue.group.enable", "true");
    }
    return configuration;
  }

  /** The topics that carry events, without retries, dead letters and schemas. */
  public static List<Topic> business() {
    return Arrays.stream(values()).filter(topic -> topic.compareTo(GRADE_UPDATED) <= 0).toList();
  }

  /** The topics that carry dead letters. */
  public static List<Topic> deadLetters() {
    return Arrays.stream(values()).filter(topic -> topic.name().endsWith("DEAD_LETTERS")).toList();
  }
}
