package dev.weir.app;

import dev.weir.app.broker.Providers;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.crash.CrashReports;
import dev.weir.app.instance.Instance;
import dev.weir.app.lifecycle.Interrupts;
import dev.weir.app.lifecycle.Started;
import dev.weir.app.window.Desktop;
import dev.weir.app.window.Display;
import dev.weir.app.window.Toolkit;
import dev.weir.app.window.Unattended;
import dev.weir.app.window.Window;
import dev.weir.app.wiring.Wiring;
import dev.weir.engine.finding.Target;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.UserFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The window on the saved connections, until it is closed.
 *
 * @param ahead the toolkit, where the program's arguments told at once that it is wanted
 */
record DesktopRun(
    UserFolders folders,
    Providers providers,
    SecretResolver secrets,
    InstantSource clock,
    Interrupts interrupts,
    CrashReports crashes,
    Supplier<Display> display,
    Optional<CompletableFuture<Display>> ahead)
    implements Desktop {
  /** A window that is not seen draws no frame. */
  private static final Duration MOST_BEFORE_CONNECTING = Duration.ofSeconds(3);

  private static final double PICTURE_WIDTH = 1280;
  private static final double PICTURE_HEIGHT = 800;

  private static final Logger LOG = LoggerFactory.getLogger(DesktopRun.class);

  @Override
  public int open(Unattended unattended, Optional<Path> file) {
    // Looking for a display and starting the toolkit take as long as all the rest together.
    CompletableFuture<Display> toolkit =
        ahead.orElseGet(
            () ->
                CompletableFuture.supplyAsync(
                    () ->
                        startToolkit(
                            unattended.headless() ? new Display.Ready() : display.get(),
                            unattended.headless())));
    if (!unattended.startsAsUsual()) {
      return run(unattended, file, Optional.empty(), toolkit);
    }
    Optional<Instance> instance;
    try {
      instance = Instance.claim(folders.data());
    } catch (IOException e) {
      LOG.warn("The user's folder cannot be locked", e);
      return run(unattended, file, Optional.empty(), toolkit);
    }
    if (instance.isEmpty() && unattended.isWanted()) {
      return run(unattended, file, instance, toolkit);
    }
    if (instance.isEmpty()) {
      // Not to be ended in the middle of its start.
      boolean _ = toolkit.handle((_, _) -> true).join();
      if (Instance.focusOther(folders.data(), file)) {
        return 0;
      }
      throw new UsageProblem(
          "Weir is open already on "
              + folders.data()
              + " and does not answer: end it, or name another folder in WEIR_HOME.");
    }
    try (Instance only = instance.get()) {
      if (only.endedBadlyBefore()) {
        crashes
            .writeEndedBadly()
            .ifPresent(report -> LOG.warn("The console before this one ended badly: {}", report));
      }
      return run(unattended, file, instance, toolkit);
    } catch (UsageProblem problem) {
      throw problem;
    } catch (RuntimeException | Error e) {
      var _ = crashes.write(e);
      throw e;
    }
  }

  private int run(
      Unattended unattended,
      Optional<Path> file,
      Optional<Instance> instance,
      CompletableFuture<Display> toolkit) {
    var ended = new CompletableFuture<Boolean>();
    var started = new Started(clock);
    try (var interrupt = interrupts.open(() -> ended.complete(true));
        var wiring = new Wiring(folders, providers, secrets, clock)) {
      switch (toolkit.join()) {
        case Display.Ready() -> {}
        case Display.None(String why) ->
            throw new UsageProblem(
                why
                    + ": use a desktop session or ssh -X, a command such as weir lag, or"
                    + " weir demo --headless.");
        case Display.Unusable(String sentence) -> throw new UsageProblem(sentence);
      }
      Window window = Toolkit.call(() -> open(wiring, unattended));
      var windowMillis = OptionalLong.of(started.ago().toMillis());
      var _ = window.closed().thenAccept(ended::complete);
      instance.ifPresent(
          only -> only.onSecondStart(other -> Toolkit.run(() -> show(window, other))));
      // Connecting loads and runs a lot: it must not hold up the window's first picture.
      boolean _ =
          window
              .firstFrame()
              .applyToEither(ended, done -> done)
              .completeOnTimeout(false, MOST_BEFORE_CONNECTING.toMillis(), TimeUnit.MILLISECONDS)
              .join();
      LOG.info(
          "Window after {} ms, drawn after {} ms",
          windowMillis.getAsLong(),
          started.ago().toMillis());
      wiring.connections().openSaved();
      wiring.engine().start();
      if (file.isPresent()) {
        Toolkit.run(() -> show(window, file));
      }
      if (unattended.isWanted()) {
        new UnattendedRun(
                unattended, wiring, window, clock, started, windowMillis, interrupt, ended)
            .watch();
      } else {
        boolean _ = ended.join();
      }
      Toolkit.run(window::close);
      Toolkit.exit();
    }
    return 0;
  }

  private static void show(Window window, Optional<Path> file) {
    window.focus();
    file.ifPresent(it -> window.shell().go(target(it)));
  }

  /** Rules are YAML; whatever else is said to be a plan tells what it is not where it is read. */
  private static Target target(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml")
        ? new Target.ToRuleFile(file)
        : new Target.ToSavedPlan(file);
  }

  private static Display startToolkit(Display found, boolean headless) {
    if (headless) {
      Toolkit.startHeadless();
    } else if (found instanceof Display.Ready) {
      Toolkit.start();
    }
    return found;
  }

  private static Window open(Wiring wiring, Unattended unattended) {
    Window window = wiring.window("Weir");
    if (unattended.headless()) {
      window.showOffScreen(PICTURE_WIDTH, PICTURE_HEIGHT);
    } else {
      window.show();
    }
    if (unattended.startsAsUsual()) {
      window.restWhileUntouched();
    }
    return window;
  }
}
