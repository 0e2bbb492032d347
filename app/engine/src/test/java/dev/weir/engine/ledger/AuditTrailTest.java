package dev.weir.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTrailTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  @TempDir Path folder;
  private Path file = Path.of("audit");

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("audit.jsonl");
    var trail = new AuditTrail(file, CLOCK, "olga");
    trail.append("started", Map.of("job", "one"));
    trail.add("records", Map.of("text", "x".repeat(20_000)));
    // Another process has a trail of its own on the same file.
    new AuditTrail(file, CLOCK, "ivan").append("completed", Map.of("job", "one"));
  }

  private AuditTrail.Checked check() throws IOException {
    return new AuditTrail(file, CLOCK, "olga").check();
  }

  @Test
  void whatWasWrittenIsIntact() throws IOException {
    assertThat(check().lines()).isEqualTo(3);
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

    assertThat(check().problem()).hasValueSatisfying(it -> assertThat(it).contains("Line 5"));
  }

  @Test
  void linesOfTwoProcessesByTurnsFollowEachOther() throws IOException {
    var olga = new AuditTrail(file, CLOCK, "olga");
    var ivan = new AuditTrail(file, CLOCK, "ivan");
    for (int i = 0; i < 3; i++) {
      olga.append("olga", Map.of("n", i));
      olga.add("olga", Map.of("n", i));
      ivan.append("ivan", Map.of("n", i));
    }

    assertThat(check().problem()).isEmpty();
    assertThat(check().lines()).isEqualTo(12);
  }

  @Test
  void takingOffTheEndChangesTheLastHash() throws IOException {
    String before = check().last();
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, 2));

    assertThat(check().problem()).isEmpty();
    assertThat(check().last()).isNotEqualTo(before);
  }

  @Test
  void aLineThatWasCutIsFollowedAndTold() throws IOException {
    Files.writeString(file, Files.readString(file) + "{\"at\":\"19");
    new AuditTrail(file, CLOCK, "olga").append("resumed", Map.of());

    assertThat(Files.readAllLines(file)).hasSize(5);
    assertThat(check().problem()).contains("Line 4 is not whole.");
  }
}
