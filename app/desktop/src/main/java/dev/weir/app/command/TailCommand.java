package dev.weir.app.command;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.StartText;
import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.decode.SchemaBook;
import dev.weir.engine.export.RecordWriter;
import dev.weir.stream.Connector;
import dev.weir.stream.Payload;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir tail}. */
@Command(
    name = "tail",
    description = {
      "Prints records as they arrive, or from an earlier place, until Ctrl-C.",
      "--last N prints the newest N records and ends."
    })
final class TailCommand implements Callable<Integer> {
  private static final int MOST_LAST = 100_000;

  private final Reach reach;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Parameters(arity = "1..*", paramLabel = "STREAM", description = "Topics or Redis streams.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "PLACE",
      description = {
        "earliest, latest, an offset, PARTITION@OFFSET, a Redis entry id, a time,"
            + " group:NAME; latest unless told.",
        "Times are ISO-8601, with or without a zone, or 13 digits of epoch milliseconds."
      })
  private @Nullable String from;

  @Option(
      names = "--last",
      paramLabel = "N",
      description = "The newest N records, oldest of them first; then ends.")
  private @Nullable Integer last;

  @Option(names = "--limit", paramLabel = "N", description = "Ends after N records.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--until",
      paramLabel = "end",
      description = "end: up to the end as it stands when reading begins.")
  private @Nullable String until;

  @Option(names = "--for", paramLabel = "DURATION", description = "Ends after this time.")
  private @Nullable Duration time;

  @Option(
      names = "--where",
      paramLabel = "CEL",
      description =
          "Only records that meet this condition on stream, partition, offset, id, timestamp, key,"
              + " value, headers and size.")
  private @Nullable String where;

  @Option(
      names = "--format",
      paramLabel = "json|raw",
      description =
          "json: one object per line. raw: values as they are, a line feed after each. json unless"
              + " told.")
  private @Nullable Format format;

  @Option(names = "--json", description = "The same as --format json.")
  private boolean json;

  TailCommand(Reach reach) {
    this.reach = reach;
  }

  @Override
  public Integer call() {
    if (until != null && !until.equals("end")) {
      throw new UsageProblem("--until takes 'end', not '" + until + "'.");
    }
    if (last != null && from != null) {
      throw new UsageProblem("--from and --last both say where to begin: leave one out.");
    }
    if (last != null && (last < 1 || last > MOST_LAST)) {
      throw new UsageProblem("--last takes 1 to " + MOST_LAST + ", not " + last + ".");
    }
    if (limit < 1) {
      throw new UsageProblem("--limit takes 1 or more, not " + limit + ".");
    }
    if (json && format == Format.raw) {
      throw new UsageProblem("--json and --format raw contradict each other: leave one out.");
    }
    TailFrom start = StartText.parse(from == null ? "latest" : from, ZoneId.systemDefault());
    var decoder = new PayloadDecoder(new SchemaBook());
    RecordQuestion question = where == null ? null : new RecordQuestion(where, decoder);
    Brokers.Chosen chosen = reach.choose(connection);
    try (Connector connector = chosen.open()) {
      var reading = new Reading(reach, connector, names, chosen.spec().address());
      if (question != null) {
        Schemas.read(connector, decoder.schemas());
      }
      Integer wanted = last;
      if (wanted == null) {
        reading.read(
            start,
            until == null ? Reading.Until.TOLD : Reading.Until.END,
            time,
            new Printing(question, limit));
      } else {
        var newest = new Newest(question, (int) Math.min(wanted, limit));
        reading.read(
            question == null
                ? new TailFrom.Newest((long) wanted * partitions(connector, reading))
                : new TailFrom.Earliest(),
            Reading.Until.NEWEST,
            time,
            newest);
        newest.oldestFirst().forEach(this::print);
      }
      reach.terminal().flush();
    }
    if (question != null) {
      question.notice().ifPresent(text -> reach.terminal().diagnose("weir: " + text));
    }
    return ExitCode.SUCCESS;
  }

  /** The newest records may all be in one partition. */
  private static long partitions(Connector connector, Reading reading) {
    return connector.streams().stream()
        .filter(info -> reading.streams().contains(info.stream()))
        .mapToLong(StreamInfo::partitions)
        .sum();
  }

  private void print(StreamRecord record) {
    switch (format == null ? Format.json : format) {
      case json -> reach.terminal().line(RecordWriter.jsonLine(record));
      case raw ->
          reach
              .terminal()
              .bytes(
                  switch (record.value()) {
                    case Payload.Bytes(byte[] bytes, int _) -> bytes;
                    case Payload.Absent _ -> new byte[0];
                  });
    }
  }

  private void tellOf(TailGap gap) {
    reach.terminal().diagnose(Wording.passed(gap));
  }

  /** How records are written; named as they are typed. */
  enum Format {
    json,
    raw
  }

  /** Prints records as they come. */
  private final class Printing implements Reading.Sink {
    private final @Nullable RecordQuestion question;
    private long left;

    Printing(@Nullable RecordQuestion question, long limit) {
      this.question = question;
      left = limit;
    }

    @Override
    public boolean take(RecordBatch batch) {
      for (int index = 0; index < batch.count() && left > 0; index++) {
        StreamRecord record = batch.record(index, Integer.MAX_VALUE);
        if (question == null || question.isMetBy(record)) {
          print(record);
          left--;
        }
      }
      return left > 0;
    }

    @Override
    public void passed(TailGap gap) {
      tellOf(gap);
    }

    @Override
    public void pollDone() {
      reach.terminal().flush();
    }
  }

  /** Keeps the newest records. */
  private final class Newest implements Reading.Sink {
    private final @Nullable RecordQuestion question;
    private final int wanted;
    private long arrived;
    private final PriorityQueue<Arrival> kept = new PriorityQueue<>(Arrival.OLDEST_FIRST);

    Newest(@Nullable RecordQuestion question, int wanted) {
      this.question = question;
      this.wanted = wanted;
    }

    @Override
    public boolean take(RecordBatch batch) {
      for (int index = 0; index < batch.count(); index++) {
        arrived++;
        Arrival oldest = kept.peek();
        if (kept.size() == wanted
            && oldest != null
            && batch.timestampMillis(index) < oldest.record().timestampMillis()) {
          continue;
        }
        StreamRecord record = batch.record(index, Integer.MAX_VALUE);
        if (question == null || question.isMetBy(record)) {
          kept.add(new Arrival(record, arrived));
          if (kept.size() > wanted) {
            kept.poll();
          }
        }
      }
      return true;
    }

    @Override
    public void passed(TailGap gap) {
      tellOf(gap);
    }

    @Override
    public void pollDone() {}

    List<StreamRecord> oldestFirst() {
      return kept.stream().sorted(Arrival.OLDEST_FIRST).map(Arrival::record).toList();
    }
  }

  private record Arrival(StreamRecord record, long number) {
    static final Comparator<Arrival> OLDEST_FIRST =
        Comparator.comparingLong((Arrival arrival) -> arrival.record().timestampMillis())
            .thenComparingLong(Arrival::number);
  }
}
