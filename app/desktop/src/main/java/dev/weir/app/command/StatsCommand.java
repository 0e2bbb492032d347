package dev.weir.app.command;

import static dev.weir.app.command.TextTable.left;
import static dev.weir.app.command.TextTable.right;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.StartText;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.report.Json;
import dev.weir.app.report.StatsLine;
import dev.weir.engine.meter.Meter;
import dev.weir.stream.Connector;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir stats}. */
@Command(
    name = "stats",
    description = "Reads streams and prints count, bytes, rates and latency percentiles.")
final class StatsCommand implements Callable<Integer> {
  private static final Duration UNLESS_TOLD = Duration.ofSeconds(10);

  private final Reach reach;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Parameters(arity = "1..*", paramLabel = "STREAM", description = "Topics or Redis streams.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "PLACE",
      defaultValue = "latest",
      description =
          "earliest, latest, an offset, a time, group:NAME; ${DEFAULT-VALUE} unless told.")
  private String from = "latest";

  @Option(
      names = "--until",
      paramLabel = "end",
      description = "end: up to the end as it stands when reading begins.")
  private @Nullable String until;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "Reads for so long; 10s unless told or --until is given.")
  private @Nullable Duration time;

  @Option(names = "--json", description = "One JSON object per stream.")
  private boolean json;

  StatsCommand(Reach reach) {
    this.reach = reach;
  }

  @Override
  public Integer call() {
    boolean untilEnd = until != null;
    if (untilEnd && !"end".equals(until)) {
      throw new UsageProblem("--until takes 'end', not '" + until + "'.");
    }
    TailFrom start = StartText.parse(from, ZoneId.systemDefault());
    Duration limit = time == null && !untilEnd ? UNLESS_TOLD : time;
    Brokers.Chosen chosen = reach.choose(connection);
    try (Connector connector = chosen.open()) {
      var reading = new Reading(reach, connector, names, chosen.spec().address());
      var counts = new Counts(reading.streams());
      long nanos =
          reading.read(start, untilEnd ? Reading.Until.END : Reading.Until.TOLD, limit, counts);
      print(counts.lines(reading.streams(), nanos / 1e9));
    }
    return ExitCode.SUCCESS;
  }

  private void print(List<StatsLine> lines) {
    if (json) {
      for (StatsLine line : lines) {
        reach.terminal().bytes(Json.of(line));
      }
      return;
    }
    var table =
        new TextTable(
            left("STREAM"),
            right("RECORDS"),
            right("BYTES"),
            right("RECORDS/S"),
            right("BYTES/S"),
            right("P50"),
            right("P95"),
            right("P99"),
            right("P99.9"),
            right("MAX"),
            right("SKIPPED"),
            left("LATENCY MEASURES"));
    for (StatsLine line : lines) {
      table.row(
          line.stream(),
          Wording.count(line.records()),
          Wording.count(line.bytes()),
          Wording.rate(line.recordsPerS()),
          Wording.rate(line.bytesPerS()),
          Wording.millis(line.latency().p50Ms()),
          Wording.millis(line.latency().p95Ms()),
          Wording.millis(line.latency().p99Ms()),
          Wording.millis(line.latency().p999Ms()),
          Wording.millis(line.latency().maxMs()),
          Wording.count(line.skipped()),
          line.latency().kind());
    }
    table.printTo(reach.terminal());
  }

  /** One meter per stream. */
  private static final class Counts implements Reading.Sink {
    private final Map<StreamRef, Meter> meters = new HashMap<>();
    private final Map<StreamRef, Long> skipped = new HashMap<>();

    Counts(List<StreamRef> streams) {
      for (StreamRef stream : streams) {
        meters.put(stream, new Meter());
      }
    }

    @Override
    public boolean take(RecordBatch batch) {
      Meter meter = meters.get(batch.stream());
      if (meter != null) {
        meter.record(batch);
      }
      return true;
    }

    @Override
    public void passed(TailGap gap) {
      skipped.merge(gap.partition().stream(), Math.max(0, gap.records()), Long::sum);
    }

    @Override
    public void pollDone() {}

    List<StatsLine> lines(List<StreamRef> streams, double seconds) {
      var lines = new ArrayList<StatsLine>();
      for (StreamRef stream : streams) {
        Meter meter = meters.get(stream);
        if (meter != null) {
          lines.add(StatsLine.of(stream.name(), meter, seconds, skipped.getOrDefault(stream, 0L)));
        }
      }
      return lines;
    }
  }
}
