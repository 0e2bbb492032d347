package dev.weir.app;

import dev.weir.app.broker.Providers;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.lifecycle.Interrupts;
import dev.weir.app.lifecycle.Started;
import dev.weir.app.window.Desktop;
import dev.weir.app.window.Display;
import dev.weir.app.window.Toolkit;
import dev.weir.app.window.Unattended;
import dev.weir.app.window.Window;
import dev.weir.app.wiring.Wiring;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.UserFolders;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The window on the saved connections, until it is closed. */
record DesktopRun(
    UserFolders folders,
    Providers providers,
    SecretResolver secrets,
    InstantSource clock,
    Interrupts interrupts,
    Supplier<Display> display)
    implements Desktop {
  private static final double PICTURE_WIDTH = 1280;
  private static final double PICTURE_HEIGHT = 800;

  private static final Logger LOG = LoggerFactory.getLogger(DesktopRun.class);

  @Override
  public int open(Unattended unattended) {
    if (!unattended.headless()) {
      switch (display.get()) {
        case Display.Ready() -> {}
        case Display.None(String why) ->
            throw new UsageProblem(
                why
                    + ": use a desktop session or ssh -X, a command such as weir lag, or"
                    + " weir demo --headless.");
        case Display.Unusable(String sentence) -> throw new UsageProblem(sentence);
      }
    }
    var ended = new CompletableFuture<Boolean>();
    var started = new Started(clock);
    try (var interrupt = interrupts.open(() -> ended.complete(true))) {
      CompletableFuture<Boolean> toolkit =
          CompletableFuture.supplyAsync(
              () -> {
                if (unattended.headless()) {
                  Toolkit.startHeadless();
                } else {
                  Toolkit.start();
                }
                return true;
              });
      try (var wiring = new Wiring(folders, providers, secrets, clock)) {
        wiring.connections().openSaved();
        wiring.engine().start();
        boolean _ = toolkit.join();
        Window window = Toolkit.call(() -> wiring.window("Weir"));
        Toolkit.run(
            () -> {
              if (unattended.headless()) {
                window.showOffScreen(PICTURE_WIDTH, PICTURE_HEIGHT);
              } else {
                window.show();
              }
            });
        var windowMillis = OptionalLong.of(started.ago().toMillis());
        LOG.info("Window after {} ms", windowMillis.getAsLong());
        var _ = window.closed().thenAccept(ended::complete);
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
    }
    return 0;
  }
}
