package dev.weir.app;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.Providers;
import dev.weir.app.command.CommandTree;
import dev.weir.app.command.DemoCommand;
import dev.weir.app.command.MarkCommand;
import dev.weir.app.command.Terminal;
import dev.weir.app.command.WatchCommand;
import dev.weir.app.crash.CrashReports;
import dev.weir.app.demo.DemoRun;
import dev.weir.app.demo.SampleProcess;
import dev.weir.app.lifecycle.Interrupts;
import dev.weir.app.log.LogFile;
import dev.weir.app.watch.AlertWatch;
import dev.weir.app.window.Display;
import dev.weir.app.window.Toolkit;
import dev.weir.engine.connection.Connections;
import dev.weir.engine.deadletter.find.Choices;
import dev.weir.engine.deadletter.replay.ReplayStore;
import dev.weir.engine.ledger.AuditTrail;
import dev.weir.engine.mark.MarkStore;
import dev.weir.engine.secret.Keychains;
import dev.weir.engine.secret.Secret;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.JsonFile;
import dev.weir.engine.settings.UserFolders;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The program. */
public final class Weir {
  private Weir() {}

  /** Runs a command, or opens the window. */
  public static void main(String[] args) {
    UserFolders folders =
        UserFolders.of(
            System.getenv(),
            System.getProperty("os.name", ""),
            Path.of(System.getProperty("user.home", ".")));
    String[] said = withCommand(System.getProperty("weir.command", ""), args);
    Optional<CompletableFuture<Display>> toolkit =
        said.length == 0
            ? Optional.of(Toolkit.startAhead(Weir::presumedDisplay, Weir::display))
            : Optional.empty();
    var terminal =
        new Terminal(
            new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
    LogFile.install(folders.logs(), terminal::diagnose);
    System.exit(commands(terminal, folders, toolkit).run(said));
  }

  /**
   * Arguments with the command that options without one belong to.
   *
   * @param command none if empty: then such options are those of the window
   */
  static String[] withCommand(String command, String... args) {
    if (command.isEmpty() || (args.length > 0 && !args[0].startsWith("-"))) {
      return args;
    }
    return Stream.concat(Stream.of(command), Arrays.stream(args)).toArray(String[]::new);
  }

  private static Display display() {
    return Display.find(System.getProperty("os.name", ""), System.getenv());
  }

  private static Display presumedDisplay() {
    return Display.presume(System.getProperty("os.name", ""), System.getenv());
  }

  private static CommandTree commands(
      Terminal terminal, UserFolders folders, Optional<CompletableFuture<Display>> toolkit) {
    InstantSource clock = InstantSource.system();
    var crashes = new CrashReports(folders.logs(), version(), clock);
    crashes.install();
    var interrupts = new Interrupts();
    Providers providers = Providers.onClassPath();
    var secrets =
        new SecretResolver(
            System.getenv(),
            Path.of(System.getProperty("user.home", ".")),
            Keychains.find(System.getenv(), System.getProperty("os.name", "")));
    var connections = new Connections(folders, providers.all(), secrets, clock);
    var demo =
        new DemoRun(
            sampleClassPath(folders),
            folders.logs(),
            providers,
            secrets,
            clock,
            interrupts,
            Weir::display,
            terminal::announce);
    var audit = AuditTrail.ofThisUser(folders.auditFile(), clock);
    return new CommandTree(
            terminal,
            new Brokers(providers, connections, Weir::ask),
            clock,
            interrupts,
            audit,
            () -> new Choices(new JsonFile(folders.settingsFile(), clock)),
            () -> new ReplayStore(folders, clock, audit),
            new DesktopRun(
                folders, providers, secrets, clock, interrupts, crashes, Weir::display, toolkit),
            folders.logs().toString())
        .with(new DemoCommand(demo))
        .with(
            new MarkCommand(
                terminal,
                new MarkStore(folders.marksFile(), clock),
                connections::names,
                audit.who(),
                clock))
        .with(
            new WatchCommand(
                terminal, new AlertWatch(folders, providers, secrets, clock, interrupts)));
  }

  /** Beside the program, as the launcher says; else where a user can put them. */
  private static String sampleClassPath(UserFolders folders) {
    Path beside = Path.of(System.getProperty("weir.home", ".")).resolve("sample");
    return SampleProcess.allJarsOf(
        Files.isDirectory(beside) ? beside : folders.data().resolve("sample"));
  }

  private static String version() {
    String written = Weir.class.getPackage().getImplementationVersion();
    return written == null ? "(not packaged)" : written;
  }

  private static Optional<Secret> ask(String connection, String property) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return Optional.empty();
    }
    char[] typed = console.readPassword("%s of %s: ", property, connection);
    return typed == null ? Optional.empty() : Optional.of(new Secret(new String(typed)));
  }
}
