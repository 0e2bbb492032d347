package dev.weir.app.command;

import dev.weir.app.broker.Providers;
import dev.weir.app.lifecycle.Interrupts;
import dev.weir.app.watch.AlertWatch;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.UserFolders;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** {@code weir watch} in this JVM. */
final class Watching {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Thread thread;

  private Watching(Path home, String... arguments) {
    var watch =
        new AlertWatch(
            UserFolders.in(home),
            Providers.onClassPath(),
            new SecretResolver(Map.of(), home, Optional.empty()),
            InstantSource.system(),
            new Interrupts());
    thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  int _ =
                      new CommandLine(new WatchCommand(new Terminal(out, err), watch))
                          .registerConverter(Duration.class, new Durations())
                          .execute(arguments);
                });
  }

  /** Begins to watch, with the user's files in {@code home}. */
  static Watching start(Path home, String... arguments) {
    return new Watching(home, arguments);
  }

  /** All it has printed. */
  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** All it has said beside that. */
  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Whether it ends in time when it is interrupted. */
  boolean ends() throws InterruptedException {
    thread.interrupt();
    return thread.join(Duration.ofSeconds(60));
  }

  @Override
  public String toString() {
    return "out: " + out() + " err: " + err();
  }
}
