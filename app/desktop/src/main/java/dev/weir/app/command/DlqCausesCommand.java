package dev.weir.app.command;

import static dev.weir.app.command.TextTable.left;
import static dev.weir.app.command.TextTable.right;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.StreamNames;
import dev.weir.app.report.CauseLine;
import dev.weir.app.report.Json;
import dev.weir.engine.deadletter.CauseScan;
import dev.weir.engine.deadletter.PendingLetters;
import dev.weir.engine.deadletter.cause.CauseTable;
import dev.weir.engine.deadletter.dialect.DeadLetterReader;
import dev.weir.engine.deadletter.find.Choices;
import dev.weir.engine.deadletter.find.DeadLetterFinder;
import dev.weir.engine.streams.StreamRole;
import dev.weir.engine.streams.StreamRoles;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.PendingEntry;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir dlq causes}. */
@Command(
    name = "causes",
    description = {
      "Reads all dead letters of a stream and groups them by exception, message, first stack"
          + " frame, origin and failing group.",
      "Ctrl-C stops reading and prints what was counted until then."
    })
final class DlqCausesCommand implements Callable<Integer> {
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(2);
  private static final int MOST_CHARS = 90;

  private final Reach reach;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private DialectOption dialect = new DialectOption();

  @Parameters(paramLabel = "DLQ", description = "A topic or Redis stream.")
  private String name = "";

  @Option(
      names = "--deliveries",
      paramLabel = "N",
      description =
          "Redis, where the stream itself holds no dead letters: its pending entries delivered N"
              + " times or more; ${DEFAULT-VALUE} unless told.")
  private long deliveries = DeadLetterFinder.MANY_DELIVERIES;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  DlqCausesCommand(Reach reach) {
    this.reach = reach;
  }

  @Override
  public Integer call() {
    Brokers.Chosen chosen = reach.choose(connection);
    var table = new CauseTable();
    try (Connector connector = chosen.open()) {
      var stream = new StreamRef(connector.name(), name);
      List<PendingEntry> pending =
          StreamRoles.ofName(name) == StreamRole.DEAD_LETTER
              ? List.of()
              : new PendingLetters(connector).of(stream, deliveries);
      if (pending.isEmpty()) {
        scan(connector, stream, reach.choices(chosen), table);
      } else {
        PendingLetters.count(pending, table);
      }
    } catch (ConnectorException e) {
      if (StreamNames.isMissing(e)) {
        try (Connector connector = chosen.open()) {
          throw StreamNames.explained(e, name, connector, chosen.spec().address());
        }
      }
      throw e;
    }
    List<CauseLine> lines = table.rows(reach.clock().millis()).stream().map(CauseLine::of).toList();
    if (json) {
      reach.terminal().bytes(Json.of(lines));
    } else {
      print(lines);
    }
    if (table.untold() > 0) {
      reach
          .terminal()
          .diagnose(
              "weir: "
                  + Wording.count(table.untold())
                  + " more records are of causes beyond the "
                  + Wording.count(lines.size())
                  + " that are kept apart.");
    }
    return ExitCode.SUCCESS;
  }

  private void scan(Connector connector, StreamRef stream, Choices choices, CauseTable table) {
    try (var interrupt = reach.interrupts().open(() -> {})) {
      long[] reportAtNanos = {System.nanoTime() + BETWEEN_REPORTS.toNanos()};
      long[] held = {0};
      CauseScan.Outcome outcome =
          new CauseScan(
                  connector,
                  stream,
                  new DeadLetterReader(dialect.chosen().or(() -> choices.pinned(stream))))
              .run(
                  table,
                  (records, bytes, expected) -> {
                    held[0] = expected;
                    if (System.nanoTime() - reportAtNanos[0] > 0) {
                      reportAtNanos[0] = System.nanoTime() + BETWEEN_REPORTS.toNanos();
                      reach
                          .terminal()
                          .diagnose(
                              "weir: "
                                  + Wording.count(records)
                                  + " of "
                                  + Wording.count(Math.max(records, expected))
                                  + " records read");
                    }
                    return !interrupt.isRequested();
                  });
      if (!outcome.complete()) {
        reach
            .terminal()
            .diagnose(
                "weir: stopped after "
                    + Wording.count(outcome.records())
                    + " of "
                    + Wording.count(Math.max(outcome.records(), held[0]))
                    + " records; these are the causes until there.");
      }
      if (outcome.lost() > 0) {
        reach
            .terminal()
            .diagnose(
                "weir: " + Wording.count(outcome.lost()) + " records expired while being read.");
      }
    }
  }

  private void print(List<CauseLine> lines) {
    var table =
        new TextTable(
            left("ID"),
            right("RECORDS"),
            left("CAUSE"),
            left("ORIGIN"),
            left("GROUP"),
            left("FIRST"),
            left("LAST"));
    for (CauseLine line : lines) {
      table.row(
          line.id(),
          Wording.count(line.records()),
          cause(line),
          line.origin().orElse("–"),
          line.group().orElse("–"),
          line.first().orElse("–"),
          line.last().orElse("–"));
    }
    table.printTo(reach.terminal());
  }

  private static String cause(CauseLine line) {
    String type =
        line.exception().map(name -> name.substring(name.lastIndexOf('.') + 1)).orElse("");
    Optional<String> message = line.message();
    String text =
        type.isEmpty() && message.isEmpty()
            ? "(the writer says nothing)"
            : type + (type.isEmpty() || message.isEmpty() ? "" : ": ") + message.orElse("");
    return text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS - 1) + "…" : text;
  }
}
