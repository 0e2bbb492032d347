package dev.weir.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadDecoderTest {
  private static final StreamRef ORDERS = new StreamRef("prod", "orders");
  private static final String ORDER_AVRO =
      """
      {"type": "record", "name": "Order", "namespace": "shop", "fields": [
        {"name": "id", "type": "long"},
        {"name": "customer", "type": ["null", "string"]},
        {"name": "price", "type": {"type": "bytes", "logicalType": "decimal",
          "precision": 30, "scale": 2}},
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "counts", "type": {"type": "map", "values": "int"}},
        {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["NEW", "PAID"]}},
        {"name": "weight", "type": "double"},
        {"name": "gift", "type": "boolean"},
        {"name": "blob", "type": "bytes"}]}\
      """;
  private static final String ORDER_PROTO =
      """
      syntax = "proto3";
      package shop;
      import "google/protobuf/timestamp.proto";
      import "money.proto";
      // A comment; with { braces } and "quotes".
      option java_package = "x.y";
      enum State { option allow_alias = true; NEW = 0; PAID = 1; SETTLED = 1; }
      message Envelope {
        reserved 4, 10 to 12;
        message Order {
          int64 id = 1 [deprecated = true];
          optional string customer = 2;
          repeated int32 counts = 3;
          map<string, shop.Money> prices = 5;
          oneof payment { string card = 6; bool cash = 7; }
          State state = 8;
          uint64 big = 9;
          bytes blob = 13;
          google.protobuf.Timestamp at = 14;
        }
        Order order = 1;
      }
      service Shop { rpc Get (Envelope) returns (Envelope) { option deprecated = true; } }
      """;

  private final SchemaBook book = new SchemaBook();
  private final PayloadDecoder decoder = new PayloadDecoder(book);

  private Decoded decode(byte[] bytes) {
    return decoder.decode(ORDERS, Payload.of(bytes));
  }

  private Decoded decode(String text) {
    return decode(utf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static StreamRecord record(String stream, byte[] key, byte[] value, Header... headers) {
    return new StreamRecord(
        new StreamRef("prod", stream),
        new Position.Offset(0, 0),
        0,
        TimestampType.CREATE_TIME,
        0,
        Payload.of(key),
        Payload.of(value),
        List.of(headers),
        0);
  }

  private void register(int id, String type, String subject, String schema, String more) {
    var json = new StringBuilder("{\"subject\":\"" + subject + "\",\"version\":1,\"id\":" + id);
    if (!type.equals("AVRO")) {
      json.append(",\"schemaType\":\"").append(type).append('"');
    }
    json.append(",\"schema\":");
    ValueText.appendQuoted(json, schema);
    json.append(more).append(",\"deleted\":false}");
    book.accept(
        record(
            SchemaBook.TOPIC,
            utf8("{\"keytype\":\"SCHEMA\",\"subject\":\"" + subject + "\",\"version\":1}"),
            utf8(json.toString())));
  }

  private static byte[] framed(int id, byte[] indexes, byte[] message) {
    return ByteBuffer.allocate(5 + indexes.length + message.length)
        .put((byte) 0)
        .putInt(id)
        .put(indexes)
        .put(message)
        .array();
  }

  // --- null, text, JSON -------------------------------------------------------------------------

  @Test
  void nullIsNotEmpty() {
    Decoded absent = decoder.decode(ORDERS, Payload.ABSENT);
    Decoded empty = decode("");
    assertThat(absent.format()).isEqualTo("null");
    assertThat(empty.format()).isEqualTo("text");
    assertThat(empty.text()).isEmpty();
    assertThat(empty.note().orElseThrow()).contains("not null");
    assertThat(decoder.plain(ORDERS, Payload.ABSENT)).isNull();
    assertThat(decoder.plain(ORDERS, Payload.of(new byte[0]))).isEqualTo("");
  }

  @Test
  void jsonKeepsDigitsAndRepeatedNames() {
    Decoded decoded =
        decode("{\"n\": 12345678901234567890.10, \"a\": 1, \"a\": [true, null, \"ü\\n\"]}");
    assertThat(decoded.format()).isEqualTo("JSON");
    assertThat(decoded.tree())
        .contains(
            new ValueNode.Tree(
                List.of(
                    new ValueNode.Field("n", new ValueNode.Numeric("12345678901234567890.10")),
                    new ValueNode.Field("a", new ValueNode.Numeric("1")),
                    new ValueNode.Field(
                        "a",
                        new ValueNode.Items(
                            List.of(
                                new ValueNode.Truth(true),
                                new ValueNode.Nothing(),
                                new ValueNode.Text("ü\n")))))));
    assertThat(decoded.text())
        .isEqualTo(
            """
            {
              "n": 12345678901234567890.10,
              "a": 1,
              "a": [
                true,
                null,
                "ü\\n"
              ]
            }\
            """);
  }

  @Test
  void plainValuesLoseNoDigitOfAnInteger() {
    Object plain =
        decoder.plain(
            ORDERS,
            Payload.of(
                utf8(
                    "{\"long\":9223372036854775807,\"longer\":9223372036854775808,"
                        + "\"decimal\":0.1,\"exp\":1e3,\"list\":[{}]}")));
    assertThat(plain)
        .isEqualTo(
            Map.of(
                "long",
                Long.MAX_VALUE,
                "longer",
                "9223372036854775808",
                "decimal",
                0.1,
                "exp",
                1000.0,
                "list",
                List.of(Map.of())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":", "[1,]", "{} {}", "{\"a\":1}x", "[01]", "{'a':1}", "{\"a\" 1}"})
  void whatOnlyBeginsLikeJsonIsTextWithTheReason(String text) {
    Decoded decoded = decode(text);
    assertThat(decoded.format()).isEqualTo("text");
    assertThat(decoded.text()).isEqualTo(text);
    assertThat(decoded.note().orElseThrow()).startsWith("Begins like JSON, but: ");
  }

  @Test
  void aNumberOrAWordIsText() {
    assertThat(decode("42").format()).isEqualTo("text");
    assertThat(decoder.plain(ORDERS, Payload.of(utf8("42")))).isEqualTo("42");
    assertThat(decode("true").format()).isEqualTo("text");
    assertThat(decoder.plain(ORDERS, Payload.of(utf8("\"quoted\"")))).isEqualTo("quoted");
  }

  @Test
  void jsonNestedTooDeeplyIsTextAndDoesNotExhaustTheStack() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    Decoded decoded = decode(deep);
    assertThat(decoded.format()).isEqualTo("text");
    assertThat(decoded.note().orElseThrow()).containsIgnoringCase("depth");
    assertThat(decode("[".repeat(150) + "]".repeat(150)).format()).isEqualTo("JSON");
  }

  @Test
  void jsonOfTooManyValuesIsText() {
    Decoded decoded = decode("[" + "0,".repeat(JsonTree.MAX_VALUES) + "0]");
    assertThat(decoded.format()).isEqualTo("text");
    assertThat(decoded.note().orElseThrow()).contains("more than 200000 values");
  }

  @Test
  void aHugeNumberIsNeitherComputedNorLost() {
    Decoded decoded = decode("[1e999999999, " + "9".repeat(5000) + "]");
    assertThat(decoded.format()).isEqualTo("JSON");
    assertThat(decoded.text()).contains("1e999999999").contains("9".repeat(5000));
    Object plain = decoder.plain(ORDERS, Payload.of(utf8("[1e999999999]")));
    assertThat(plain).isEqualTo(List.of(Double.POSITIVE_INFINITY));
  }

  @Test
  void whatIsCutIsSaidToBe() {
    byte[] kept = utf8("{\"a\": \"" + "x".repeat(100));
    Decoded decoded = decoder.decode(ORDERS, new Payload.Bytes(kept, 20_000_000));
    assertThat(decoded.format()).isEqualTo("JSON");
    assertThat(decoded.tree()).isEmpty();
    assertThat(decoded.note().orElseThrow()).contains("107 of 20,000,000 bytes").contains("intact");
  }

  @Test
  void aCutInTheMiddleOfACharacterIsStillText() {
    byte[] euro = utf8("abc€");
    var cut = new Payload.Bytes(java.util.Arrays.copyOf(euro, euro.length - 1), euro.length);
    assertThat(decoder.decode(ORDERS, cut).format()).isEqualTo("text");
    assertThat(decoder.decode(ORDERS, cut).text()).isEqualTo("abc");
    assertThat(decode(cut.bytes()).format()).isEqualTo("bytes");
  }

  // --- bytes ------------------------------------------------------------------------------------

  @Test
  void bytesAreSaidToBeAFallback() {
    Decoded decoded = decode(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2, 3, 4});
    assertThat(decoded.format()).isEqualTo("bytes");
    assertThat(decoded.text()).isEqualTo("ff fe 00 01 02 03 04");
    assertThat(decoded.note().orElseThrow()).contains("Neither text nor a format");
    assertThat(decoder.plain(ORDERS, Payload.of(new byte[] {(byte) 0xff, 0}))).isEqualTo("/wA=");
  }

  @Test
  void eightBytesAreAlsoShownAsAnInteger() {
    Decoded decoded = decode(ByteBuffer.allocate(8).putLong(4711).array());
    assertThat(decoded.format()).isEqualTo("bytes");
    assertThat(decoded.note().orElseThrow()).contains("4711");
  }

  @Test
  void aJavaObjectIsNotDeserialised() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var objects = new ObjectOutputStream(out)) {
      objects.writeObject(new ArrayList<>(List.of("x")));
    }
    Decoded decoded = decode(out.toByteArray());
    assertThat(decoded.format()).isEqualTo("bytes");
    assertThat(decoded.note().orElseThrow()).contains("serialised Java object");
  }

  @Test
  void noBytesWhateverMakeTheDecoderFail() {
    register(1, "AVRO", "orders-value", ORDER_AVRO, "");
    registerProto();
    var random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      if (bytes.length > 5 && i % 3 == 0) {
        ByteBuffer.wrap(bytes).put((byte) 0).putInt(1 + i % 2 * 6);
      }
      Decoded decoded = decode(bytes);
      assertThat(decoded.text()).isNotNull();
      assertThat(decoder.preview(ORDERS, Payload.of(bytes), 40).length()).isLessThanOrEqualTo(40);
      decoder.plain(ORDERS, Payload.of(bytes));
    }
  }

  // --- Avro -------------------------------------------------------------------------------------

  private static GenericRecord order(Schema schema) {
    return new GenericRecordBuilder(schema)
        .set("id", Long.MAX_VALUE)
        .set("customer", "Ada")
        .set(
            "price",
            new Conversions.DecimalConversion()
                .toBytes(
                    new BigDecimal("-12345678901234567890.10"),
                    schema.getField("price").schema(),
                    schema.getField("price").schema().getLogicalType()))
        .set("tags", List.of("a", "b"))
        .set("counts", Map.of("x", -3))
        .set("state", new GenericData.EnumSymbol(schema.getField("state").schema(), "PAID"))
        .set("weight", 0.1)
        .set("gift", true)
        .set("blob", ByteBuffer.wrap(new byte[] {1, (byte) 0xff}))
        .build();
  }

  private static byte[] avro(Schema schema, GenericRecord record) throws IOException {
    var out = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().blockingBinaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static final String ORDER_TEXT =
      "{\"id\":9223372036854775807,\"customer\":\"Ada\",\"price\":-12345678901234567890.10,"
          + "\"tags\":[\"a\",\"b\"],\"counts\":{\"x\":-3},\"state\":\"PAID\",\"weight\":0.1,"
          + "\"gift\":true,\"blob\":\"0x01ff\"}";

  private static String oneLine(Decoded decoded) {
    return decoded.tree().map(tree -> ValueText.oneLine(tree, 10_000)).orElse(decoded.text());
  }

  @Test
  void avroOfARegisteredSchema() throws IOException {
    register(7, "AVRO", "orders-value", ORDER_AVRO, "");
    Schema schema = new Schema.Parser().parse(ORDER_AVRO);
    byte[] bytes = framed(7, new byte[0], avro(schema, order(schema)));
    Decoded decoded = decode(bytes);
    assertThat(decoded.format()).isEqualTo("Avro");
    assertThat(oneLine(decoded)).isEqualTo(ORDER_TEXT);
    assertThat(decoded.note()).contains("Schema 7: orders-value version 1.");
    assertThat(decoder.preview(ORDERS, Payload.of(bytes), 30))
        .isEqualTo("{\"id\":9223372036854775807,\"cu…");
  }

  @Test
  void avroOfASchemaThatRefersToAnother() throws IOException {
    register(1, "AVRO", "order", ORDER_AVRO, "");
    String batch =
        "{\"type\":\"record\",\"name\":\"Batch\",\"namespace\":\"shop\",\"fields\":"
            + "[{\"name\":\"order\",\"type\":\"shop.Order\"}]}";
    register(
        2,
        "AVRO",
        "batch",
        batch,
        ",\"references\":[{\"name\":\"shop.Order\",\"subject\":\"order\",\"version\":1}]");
    Schema order = new Schema.Parser().parse(ORDER_AVRO);
    Decoded decoded = decode(framed(2, new byte[0], avro(order, order(order))));
    assertThat(oneLine(decoded)).isEqualTo("{\"order\":" + ORDER_TEXT + "}");
  }

  @Test
  void aSchemaThatIsNotThereIsNamed() {
    Decoded decoded = decode(framed(99, new byte[0], new byte[] {(byte) 0xff, 1, 2}));
    assertThat(decoded.format()).isEqualTo("bytes");
    assertThat(decoded.note().orElseThrow()).contains("schema 99").contains("_schemas");
  }

  @Test
  void aSchemaOfAnotherClusterIsNotApplied() throws IOException {
    register(7, "AVRO", "orders-value", ORDER_AVRO, "");
    Schema schema = new Schema.Parser().parse(ORDER_AVRO);
    byte[] bytes = framed(7, new byte[0], avro(schema, order(schema)));
    var elsewhere = new StreamRef("staging", "orders");
    assertThat(decoder.decode(elsewhere, Payload.of(bytes)).format()).isEqualTo("bytes");
  }

  @Test
  void bytesThatDoNotFitTheirSchemaAreShownWithTheReason() throws IOException {
    register(7, "AVRO", "orders-value", ORDER_AVRO, "");
    Schema schema = new Schema.Parser().parse(ORDER_AVRO);
    byte[] whole = framed(7, new byte[0], avro(schema, order(schema)));
    Decoded cut = decode(java.util.Arrays.copyOf(whole, whole.length - 1));
    assertThat(cut.format()).isEqualTo("bytes");
    assertThat(cut.note().orElseThrow()).contains("orders-value").contains("ends too early");
    Decoded longer = decode(java.util.Arrays.copyOf(whole, whole.length + 2));
    assertThat(longer.note().orElseThrow()).contains("2 bytes are left over");
  }

  @Test
  void aListSaidToBeImmenseCostsNothing() {
    register(3, "AVRO", "nulls", "{\"type\":\"array\",\"items\":\"null\"}", "");
    byte[] tenMillionBillion = {-1, -1, -1, -1, -1, -1, -1, 127, 0};
    Decoded decoded = decode(framed(3, new byte[0], tenMillionBillion));
    assertThat(decoded.format()).isEqualTo("bytes");
    assertThat(decoded.note().orElseThrow()).contains("more than 200000 values");
  }

  @Test
  void avroSingleObject() throws IOException {
    register(7, "AVRO", "orders-value", ORDER_AVRO, "");
    Schema schema = new Schema.Parser().parse(ORDER_AVRO);
    ByteBuffer encoded =
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema).encode(order(schema));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    assertThat(oneLine(decode(bytes))).isEqualTo(ORDER_TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate"})
  void avroContainerFile(String codec) throws IOException {
    Schema schema = new Schema.Parser().parse(ORDER_AVRO);
    var out = new ByteArrayOutputStream();
    try (var writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(schema))) {
      writer.setCodec(CodecFactory.fromString(codec));
      writer.create(schema, out);
      writer.append(order(schema));
      writer.append(order(schema));
    }
    Decoded decoded = decode(out.toByteArray());
    assertThat(decoded.format()).isEqualTo("Avro");
    assertThat(oneLine(decoded)).isEqualTo("[" + ORDER_TEXT + "," + ORDER_TEXT + "]");
  }

  @Test
  void aSchemaNamedInAHeaderIsFoundByItsGuid() throws IOException {
    UUID guid = UUID.fromString("89791762-2336-4186-9674-299b90a802e2");
    register(7, "AVRO", "orders-value", ORDER_AVRO, ",\"guid\":\"" + guid + "\"");
    Schema schema = new Schema.Parser().parse(ORDER_AVRO);
    byte[] id =
        ByteBuffer.allocate(17)
            .put((byte) 1)
            .putLong(guid.getMostSignificantBits())
            .putLong(guid.getLeastSignificantBits())
            .array();
    StreamRecord record =
        record(
            "orders",
            utf8("k"),
            avro(schema, order(schema)),
            new Header("__value_schema_id", Payload.of(id)));
    assertThat(oneLine(decoder.decodeValue(record))).isEqualTo(ORDER_TEXT);
    assertThat(decoder.decodeKey(record).text()).isEqualTo("k");
  }

  @Test
  void jsonOfARegisteredSchema() {
    register(5, "JSON", "orders-value", "{}", "");
    Decoded decoded = decode(framed(5, new byte[0], utf8("{\"a\":1}")));
    assertThat(decoded.format()).isEqualTo("JSON");
    assertThat(oneLine(decoded)).isEqualTo("{\"a\":1}");
    assertThat(decoded.note().orElseThrow()).contains("Schema 5");
  }

  // --- Protobuf ---------------------------------------------------------------------------------

  private void registerProto() {
    register(
        6,
        "PROTOBUF",
        "money",
        "syntax = \"proto3\"; package shop; message Money { int64 cents = 1; }",
        "");
    register(
        7,
        "PROTOBUF",
        "orders-value",
        ORDER_PROTO,
        ",\"references\":[{\"name\":\"money.proto\",\"subject\":\"money\",\"version\":1}]");
  }

  /** Envelope.Order, written by hand from the encoding's specification. */
  private static final byte[] ORDER_WIRE = {
    0x08,
    (byte) 0x96,
    0x01, // id = 150
    0x12,
    3,
    'A',
    'd',
    'a', // customer
    0x1a,
    2,
    1,
    2, // counts, packed
    0x2a,
    9,
    0x0a,
    3,
    'e',
    'u',
    'r',
    0x12,
    2,
    0x08,
    5, // prices["eur"] = Money(5)
    0x38,
    1, // cash
    0x40,
    1, // state = PAID
    0x48,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    1, // big = 2^64 - 1
    0x6a,
    2,
    1,
    (byte) 0xff, // blob
    0x72,
    2,
    0x08,
    7, // at.seconds = 7
    (byte) 0xa0,
    0x06,
    9, // field 100, not in the schema
  };

  private static final String ORDER_PROTO_TEXT =
      "{\"id\":150,\"customer\":\"Ada\",\"counts\":[1,2],\"prices\":{\"eur\":{\"cents\":5}},"
          + "\"cash\":true,\"state\":\"PAID\",\"big\":18446744073709551615,\"blob\":\"0x01ff\","
          + "\"at\":{\"seconds\":7,\"nanos\":0},\"100\":9}";

  @Test
  void protobufOfARegisteredSchemaWithImportsMapsAndNestedTypes() {
    registerProto();
    // Message indexes [0, 0]: count 2, then 0 and 0, as zig-zag numbers.
    Decoded decoded = decode(framed(7, new byte[] {4, 0, 0}, ORDER_WIRE));
    assertThat(decoded.note().orElseThrow()).contains("shop.Envelope.Order");
    assertThat(decoded.format()).isEqualTo("Protobuf");
    assertThat(oneLine(decoded)).isEqualTo(ORDER_PROTO_TEXT);
  }

  @Test
  void protobufOfTheFirstMessageTypeHasAShorterPrefix() {
    registerProto();
    byte[] envelope =
        ByteBuffer.allocate(2 + ORDER_WIRE.length)
            .put((byte) 0x0a)
            .put((byte) ORDER_WIRE.length)
            .put(ORDER_WIRE)
            .array();
    Decoded decoded = decode(framed(7, new byte[] {0}, envelope));
    assertThat(oneLine(decoded)).isEqualTo("{\"order\":" + ORDER_PROTO_TEXT + "}");
  }

  @Test
  void protobufWithoutASchemaIsAGuessWithNumbersForNames() {
    Decoded decoded = decode(ORDER_WIRE);
    assertThat(decoded.format()).isEqualTo("Protobuf");
    assertThat(decoded.note().orElseThrow()).contains("guess");
    assertThat(oneLine(decoded)).startsWith("{\"1\":150,\"2\":\"Ada\",");
  }

  @Test
  void aSchemaThatCannotBeParsedIsSaidAndOthersGoOn() {
    register(8, "PROTOBUF", "broken", "syntax = \"proto3\"; message {", "");
    Decoded decoded = decode(framed(8, new byte[] {0}, new byte[] {8, 1, (byte) 0xff}));
    assertThat(decoded.format()).isEqualTo("bytes");
    assertThat(decoded.note().orElseThrow()).contains("broken").contains("schema");
  }

  // --- previews ---------------------------------------------------------------------------------

  @Test
  void aPreviewIsOneLineAndSaysWhenThereIsMore() {
    assertThat(preview("a\n\tb   c\r\n", 20)).isEqualTo("a b c ");
    assertThat(preview("x".repeat(1000), 10)).isEqualTo("x".repeat(9) + "…");
    assertThat(preview("x".repeat(10), 10)).isEqualTo("x".repeat(10));
    assertThat(preview("😀".repeat(10), 10)).isEqualTo("😀😀😀😀…");
    assertThat(preview("", 10)).isEmpty();
    assertThat(decoder.preview(ORDERS, Payload.ABSENT, 10)).isEqualTo("null");
    assertThat(decoder.preview(ORDERS, Payload.of(new byte[] {1, (byte) 0xff}), 30))
        .isEqualTo("01 ff");
  }

  private String preview(String text, int maxChars) {
    return decoder.preview(ORDERS, Payload.of(utf8(text)), maxChars);
  }
}
