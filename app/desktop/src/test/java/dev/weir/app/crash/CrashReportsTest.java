package dev.weir.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashReportsTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir Path folder;
  private final AtomicLong millis = new AtomicLong(START.toEpochMilli());
  private final InstantSource clock = () -> Instant.ofEpochMilli(millis.incrementAndGet());

  @Test
  void holdsVersionTraceAndTheLastLinesOfTheLogButNoSecret() throws IOException {
    Files.writeString(
        folder.resolve("weir0.0.log"), "connected\nsasl password=hunter2 was refused\nthe end\n");
    var reports = new CrashReports(folder, "1.2.3", clock);

    Optional<Path> report =
        reports.write(new IllegalStateException("cannot use redis://user:hunter2@cache:6379"));

    assertThat(report).isPresent();
    assertThat(report.get())
        .content()
        .contains("Weir 1.2.3", "IllegalStateException", "connected", "the end")
        .contains("CrashReportsTest")
        .doesNotContain("hunter2");
  }

  @Test
  void aFaultThatComesAgainAndAgainLeavesFewFiles() throws IOException {
    var reports = new CrashReports(folder, "1.2.3", clock);

    for (int i = 0; i < 50; i++) {
      var _ = reports.write(new IllegalStateException("again"));
    }

    try (var files = Files.list(folder)) {
      assertThat(files.count()).isBetween(1L, 10L);
    }
  }
}
