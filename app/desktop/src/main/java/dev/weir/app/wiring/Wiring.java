package dev.weir.app.wiring;

import dev.weir.app.broker.Providers;
import dev.weir.app.window.Window;
import dev.weir.engine.Engine;
import dev.weir.engine.alert.AlertPlan;
import dev.weir.engine.alert.AlertStore;
import dev.weir.engine.connection.Connections;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.decode.SchemaBook;
import dev.weir.engine.history.HistoryStore;
import dev.weir.engine.ledger.AuditTrail;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.FileSettings;
import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.UserFolders;
import dev.weir.views.alerts.AlertsView;
import dev.weir.views.connections.ConnectionsView;
import dev.weir.views.deadletters.LettersView;
import dev.weir.views.groups.GroupsView;
import dev.weir.views.kit.FrameMeter;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.Theme;
import dev.weir.views.kit.TimeRange;
import dev.weir.views.overview.OverviewScreen;
import dev.weir.views.settings.SettingsScreen;
import dev.weir.views.shell.Place;
import dev.weir.views.shell.Shell;
import dev.weir.views.streams.StreamsView;
import dev.weir.views.tail.TailView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** One console, put together: what is made, of what, and in which order. */
public final class Wiring implements AutoCloseable {
  private final UserFolders folders;
  private final InstantSource clock;
  private final FileSettings settings;
  private final Connections connections;
  private final HistoryStore history;
  private final AlertStore alerts;
  private final Engine engine;

  /** Everything but the window. */
  public Wiring(
      UserFolders folders, Providers providers, SecretResolver secrets, InstantSource clock) {
    this.folders = folders;
    this.clock = clock;
    settings = new FileSettings(folders, clock);
    connections = new Connections(folders, providers.all(), secrets, clock);
    history = new HistoryStore(folders.historyFile(), this::historyLimits, clock);
    alerts = new AlertStore(folders.alertsFile(), clock);
    engine =
        new Engine(
            connections,
            settings,
            history,
            new PayloadDecoder(new SchemaBook()),
            new SimpleMeterRegistry(),
            new AlertPlan(alerts, secrets, folders.rulesFolder(), folders.notificationsFile()),
            folders,
            AuditTrail.ofThisUser(folders.auditFile(), clock),
            clock);
  }

  public Engine engine() {
    return engine;
  }

  public Connections connections() {
    return connections;
  }

  public FileSettings settings() {
    return settings;
  }

  /** The window, not shown yet. On the FX thread. */
  public Window window(String title) {
    Theme.prepare(settings);
    return new Face().window(title);
  }

  /** Ends in the opposite order: nobody is left waiting for a part that is gone. */
  @Override
  public void close() {
    engine.close();
    connections.close();
    alerts.close();
    history.close();
    settings.close();
  }

  private HistoryStore.Limits historyLimits() {
    return new HistoryStore.Limits(
        settings.get(Setting.HISTORY_RETENTION),
        (long) settings.get(Setting.HISTORY_LIMIT_MIB) << 20);
  }

  /** What is seen. */
  private final class Face {
    private final Pulse pulse = new Pulse();
    private final TimeRange range = new TimeRange(engine);
    private final FrameMeter meter = new FrameMeter(clock);
    private final Shell shell =
        new Shell(
            engine,
            pulse,
            range,
            meter,
            clock,
            List.of(
                new Shell.Entry(Place.OVERVIEW, this::overview),
                new Shell.Entry(Place.STREAMS, this::streams),
                new Shell.Entry(Place.TAIL, this::tail),
                new Shell.Entry(Place.GROUPS, this::groups),
                new Shell.Entry(Place.DEAD_LETTERS, this::deadLetters),
                new Shell.Entry(Place.ALERTS, this::alerts),
                new Shell.Entry(Place.CONNECTIONS, this::connections),
                new Shell.Entry(Place.SETTINGS, this::settings)));

    Window window(String title) {
      return new Window(shell, pulse, meter, settings, title);
    }

    private Screen overview() {
      return new OverviewScreen(engine, pulse, range, shell);
    }

    private Screen streams() {
      return new StreamsView(engine, pulse, shell, range);
    }

    private Screen groups() {
      return new GroupsView(engine, pulse, shell, range, clock);
    }

    private Screen deadLetters() {
      return new LettersView(engine, pulse, shell, clock);
    }

    private Screen alerts() {
      return new AlertsView(
          engine, pulse, shell, range, clock, System.getProperty("user.name", ""));
    }

    private Screen connections() {
      return new ConnectionsView(engine, pulse, shell);
    }

    private Screen settings() {
      return new SettingsScreen(
          settings,
          () -> engine.notices().latest().value(),
          Map.of(
              "Connections", folders.connectionsFile().toString(),
              "History", folders.historyFile().toString(),
              "Alert rules", folders.rulesFolder().toString(),
              "Notifications", folders.notificationsFile().toString(),
              "Logs", folders.logs().toString()));
    }

    private Screen tail() {
      return new TailView(engine, pulse, shell, clock);
    }
  }
}
