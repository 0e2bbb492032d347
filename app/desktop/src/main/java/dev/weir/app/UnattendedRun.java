package dev.weir.app;

import dev.weir.app.broker.UsageProblem;
import dev.weir.app.demo.Observation;
import dev.weir.app.demo.Pictures;
import dev.weir.app.demo.Tour;
import dev.weir.app.lifecycle.Interrupt;
import dev.weir.app.lifecycle.Started;
import dev.weir.app.report.DemoReport;
import dev.weir.app.report.Json;
import dev.weir.app.window.Toolkit;
import dev.weir.app.window.Unattended;
import dev.weir.app.window.Window;
import dev.weir.app.wiring.Wiring;
import dev.weir.views.kit.FrameMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The window with nobody at it: waits, takes pictures once there are figures, and reports.
 *
 * @param windowMillis from the start of the program to the window
 * @param ended completed when the window is closed or the end is requested
 */
record UnattendedRun(
    Unattended wish,
    Wiring wiring,
    Window window,
    InstantSource clock,
    Started started,
    OptionalLong windowMillis,
    Interrupt interrupt,
    CompletableFuture<Boolean> ended) {
  /** Short, because the first figure is timed by it. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private static final Duration MOST_BEFORE_SCREENS = Duration.ofSeconds(10);

  /** Returns when all wishes are fulfilled. */
  void watch() {
    var observation = new Observation(wiring.engine(), clock);
    boolean shown = wish.screenshots().isEmpty() && !wish.everyScreen();
    long begun = System.nanoTime();
    while (!ended.isDone()) {
      Duration running = Duration.ofNanos(System.nanoTime() - begun);
      if (wish.time().filter(time -> running.compareTo(time) >= 0).isPresent()) {
        break;
      }
      observation.look(started.ago());
      if (!shown && (observation.hasFigures() || running.compareTo(MOST_BEFORE_SCREENS) >= 0)) {
        showAll(observation);
        shown = true;
      }
      interrupt.await(BETWEEN_LOOKS);
    }
    if (!shown && !ended.isDone()) {
      showAll(observation);
    }
    if (wish.report().isPresent()) {
      report(observation, wish.report().get());
    }
  }

  private void showAll(Observation observation) {
    if (wish.screenshots().isEmpty()) {
      new Tour(window, wiring.settings(), observation.busiest(), observation.slowest())
          .walk(interrupt);
      return;
    }
    Path folder = wish.screenshots().orElseThrow();
    try {
      boolean _ =
          new Pictures(
                  window, wiring.settings(), observation.busiest(), observation.slowest(), folder)
              .take(interrupt);
    } catch (IOException e) {
      throw new UsageProblem("Pictures cannot be written to " + folder + ": name another folder.");
    }
  }

  private void report(Observation observation, Path file) {
    List<String> screens =
        Toolkit.call(() -> window.shell().places().stream().map(place -> place.title()).toList());
    FrameMeter.Report frames = Toolkit.call(window::frames);
    DemoReport report = observation.report(started.ago(), windowMillis, screens, frames);
    try {
      Files.write(file, Json.indented(report));
    } catch (IOException e) {
      throw new UsageProblem("The report cannot be written to " + file + ": name another file.");
    }
  }
}
