package dev.weir.sample.schema;

import com.google.protobuf.CodedOutputStream;
import dev.weir.sample.event.EventType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * {@link FraudScore} as Protobuf in Confluent's wire format, written field by field, because every
 * order is scored. For one thread.
 */
public final class FraudScoreCodec {
  /** The schema, as it is kept in {@code _schemas}. */
  public static final String SCHEMA =
      """
      syntax = "proto3";
      package dev.weir.sample;

      message FraudScored {
        string id = 1;
        string type = 2;
        int32 version = 3;
        string source = 4;
        // Milliseconds since 1970-01-01T00:00:00Z.
        int64 time = 5;
        string correlation_id = 6;
        Data data = 7;

        message Data {
          string order_id = 1;
          double score = 2;
          string model = 3;
          sint64 feature_age_ms = 4;
          int64 inference_nanos = 5;
        }
      }
      """;

  private static final EventType TYPE = EventType.FRAUD_SCORED;

  private final byte[] header;
  private final byte[] event = new byte[512];
  private final byte[] data = new byte[256];

  /** Writes the id of the schema in {@code _schemas} before each event. */
  public FraudScoreCodec(int schemaId) {
    header = WireFormat.header(schemaId, true);
  }

  public byte[] encode(FraudScore score) {
    try {
      CodedOutputStream inner = CodedOutputStream.newInstance(data);
      inner.writeString(1, score.orderId());
      inner.writeDouble(2, score.score());
      inner.writeString(3, score.model());
      inner.writeSInt64(4, score.featureAgeMillis());
      inner.writeInt64(5, score.inferenceNanos());
      inner.flush();
      CodedOutputStream outer = CodedOutputStream.newInstance(event);
      outer.writeRawBytes(header);
      outer.writeString(1, score.id().toString());
      outer.writeString(2, TYPE.typeName());
      outer.writeInt32(3, EventType.VERSION);
      outer.writeString(4, TYPE.source());
      outer.writeInt64(5, score.epochMillis());
      outer.writeString(6, score.correlationId());
      outer.writeByteArray(7, data, 0, inner.getTotalBytesWritten());
      outer.flush();
      return Arrays.copyOf(event, outer.getTotalBytesWritten());
    } catch (IOException tooLong) {
      throw new UncheckedIOException("a score of order " + score.orderId(), tooLong);
    }
  }
}
