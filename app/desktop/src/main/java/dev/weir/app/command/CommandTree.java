package dev.weir.app.command;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.lifecycle.Interrupts;
import dev.weir.app.log.SecretMask;
import dev.weir.app.window.Desktop;
import dev.weir.app.window.Unattended;
import dev.weir.engine.deadletter.find.Choices;
import dev.weir.engine.deadletter.replay.ReplayLedger;
import dev.weir.engine.deadletter.replay.ReplayStore;
import dev.weir.engine.ledger.AuditTrail;
import dev.weir.engine.ledger.Ledger;
import dev.weir.stream.ConnectorException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands, and what becomes of what they throw. */
public final class CommandTree {
  private static final Logger LOG = LoggerFactory.getLogger(CommandTree.class);

  private final Terminal terminal;
  private final Interrupts interrupts;
  private final Desktop desktop;
  private final String logLocation;
  private final Reach reach;
  private final AuditTrail audit;
  private final Ledger ledger;
  private final Supplier<ReplayStore> replays;
  private final List<Object> others = new ArrayList<>();

  /**
   * Builds the tree.
   *
   * @param interrupts tell whether a command was ended from outside
   * @param audit is written to before anything is written to a broker
   * @param choices what the user said of streams; asked for by those commands that need it
   * @param replays what this machine keeps of replays; opened by those commands that need it
   * @param logLocation the log's file, to name it when something goes wrong that should not
   */
  public CommandTree(
      Terminal terminal,
      Brokers brokers,
      InstantSource clock,
      Interrupts interrupts,
      AuditTrail audit,
      Supplier<Choices> choices,
      Supplier<ReplayStore> replays,
      Desktop desktop,
      String logLocation) {
    this.terminal = terminal;
    this.interrupts = interrupts;
    this.desktop = desktop;
    this.logLocation = logLocation;
    this.audit = audit;
    ledger = new Ledger(audit);
    this.replays = replays;
    reach = new Reach(terminal, brokers, clock, interrupts, () -> told(choices.get()));
  }

  private Choices told(Choices choices) {
    choices.notice().ifPresent(notice -> terminal.diagnose("weir: " + notice));
    return choices;
  }

  private CommandLine build() {
    var root = new WeirCommand(desktop);
    var commandLine =
        new CommandLine(root)
            .addSubcommand(new OpenCommand(desktop))
            .addSubcommand(new StreamsCommand(reach))
            .addSubcommand(new StatsCommand(reach))
            .addSubcommand(new LagCommand(reach))
            .addSubcommand(new TailCommand(reach))
            .addSubcommand(new WindowsCommand(reach))
            .addSubcommand(new ProduceCommand(reach, ledger))
            .addSubcommand(new ProbeCommand(reach, ledger))
            .addSubcommand(
                new CommandLine(new DlqCommand())
                    .addSubcommand(new DlqListCommand(reach))
                    .addSubcommand(new DlqCausesCommand(reach))
                    .addSubcommand(new DlqShowCommand(reach))
                    .addSubcommand(new DlqMarkCommand(reach))
                    .addSubcommand(new DlqPendingCommand(reach, ledger))
                    .addSubcommand(new DlqPlanCommand(reach, replays))
                    .addSubcommand(new DlqEditCommand(reach, replays))
                    .addSubcommand(new DlqPreflightCommand(reach, replays))
                    .addSubcommand(new DlqApproveCommand(reach, replays))
                    .addSubcommand(new DlqRunCommand(reach, replays))
                    .addSubcommand(new DlqResumeCommand(reach, replays))
                    .addSubcommand(new DlqStatusCommand(reach, replays))
                    .addSubcommand(new DlqPauseCommand(reach, replays))
                    .addSubcommand(new DlqCancelCommand(reach, replays))
                    .addSubcommand(new DlqExportCommand(reach, replays)))
            .addSubcommand(
                new CommandLine(new AuditCommand())
                    .addSubcommand(new AuditVerifyCommand(reach.terminal(), audit)))
            .addSubcommand(new DoctorCommand(reach))
            .addSubcommand(RulesCommand.tree(terminal))
            .registerConverter(Duration.class, new Durations())
            .setErr(terminal.diagnostics())
            .setOut(terminal.results())
            .setParameterExceptionHandler(this::misused)
            .setExecutionExceptionHandler((exception, _, _) -> failed(exception, root.isVerbose()));
    for (Object other : others) {
      commandLine.addSubcommand(other).registerConverter(Duration.class, new Durations());
    }
    commandLine.setUsageHelpAutoWidth(true);
    return commandLine;
  }

  /** Adds a command of another part of the program. */
  public CommandTree with(Object command) {
    others.add(command);
    return this;
  }

  /** Runs what the arguments say and returns the exit code. */
  public int run(String... arguments) {
    int code = arguments.length == 0 ? openWindow() : command(arguments);
    try {
      terminal.flush();
    } catch (Terminal.ReaderGone _) {
      return ExitCode.SUCCESS;
    } catch (Terminal.Unwritable problem) {
      terminal.diagnose("weir: " + problem.getMessage());
      return ExitCode.USAGE;
    }
    return interrupts.exitCode().orElse(code);
  }

  /**
   * What picocli does not catch must not look like a finding, which is what Java would exit with.
   */
  private int command(String... arguments) {
    try {
      return build().execute(named(arguments));
    } catch (Error e) {
      return broken(e);
    }
  }

  /** Some systems open a file by starting the program with nothing but its name. */
  private static String[] named(String[] arguments) {
    boolean isFile =
        arguments.length == 1
            && (arguments[0].endsWith(".weirplan") || arguments[0].endsWith(".weir.yaml"));
    return isFile ? new String[] {"open", arguments[0]} : arguments;
  }

  /** Without the command line being built for it, which takes longer than a window should. */
  private int openWindow() {
    try {
      return desktop.open(Unattended.NOT, Optional.empty());
    } catch (RuntimeException e) {
      return failed(e, false);
    }
  }

  private int misused(ParameterException exception, String[] arguments) {
    String message =
        String.valueOf(exception.getMessage())
            .replaceFirst("^Error: ", "")
            .replaceFirst("^Unmatched arguments? (at|from) index \\d+: ", "Not known here: ")
            .replaceFirst("^Value for option option ", "Value for option ")
            .replaceFirst("' is not a double$", "' is no number")
            .replaceFirst("' is not an? (int|long)$", "' is no whole number, or too large a one");
    List<String> suggestions =
        exception instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    terminal.diagnose("weir: " + message);
    if (!suggestions.isEmpty()) {
      terminal.diagnose("Did you mean " + String.join(" or ", suggestions) + "?");
    }
    terminal.diagnose(
        "Try: " + exception.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private int failed(Exception exception, boolean verbose) {
    int code;
    if (interrupts.exitCode().isPresent()) {
      // What fails because it is being ended is no news to whoever ends it.
      LOG.info("A command was ended while at work", exception);
      return interrupts.exitCode().getAsInt();
    }
    switch (exception) {
      case Terminal.ReaderGone _ -> {
        return ExitCode.SUCCESS;
      }
      case Terminal.Unwritable problem -> {
        terminal.diagnose("weir: " + problem.getMessage());
        return ExitCode.USAGE;
      }
      case UsageProblem problem -> {
        terminal.diagnose("weir: " + problem.getMessage());
        code = ExitCode.USAGE;
      }
      case ReplayLedger.LedgerProblem problem -> {
        terminal.diagnose("weir: " + problem.getMessage());
        LOG.error("The ledger of replays failed", problem);
        code = ExitCode.USAGE;
      }
      case ConnectorException failure -> {
        terminal.diagnose("weir: " + failure.failure().sentence());
        LOG.warn("A command failed: {}", failure.failure().what(), failure.getCause());
        code = ExitCode.of(failure.failure());
      }
      default -> {
        code = broken(exception);
      }
    }
    if (verbose) {
      terminal.diagnose(SecretMask.stackTrace(exception));
    }
    return code;
  }

  private int broken(Throwable defect) {
    LOG.error("A command failed", defect);
    terminal.diagnose(
        "weir: something went wrong that should not have ("
            + defect.getClass().getSimpleName()
            + "): please report it with the log, "
            + logLocation);
    return ExitCode.DEFECT;
  }
}
