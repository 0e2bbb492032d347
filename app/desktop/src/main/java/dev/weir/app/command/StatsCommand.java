package dev.weir.app.command;

import static dev.weir.app.command.TextTable.left;
import static dev.weir.app.command.TextTable.right;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.StartText;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.report.Json;
import dev.weir.app.report.StatsLine;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.decode.SchemaBook;
import dev.weir.engine.meter.LatencyKind;
import dev.weir.engine.meter.Meter;
import dev.weir.engine.meter.MomentSource;
import dev.weir.stream.ClockOffset;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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

  @Option(
      names = "--latency",
      paramLabel = "header:NAME|field:PATH",
      description = {
        "Times each record from the moment that this header or field of its value tells:"
            + " end-to-end, by the application's own stamp.",
        "Epoch seconds, milliseconds, microseconds or nanoseconds, or ISO-8601. The record's own"
            + " timestamp unless told."
      })
  private @Nullable String latency;

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
    if (time != null && time.isZero()) {
      throw new UsageProblem("--for takes more than 0: rates are measured over that time.");
    }
    MomentSource moment =
        latency == null
            ? null
            : MomentSource.parse(latency)
                .orElseThrow(
                    () ->
                        new UsageProblem(
                            "--latency takes header:NAME or field:PATH, not '" + latency + "'."));
    TailFrom start = StartText.parse(from, ZoneId.systemDefault());
    Duration limit = time == null && !untilEnd ? UNLESS_TOLD : time;
    Brokers.Chosen chosen = reach.choose(connection);
    try (Connector connector = chosen.open()) {
      var reading = new Reading(reach, connector, names, chosen.spec().address());
      var decoder = new PayloadDecoder(new SchemaBook());
      if (moment instanceof MomentSource.OfField) {
        Schemas.read(connector, decoder.schemas());
      }
      var counts = new Counts(reading.streams(), moment, decoder);
      long nanos =
          reading.read(start, untilEnd ? Reading.Until.END : Reading.Until.TOLD, limit, counts);
      Optional<ClockOffset> clock = moment == null ? connector.clockOffset() : Optional.empty();
      print(counts.lines(reading.streams(), nanos / 1e9, clock));
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
            right("P90"),
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
          percentile(line, line.latency().p50Ms()),
          percentile(line, line.latency().p90Ms()),
          percentile(line, line.latency().p95Ms()),
          percentile(line, line.latency().p99Ms()),
          percentile(line, line.latency().p999Ms()),
          Wording.millis(line.latency().maxMs()),
          Wording.count(line.skipped()),
          line.latency().kind());
    }
    table.printTo(reach.terminal());
    for (StatsLine line : lines) {
      notes(line)
          .forEach(note -> reach.terminal().diagnose("weir: " + line.stream() + ": " + note));
    }
  }

  private static String percentile(StatsLine line, OptionalDouble millis) {
    return millis.isEmpty() && line.latency().n() > 0 ? "n too small" : Wording.millis(millis);
  }

  /** What the latencies of a stream leave open. */
  private static List<String> notes(StatsLine line) {
    StatsLine.Latency latency = line.latency();
    List<String> notes = new ArrayList<>();
    if (latency.negative() > 0) {
      notes.add(
          Wording.records(latency.negative())
              + " stamped after receipt: clocks differ by at least "
              + latency.negativeMostMs()
              + " ms. What is so is not among the "
              + Wording.count(latency.n())
              + " timed.");
    }
    if (latency.badTimestamps() > 0) {
      notes.add(
          Wording.records(latency.badTimestamps())
              + (latency.badTimestamps() == 1 ? " has" : " have")
              + " no usable timestamp and"
              + (latency.badTimestamps() == 1 ? " was" : " were")
              + " not timed.");
    }
    if (latency.clockAheadMs().isPresent()) {
      double ahead = latency.clockAheadMs().getAsDouble();
      notes.add(
          String.format(
              Locale.ROOT,
              "the server's clock is %.1f ms %s this machine's, give or take %.1f ms; latencies"
                  + " are shown as measured.",
              Math.abs(ahead),
              ahead < 0 ? "behind" : "ahead of",
              latency.clockErrorMs().orElse(0)));
    }
    return notes;
  }

  /** One meter per stream. */
  private static final class Counts implements Reading.Sink {
    private final Map<StreamRef, Meter> meters = new HashMap<>();
    private final Map<StreamRef, Long> skipped = new HashMap<>();
    private final @Nullable MomentSource moment;
    private final PayloadDecoder decoder;

    Counts(List<StreamRef> streams, @Nullable MomentSource moment, PayloadDecoder decoder) {
      this.moment = moment;
      this.decoder = decoder;
      for (StreamRef stream : streams) {
        meters.put(stream, new Meter());
      }
    }

    @Override
    public boolean take(RecordBatch batch) {
      Meter meter = meters.get(batch.stream());
      MomentSource source = moment;
      if (meter == null) {
        return true;
      }
      if (source == null) {
        meter.record(batch);
      } else {
        meter.record(batch, record -> source.millis(record, decoder));
      }
      return true;
    }

    @Override
    public void passed(TailGap gap) {
      skipped.merge(gap.partition().stream(), Math.max(0, gap.records()), Long::sum);
    }

    @Override
    public void pollDone() {}

    List<StatsLine> lines(List<StreamRef> streams, double seconds, Optional<ClockOffset> clock) {
      var lines = new ArrayList<StatsLine>();
      for (StreamRef stream : streams) {
        Meter meter = meters.get(stream);
        if (meter != null) {
          String kind =
              moment == null
                  ? LatencyKind.of(meter.timestampTypes(), false)
                  : "end-to-end, by " + moment.words();
          lines.add(
              StatsLine.of(
                  stream.name(), meter, seconds, skipped.getOrDefault(stream, 0L), kind, clock));
        }
      }
      return lines;
    }
  }
}
