package dev.weir.app.command;

import static dev.weir.app.command.TextTable.left;
import static dev.weir.app.command.TextTable.right;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.StreamNames;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.report.Json;
import dev.weir.app.report.LagLine;
import dev.weir.app.report.LagSurvey;
import dev.weir.engine.lag.LagEvent;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupInfo;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir lag}. */
@Command(
    name = "lag",
    description = {
      "Per group and partition: committed, log end, lag, time behind, status, time to drain.",
      "One look tells what is behind. Whether it stalls, falls behind or drains takes twenty"
          + " seconds of looking: --for 20s, or --watch."
    })
final class LagCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

  private final Reach reach;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(names = "--group", paramLabel = "G", description = "Only this group; may be repeated.")
  private List<String> groups = new ArrayList<>();

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description =
          "Looks for so long before it judges, one look unless told; with --watch, ends after so"
              + " long.")
  private Duration window = Duration.ZERO;

  @Option(names = "--watch", description = "Repeats until Ctrl-C, or for as long as --for says.")
  private boolean watch;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      defaultValue = "2s",
      description = "Time between repetitions; ${DEFAULT-VALUE} unless told.")
  private Duration interval = Duration.ofSeconds(2);

  @Option(
      names = "--limit",
      paramLabel = "DURATION",
      description = "Ends with 1 if a group is further behind than this on any partition.")
  private @Nullable Duration limit;

  @Option(
      names = "--json",
      description = "One JSON document; with --watch, one object per line and repetition.")
  private boolean json;

  LagCommand(Reach reach) {
    this.reach = reach;
  }

  @Override
  public Integer call() {
    if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
      throw new UsageProblem("--interval takes 100ms or more, so that the broker is left alone.");
    }
    Brokers.Chosen chosen = reach.choose(connection);
    boolean isOver;
    try (Connector connector = chosen.open();
        var interrupt = reach.interrupts().open(() -> {})) {
      var survey = new LagSurvey(connector, reach.clock(), Optional.ofNullable(limit));
      long endNanos = System.nanoTime() + window.toNanos();
      while (!watch
          && !interrupt.isRequested()
          && endNanos - System.nanoTime() > BETWEEN_LOOKS.toNanos()) {
        survey.look(StreamNames.groups(groups, connector.groups(), chosen.spec().address()));
        interrupt.await(BETWEEN_LOOKS);
      }
      List<LagLine> lines = survey.lines(wanted(connector, chosen));
      print(lines);
      isOver = isOver(lines);
      while (watch && !interrupt.isRequested() && isWatchedStill(endNanos)) {
        interrupt.await(interval);
        if (!interrupt.isRequested()) {
          isOver = repeat(survey, connector, chosen).orElse(isOver);
        }
      }
    }
    return isOver ? ExitCode.FINDING : ExitCode.SUCCESS;
  }

  private boolean isWatchedStill(long endNanos) {
    return window.isZero() || endNanos - System.nanoTime() >= interval.toNanos();
  }

  private static boolean isOver(List<LagLine> lines) {
    return lines.stream().anyMatch(line -> line.overLimit().orElse(false));
  }

  /** Looks and prints once more, and tells whether the limit is passed; empty if nobody knows. */
  private Optional<Boolean> repeat(LagSurvey survey, Connector connector, Brokers.Chosen chosen) {
    try {
      List<LagLine> lines = survey.lines(wanted(connector, chosen));
      print(lines);
      for (LagEvent event : survey.news()) {
        reach.terminal().diagnose("weir: " + event.group().name() + ": " + event.sentence());
      }
      return Optional.of(isOver(lines));
    } catch (ConnectorException e) {
      switch (e.failure()) {
        case ConnectorFailure.Unreachable _, ConnectorFailure.TimedOut _ -> {
          reach.terminal().diagnose("weir: " + e.failure().what() + " Trying again.");
          return Optional.empty();
        }
        case ConnectorFailure.Unauthorized _,
            ConnectorFailure.Missing _,
            ConnectorFailure.Rejected _ ->
            throw e;
      }
    }
  }

  private List<GroupInfo> wanted(Connector connector, Brokers.Chosen chosen) {
    return StreamNames.groups(groups, connector.groups(), chosen.spec().address());
  }

  private void print(List<LagLine> lines) {
    if (json && watch) {
      for (LagLine line : lines) {
        reach.terminal().bytes(Json.of(line));
      }
    } else if (json) {
      reach.terminal().bytes(Json.of(lines));
    } else {
      if (watch) {
        reach.terminal().line("");
        reach.terminal().line(reach.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
      }
      printTable(lines);
    }
    reach.terminal().flush();
  }

  private void printTable(List<LagLine> lines) {
    var table =
        new TextTable(
            left("GROUP"),
            left("STREAM"),
            right("PARTITION"),
            right("COMMITTED"),
            right("END"),
            right("LAG"),
            right("BEHIND"),
            right("LOST"),
            right("PENDING"),
            left("STATUS"),
            right("CAUGHT UP IN"),
            right("DELETED IN"));
    for (LagLine line : lines) {
      String bound = line.lagBound().equals("at most") ? "≤ " : "";
      table.row(
          line.group(),
          line.stream().orElse(""),
          line.partition().isPresent() ? String.valueOf(line.partition().getAsInt()) : "",
          Wording.count(line.committed()),
          Wording.count(line.end()),
          bound + Wording.count(line.lag()),
          line.lagMs().isPresent()
              ? Wording.duration(Duration.ofMillis(line.lagMs().getAsLong()))
              : Wording.UNKNOWN,
          line.lost() == 0 ? "" : Wording.count(line.lost()),
          line.pending().isPresent() ? Wording.count(line.pending()) : "",
          status(line),
          line.etaS().isPresent()
              ? Wording.duration(Duration.ofMillis((long) (line.etaS().getAsDouble() * 1_000)))
              : "",
          line.deletedInS().isPresent()
              ? Wording.duration(
                  Duration.ofMillis((long) (line.deletedInS().getAsDouble() * 1_000)))
              : "");
    }
    table.printTo(reach.terminal());
    lines.stream()
        .flatMap(line -> line.why().map(why -> about(line) + why).stream())
        .distinct()
        .forEach(why -> reach.terminal().diagnose("weir: " + why));
  }

  private static String about(LagLine line) {
    return line.stream().orElse(line.group()) + ": ";
  }

  private static String status(LagLine line) {
    if (line.ahead() > 0) {
      return line.status() + " (ahead " + line.ahead() + ")";
    }
    return line.status()
        + line.blockedBy()
            .flatMap(LagLine.BlockedBy::transactionalId)
            .map(id -> " (" + line.blocked().orElse(0) + " by transactional id " + id + ")")
            .orElse("");
  }
}
