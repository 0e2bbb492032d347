package dev.weir.app.command;

import static dev.weir.app.command.TextTable.left;
import static dev.weir.app.command.TextTable.right;

import dev.weir.app.broker.Brokers;
import dev.weir.app.report.DeadLetterLine;
import dev.weir.app.report.Json;
import dev.weir.engine.deadletter.find.DeadLetterFinder;
import dev.weir.engine.deadletter.find.Found;
import dev.weir.stream.Connector;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir dlq list}. */
@Command(
    name = "list",
    description = {
      "Streams that hold dead letters, and how they were recognised.",
      "By settings of the broker, configurations of connectors, headers of the newest records, or"
          + " their names.",
      "With Redis also streams with entries that a group was given often and never acknowledged."
    })
final class DlqListCommand implements Callable<Integer> {
  private final Reach reach;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--deliveries",
      paramLabel = "N",
      description =
          "Redis: pending entries delivered N times or more; ${DEFAULT-VALUE} unless told.")
  private long deliveries = DeadLetterFinder.MANY_DELIVERIES;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  DlqListCommand(Reach reach) {
    this.reach = reach;
  }

  @Override
  public Integer call() {
    Found found;
    Brokers.Chosen chosen = reach.choose(connection);
    try (Connector connector = chosen.open()) {
      found = new DeadLetterFinder(connector, reach.choices(chosen), deliveries).find();
    }
    List<DeadLetterLine> lines = found.streams().stream().map(DeadLetterLine::of).toList();
    if (json) {
      reach.terminal().bytes(Json.of(lines));
    } else {
      print(lines);
    }
    if (found.notLookedInto() > 0) {
      reach
          .terminal()
          .diagnose(
              "weir: there was no time to look into "
                  + Wording.count(found.notLookedInto())
                  + " streams; one that only its records tell may be missing: weir dlq mark adds"
                  + " it.");
    }
    return ExitCode.SUCCESS;
  }

  private void print(List<DeadLetterLine> lines) {
    var table =
        new TextTable(
            left("STREAM"),
            right("RECORDS"),
            left("DIALECT"),
            left("ORIGIN"),
            left("OLDEST"),
            left("NEWEST"),
            left("BECAUSE"));
    for (DeadLetterLine line : lines) {
      table.row(
          line.stream(),
          (line.recordsAtMost() ? "≤ " : "") + Wording.count(line.records()),
          line.dialects().isEmpty() ? "–" : String.join(", ", line.dialects()),
          line.origins().isEmpty() ? "–" : String.join(", ", line.origins()),
          line.oldest().orElse("–"),
          line.newest().orElse("–"),
          line.evidence().getFirst().says());
    }
    table.printTo(reach.terminal());
  }
}
