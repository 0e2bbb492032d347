package dev.weir.app.journey;

import dev.weir.app.broker.Providers;
import dev.weir.app.demo.SampleProcess;
import dev.weir.app.window.Toolkit;
import dev.weir.app.window.Window;
import dev.weir.app.wiring.Wiring;
import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.Environment;
import dev.weir.engine.overview.OverviewSnapshot;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.UserFolders;
import dev.weir.views.kit.Snapshotter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** The real window on the real engine, connected to the sample streams. */
record Console(Wiring wiring, Window window) implements AutoCloseable {
  /**
   * What tests hold that use the window: there is one toolkit in a process, and one keyboard. For
   * {@link org.junit.jupiter.api.parallel.ResourceLock}.
   */
  static final String TOOLKIT = "toolkit";

  /** Opens it, off the screen, on all that the sample streams have. */
  static Console open(Path home, SampleProcess.Addresses at, boolean readOnly) {
    var wiring =
        new Wiring(
            UserFolders.in(home),
            Providers.onClassPath(),
            new SecretResolver(Map.of(), home, Optional.empty()),
            InstantSource.system());
    try {
      connect(wiring, "orders-demo", "kafka", at.kafka(), readOnly);
      at.redis().ifPresent(redis -> connect(wiring, "cache-demo", "redis", redis.url(), readOnly));
      wiring.engine().start();
      Window window = Toolkit.call(() -> wiring.window("Weir"));
      Toolkit.run(() -> window.showOffScreen(1280, 800));
      return new Console(wiring, window);
    } catch (RuntimeException | Error e) {
      wiring.close();
      throw e;
    }
  }

  private static void connect(
      Wiring wiring, String name, String kind, String address, boolean readOnly) {
    wiring
        .connections()
        .openTemporary(
            new ConnectionSettings(
                name, kind, address, Map.of(), Environment.DEVELOPMENT, readOnly));
  }

  /** Records a second that the overview tells of. */
  double produced() {
    return wiring.engine().overview().latest().value().tiles().stream()
        .filter(tile -> tile.kind() == OverviewSnapshot.TileKind.PRODUCED)
        .mapToDouble(tile -> tile.value().orElse(0))
        .sum();
  }

  /** Keeps how the window looks, for whoever looks into a failure. */
  void picture(String name) {
    try {
      Snapshotter.write(Toolkit.call(window::picture), Path.of("target", name + ".png"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Toolkit.run(window::close);
    wiring.close();
  }
}
