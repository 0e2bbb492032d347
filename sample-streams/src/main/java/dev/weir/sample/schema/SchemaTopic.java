package dev.weir.sample.schema;

import dev.weir.sample.event.Topic;
import java.util.List;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The records of {@code _schemas}: keys and values as Confluent Schema Registry writes them, so
 * that whoever can read that topic needs no registry.
 */
public final class SchemaTopic {
  /** Id of the Avro schema of {@code shipments}. */
  public static final int SHIPMENTS_ID = 1;

  /** Id of the Protobuf schema of {@code fraud-scores}. */
  public static final int FRAUD_SCORES_ID = 2;

  /** One record of the topic. */
  public record SchemaRecord(String key, String value) {}

  private SchemaTopic() {}

  public static List<SchemaRecord> records() {
    return List.of(
        record(Topic.SHIPMENTS, SHIPMENTS_ID, "", ShipmentCodec.SCHEMA),
        record(
            Topic.FRAUD_SCORES,
            FRAUD_SCORES_ID,
            "\"schemaType\":\"PROTOBUF\",",
            FraudScoreCodec.SCHEMA));
  }

  private static SchemaRecord record(Topic topic, int id, String schemaType, String schema) {
    String subject = topic.topicName() + "-value";
    String key =
        "{\"keytype\":\"SCHEMA\",\"subject\":\"" + subject + "\",\"version\":1,\"magic\":1}";
    String value =
        "{\"subject\":\""
            + subject
            + "\",\"version\":1,\"id\":"
            + id
            + ","
            + schemaType
            + "\"schema\":\""
            + new String(JsonStringEncoder.getInstance().quoteAsCharArray(schema))
            + "\",\"deleted\":false}";
    return new SchemaRecord(key, value);
  }
}
