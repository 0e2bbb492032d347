package dev.weir.app.command;

import dev.weir.alert.expression.Compilation;
import dev.weir.alert.expression.RecordCondition;
import dev.weir.alert.window.ClosedWindow;
import dev.weir.alert.window.StreamWindows;
import dev.weir.alert.window.WindowShape;
import dev.weir.alert.window.WindowSpec;
import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.StartText;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.report.Json;
import dev.weir.app.report.WindowLine;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.decode.SchemaBook;
import dev.weir.engine.window.Aggregate;
import dev.weir.engine.window.FieldPath;
import dev.weir.engine.window.GroupOf;
import dev.weir.engine.window.RecordCounts;
import dev.weir.engine.window.RecordWindows;
import dev.weir.engine.window.TimeOf;
import dev.weir.engine.window.WindowQuestion;
import dev.weir.stream.Connector;
import dev.weir.stream.PartitionEnds;
import dev.weir.stream.Position;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir windows}. */
@Command(
    name = "windows",
    description = {
      "Counts and measures records in windows of time, and prints each window as a line of JSON"
          + " when it is final. Definitions are those of Kafka Streams.",
      "Reads until Ctrl-C, or --until end, or --for a time; windows still open then are printed"
          + " with \"closed_by\":\"end\"."
    })
final class WindowsCommand implements Callable<Integer> {
  private static final int MOST_HELD = 100_000;

  private final Reach reach;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Parameters(arity = "1", paramLabel = "STREAM", description = "A topic or Redis stream.")
  private String name = "";

  @Option(
      names = "--type",
      paramLabel = "tumbling|hopping|sliding|session",
      required = true,
      description = "Which windows.")
  private Type type = Type.tumbling;

  @Option(
      names = "--size",
      paramLabel = "DURATION",
      description = "Length of a tumbling, hopping or sliding window.")
  private @Nullable Duration size;

  @Option(
      names = "--advance",
      paramLabel = "DURATION",
      description = "Time from the beginning of one hopping window to that of the next.")
  private @Nullable Duration advance;

  @Option(
      names = "--gap",
      paramLabel = "DURATION",
      description = "A session ends where nothing comes for longer than this.")
  private @Nullable Duration gap;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      description = "How long a window waits for records that are out of order; 0s unless told.")
  private Duration grace = Duration.ZERO;

  @Option(
      names = "--by",
      paramLabel = "key|FIELD",
      description =
          "One window for each key, or each value of a field, such as value.region or"
              + " headers.tenant; one for all records unless told.")
  private @Nullable String by;

  @Option(
      names = "--time",
      paramLabel = "record|processing|FIELD",
      defaultValue = "record",
      description =
          "The record's timestamp, the time of its receipt, or a field with a time;"
              + " ${DEFAULT-VALUE} unless told.")
  private String time = "record";

  @Option(
      names = "--value",
      paramLabel = "FIELD",
      description = "The number that sum, mean and the like are of, such as value.amount.")
  private @Nullable String value;

  @Option(
      names = "--error",
      paramLabel = "CEL",
      description = "Which records are errors, for errors and error_rate.")
  private @Nullable String error;

  @Option(
      names = "--agg",
      paramLabel = "NAME[,…]",
      split = ",",
      description =
          "count, errors, error_rate, values, sum, min, max, mean, stddev, p50, p99, p99.9 …")
  private List<String> aggregateNames = new ArrayList<>();

  @Option(
      names = "--per-partition",
      description = "Leaves the windows of partitions apart instead of merging them.")
  private boolean perPartition;

  @Option(
      names = "--idle",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description =
          "After so long without a record the wall clock goes on for a partition;"
              + " ${DEFAULT-VALUE} unless told.")
  private Duration idle = Duration.ofSeconds(30);

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "" + MOST_HELD,
      description =
          "Windows of a group held at once; what is more is refused and counted;"
              + " ${DEFAULT-VALUE} unless told.")
  private int most = MOST_HELD;

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

  @Option(names = "--for", paramLabel = "DURATION", description = "Ends after this time.")
  private @Nullable Duration limit;

  WindowsCommand(Reach reach) {
    this.reach = reach;
  }

  /** Named as they are typed. */
  enum Type {
    tumbling,
    hopping,
    sliding,
    session
  }

  @Override
  public Integer call() {
    boolean untilEnd = until != null;
    if (untilEnd && !"end".equals(until)) {
      throw new UsageProblem("--until takes 'end', not '" + until + "'.");
    }
    TailFrom start = StartText.parse(from, ZoneId.systemDefault());
    List<Aggregate> aggregates = aggregates();
    WindowQuestion question = question(aggregates);
    Brokers.Chosen chosen = reach.choose(connection);
    try (Connector connector = chosen.open()) {
      var reading = new Reading(reach, connector, List.of(name), chosen.spec().address());
      var ends = new Ends(connector.ends(reading.streams()));
      var decoder = new PayloadDecoder(new SchemaBook());
      Schemas.read(connector, decoder.schemas());
      var windows =
          new RecordWindows(
              question,
              decoder,
              start instanceof TailFrom.Earliest ? ends.filled() : ends.all(),
              reach.clock().millis(),
              window -> print(aggregates, window));
      reading.read(
          start,
          untilEnd ? Reading.Until.END : Reading.Until.TOLD,
          limit,
          new Filling(windows, untilEnd ? ends : Ends.UNKNOWN));
      windows.end();
      reach.terminal().flush();
      tell(question, windows.counts());
    }
    return ExitCode.SUCCESS;
  }

  private List<Aggregate> aggregates() {
    List<String> wanted = aggregateNames;
    if (wanted.isEmpty()) {
      wanted = new ArrayList<>(List.of("count"));
      if (error != null) {
        wanted.addAll(List.of("errors", "error_rate"));
      }
      if (value != null) {
        wanted.addAll(List.of("values", "sum", "min", "max", "mean"));
      }
    }
    List<Aggregate> aggregates =
        wanted.stream()
            .distinct()
            .map(text -> checked(() -> Aggregate.parse(text.strip())))
            .toList();
    for (Aggregate aggregate : aggregates) {
      if (aggregate.kind().needsValues() && value == null) {
        throw new UsageProblem(
            "--agg " + aggregate.name() + " needs --value FIELD, to say of what.");
      }
      if (aggregate.kind().needsErrors() && error == null) {
        throw new UsageProblem(
            "--agg " + aggregate.name() + " needs --error CEL, to say what an error is.");
      }
    }
    return aggregates;
  }

  private WindowQuestion question(List<Aggregate> aggregates) {
    var spec = checked(() -> new WindowSpec(shape(), grace.toMillis()));
    var options =
        checked(
            () ->
                new StreamWindows.Options(
                    most,
                    aggregates.stream()
                        .anyMatch(aggregate -> aggregate.kind() == Aggregate.Kind.PERCENTILE),
                    perPartition,
                    idle.toMillis()));
    TimeOf timeOf =
        switch (time) {
          case "record" -> new TimeOf.Stamp();
          case "processing" -> new TimeOf.Receipt();
          default -> new TimeOf.Field(checked(() -> FieldPath.parse(time)));
        };
    String group = by;
    String figure = value;
    return new WindowQuestion(
        spec,
        options,
        timeOf,
        group == null
            ? new GroupOf.Everything()
            : new GroupOf.Field(checked(() -> FieldPath.parse(group))),
        figure == null ? Optional.empty() : Optional.of(checked(() -> FieldPath.parse(figure))),
        condition());
  }

  private Optional<RecordCondition> condition() {
    return error == null
        ? Optional.empty()
        : switch (RecordCondition.compile(error)) {
          case Compilation.Compiled(RecordCondition compiled) -> Optional.of(compiled);
          case Compilation.Failed(var problem) ->
              throw new UsageProblem("--error: " + problem.sentence());
        };
  }

  private WindowShape shape() {
    return switch (type) {
      case tumbling -> {
        refuse("--advance", advance);
        refuse("--gap", gap);
        yield new WindowShape.Tumbling(needed("--size", size));
      }
      case hopping -> {
        refuse("--gap", gap);
        yield new WindowShape.Hopping(needed("--size", size), needed("--advance", advance));
      }
      case sliding -> {
        refuse("--advance", advance);
        refuse("--gap", gap);
        yield new WindowShape.Sliding(needed("--size", size));
      }
      case session -> {
        refuse("--size", size);
        refuse("--advance", advance);
        yield new WindowShape.Session(needed("--gap", gap));
      }
    };
  }

  private long needed(String option, @Nullable Duration length) {
    if (length == null) {
      throw new UsageProblem(
          "--type " + type + " needs " + option + ", such as " + option + " 10s.");
    }
    return length.toMillis();
  }

  private void refuse(String option, @Nullable Duration length) {
    if (length != null) {
      throw new UsageProblem("--type " + type + " knows no " + option + ": leave it out.");
    }
  }

  private static <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()));
    }
  }

  private void print(List<Aggregate> aggregates, ClosedWindow<Object> window) {
    reach.terminal().bytes(Json.of(WindowLine.of(name, by != null, aggregates, window)));
  }

  /** What is in no window, or in fewer than it belongs to. */
  private void tell(WindowQuestion question, RecordCounts counts) {
    var terminal = reach.terminal();
    terminal.diagnose(
        "weir: "
            + Wording.records(counts.read())
            + " read; late: "
            + Wording.count(counts.windows().late())
            + ", missing from windows: "
            + Wording.count(counts.windows().lateForWindows())
            + "; in no window because late: "
            + Wording.count(counts.windows().dropped())
            + ".");
    diagnose(counts.withoutTime(), "left out without a usable time (--time " + time + ").");
    diagnose(
        counts.ahead(),
        "left out with a time more than an hour after receipt, which would have closed the windows"
            + " of all others.");
    diagnose(counts.withoutGroup(), "left out with nothing to group by (--by " + by + ").");
    diagnose(
        counts.withoutValue(),
        "without a number in " + value + ": counted, but not in sum, mean and the like.");
    question
        .error()
        .ifPresent(
            condition ->
                diagnose(
                    counts.unaskable(),
                    "could not be asked --error, and no error by that: " + condition.lastError()));
    if (counts.windows().refused() > 0) {
      terminal.diagnose(
          "weir: more than "
              + Wording.count(most)
              + " windows of a group were open at once: "
              + Wording.count(counts.windows().refused())
              + " times a record found no room and is missing. Remedy: a larger --most, a smaller"
              + " --grace, or a coarser --by.");
    }
  }

  private void diagnose(long records, String what) {
    if (records > 0) {
      reach.terminal().diagnose("weir: " + Wording.records(records) + " " + what);
    }
  }

  /** Where partitions ended when reading began. */
  private static final class Ends {
    static final Ends UNKNOWN = new Ends(List.of());

    private final List<PartitionEnds> all;
    private final Map<Integer, Long> byPartition = new HashMap<>();

    Ends(Collection<StreamEnds> streams) {
      all = streams.stream().flatMap(stream -> stream.partitions().stream()).toList();
      all.forEach(one -> byPartition.put(one.partition().partition(), one.end()));
    }

    List<Integer> all() {
      return all.stream().map(one -> one.partition().partition()).toList();
    }

    List<Integer> filled() {
      return all.stream()
          .filter(one -> one.end() > one.logStart())
          .map(one -> one.partition().partition())
          .toList();
    }

    boolean isReachedBy(RecordBatch batch) {
      return batch.position(batch.count() - 1)
              instanceof Position.Offset(int partition, long offset)
          && offset + 1 >= byPartition.getOrDefault(partition, Long.MAX_VALUE);
    }
  }

  private final class Filling implements Reading.Sink {
    private final RecordWindows windows;
    private final Ends ends;

    Filling(RecordWindows windows, Ends ends) {
      this.windows = windows;
      this.ends = ends;
    }

    @Override
    public boolean take(RecordBatch batch) {
      windows.add(batch);
      if (ends.isReachedBy(batch)) {
        windows.end(batch.partition());
      }
      return true;
    }

    @Override
    public void passed(TailGap gap) {
      reach.terminal().diagnose(Wording.passed(gap));
    }

    @Override
    public void caughtUp() {
      windows.caughtUp(reach.clock().millis());
    }

    @Override
    public void pollDone() {
      reach.terminal().flush();
    }
  }
}
