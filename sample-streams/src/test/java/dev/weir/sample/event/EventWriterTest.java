package dev.weir.sample.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EventWriterTest {
  private static final EventId ID = EventId.of(1, EventType.STUDENT_ENROLLED, 5, 0);

  @Test
  void whatIsWrittenCanBeRead() {
    long time = Instant.parse("2026-11-21T08:00:00.007Z").toEpochMilli();
    byte[] json =
        new EventWriter()
            .begin(EventType.STUDENT_ENROLLED, ID, ID, time)
            .text("student_id", "quote \" slash \\ line \n Straße 😀")
            .cents("price", 1_205)
            .integer("count", -42)
            .flag("flag", true)
            .decimal("share", 0.25)
            .end();
    Event event = EventReader.read(json);
    assertThat(event.id()).isEqualTo(ID.toString());
    assertThat(event.correlationId()).isEqualTo(ID.toString());
    assertThat(event.type()).isEqualTo("student.enrolled");
    assertThat(event.version()).isEqualTo(EventType.VERSION);
    assertThat(event.source()).isEqualTo("learning");
    assertThat(event.time()).isEqualTo("2026-11-21T08:00:00.007Z");
    assertThat(event.text("student_id")).isEqualTo("quote \" slash \\ line \n Straße 😀");
    assertThat(event.text("price")).isEqualTo("12.05");
    assertThat(event.cents("price")).isEqualTo(1_205);
    assertThat(event.integer("count")).isEqualTo(-42);
    assertThat(event.text("share")).isEqualTo("0.25");
    assertThat(EventType.STUDENT_ENROLLED.marks(json)).isTrue();
    assertThat(EventType.GRADE_UPDATED.marks(json)).isFalse();
  }

  @Test
  void aCutEventIsUnreadableAndSaysSo() {
    byte[] json =
        new EventWriter()
            .begin(EventType.STUDENT_ENROLLED, ID, ID, 0)
            .text("student_id", "st-0001")
            .end();
    for (int length = 0; length < json.length; length++) {
      byte[] cut = Arrays.copyOf(json, length);
      assertThatThrownBy(() -> EventReader.read(cut))
          .as(new String(cut, StandardCharsets.UTF_8))
          .isInstanceOf(UnreadableEvent.class);
    }
    assertThatThrownBy(() -> EventReader.read(null)).hasMessageContaining("no value");
  }

  @Test
  void aMissingFieldIsNamed() {
    byte[] json = new EventWriter().begin(EventType.STUDENT_ENROLLED, ID, ID, 0).end();
    assertThatThrownBy(() -> EventReader.read(json).text("course"))
        .hasMessageContaining("course")
        .hasMessageContaining(ID.toString());
  }

  @Test
  void idsDependOnSeedTypeSubjectAndOccurrence() {
    assertThat(EventId.of(1, EventType.STUDENT_ENROLLED, 5, 0)).isEqualTo(ID);
    assertThat(
            java.util.Set.of(
                ID,
                EventId.of(2, EventType.STUDENT_ENROLLED, 5, 0),
                EventId.of(1, EventType.GRADE_UPDATED, 5, 0),
                EventId.of(1, EventType.STUDENT_ENROLLED, 6, 0),
                EventId.of(1, EventType.STUDENT_ENROLLED, 5, 1)))
        .hasSize(5);
    assertThat(EventId.parse(ID.toString())).isEqualTo(ID);
  }
}
