package dev.weir.engine.decode;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads Protobuf messages into a tree: with a descriptor, or without one as numbered fields. A
 * field that knows whether it was set is left out where it was not; one that does not (proto3
 * without {@code optional}: zero and unset are the same bytes) is there with its default, so that a
 * condition on it can be asked of every record.
 */
final class ProtobufTree {
  private static final int MAX_RAW_DEPTH = 16;

  /** Larger numbers are possible, but in bytes that only happen to parse they are likely. */
  private static final int MAX_RAW_FIELD_NUMBER = 4096;

  private ProtobufTree() {}

  static ValueNode read(Descriptor descriptor, byte[] bytes, int offset) throws Malformed {
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes, offset, bytes.length - offset);
      // parseFrom insists on proto2's required fields; a console shows what is there.
      return tree(DynamicMessage.newBuilder(descriptor).mergeFrom(in).buildPartial());
    } catch (InvalidProtocolBufferException e) {
      throw new Malformed("it is no " + descriptor.getFullName() + " message");
    } catch (java.io.IOException e) {
      throw new Malformed("it cannot be read");
    }
  }

  private static ValueNode tree(Message message) {
    List<ValueNode.Field> fields = new ArrayList<>();
    Map<FieldDescriptor, Object> set = message.getAllFields();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (!field.hasPresence() || set.containsKey(field)) {
        fields.add(
            new ValueNode.Field(field.getName(), fieldValue(field, message.getField(field))));
      }
    }
    unknown(message.getUnknownFields(), 0).ifPresent(fields::addAll);
    return new ValueNode.Tree(fields);
  }

  private static ValueNode fieldValue(FieldDescriptor field, Object value) {
    if (!field.isRepeated() || !(value instanceof List<?> list)) {
      return single(field, value);
    }
    if (field.isMapField()) {
      List<ValueNode.Field> entries = new ArrayList<>();
      Descriptor entryType = field.getMessageType();
      for (Object item : list) {
        Message entry = (Message) item;
        FieldDescriptor key = entryType.findFieldByNumber(1);
        FieldDescriptor mapped = entryType.findFieldByNumber(2);
        ValueNode name = single(key, entry.getField(key));
        entries.add(
            new ValueNode.Field(
                name instanceof ValueNode.Text(var text) ? text : ValueText.oneLine(name, 1000),
                single(mapped, entry.getField(mapped))));
      }
      return new ValueNode.Tree(entries);
    }
    List<ValueNode> items = new ArrayList<>();
    for (Object item : list) {
      items.add(single(field, item));
    }
    return new ValueNode.Items(items);
  }

  private static ValueNode single(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case UINT32, FIXED32 -> new ValueNode.Numeric(Integer.toUnsignedString((Integer) value));
      case UINT64, FIXED64 -> new ValueNode.Numeric(Long.toUnsignedString((Long) value));
      default ->
          switch (value) {
            case Message message -> tree(message);
            case ByteString bytes -> hex(bytes);
            case EnumValueDescriptor constant -> new ValueNode.Text(constant.getName());
            case Boolean truth -> new ValueNode.Truth(truth);
            case Number number -> new ValueNode.Numeric(number.toString());
            default -> new ValueNode.Text(value.toString());
          };
    };
  }

  /** Reads a message of an unknown type; empty where the bytes are hardly one. */
  static Optional<ValueNode> readRaw(byte[] bytes, int offset) {
    return raw(ByteString.copyFrom(bytes, offset, bytes.length - offset), 0);
  }

  private static Optional<ValueNode> raw(ByteString bytes, int depth) {
    if (bytes.isEmpty() || depth > MAX_RAW_DEPTH) {
      return Optional.empty();
    }
    try {
      return unknown(UnknownFieldSet.parseFrom(bytes), depth).map(ValueNode.Tree::new);
    } catch (InvalidProtocolBufferException _) {
      return Optional.empty();
    }
  }

  private static Optional<List<ValueNode.Field>> unknown(UnknownFieldSet set, int depth) {
    List<ValueNode.Field> fields = new ArrayList<>();
    for (Map.Entry<Integer, UnknownFieldSet.Field> entry : set.asMap().entrySet()) {
      if (entry.getKey() > MAX_RAW_FIELD_NUMBER) {
        return Optional.empty();
      }
      String name = entry.getKey().toString();
      UnknownFieldSet.Field field = entry.getValue();
      for (long number : field.getVarintList()) {
        fields.add(numeric(name, Long.toString(number)));
      }
      for (int number : field.getFixed32List()) {
        fields.add(numeric(name, Integer.toString(number)));
      }
      for (long number : field.getFixed64List()) {
        fields.add(numeric(name, Long.toString(number)));
      }
      for (ByteString bytes : field.getLengthDelimitedList()) {
        fields.add(new ValueNode.Field(name, guess(bytes, depth)));
      }
      for (UnknownFieldSet group : field.getGroupList()) {
        Optional<List<ValueNode.Field>> members =
            depth > MAX_RAW_DEPTH ? Optional.empty() : unknown(group, depth + 1);
        if (members.isEmpty()) {
          return Optional.empty();
        }
        fields.add(new ValueNode.Field(name, new ValueNode.Tree(members.get())));
      }
    }
    return Optional.of(fields);
  }

  private static ValueNode.Field numeric(String name, String digits) {
    return new ValueNode.Field(name, new ValueNode.Numeric(digits));
  }

  private static ValueNode guess(ByteString bytes, int depth) {
    if (bytes.isValidUtf8()) {
      String text = bytes.toString(StandardCharsets.UTF_8);
      if (Utf8Text.isReadable(text)) {
        return new ValueNode.Text(text);
      }
    }
    return raw(bytes, depth + 1).orElseGet(() -> hex(bytes));
  }

  private static ValueNode hex(ByteString bytes) {
    return new ValueNode.Text("0x" + HexFormat.of().formatHex(bytes.toByteArray()));
  }
}
