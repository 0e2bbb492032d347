package dev.weir.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.app.demo.SampleProcess;
import dev.weir.app.window.Toolkit;
import dev.weir.views.shell.Place;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javafx.scene.Scene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A console that was closed is gone: its threads and its window. */
@Isolated("the threads of other tests would be counted")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ClosedConsoleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path home;

  @Test
  void aConsoleThatIsClosedLeavesNothingBehind() throws Exception {
    HeadlessToolkit.start();
    try (SampleProcess sample =
        SampleProcess.start(
            Program.sampleClassPath(),
            List.of("--scene", "steady", "--rate", "300", "--seed", "7"),
            _ -> {},
            new CompletableFuture<>())) {
      Set<String> threadsBefore = platformThreads();

      WeakReference<Scene> scene = visitEveryScreen(sample);

      await("threads end with the console")
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(platformThreads()).as("threads").isSubsetOf(threadsBefore));
      await("the window is collected")
          .atMost(PATIENCE)
          .until(
              () -> {
                System.gc();
                return scene.refersTo(null);
              });
    }
  }

  /** Without the robot, which would hold on to the window it last worked on. */
  private WeakReference<Scene> visitEveryScreen(SampleProcess sample) {
    try (Console console = Console.open(home, sample.addresses(), true)) {
      await("records are produced").atMost(PATIENCE).until(() -> console.produced() > 0);
      for (Place place : Toolkit.call(() -> console.window().shell().places())) {
        Toolkit.run(() -> console.window().shell().show(place));
        long frames = console.wiring().engine().health().latest().version();
        await(place.title() + " is shown while the engine goes on")
            .atMost(PATIENCE)
            .until(() -> console.wiring().engine().health().latest().version() > frames + 1);
      }
      return new WeakReference<>(console.window().scene());
    }
  }

  /** Names of the console's own platform threads. */
  private static Set<String> platformThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(
            name ->
                name.startsWith("engine")
                    || name.startsWith("history")
                    || name.startsWith("kafka-")
                    || name.startsWith("weir-"))
        .collect(Collectors.toSet());
  }
}
