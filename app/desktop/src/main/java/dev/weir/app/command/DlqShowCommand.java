package dev.weir.app.command;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.Places;
import dev.weir.app.broker.StreamNames;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.report.HopLine;
import dev.weir.app.report.Json;
import dev.weir.engine.deadletter.Original;
import dev.weir.engine.deadletter.OriginalFinder;
import dev.weir.engine.deadletter.PendingLetters;
import dev.weir.engine.deadletter.RecordFetch;
import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.DeadLetterReader;
import dev.weir.engine.export.RecordWriter;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.PartitionEnds;
import dev.weir.stream.PendingEntry;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir dlq show}. */
@Command(
    name = "show",
    description = {
      "One dead letter: the record byte for byte, each of its failures from oldest to newest, and"
          + " the record it was made of, as long as that is still there."
    })
final class DlqShowCommand implements Callable<Integer> {
  private static final int WHOLE = Integer.MAX_VALUE;

  private final Reach reach;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private DialectOption dialect = new DialectOption();

  @Parameters(index = "0", paramLabel = "DLQ", description = "A topic or Redis stream.")
  private String name = "";

  @Parameters(
      index = "1",
      paramLabel = "OFFSET|ID",
      description = "An offset, PARTITION@OFFSET, or the id of a Redis entry.")
  private String place = "";

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  DlqShowCommand(Reach reach) {
    this.reach = reach;
  }

  @Override
  public Integer call() {
    Brokers.Chosen chosen = reach.choose(connection);
    try (Connector connector = chosen.open()) {
      var stream = new StreamRef(connector.name(), name);
      StreamRecord record = record(connector, stream, chosen.spec().address());
      DeadLetter letter =
          new DeadLetterReader(dialect.chosen().or(() -> reach.choices(chosen).pinned(stream)))
              .read(record);
      Original original;
      if (letter.hops().isEmpty()) {
        Optional<PendingEntry> pending = pending(connector, stream, record);
        letter = pending.map(PendingLetters::letter).orElse(letter);
        original =
            pending.isPresent()
                ? new Original.Found(record, "")
                : new OriginalFinder(connector, WHOLE).find(record, letter);
      } else {
        original = new OriginalFinder(connector, WHOLE).find(record, letter);
      }
      if (json) {
        reach.terminal().line(document(record, letter, original));
      } else {
        print(record, letter, original);
      }
    }
    return ExitCode.SUCCESS;
  }

  private static Optional<PendingEntry> pending(
      Connector connector, StreamRef stream, StreamRecord record) {
    return record.position() instanceof Position.EntryId
        ? new PendingLetters(connector)
            .of(stream, 1).stream()
                .filter(entry -> entry.id().equals(record.position()))
                .findFirst()
        : Optional.empty();
  }

  private StreamRecord record(Connector connector, StreamRef stream, String where) {
    List<StreamEnds> ends = connector.ends(List.of(stream));
    if (ends.isEmpty()) {
      throw StreamNames.missing(
          List.of(name),
          connector,
          where,
          new ConnectorException(
              new ConnectorFailure.Missing(
                  name + " on " + where + " was deleted just now.", "Try again.")));
    }
    var fetch = new RecordFetch(connector, ReadIsolation.READ_COMMITTED, WHOLE);
    var found = new ArrayList<StreamRecord>();
    try {
      for (Position position : positions(ends.getFirst())) {
        fetch.at(stream, position).ifPresent(found::add);
      }
    } catch (ConnectorException e) {
      throw StreamNames.isMissing(e) ? new UsageProblem(e.failure().sentence()) : e;
    }
    if (found.isEmpty()) {
      throw new UsageProblem(
          "There is no record "
              + place
              + " in "
              + name
              + ": it has expired, belongs to a transaction that was aborted or is still open, or"
              + " was never there.");
    }
    if (found.size() > 1) {
      throw new UsageProblem(
          "Several partitions of "
              + name
              + " have a record at "
              + place
              + ": write "
              + String.join(" or ", found.stream().map(one -> one.position().toString()).toList())
              + ".");
    }
    return found.getFirst();
  }

  /** Where the place may be: an offset alone may be one of several partitions. */
  private List<Position> positions(StreamEnds ends) {
    Optional<Position> whole = Places.of(place);
    if (whole.isPresent()) {
      return List.of(whole.get());
    }
    if (!place.matches("\\d{1,18}")) {
      throw new UsageProblem(
          "'"
              + place
              + "' is no place of one record: write an offset, PARTITION@OFFSET, or the id of a"
              + " Redis entry.");
    }
    long offset = Long.parseLong(place);
    List<Position> positions = new ArrayList<>();
    for (PartitionEnds partition : ends.partitions()) {
      if (offset >= partition.logStart() && offset < partition.end()) {
        positions.add(new Position.Offset(partition.partition().partition(), offset));
      }
    }
    return positions;
  }

  private static String document(StreamRecord record, DeadLetter letter, Original original) {
    var text = new StringBuilder();
    text.append("{\"record\":").append(RecordWriter.jsonLine(record));
    text.append(",\"dialect\":")
        .append(letter.dialect().map(of -> "\"" + of.label() + "\"").orElse("null"));
    text.append(",\"hops\":").append(json(letter.hops().stream().map(HopLine::of).toList()));
    text.append(",\"order_is_certain\":").append(letter.orderIsCertain());
    text.append(",\"original\":");
    switch (original) {
      case Original.Found(StreamRecord source, String warning) ->
          text.append(RecordWriter.jsonLine(source))
              .append(",\"original_problem\":")
              .append(warning.isEmpty() ? "null" : json(warning));
      case Original.Lost(String why) -> text.append("null,\"original_problem\":").append(json(why));
      case Original.Unaddressed(String why) ->
          text.append("null,\"original_problem\":").append(json(why));
    }
    return text.append('}').toString();
  }

  private static String json(Object value) {
    return new String(Json.of(value), StandardCharsets.UTF_8);
  }

  private void print(StreamRecord record, DeadLetter letter, Original original) {
    Terminal terminal = reach.terminal();
    terminal.line(RecordWriter.jsonLine(record));
    terminal.line("");
    terminal.line(
        letter
            .dialect()
            .map(of -> "Written by " + of.title() + ".")
            .orElse("The record bears no mark of a failure."));
    int number = 0;
    for (HopLine hop : letter.hops().stream().map(HopLine::of).toList()) {
      number++;
      terminal.line(
          "Hop "
              + number
              + ": "
              + hop.topic().orElse("?")
              + hop.id().map(id -> " " + id).orElse("")
              + (hop.offset().isPresent()
                  ? " "
                      + Wording.UNKNOWN.repeat(hop.partition().isPresent() ? 0 : 1)
                      + (hop.partition().isPresent() ? hop.partition().getAsLong() : "")
                      + "@"
                      + hop.offset().getAsLong()
                  : "")
              + hop.group().map(group -> ", group " + group).orElse("")
              + hop.timestamp().map(at -> ", " + at).orElse(""));
      hop.ambiguous()
          .forEach(
              (what, both) ->
                  terminal.line(
                      "  "
                          + what
                          + " is "
                          + both.text()
                          + " as text or "
                          + both.binary()
                          + " as binary: --dialect settles it"));
      hop.cause().or(hop::exception).ifPresent(exception -> terminal.line("  " + exception));
      hop.message().ifPresent(message -> terminal.line("  " + message));
    }
    if (!letter.orderIsCertain()) {
      terminal.line("Which of them came first is not certain.");
    }
    terminal.line("");
    switch (original) {
      case Original.Found(StreamRecord source, String warning) -> {
        terminal.line("Made of " + RecordWriter.jsonLine(source));
        if (!warning.isEmpty()) {
          terminal.line(warning);
        }
      }
      case Original.Lost(String why) -> terminal.line(why);
      case Original.Unaddressed(String why) -> terminal.line(why);
    }
  }
}
