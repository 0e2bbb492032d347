package dev.weir.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.AnyProto;
import com.google.protobuf.ApiProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.TypeProto;
import com.google.protobuf.WrappersProto;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtoTextTest {
  static Stream<FileDescriptor> filesThatProtocCompiled() {
    return Stream.of(
        DescriptorProtos.getDescriptor(),
        StructProto.getDescriptor(),
        AnyProto.getDescriptor(),
        ApiProto.getDescriptor(),
        TypeProto.getDescriptor(),
        TimestampProto.getDescriptor(),
        WrappersProto.getDescriptor());
  }

  @ParameterizedTest
  @MethodSource("filesThatProtocCompiled")
  void itUnderstandsWhatProtocUnderstands(FileDescriptor compiled) throws Exception {
    String text;
    try (InputStream in =
        compiled.getClass().getClassLoader().getResourceAsStream(compiled.getName())) {
      assertThat(in).as("%s beside its classes", compiled.getName()).isNotNull();
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    FileDescriptor parsed =
        FileDescriptor.buildFrom(
            ProtoText.parse(compiled.getName(), text),
            compiled.getDependencies().toArray(FileDescriptor[]::new),
            true);
    assertThat(facts(parsed)).isEqualTo(facts(compiled)).isNotEmpty();
  }

  private static Set<String> facts(FileDescriptor file) {
    Set<String> facts = new TreeSet<>();
    file.getMessageTypes().forEach(message -> addFacts(facts, message));
    file.getEnumTypes().forEach(enumeration -> addFacts(facts, enumeration));
    return facts;
  }

  private static void addFacts(Set<String> facts, Descriptor message) {
    for (FieldDescriptor field : message.getFields()) {
      facts.add(
          String.join(
              " ",
              List.of(
                  field.getFullName(),
                  String.valueOf(field.getNumber()),
                  field.getType().name(),
                  field.isRepeated() ? "repeated" : "single",
                  field.isMapField() ? "map" : "",
                  field.getRealContainingOneof() == null
                      ? ""
                      : field.getRealContainingOneof().getName(),
                  field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                      ? field.getMessageType().getFullName()
                      : "")));
    }
    message.getNestedTypes().forEach(nested -> addFacts(facts, nested));
    message.getEnumTypes().forEach(nested -> addFacts(facts, nested));
  }

  private static void addFacts(Set<String> facts, EnumDescriptor enumeration) {
    for (EnumValueDescriptor value : enumeration.getValues()) {
      facts.add(value.getFullName() + " " + value.getNumber());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "message",
        "message A {",
        "message A { int32 }",
        "message A { int32 a = x; }",
        "message A { int32 a = 1 [",
        "enum E { A = ",
        "syntax",
        "message A { repeated group G = 1 { } }",
        "option a = { b: 1"
      })
  void brokenTextIsSaidToBe(String text) {
    assertThatThrownBy(() -> ProtoText.parse("a.proto", text)).isInstanceOf(Malformed.class);
  }

  @Test
  void deepAndLongTextIsBounded() {
    assertThatThrownBy(() -> ProtoText.parse("a.proto", "message A { ".repeat(10_000)))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("nested too deeply");
    String longText =
        "option a = \"" + "\\n".repeat(100_000) + "\"; /*" + "*".repeat(100_000) + "*/";
    assertThat(parsesWithoutFields(longText)).isTrue();
  }

  private static boolean parsesWithoutFields(String text) {
    try {
      return ProtoText.parse("a.proto", text).getMessageTypeCount() == 0;
    } catch (Malformed e) {
      return false;
    }
  }
}
