package dev.weir.app.faults;

import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.ReplayLedger;
import dev.weir.engine.settings.UserFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Weir as processes of its own that may be killed, each with files in a folder. */
final class Consoles {
  private Consoles() {}

  static Process start(WarmStart warm, Path home, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx160m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(warm.options());
    command.addAll(List.of("-cp", warm.classPath(), "dev.weir.app.Weir"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("WEIR_HOME", home.toString());
    return builder
        .redirectOutput(home.resolve("out").toFile())
        .redirectError(ProcessBuilder.Redirect.appendTo(home.resolve("err").toFile()))
        .start();
  }

  static int finish(Process process, Path home, int expected) throws Exception {
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("a command did not end: " + Files.readString(home.resolve("err")));
    }
    if (expected >= 0 && process.exitValue() != expected) {
      throw new AssertionError(
          "a command ended with "
              + process.exitValue()
              + ": "
              + Files.readString(home.resolve("err")));
    }
    return process.exitValue();
  }

  static Optional<Job> job(Path home) {
    if (!Files.exists(UserFolders.in(home).replayFile())) {
      return Optional.empty();
    }
    try (var ledger = new ReplayLedger(UserFolders.in(home).replayFile(), InstantSource.system())) {
      return ledger.jobs().stream().findFirst();
    }
  }

  static boolean isOver(Path home) {
    return job(home).filter(job -> job.state().isOver()).isPresent();
  }
}
