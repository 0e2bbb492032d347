package dev.weir.engine.decode;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses {@code .proto} text as far as reading messages needs it: packages, imports, messages,
 * enums, fields, maps, oneofs. Options, services, extensions and reserved numbers are passed over.
 * Proto2 groups are not understood.
 */
final class ProtoText {
  private static final int MAX_CHARS = 4 << 20;
  private static final int MAX_DEPTH = 64;
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s+|//[^\\n]*|/\\*(?s:.)*?\\*/"
              // Possessive, so that a long text does not need a deep stack.
              + "|(?<token>\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'"
              + "|\\.?[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*)*"
              + "|[0-9][0-9A-Za-z_.]*|[^\\s])");
  private static final Map<String, FieldDescriptorProto.Type> SCALARS =
      Map.ofEntries(
          Map.entry("double", FieldDescriptorProto.Type.TYPE_DOUBLE),
          Map.entry("float", FieldDescriptorProto.Type.TYPE_FLOAT),
          Map.entry("int32", FieldDescriptorProto.Type.TYPE_INT32),
          Map.entry("int64", FieldDescriptorProto.Type.TYPE_INT64),
          Map.entry("uint32", FieldDescriptorProto.Type.TYPE_UINT32),
          Map.entry("uint64", FieldDescriptorProto.Type.TYPE_UINT64),
          Map.entry("sint32", FieldDescriptorProto.Type.TYPE_SINT32),
          Map.entry("sint64", FieldDescriptorProto.Type.TYPE_SINT64),
          Map.entry("fixed32", FieldDescriptorProto.Type.TYPE_FIXED32),
          Map.entry("fixed64", FieldDescriptorProto.Type.TYPE_FIXED64),
          Map.entry("sfixed32", FieldDescriptorProto.Type.TYPE_SFIXED32),
          Map.entry("sfixed64", FieldDescriptorProto.Type.TYPE_SFIXED64),
          Map.entry("bool", FieldDescriptorProto.Type.TYPE_BOOL),
          Map.entry("string", FieldDescriptorProto.Type.TYPE_STRING),
          Map.entry("bytes", FieldDescriptorProto.Type.TYPE_BYTES));

  private final List<String> tokens;
  private int next;
  private boolean isProto3;

  private ProtoText(List<String> tokens) {
    this.tokens = tokens;
  }

  /**
   * Parses one file.
   *
   * @param name as other files import it
   */
  static FileDescriptorProto parse(String name, String text) throws Malformed {
    if (text.length() > MAX_CHARS) {
      throw new Malformed("its schema is too large");
    }
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      String token = matcher.group("token");
      if (token != null) {
        tokens.add(token);
      }
    }
    return new ProtoText(tokens).file(name);
  }

  private FileDescriptorProto file(String name) throws Malformed {
    var file = FileDescriptorProto.newBuilder().setName(name);
    while (next < tokens.size()) {
      switch (take()) {
        case "syntax" -> {
          expect("=");
          isProto3 = unquoted(take()).equals("proto3");
          expect(";");
          file.setSyntax(isProto3 ? "proto3" : "proto2");
        }
        case "edition" -> {
          // Its enums are open, as in proto3, so that a value not listed is shown all the same.
          isProto3 = true;
          file.setSyntax("proto3");
          skipStatement();
        }
        case "package" -> {
          file.setPackage(take());
          expect(";");
        }
        case "import" -> {
          String path = take();
          boolean isPublic = path.equals("public");
          if (isPublic || path.equals("weak")) {
            path = take();
          }
          if (isPublic) {
            file.addPublicDependency(file.getDependencyCount());
          }
          file.addDependency(unquoted(path));
          expect(";");
        }
        case "message" -> file.addMessageType(message(0));
        case "enum" -> file.addEnumType(enumeration());
        case ";" -> {}
        default -> skipStatement();
      }
    }
    return file.build();
  }

  private DescriptorProto message(int depth) throws Malformed {
    if (depth > MAX_DEPTH) {
      throw new Malformed("its schema is nested too deeply");
    }
    var message = DescriptorProto.newBuilder().setName(take());
    List<FieldDescriptorProto.Builder> optionals = new ArrayList<>();
    expect("{");
    while (!accept("}")) {
      switch (peek()) {
        case "message" -> {
          take();
          message.addNestedType(message(depth + 1));
        }
        case "enum" -> {
          take();
          message.addEnumType(enumeration());
        }
        case "oneof" -> {
          take();
          int oneof = message.getOneofDeclCount();
          message.addOneofDecl(OneofDescriptorProto.newBuilder().setName(take()));
          expect("{");
          while (!accept("}")) {
            if (peek().equals("option") || peek().equals(";")) {
              skipStatement();
            } else {
              message.addField(field(message, "optional").setOneofIndex(oneof));
            }
          }
        }
        case "option", "reserved", "extensions", "extend", ";" -> skipStatement();
        case "optional" -> {
          take();
          FieldDescriptorProto.Builder field = field(message, "optional");
          optionals.add(field);
          message.addField(field);
        }
        case "repeated", "required" -> message.addField(field(message, take()));
        default -> message.addField(field(message, "optional"));
      }
    }
    if (isProto3) {
      // An optional field of proto3 is the one member of a oneof made up for it, behind all others.
      for (FieldDescriptorProto.Builder optional : optionals) {
        for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
          if (field.getNumber() == optional.getNumber()) {
            field.setProto3Optional(true).setOneofIndex(message.getOneofDeclCount());
          }
        }
        message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + optional.getName()));
      }
    }
    return message.build();
  }

  private FieldDescriptorProto.Builder field(DescriptorProto.Builder message, String label)
      throws Malformed {
    String type = take();
    if (type.equals("group")) {
      throw new Malformed("its schema has a group, which Weir does not read");
    }
    if (type.equals("map") && peek().equals("<")) {
      return map(message);
    }
    var field = FieldDescriptorProto.newBuilder();
    field.setLabel(FieldDescriptorProto.Label.valueOf("LABEL_" + label.toUpperCase(Locale.ROOT)));
    setType(field, type);
    return nameAndNumber(field);
  }

  private FieldDescriptorProto.Builder map(DescriptorProto.Builder message) throws Malformed {
    expect("<");
    String keyType = take();
    expect(",");
    String valueType = take();
    expect(">");
    FieldDescriptorProto.Builder field = nameAndNumber(FieldDescriptorProto.newBuilder());
    String entryName = entryName(field.getName());
    message.addNestedType(
        DescriptorProto.newBuilder()
            .setName(entryName)
            .setOptions(MessageOptions.newBuilder().setMapEntry(true))
            .addField(entryField("key", 1, keyType))
            .addField(entryField("value", 2, valueType)));
    return field
        .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
        .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
        .setTypeName(entryName);
  }

  private static FieldDescriptorProto.Builder entryField(String name, int number, String type) {
    var field =
        FieldDescriptorProto.newBuilder()
            .setName(name)
            .setNumber(number)
            .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    setType(field, type);
    return field;
  }

  /** As protoc names it: {@code unit_prices} becomes {@code UnitPricesEntry}. */
  private static String entryName(String field) {
    var name = new StringBuilder();
    for (String part : field.split("_")) {
      if (!part.isEmpty()) {
        name.append(Character.toUpperCase(part.charAt(0))).append(part, 1, part.length());
      }
    }
    return name.append("Entry").toString();
  }

  private static void setType(FieldDescriptorProto.Builder field, String type) {
    Optional.ofNullable(SCALARS.get(type))
        .ifPresentOrElse(field::setType, () -> field.setTypeName(type));
  }

  private FieldDescriptorProto.Builder nameAndNumber(FieldDescriptorProto.Builder field)
      throws Malformed {
    field.setName(take());
    expect("=");
    field.setNumber(number(take()));
    skipOptions();
    expect(";");
    return field;
  }

  private EnumDescriptorProto enumeration() throws Malformed {
    var enumeration = EnumDescriptorProto.newBuilder().setName(take());
    expect("{");
    while (!accept("}")) {
      String name = take();
      if (name.equals(";")) {
        continue;
      }
      if (peek().equals("=")) {
        expect("=");
        boolean isNegative = accept("-");
        int number = number(take());
        skipOptions();
        expect(";");
        enumeration.addValue(
            EnumValueDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(isNegative ? -number : number));
      } else {
        skipStatement();
      }
    }
    return enumeration.build();
  }

  private void skipOptions() throws Malformed {
    if (accept("[")) {
      for (int open = 1; open > 0; ) {
        String token = take();
        open += token.equals("[") ? 1 : token.equals("]") ? -1 : 0;
      }
    }
  }

  /** To the semicolon, or behind the block, whichever ends it. */
  private void skipStatement() throws Malformed {
    int open = 0;
    int brackets = 0;
    while (true) {
      String token = take();
      switch (token) {
        case "[" -> brackets++;
        case "]" -> brackets--;
        case "{" -> open++;
        case "}" -> {
          if (--open <= 0 && brackets <= 0) {
            return;
          }
        }
        case ";" -> {
          if (open == 0 && brackets <= 0) {
            return;
          }
        }
        default -> {}
      }
    }
  }

  private static int number(String token) throws Malformed {
    try {
      return Integer.decode(token);
    } catch (NumberFormatException e) {
      throw new Malformed("its schema has " + token + " where a number belongs");
    }
  }

  private static String unquoted(String token) {
    return token.length() >= 2 ? token.substring(1, token.length() - 1) : token;
  }

  private String peek() throws Malformed {
    if (next >= tokens.size()) {
      throw new Malformed("its schema ends too early");
    }
    return tokens.get(next);
  }

  private String take() throws Malformed {
    String token = peek();
    next++;
    return token;
  }

  private boolean accept(String token) throws Malformed {
    if (peek().equals(token)) {
      next++;
      return true;
    }
    return false;
  }

  private void expect(String token) throws Malformed {
    String found = take();
    if (!found.equals(token)) {
      throw new Malformed("its schema has " + found + " where " + token + " belongs");
    }
  }
}
