package dev.weir.engine.deadletter.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.engine.deadletter.change.Change;
import dev.weir.engine.deadletter.change.Edit;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.Payload;
import dev.weir.stream.PendingSource;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFileTest {
  @TempDir Path folder;

  static Plan draft() {
    return new Plan(
        "",
        Instant.parse("2026-11-21T10:00:00Z"),
        new Plan.Source("", "kafka", "localhost:9092"),
        "anna",
        true,
        Optional.of(
            new Plan.Destination(
                new Plan.Source("", "redis", "redis://localhost"), "redis:localhost/0")),
        "cluster",
        new StreamRef("", "orders-dlt"),
        "topic-id",
        Optional.of(Dialect.SPRING_KAFKA),
        new ReplayPolicy(
            Optional.of("elsewhere"),
            Map.of("a", "b"),
            new ReplayPolicy.Partition.Fixed(2),
            true,
            "replay.",
            Set.of("kept"),
            Set.of("dropped"),
            true,
            true,
            5,
            true,
            new Change(
                Optional.of("[{\"op\":\"remove\",\"path\":\"/a\"}]"),
                List.of(new Change.Assignment("/b", "value.a")),
                List.of(new Change.Assignment("tenant", "key")),
                Optional.of("null"))),
        AfterReplay.DONE,
        Optional.of(new PendingSource("senders", 1_700_000_000_000L)),
        Map.of("where", "value.a > 1"),
        Map.of(LeftOut.NO_ORIGIN, 3L),
        "{\"orders-dlt\":{\"0\":7}}",
        List.of(
            new PlannedRecord(
                new Position.Offset(1, 7),
                "d1",
                Optional.of(new PlannedRecord.Elsewhere("orders", new Position.Offset(0, 9), "d2")),
                Optional.of("orders:0:9"),
                "elsewhere",
                OptionalInt.of(2),
                2,
                Optional.of("s1"),
                Optional.of(
                    new Edit(
                        Optional.of(Payload.ABSENT),
                        Optional.of(Payload.of(new byte[] {0, (byte) 0xff})),
                        Map.of("note", Payload.ABSENT)))),
            new PlannedRecord(
                new Position.EntryId(1_700_000_000_000L, 1),
                "d3",
                Optional.empty(),
                Optional.empty(),
                "elsewhere",
                OptionalInt.empty(),
                1,
                Optional.empty(),
                Optional.empty())));
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws Exception {
    PlanFile.Sealed sealed = PlanFile.seal(draft());
    Path file = folder.resolve("one.plan");
    sealed.write(file);

    assertThat(PlanFile.read(file)).isEqualTo(sealed.plan());
    assertThat(sealed.plan().job()).hasSize(16).isEqualTo(sealed.plan().hash().substring(0, 16));
  }

  @Test
  void twoPlansOfTheSameRecordsAreTwoJobs() {
    assertThat(PlanFile.seal(draft()).plan().job())
        .isNotEqualTo(PlanFile.seal(draft()).plan().job());
  }

  @Test
  void everyChangedOrMissingByteIsNoticed() throws Exception {
    byte[] bytes = PlanFile.seal(draft()).file();
    for (int at = 0; at < bytes.length - 1; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> PlanFile.parse(changed, "it"))
          .as("byte %d", at)
          .isInstanceOf(PlanFile.NotAPlan.class);
    }
    for (int length = 0; length < bytes.length - 2; length++) {
      byte[] part = java.util.Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> PlanFile.parse(part, "it"))
          .as("%d bytes", length)
          .isInstanceOf(PlanFile.NotAPlan.class);
    }
    Path other = folder.resolve("other");
    Files.writeString(other, "hello");
    assertThatThrownBy(() -> PlanFile.read(other)).isInstanceOf(PlanFile.NotAPlan.class);
    assertThatThrownBy(() -> PlanFile.read(folder.resolve("none")))
        .isInstanceOf(PlanFile.NotAPlan.class)
        .hasMessageContaining("There is no file");
  }

  @Test
  void anApprovalIsPartOfTheFileAndNoByteOfItCanBeChanged() throws Exception {
    PlanFile.Sealed sealed = PlanFile.seal(draft());
    Path file = folder.resolve("approved.plan");
    sealed.write(file);
    var first = new Approval(sealed.plan().hash(), "ben", Instant.EPOCH, Set.of("size", "groups"));
    var second = new Approval(sealed.plan().hash(), "zoë", Instant.EPOCH, Set.of());

    PlanFile.approve(file, first);
    PlanFile.approve(file, second);

    assertThat(PlanFile.read(file)).as("it is the same plan").isEqualTo(sealed.plan());
    assertThat(PlanFile.approvals(file)).containsExactly(first, second);
    byte[] bytes = Files.readAllBytes(file);
    for (int at = sealed.file().length; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> PlanFile.parse(changed, "it"))
          .as("byte %d", at)
          .isInstanceOf(PlanFile.NotAPlan.class);
    }
    Path other = folder.resolve("other.plan");
    PlanFile.seal(draft()).write(other);
    assertThatThrownBy(() -> PlanFile.approve(other, first))
        .isInstanceOf(PlanFile.NotAPlan.class)
        .hasMessageContaining("another plan");
    Files.write(
        other,
        java.util.Arrays.copyOfRange(bytes, sealed.file().length, bytes.length),
        java.nio.file.StandardOpenOption.APPEND);
    assertThatThrownBy(() -> PlanFile.read(other)).isInstanceOf(PlanFile.NotAPlan.class);
  }
}
