package dev.weir.engine.decode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.avro.LogicalTypes;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * Reads Avro's binary encoding into a tree, with the writer's schema (Avro 1.12 specification,
 * section "Binary Encoding"). Lengths are checked against the bytes there are before anything is
 * made of them, as bytes that are not Avro must not cost memory.
 */
final class AvroTree {
  private static final byte[] CONTAINER = {'O', 'b', 'j', 1};
  private static final int SYNC_BYTES = 16;
  private static final int MAX_INFLATED_BYTES = 16 << 20;
  private static final int MAX_SCHEMA_CHARS = 4 << 20;

  private final ByteBuffer in;
  private int values;

  private AvroTree(ByteBuffer in) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads one value, which takes all of {@code bytes} from {@code offset} on. */
  static ValueNode read(Schema schema, byte[] bytes, int offset) throws Malformed {
    var tree = new AvroTree(ByteBuffer.wrap(bytes, offset, bytes.length - offset).slice());
    ValueNode node = tree.value(schema, 0);
    if (tree.in.hasRemaining()) {
      throw new Malformed(tree.in.remaining() + " bytes are left over");
    }
    return node;
  }

  /** Parses a schema that may refer to types of {@code referenced} ones. */
  static Schema parse(String schema, List<String> referenced) throws Malformed {
    if (schema.length() > MAX_SCHEMA_CHARS) {
      throw new Malformed("its schema is too large");
    }
    var parser = new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
    try {
      for (String one : referenced) {
        parser.parse(one);
      }
      return parser.parse(schema);
    } catch (SchemaParseException e) {
      throw new Malformed("its schema cannot be parsed: " + e.getMessage());
    } catch (RuntimeException e) {
      throw new Malformed("its schema cannot be parsed");
    }
  }

  static boolean isContainer(byte[] bytes) {
    return bytes.length > CONTAINER.length + SYNC_BYTES
        && ByteBuffer.wrap(bytes, 0, CONTAINER.length).equals(ByteBuffer.wrap(CONTAINER));
  }

  /** Reads an object container file: the list of its records. */
  static ValueNode readContainer(byte[] bytes) throws Malformed {
    var header =
        new AvroTree(
            ByteBuffer.wrap(bytes, CONTAINER.length, bytes.length - CONTAINER.length).slice());
    Map<String, byte[]> metadata = header.metadata();
    Schema schema = parse(utf8(metadata.getOrDefault("avro.schema", new byte[0])), List.of());
    String codec = utf8(metadata.getOrDefault("avro.codec", new byte[0]));
    header.skip(SYNC_BYTES);
    List<ValueNode> records = new ArrayList<>();
    int inflated = 0;
    while (header.in.hasRemaining()) {
      long count = header.zigZag();
      ByteBuffer block = header.slice(header.zigZag());
      header.skip(SYNC_BYTES);
      switch (codec) {
        case "", "null" -> {}
        case "deflate" -> {
          block = inflate(block, MAX_INFLATED_BYTES - inflated);
          inflated += block.remaining();
        }
        default -> throw new Malformed("its blocks are compressed with " + codec);
      }
      var tree = new AvroTree(block);
      tree.values = header.values;
      for (long i = 0; i < count; i++) {
        records.add(tree.value(schema, 0));
      }
      header.values = tree.values;
    }
    return new ValueNode.Items(records);
  }

  private Map<String, byte[]> metadata() throws Malformed {
    Map<String, byte[]> metadata = new LinkedHashMap<>();
    for (long count = blockCount(); count != 0; count = blockCount()) {
      for (long i = 0; i < count; i++) {
        String name = text();
        ByteBuffer value = slice(zigZag());
        byte[] copy = new byte[value.remaining()];
        value.get(copy);
        metadata.put(name, copy);
      }
    }
    return metadata;
  }

  private static ByteBuffer inflate(ByteBuffer block, int maxBytes) throws Malformed {
    byte[] inflated = new byte[Math.max(0, maxBytes)];
    try (var inflater = new Inflater(true)) {
      inflater.setInput(block);
      int length = inflater.inflate(inflated);
      if (!inflater.finished()) {
        throw new Malformed("a block is cut, or larger than " + MAX_INFLATED_BYTES + " bytes");
      }
      return ByteBuffer.wrap(inflated, 0, length).slice();
    } catch (DataFormatException e) {
      throw new Malformed("a block cannot be inflated");
    }
  }

  private ValueNode value(Schema schema, int depth) throws Malformed {
    if (++values > JsonTree.MAX_VALUES) {
      throw new Malformed("it holds more than " + JsonTree.MAX_VALUES + " values");
    }
    if (depth > JsonTree.MAX_DEPTH) {
      throw new Malformed("it is nested deeper than " + JsonTree.MAX_DEPTH);
    }
    return switch (schema.getType()) {
      case NULL -> new ValueNode.Nothing();
      case BOOLEAN -> new ValueNode.Truth(truth());
      case INT, LONG -> new ValueNode.Numeric(Long.toString(zigZag()));
      case FLOAT -> new ValueNode.Numeric(Float.toString(need(4).getFloat()));
      case DOUBLE -> new ValueNode.Numeric(Double.toString(need(8).getDouble()));
      case STRING -> new ValueNode.Text(text());
      case BYTES -> bytes(schema, slice(zigZag()));
      case FIXED -> bytes(schema, slice(schema.getFixedSize()));
      case ENUM -> {
        List<String> symbols = schema.getEnumSymbols();
        yield new ValueNode.Text(symbols.get(index(symbols.size())));
      }
      case UNION -> value(schema.getTypes().get(index(schema.getTypes().size())), depth + 1);
      case RECORD -> {
        List<ValueNode.Field> fields = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
          fields.add(new ValueNode.Field(field.name(), value(field.schema(), depth + 1)));
        }
        yield new ValueNode.Tree(fields);
      }
      case ARRAY -> {
        List<ValueNode> items = new ArrayList<>();
        for (long count = blockCount(); count != 0; count = blockCount()) {
          for (long i = 0; i < count; i++) {
            items.add(value(schema.getElementType(), depth + 1));
          }
        }
        yield new ValueNode.Items(items);
      }
      case MAP -> {
        List<ValueNode.Field> fields = new ArrayList<>();
        for (long count = blockCount(); count != 0; count = blockCount()) {
          for (long i = 0; i < count; i++) {
            fields.add(new ValueNode.Field(text(), value(schema.getValueType(), depth + 1)));
          }
        }
        yield new ValueNode.Tree(fields);
      }
    };
  }

  private static ValueNode bytes(Schema schema, ByteBuffer slice) {
    byte[] bytes = new byte[slice.remaining()];
    slice.get(bytes);
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal && bytes.length > 0) {
      return new ValueNode.Numeric(
          new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString());
    }
    return new ValueNode.Text("0x" + HexFormat.of().formatHex(bytes));
  }

  /** A block of an array or map: how many items; 0 at the end. */
  private long blockCount() throws Malformed {
    long count = zigZag();
    if (count < 0) {
      zigZag(); // the block's size in bytes, for readers that skip it
      count = -count;
    }
    if (count < 0) {
      throw new Malformed("a list has an impossible length");
    }
    return count;
  }

  private boolean truth() throws Malformed {
    byte b = need(1).get();
    if (b != 0 && b != 1) {
      throw new Malformed("a boolean is neither 0 nor 1");
    }
    return b == 1;
  }

  private int index(int size) throws Malformed {
    long index = zigZag();
    if (index < 0 || index >= size) {
      throw new Malformed("a choice is not among those of the schema");
    }
    return (int) index;
  }

  private long zigZag() throws Malformed {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      byte b = need(1).get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new Malformed("a number is too long");
  }

  private String text() throws Malformed {
    ByteBuffer slice = slice(zigZag());
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
    } catch (CharacterCodingException e) {
      throw new Malformed("a text is not UTF-8");
    }
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private ByteBuffer need(int bytes) throws Malformed {
    if (in.remaining() < bytes) {
      throw new Malformed("it ends too early");
    }
    return in;
  }

  private ByteBuffer slice(long length) throws Malformed {
    if (length < 0 || length > in.remaining()) {
      throw new Malformed("it ends too early");
    }
    ByteBuffer slice = in.slice(in.position(), (int) length);
    in.position(in.position() + (int) length);
    return slice;
  }

  private void skip(int bytes) throws Malformed {
    slice(bytes);
  }
}
