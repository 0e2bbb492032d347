package dev.weir.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTrailTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  @TempDir Path folder;
  private Path file = Path.of("audit");

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("audit.jsonl");
    var trail = new AuditTrail(file, CLOCK, "olga");
    trail.append("started", Map.of("job", "one"));
    trail.append("records", Map.of("text", "x".repeat(20_000)));
    trail.append("records", Map.of("text", "ü"));
    // Another process has a trail of its own on the same file.
    new AuditTrail(file, CLOCK, "ivan").append("completed", Map.of("job", "one"));
  }

  private AuditTrail.Checked check() throws IOException {
    return new AuditTrail(file, CLOCK, "olga").check();
  }

  @Test
  void whatWasWrittenIsIntact() throws IOException {
    assertThat(check().lines()).isEqualTo(4);
    assertThat(check().problem()).isEmpty();
    assertThat(Files.readAllLines(file).getFirst()).contains("olga", "started");
  }

  @Test
  void aChangedAMissingAndAnAddedLineAreFound() throws IOException {
    List<String> lines = Files.readAllLines(file);

    Files.writeString(file, Files.readString(file).replaceFirst("olga", "otto"));
    assertThat(check().problem()).hasValueSatisfying(it -> assertThat(it).contains("Line 2"));

    Files.write(file, List.of(lines.get(0), lines.get(2)));
    assertThat(check().problem()).hasValueSatisfying(it -> assertThat(it).contains("Line 2"));

    List<String> more = new ArrayList<>(lines);
    more.add(1, lines.get(0));
    Files.write(file, more);
    assertThat(check().problem()).hasValueSatisfying(it -> assertThat(it).contains("Line 2"));
  }

  @Test
  void aLineThatIsChangedWhileItsWriterGoesOnIsFoundToo() throws IOException {
    var trail = new AuditTrail(file, CLOCK, "olga");
    trail.append("started", Map.of("job", "two"));
    Files.writeString(file, Files.readString(file).replace("\"two\"", "\"owt\""));
    trail.append("completed", Map.of("job", "two"));

    assertThat(check().problem()).hasValueSatisfying(it -> assertThat(it).contains("Line 6"));
  }

  @Test
  void linesOfTwoProcessesByTurnsFollowEachOther() throws IOException {
    var olga = new AuditTrail(file, CLOCK, "olga");
    var ivan = new AuditTrail(file, CLOCK, "ivan");
    for (int i = 0; i < 3; i++) {
      olga.append("olga", Map.of("n", i));
      olga.append("olga", Map.of("n", i));
      olga.append("olga", Map.of("n", -i));
      ivan.append("ivan", Map.of("n", i));
    }

    assertThat(check().problem()).isEmpty();
    assertThat(check().lines()).isEqualTo(16);
  }

  @Test
  void takingOffTheEndChangesTheLastHash() throws IOException {
    String before = check().last();
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, 2));

    assertThat(check().problem()).isEmpty();
    assertThat(check().last()).isNotEqualTo(before);
  }

  /** What a power cut may leave: of a line its beginning, its length alone, or all but its end. */
  @ParameterizedTest
  @ValueSource(
      strings = {"{\"at\":\"19", "{\"at\":\"19\0\0\0\0", "\0\0\0\0", "{\"at\":\"19\0\0\0\n\0\0"})
  void aLineThatWasCutOffIsToldAndNoProblem(String left) throws IOException {
    byte[] inCharacter = (left + "ü").getBytes(StandardCharsets.UTF_8);
    Files.write(
        file, Arrays.copyOf(inCharacter, inCharacter.length - 1), StandardOpenOption.APPEND);
    assertThat(check()).as("before anybody goes on").isEqualTo(checked(4, 1));

    var trail = new AuditTrail(file, CLOCK, "olga");
    trail.append("resumed", Map.of());
    trail.append("completed", Map.of());
    assertThat(check()).as("after it").isEqualTo(checked(6, 1));

    Files.writeString(
        file,
        Files.readString(file, StandardCharsets.ISO_8859_1).replace("19", "20"),
        StandardCharsets.ISO_8859_1);
    if (left.contains("19")) {
      assertThat(check().problem()).as("another thing in its place").isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}\n\"text\"\n\n7", "at", "{\"at\":\"19\nnext"})
  void whatNobodyBeganToWriteHereIsAProblem(String left) throws IOException {
    Files.writeString(file, left, StandardOpenOption.APPEND);
    assertThat(check().problem())
        .hasValueSatisfying(it -> assertThat(it).startsWith("After line 4 comes something"));

    Files.writeString(file, left);
    assertThat(check().problem())
        .hasValueSatisfying(it -> assertThat(it).startsWith("It begins with something"));
  }

  @Test
  void aLineWithoutItsLineFeedIsWhole() throws IOException {
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 1));
    new AuditTrail(file, CLOCK, "olga").append("resumed", Map.of());

    assertThat(check()).isEqualTo(checked(5, 0));
  }

  @Test
  void aLineThatIsMadeOneThatWasCutOffIsFound() throws IOException {
    Files.writeString(file, Files.readString(file).replaceFirst("\"who\":\"olga", "\"who\"olga"));
    assertThat(check().problem())
        .hasValueSatisfying(it -> assertThat(it).contains("Line 1 is not"));
  }

  @Test
  void whatWasCutOffCannotBeTakenOut() throws IOException {
    String whole = Files.readString(file);
    Files.writeString(file, whole + "{\"at\":\"19");
    new AuditTrail(file, CLOCK, "olga").append("resumed", Map.of());
    Files.writeString(file, Files.readString(file).replace("{\"at\":\"19\n", ""));

    assertThat(check().problem()).hasValueSatisfying(it -> assertThat(it).contains("Line 5 tells"));
  }

  private AuditTrail.Checked checked(long lines, int cutOff) throws IOException {
    return new AuditTrail.Checked(lines, check().last(), cutOff, Optional.empty());
  }
}
