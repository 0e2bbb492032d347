package dev.weir.engine.deadletter.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TranslationTest {
  private static final Header OWN = new Header("replay.job", text("j"));

  private static Payload text(String text) {
    return Payload.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static NewRecord record(Payload key, Payload value, Header... headers) {
    return new NewRecord(OptionalInt.empty(), OptionalLong.empty(), key, value, List.of(headers));
  }

  @Test
  void aRecordIsTheSameWhenItComesBackFromAnEntry() {
    Payload binary = Payload.of(new byte[] {0, (byte) 0xff, (byte) 0xfe});
    NewRecord record =
        record(
            binary,
            text(""),
            new Header("key", text("not the key")),
            new Header("tag", text("1")),
            new Header("tag", binary),
            OWN);

    NewRecord entry = Translation.toEntry(record, 1);

    assertThat(entry.headers().stream().map(Header::name))
        .containsExactly("key", "value", "header.key", "header.tag", "header.tag", "replay.job");
    assertThat(entry.key()).isEqualTo(Payload.ABSENT);
    assertThat(Translation.toTopic(entry, 1)).contains(record);
  }

  @Test
  void whatIsNullHasNoField() {
    NewRecord entry = Translation.toEntry(record(Payload.ABSENT, text("v"), OWN), 1);

    assertThat(entry.headers()).containsExactly(new Header("value", text("v")), OWN);
    assertThat(Translation.toTopic(entry, 1)).contains(record(Payload.ABSENT, text("v"), OWN));
  }

  @Test
  void anyOtherEntryBecomesAnObjectOfItsFields() {
    NewRecord entry =
        record(
            Payload.ABSENT,
            Payload.ABSENT,
            new Header("order", text("O-1")),
            new Header("raw", Payload.of(new byte[] {(byte) 0xff})),
            OWN);

    assertThat(Translation.toTopic(entry, 1))
        .contains(
            record(Payload.ABSENT, text("{\"order\":\"O-1\",\"raw\":{\"base64\":\"/w==\"}}"), OWN));
  }

  @Test
  void twoFieldsOfOneNameAreNoObject() {
    NewRecord entry =
        record(
            Payload.ABSENT, Payload.ABSENT, new Header("a", text("1")), new Header("a", text("2")));

    assertThat(Translation.toTopic(entry, 0)).isEmpty();
  }
}
