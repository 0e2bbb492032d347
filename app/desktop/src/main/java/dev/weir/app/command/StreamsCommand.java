package dev.weir.app.command;

import static dev.weir.app.command.TextTable.left;
import static dev.weir.app.command.TextTable.right;

import dev.weir.app.broker.UsageProblem;
import dev.weir.app.report.Json;
import dev.weir.app.report.StreamLine;
import dev.weir.app.report.StreamSurvey;
import dev.weir.stream.Connector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir streams}. */
@Command(
    name = "streams",
    description = "Streams with length, rate, partitions and groups. Reads no record.")
final class StreamsCommand implements Callable<Integer> {
  private final Reach reach;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "5s",
      description = "Time over which rates are measured; ${DEFAULT-VALUE} unless told.")
  private Duration window = Duration.ofSeconds(5);

  @Option(names = "--internal", description = "Also streams that the broker keeps for itself.")
  private boolean internal;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  StreamsCommand(Reach reach) {
    this.reach = reach;
  }

  @Override
  public Integer call() {
    if (window.isZero()) {
      throw new UsageProblem("--for takes more than 0: rates are measured over that time.");
    }
    try (Connector connector = reach.choose(connection).open()) {
      List<StreamLine> lines;
      try (var interrupt = reach.interrupts().open(() -> {})) {
        var survey = new StreamSurvey(connector, internal);
        interrupt.await(window);
        lines = survey.lines();
      }
      if (json) {
        reach.terminal().bytes(Json.of(lines));
      } else {
        print(lines);
      }
    }
    return ExitCode.SUCCESS;
  }

  private void print(List<StreamLine> lines) {
    var table =
        new TextTable(
            left("STREAM"),
            left("KIND"),
            right("PARTITIONS"),
            right("LENGTH"),
            right("RECORDS/S BY LOG END"),
            right("BYTES/S BY LOG SIZE"),
            right("GROUPS"),
            left("LAST RECORD"));
    for (StreamLine line : lines) {
      table.row(
          line.stream(),
          line.kind(),
          String.valueOf(line.partitions()),
          Wording.count(line.length()),
          Wording.rate(line.recordsPerS()),
          Wording.rate(line.bytesPerS()),
          line.groups().isPresent() ? String.valueOf(line.groups().getAsInt()) : Wording.UNKNOWN,
          line.lastRecordAt().orElse(Wording.UNKNOWN));
    }
    table.printTo(reach.terminal());
  }
}
