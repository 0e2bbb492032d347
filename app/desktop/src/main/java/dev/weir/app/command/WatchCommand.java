package dev.weir.app.command;

import dev.weir.app.broker.BrokerChoice;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.report.AlertLine;
import dev.weir.app.report.Json;
import dev.weir.app.watch.AlertWatch;
import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.notify.Delivery;
import dev.weir.engine.wording.Wording;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir watch}. */
@Command(
    name = "watch",
    description = {
      "Judges alert rules and tells of alerts without a window, until Ctrl-C.",
      "Without a broker it watches all saved connections. Ends with 1 if an alert fires then."
    })
public final class WatchCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final AlertWatch watch;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private ConnectionOptions.@Nullable Choice broker;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties for the client, such as a client.properties with TLS and SASL.")
  private @Nullable Path config;

  @Option(names = "--for", paramLabel = "DURATION", description = "Ends after so long.")
  private @Nullable Duration time;

  @Option(names = "--json", description = "One JSON object per line.")
  private boolean json;

  public WatchCommand(Terminal terminal, AlertWatch watch) {
    this.terminal = terminal;
    this.watch = watch;
  }

  @Override
  public Integer call() {
    if (config != null && broker == null) {
      throw new UsageProblem("--config goes with --kafka or --redis: say which broker.");
    }
    boolean fires = watch.run(choice(), Optional.ofNullable(time), new Printer());
    return fires ? ExitCode.FINDING : ExitCode.SUCCESS;
  }

  private Optional<BrokerChoice> choice() {
    return Optional.ofNullable(broker).flatMap(made -> made.chosen(Optional.ofNullable(config)));
  }

  private final class Printer implements AlertWatch.Listener {
    @Override
    public void alert(AlertRow row) {
      if (json) {
        terminal.bytes(Json.of(AlertLine.of(row)));
      } else {
        long at = row.endedAt() > 0 ? row.endedAt() : row.raisedAt();
        terminal.line(
            String.format(
                Locale.ROOT,
                "%s %-10s %-8s %s: %s %s%s%s",
                Instant.ofEpochMilli(at),
                row.state().label(),
                row.severity().name().toLowerCase(Locale.ROOT),
                row.rule(),
                Wording.ended(row.summary()),
                row.endedAt() > 0 ? row.endReason() : row.reason(),
                row.endedAt() > 0 || row.near().isEmpty()
                    ? ""
                    : " " + Wording.shortlyBefore(row.near()),
                row.suppressedBy().isEmpty() ? "" : " (" + row.suppressedBy() + ")"));
      }
      terminal.flush();
    }

    @Override
    public void delivered(Delivery delivery) {
      terminal.diagnose(
          "weir: "
              + delivery.channel()
              + ": "
              + delivery.outcome().label()
              + ": "
              + delivery.headline()
              + (delivery.why().isEmpty() ? "" : " " + delivery.why()));
    }

    @Override
    public void notice(String sentence) {
      terminal.diagnose("weir: " + sentence);
    }
  }
}
