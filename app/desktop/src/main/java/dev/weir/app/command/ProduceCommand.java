package dev.weir.app.command;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.StreamNames;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.lifecycle.Interrupt;
import dev.weir.app.report.Json;
import dev.weir.engine.deadletter.replay.Translation;
import dev.weir.engine.export.RecordLine;
import dev.weir.engine.export.RecordReader;
import dev.weir.engine.ledger.Ledger;
import dev.weir.stream.Connector;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.ProduceLane;
import dev.weir.stream.ProducePort;
import dev.weir.stream.StreamRef;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir produce}: the other way round of {@code weir tail --json}. */
@Command(
    name = "produce",
    description = {
      "Adds records to a stream, from lines as weir tail --format json prints them, byte for byte.",
      "Reads all of the file first; without --write it says what it would write."
    })
final class ProduceCommand implements Callable<Integer> {
  private static final int AT_ONCE = 500;
  private static final long BYTES_AT_ONCE = 8L << 20;

  private final Reach reach;
  private final Ledger ledger;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private WriteOptions consent = new WriteOptions();

  @Parameters(paramLabel = "STREAM", description = "A topic or Redis stream that is there.")
  private String name = "";

  @Option(
      names = "--file",
      paramLabel = "FILE",
      required = true,
      description = "Records, a JSON object a line: key, value, headers, partition, timestamp.")
  private Path file = Path.of("records.jsonl");

  @Option(
      names = "--keep-partitions",
      description = "Each record goes to the partition its line names, not by its key.")
  private boolean keepPartitions;

  @Option(
      names = "--keep-timestamps",
      description = "Each record has the timestamp its line names, not the time of writing.")
  private boolean keepTimestamps;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  /** Whether records become entries of a Redis stream. */
  private boolean asFields;

  ProduceCommand(Reach reach, Ledger ledger) {
    this.reach = reach;
    this.ledger = ledger;
  }

  /** What became of the records so far. */
  private record Tally(long written, long refused, long unknown, Optional<String> why) {
    static final Tally NONE = new Tally(0, 0, 0, Optional.empty());

    Tally and(ProduceLane.Outcome outcome) {
      return switch (outcome) {
        case ProduceLane.Outcome.Written _ -> new Tally(written + 1, refused, unknown, why);
        case ProduceLane.Outcome.Refused(var failure) ->
            new Tally(written, refused + 1, unknown, why.or(() -> Optional.of(failure.sentence())));
        case ProduceLane.Outcome.Unclear(var failure) ->
            new Tally(written, refused, unknown + 1, why.or(() -> Optional.of(failure.sentence())));
      };
    }

    boolean isWhole() {
      return refused == 0 && unknown == 0;
    }
  }

  @Override
  public Integer call() throws IOException {
    Brokers.Chosen chosen = reach.choose(connection);
    boolean toRedis = chosen.spec().kind().equals("redis");
    if (toRedis && (keepPartitions || keepTimestamps)) {
      throw new UsageProblem(
          "A Redis stream has no partitions, and its entries have the time of writing in their ids:"
              + " leave --keep-partitions and --keep-timestamps out.");
    }
    asFields = toRedis;
    long[] found = count();
    String what =
        String.format(
            Locale.ROOT,
            "%s of %,d bytes would go to %s on %s.",
            Wording.records(found[0]),
            found[1],
            name,
            chosen.spec().address());
    if (consent.write) {
      consent.guard(chosen, List.of(name));
    }
    try (Connector connector = chosen.open();
        var interrupt = reach.interrupts().open(() -> {})) {
      // Also without --write: what would be written must not be promised to a stream that is none.
      StreamNames.requireThere(
          new StreamRef(connector.name(), name), connector, chosen.spec().address());
      if (!consent.write) {
        reach.terminal().diagnose("weir: " + what + " Add --write to do it.");
        return ExitCode.SUCCESS;
      }
      if (!(connector instanceof ProducePort port)) {
        throw new UsageProblem(chosen.spec().kind() + " brokers cannot be written to.");
      }
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("records", found[0]);
      details.put("bytes", found[1]);
      if (consent.reason != null) {
        details.put("reason", consent.reason);
      }
      try (ProduceLane lane = port.openProduce(new StreamRef(connector.name(), name))) {
        String entry = ledger.intend("produce", name + " on " + chosen.spec().address(), details);
        Tally tally = write(lane, interrupt);
        ledger.settle(
            entry,
            tally.unknown() > 0 ? "unknown" : tally.isWhole() ? "done" : "failed",
            Map.of(
                "written", tally.written(),
                "refused", tally.refused(),
                "unknown", tally.unknown()));
        print(found[0], tally);
        return tally.isWhole() && tally.written() == found[0] ? ExitCode.SUCCESS : ExitCode.FINDING;
      }
    }
  }

  /**
   * Records and their bytes; every line is read, so that nothing is written of a file that is bad.
   */
  private long[] count() {
    long records = 0;
    long bytes = 0;
    try (RecordReader reader = open()) {
      for (Optional<NewRecord> one = next(reader); one.isPresent(); one = next(reader)) {
        records++;
        bytes += one.get().bytes();
      }
    } catch (IOException e) {
      throw new UsageProblem(file + " cannot be used: " + e.getMessage());
    }
    return new long[] {records, bytes};
  }

  private RecordReader open() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageProblem("There is no file " + file + ".");
    }
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    return new RecordReader(in);
  }

  private Optional<NewRecord> next(RecordReader reader) throws IOException {
    Optional<RecordLine> line = reader.next();
    if (line.isPresent() && line.get().isCut()) {
      throw new IOException(
          "a record was cut when it was read, so it cannot be written as it was; read it again"
              + " with weir tail, which cuts nothing.");
    }
    return line.map(this::record);
  }

  private NewRecord record(RecordLine line) {
    var record = plain(line);
    // An entry's own fields are its headers; its value is made of them, and not written twice.
    boolean isEntry = line.position().orElse(null) instanceof Position.EntryId;
    boolean hasMore = line.key() instanceof Payload.Bytes || line.value() instanceof Payload.Bytes;
    return asFields && !isEntry && hasMore ? Translation.toEntry(record, 0) : record;
  }

  private NewRecord plain(RecordLine line) {
    return new NewRecord(
        keepPartitions ? line.partition() : OptionalInt.empty(),
        keepTimestamps ? line.timestampMillis() : OptionalLong.empty(),
        line.key(),
        line.value(),
        line.headers());
  }

  private Tally write(ProduceLane lane, Interrupt interrupt) throws IOException {
    Tally tally = Tally.NONE;
    try (RecordReader reader = open()) {
      List<NewRecord> batch = new ArrayList<>();
      long bytes = 0;
      Optional<NewRecord> one = next(reader);
      while ((one.isPresent() || !batch.isEmpty()) && tally.isWhole() && !interrupt.isRequested()) {
        if (one.isPresent() && batch.size() < AT_ONCE && bytes < BYTES_AT_ONCE) {
          batch.add(one.get());
          bytes += one.get().bytes();
          one = next(reader);
          continue;
        }
        for (ProduceLane.Outcome outcome : lane.produce(batch)) {
          tally = tally.and(outcome);
        }
        batch.clear();
        bytes = 0;
      }
    }
    return tally;
  }

  private void print(long planned, Tally tally) {
    if (json) {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("stream", name);
      told.put("records", planned);
      told.put("written", tally.written());
      told.put("refused", tally.refused());
      told.put("unknown", tally.unknown());
      reach.terminal().bytes(Json.of(told));
    } else {
      reach
          .terminal()
          .line(
              Wording.count(tally.written())
                  + " of "
                  + Wording.count(planned)
                  + " records are in "
                  + name
                  + ".");
    }
    tally.why().ifPresent(why -> reach.terminal().diagnose("weir: " + why));
    if (tally.unknown() > 0) {
      reach
          .terminal()
          .diagnose(
              "weir: Whether "
                  + Wording.count(tally.unknown())
                  + " more are there is not known: look at the stream's newest.");
    }
  }
}
