package dev.weir.sample.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import dev.weir.sample.event.EventId;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.UnreadableEvent;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

class CodecTest {
  private static final EventId ID = EventId.of(1, EventType.FRAUD_SCORED, 1, 0);

  @Test
  void shipmentsComeBackFromAvro() {
    var shipment =
        new Shipment(
            ID.toString(),
            EventType.SHIPMENT_DELIVERED,
            1_795_250_000_810L,
            ID.toString(),
            "s-00000001",
            "o-00000001",
            "Kestrel Freight",
            1_234);
    var codec = new ShipmentCodec(1);
    byte[] value = codec.encode(shipment);
    assertThat(Arrays.copyOf(value, 5)).containsExactly(0, 0, 0, 0, 1);
    assertThat(codec.decode(value)).isEqualTo(shipment);
    assertThatThrownBy(() -> codec.decode(Arrays.copyOf(value, 20)))
        .isInstanceOf(UnreadableEvent.class);
    assertThatThrownBy(() -> codec.decode(new byte[0])).isInstanceOf(UnreadableEvent.class);
  }

  @Test
  void scoresAreTheProtobufTheirSchemaSays() throws Exception {
    byte[] value =
        new FraudScoreCodec(2)
            .encode(
                new FraudScore(
                    ID, 1_795_250_000_810L, ID.toString(), "o-00000001", 0.25, "sgd-3", -1, 900));
    assertThat(Arrays.copyOf(value, 6)).containsExactly(0, 0, 0, 0, 2, 0);
    DynamicMessage event =
        DynamicMessage.parseFrom(descriptor(), Arrays.copyOfRange(value, 6, value.length));
    assertThat(event.getUnknownFields().asMap()).isEmpty();
    assertThat(field(event, "id")).isEqualTo(ID.toString());
    assertThat(field(event, "type")).isEqualTo("FraudScored");
    assertThat(field(event, "version")).isEqualTo(1);
    assertThat(field(event, "source")).isEqualTo("scoring");
    assertThat(field(event, "time")).isEqualTo(1_795_250_000_810L);
    assertThat(field(event, "correlation_id")).isEqualTo(ID.toString());
    var data = (DynamicMessage) field(event, "data");
    assertThat(data.getUnknownFields().asMap()).isEmpty();
    assertThat(field(data, "order_id")).isEqualTo("o-00000001");
    assertThat(field(data, "score")).isEqualTo(0.25);
    assertThat(field(data, "model")).isEqualTo("sgd-3");
    assertThat(field(data, "feature_age_ms")).isEqualTo(-1L);
    assertThat(field(data, "inference_nanos")).isEqualTo(900L);
  }

  @Test
  void theSchemaTopicIsReadableLikeARegistrys() {
    var json = new ObjectMapper();
    var records = SchemaTopic.records();
    assertThat(records).hasSize(2);
    var avro = json.readTree(records.get(0).value());
    assertThat(json.readTree(records.get(0).key()).toString())
        .isEqualTo(
            "{\"keytype\":\"SCHEMA\",\"subject\":\"shipments-value\",\"version\":1,\"magic\":1}");
    assertThat(avro.get("id").asInt()).isEqualTo(1);
    assertThat(avro.has("schemaType")).as("Avro is the registry's default").isFalse();
    assertThat(new org.apache.avro.Schema.Parser().parse(avro.get("schema").asString()).getName())
        .isEqualTo("ShipmentEvent");
    var protobuf = json.readTree(records.get(1).value());
    assertThat(protobuf.get("schemaType").asString()).isEqualTo("PROTOBUF");
    assertThat(protobuf.get("subject").asString()).isEqualTo("fraud-scores-value");
    assertThat(protobuf.get("schema").asString()).isEqualTo(FraudScoreCodec.SCHEMA);
  }

  private static Object field(DynamicMessage message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  /** The descriptor that the published .proto text describes, read from that text. */
  private static Descriptor descriptor() throws Exception {
    String text = FraudScoreCodec.SCHEMA;
    int inner = text.indexOf("message Data");
    var data = fields(DescriptorProto.newBuilder().setName("Data"), text.substring(inner));
    var event =
        fields(
            DescriptorProto.newBuilder().setName("FraudScored").addNestedType(data),
            text.substring(0, inner));
    var file =
        FileDescriptorProto.newBuilder()
            .setName("fraud.proto")
            .setSyntax("proto3")
            .setPackage("dev.weir.sample")
            .addMessageType(event);
    return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0])
        .findMessageTypeByName("FraudScored");
  }

  private static DescriptorProto.Builder fields(DescriptorProto.Builder message, String text) {
    var field = Pattern.compile("(\\w+) (\\w+) = (\\d+);").matcher(text);
    while (field.find()) {
      var builder =
          FieldDescriptorProto.newBuilder()
              .setName(field.group(2))
              .setNumber(Integer.parseInt(field.group(3)));
      if (field.group(1).equals("Data")) {
        builder
            .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
            .setTypeName(".dev.weir.sample.FraudScored.Data");
      } else {
        builder.setType(
            FieldDescriptorProto.Type.valueOf("TYPE_" + field.group(1).toUpperCase(Locale.ROOT)));
      }
      message.addField(builder);
    }
    return message;
  }
}
