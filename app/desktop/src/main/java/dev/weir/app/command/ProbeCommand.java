package dev.weir.app.command;

import static dev.weir.app.command.TextTable.left;
import static dev.weir.app.command.TextTable.right;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.StreamNames;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.lifecycle.Interrupt;
import dev.weir.app.report.Json;
import dev.weir.app.report.ProbeReport;
import dev.weir.engine.ledger.Ledger;
import dev.weir.engine.probe.LatencyProbe;
import dev.weir.engine.probe.ProbePlan;
import dev.weir.engine.probe.ProbeResult;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ProbePort;
import dev.weir.stream.StreamRef;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir probe}: writes to a stream made for it, and only with {@code --write}. */
@Command(
    name = "probe",
    description = {
      "Writes small records to a stream made for it, at fixed times, reads them back and prints how"
          + " long that took.",
      "Without --write it says what it would write, and writes nothing."
    })
final class ProbeCommand implements Callable<Integer> {
  /** What a stream's name must contain, so that nobody's data is probed by mistake. */
  private static final String PROBE = "probe";

  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Reach reach;
  private final Ledger ledger;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Parameters(
      paramLabel = "STREAM",
      description = "A topic or Redis stream of its own; its name contains 'probe'.")
  private String name = "";

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      defaultValue = "200ms",
      description = "From one record to the next; ${DEFAULT-VALUE} unless told.")
  private Duration interval = Duration.ofMillis(200);

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description = "How long; ${DEFAULT-VALUE} unless told.")
  private Duration time = Duration.ofSeconds(30);

  @Mixin private WriteOptions consent = new WriteOptions();

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  ProbeCommand(Reach reach, Ledger ledger) {
    this.reach = reach;
    this.ledger = ledger;
  }

  @Override
  public Integer call() throws IOException {
    if (!name.toLowerCase(Locale.ROOT).contains(PROBE)) {
      throw new UsageProblem(
          "'"
              + name
              + "' is not named as a probe's stream: use one whose name contains 'probe', so that"
              + " no reader of other data gets records of a probe.");
    }
    if (interval.compareTo(SHORTEST_INTERVAL) < 0 || time.compareTo(interval) < 0) {
      throw new UsageProblem("--every takes 1ms or more, and no more than --for.");
    }
    if (time.compareTo(LONGEST) > 0) {
      throw new UsageProblem("--for takes an hour at most.");
    }
    Brokers.Chosen chosen = reach.choose(connection);
    try (Connector connector = chosen.open();
        var interrupt = reach.interrupts().open(() -> {})) {
      var plan = new ProbePlan(new StreamRef(connector.name(), name), interval, time);
      if (!(connector instanceof ProbePort port)) {
        throw new UsageProblem(chosen.spec().kind() + " brokers cannot be probed.");
      }
      String preview = preview(plan, chosen, consent.write);
      // A topic is not made; a stream of Redis is, by the first record.
      if (chosen.spec().kind().equals("kafka")) {
        StreamNames.requireThere(plan.stream(), connector, chosen.spec().address());
      }
      if (!consent.write) {
        reach.terminal().diagnose("weir: " + preview + " Add --write to do it.");
        return ExitCode.SUCCESS;
      }
      consent.guard(chosen, List.of(name));
      reach.terminal().diagnose("weir: " + preview);
      return run(plan, connector, port, chosen, interrupt);
    }
  }

  private static String preview(ProbePlan plan, Brokers.Chosen chosen, boolean write) {
    return String.format(
        Locale.ROOT,
        "%s of %d bytes, one every %s for %s, %s to %s on %s, and stay there as long as it keeps"
            + " records.%s",
        Wording.records(plan.records()),
        ProbePlan.VALUE_BYTES,
        millis(plan.interval()),
        Wording.duration(plan.time()),
        write ? "go" : "would go",
        plan.stream().name(),
        chosen.spec().address(),
        chosen.spec().kind().equals("redis") ? " The stream is made if it is not there." : "");
  }

  private static String millis(Duration interval) {
    return interval.toMillis() + " ms";
  }

  private int run(
      ProbePlan plan,
      Connector connector,
      ProbePort port,
      Brokers.Chosen chosen,
      Interrupt interrupt)
      throws IOException {
    // Before the first byte goes out: what was begun must be known even if nobody sees its end.
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("records", plan.records());
    details.put("record_bytes", ProbePlan.VALUE_BYTES);
    details.put("every_ms", plan.interval().toMillis());
    if (consent.reason != null) {
      details.put("reason", consent.reason);
    }
    String entry =
        ledger.intend("probe", plan.stream().name() + " on " + chosen.spec().address(), details);
    ProbeResult result;
    try {
      result = new LatencyProbe(plan, connector, reach.clock(), interrupt::isRequested).run(port);
    } catch (ConnectorException e) {
      ledger.settle(entry, "failed", Map.of("why", e.failure().what()));
      throw StreamNames.explained(e, name, connector, chosen.spec().address());
    }
    ledger.settle(
        entry,
        result.acknowledged() + result.refused() < result.planned() ? "unknown" : "done",
        Map.of("acknowledged", result.acknowledged(), "refused", result.refused()));
    print(ProbeReport.of(name, result));
    return result.lost() > 0 || result.refused() > 0 ? ExitCode.FINDING : ExitCode.SUCCESS;
  }

  private void print(ProbeReport report) {
    if (json) {
      reach.terminal().bytes(Json.of(report));
      return;
    }
    var table =
        new TextTable(
            left("FROM ITS TIME UNTIL"),
            right("N"),
            right("P50"),
            right("P90"),
            right("P95"),
            right("P99"),
            right("P99.9"),
            right("MAX"));
    row(table, "acknowledged", report.ack());
    row(table, "read back", report.roundTrip());
    table.printTo(reach.terminal());
    note(
        String.format(
            Locale.ROOT,
            "%s by the schedule, %,d acknowledged, %,d refused, %,d read back, %,d lost; the latest"
                + " was sent %,d ms after its time.",
            Wording.records(report.planned()),
            report.acknowledged(),
            report.refused(),
            report.received(),
            report.lost(),
            report.latestStartMs()));
    report.problem().ifPresent(this::note);
    if (report.clockAheadMs().isPresent()) {
      double ahead = report.clockAheadMs().getAsDouble();
      note(
          String.format(
              Locale.ROOT,
              "The broker's clock is %.1f ms %s this machine's, give or take %.1f ms.",
              Math.abs(ahead),
              ahead < 0 ? "behind" : "ahead of",
              report.clockErrorMs().orElse(0)));
    }
  }

  private void note(@Nullable String text) {
    reach.terminal().diagnose("weir: " + text);
  }

  private static void row(TextTable table, String what, ProbeReport.Times times) {
    table.row(
        what,
        Wording.count(times.n()),
        cell(times, times.p50Ms()),
        cell(times, times.p90Ms()),
        cell(times, times.p95Ms()),
        cell(times, times.p99Ms()),
        cell(times, times.p999Ms()),
        Wording.millis(times.maxMs()));
  }

  private static String cell(ProbeReport.Times times, OptionalDouble millis) {
    return millis.isEmpty() && times.n() > 0 ? "n too small" : Wording.millis(millis);
  }
}
