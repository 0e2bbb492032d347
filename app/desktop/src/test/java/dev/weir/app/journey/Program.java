package dev.weir.app.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.demo.SampleProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The program as {@code mvn package} assembled it. */
final class Program {
  private Program() {}

  static Path folder() {
    Path folder = Path.of(System.getProperty("weir.program", "../target/weir"));
    assertThat(folder.resolve("bin").resolve("weir"))
        .as("the program is assembled in the package phase")
        .isExecutable();
    return folder.toAbsolutePath().normalize();
  }

  static Path launcher() {
    boolean windows =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    return folder().resolve("bin").resolve(windows ? "weir.bat" : "weir");
  }

  static String sampleClassPath() {
    return SampleProcess.allJarsOf(folder().resolve("sample"));
  }

  /** What a process that has ended left behind. */
  record Ended(int code, String out, String err) {}

  /** Waits for the end of a process whose output goes to files. */
  static Ended await(Process process, Path out, Path err) throws IOException, InterruptedException {
    boolean ended = process.waitFor(4, TimeUnit.MINUTES);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(ended)
        .as("it ended by itself; it had said:%n%s%s", Files.readString(out), Files.readString(err))
        .isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
