package dev.weir.sample.schema;

import dev.weir.sample.event.EventType;
import dev.weir.sample.event.UnreadableEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** {@link Shipment} as Avro in Confluent's wire format. For one thread. */
public final class ShipmentCodec {
  /** The schema, as it is kept in {@code _schemas}. */
  public static final String SCHEMA =
      """
      {"type":"record","name":"ShipmentEvent","namespace":"dev.weir.sample","fields":[\
      {"name":"id","type":"string"},\
      {"name":"type","type":{"type":"enum","name":"ShipmentType",\
      "symbols":["ShipmentDispatched","ShipmentDelivered"]}},\
      {"name":"version","type":"int"},\
      {"name":"source","type":"string"},\
      {"name":"time","type":{"type":"long","logicalType":"timestamp-millis"}},\
      {"name":"correlation_id","type":"string"},\
      {"name":"data","type":{"type":"record","name":"Shipment","fields":[\
      {"name":"shipment_id","type":"string"},\
      {"name":"order_id","type":"string"},\
      {"name":"carrier","type":"string"},\
      {"name":"weight_grams","type":"int"}]}}]}\
      """;

  private static final Schema EVENT = new Schema.Parser().parse(SCHEMA);
  private static final Schema TYPE = EVENT.getField("type").schema();
  private static final Schema DATA = EVENT.getField("data").schema();

  private final byte[] header;
  private final GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(EVENT);
  private final GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(EVENT);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private @Nullable BinaryEncoder encoder;
  private @Nullable BinaryDecoder decoder;

  /** Writes the id of the schema in {@code _schemas} before each event. */
  public ShipmentCodec(int schemaId) {
    header = WireFormat.header(schemaId, false);
  }

  public byte[] encode(Shipment shipment) {
    var data = new GenericData.Record(DATA);
    data.put("shipment_id", shipment.shipmentId());
    data.put("order_id", shipment.orderId());
    data.put("carrier", shipment.carrier());
    data.put("weight_grams", shipment.weightGrams());
    var event = new GenericData.Record(EVENT);
    event.put("id", shipment.id());
    event.put("type", new GenericData.EnumSymbol(TYPE, shipment.type().typeName()));
    event.put("version", EventType.VERSION);
    event.put("source", shipment.type().source());
    event.put("time", shipment.epochMillis());
    event.put("correlation_id", shipment.correlationId());
    event.put("data", data);
    bytes.reset();
    bytes.writeBytes(header);
    try {
      BinaryEncoder reused = EncoderFactory.get().directBinaryEncoder(bytes, encoder);
      encoder = reused;
      writer.write(event, reused);
      reused.flush();
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return bytes.toByteArray();
  }

  /**
   * The event in these bytes.
   *
   * @throws UnreadableEvent when they are none
   */
  public Shipment decode(byte[] value) {
    if (value.length <= header.length || value[0] != WireFormat.MAGIC) {
      throw new UnreadableEvent("no Avro event in " + value.length + " bytes");
    }
    try {
      BinaryDecoder reused =
          DecoderFactory.get()
              .binaryDecoder(value, header.length, value.length - header.length, decoder);
      decoder = reused;
      GenericRecord event = reader.read(new GenericData.Record(EVENT), reused);
      var data = (GenericRecord) event.get("data");
      String type = event.get("type").toString();
      return new Shipment(
          event.get("id").toString(),
          EventType.named(type).orElseThrow(() -> new UnreadableEvent("no type " + type)),
          (Long) event.get("time"),
          event.get("correlation_id").toString(),
          data.get("shipment_id").toString(),
          data.get("order_id").toString(),
          data.get("carrier").toString(),
          (Integer) data.get("weight_grams"));
    } catch (IOException | AvroRuntimeException malformed) {
      throw new UnreadableEvent("malformed Avro: " + malformed.getMessage(), malformed);
    }
  }
}
