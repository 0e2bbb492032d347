package dev.weir.app.command;

import static dev.weir.app.command.TextTable.left;
import static dev.weir.app.command.TextTable.right;

import dev.weir.app.broker.StartText;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.report.Json;
import dev.weir.app.report.MarkLine;
import dev.weir.engine.mark.DeployMark;
import dev.weir.engine.mark.DeployMark.About;
import dev.weir.engine.mark.MarkProblem;
import dev.weir.engine.mark.MarkStore;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir mark}. */
@Command(
    name = "mark",
    description = {
      "Puts a deploy mark: a moment with a text, for a deployment pipeline to call.",
      "It is a line in the charts, and alerts that fire within half an hour of it name it. A window"
          + " or a watch that runs on the same data folder sees it within seconds."
    })
public final class MarkCommand implements Callable<Integer> {
  private static final Duration LISTED = Duration.ofDays(7);

  private final Terminal terminal;
  private final MarkStore store;
  private final Supplier<List<String>> connections;
  private final String who;
  private final InstantSource clock;

  @Parameters(
      arity = "0..*",
      paramLabel = "TEXT",
      description = "What happened, such as \"orders-service 2.3.1\".")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "When it happened, ISO-8601 or epoch milliseconds; now unless told.")
  private @Nullable String at;

  @Option(
      names = "--connection",
      paramLabel = "NAME",
      description = "The connection that it concerns; all unless told.")
  private @Nullable String connection;

  @Option(names = "--stream", paramLabel = "NAME", description = "The stream that it concerns.")
  private @Nullable String stream;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description = "The group that it concerns, such as that of the service deployed.")
  private @Nullable String group;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who or what deployed; the user of this process unless told.")
  private @Nullable String by;

  @Option(names = "--list", description = "Lists marks, newest first.")
  private boolean list;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      description = "Lists those of the last so long; 7d unless told.")
  private @Nullable Duration since;

  @Option(names = "--remove", paramLabel = "ID", description = "Takes a mark away.")
  private @Nullable Long remove;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  /**
   * @param connections names of the saved ones
   * @param who runs this process
   */
  public MarkCommand(
      Terminal terminal,
      MarkStore store,
      Supplier<List<String>> connections,
      String who,
      InstantSource clock) {
    this.terminal = terminal;
    this.store = store;
    this.connections = connections;
    this.who = who;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    refuseMixture();
    try {
      if (list) {
        list();
      } else if (remove != null) {
        remove(remove);
      } else {
        put();
      }
    } catch (MarkProblem problem) {
      throw new UsageProblem(problem.sentence());
    }
    return ExitCode.SUCCESS;
  }

  private void refuseMixture() {
    boolean removes = remove != null;
    int asked = (words.isEmpty() ? 0 : 1) + (list ? 1 : 0) + (removes ? 1 : 0);
    if (asked != 1) {
      throw new UsageProblem(
          "Name one thing to do: weir mark TEXT, weir mark --list, or weir mark --remove ID.");
    }
    boolean saysWhat =
        at != null || connection != null || stream != null || group != null || by != null;
    if (saysWhat && words.isEmpty()) {
      throw new UsageProblem(
          "--at, --connection, --stream, --group and --by go with the text of a new mark only.");
    }
    if (since != null && !list) {
      throw new UsageProblem("--since goes with --list only.");
    }
  }

  private void put() {
    var about = new About(name(connection), name(stream), name(group));
    warnOfUnknown(about.connection());
    DeployMark mark =
        store.put(time(), String.join(" ", words), about, by == null || by.isBlank() ? who : by);
    if (json) {
      terminal.bytes(Json.of(MarkLine.of(mark)));
    } else {
      terminal.line("Deploy mark " + mark.id() + ": " + sentence(mark));
    }
  }

  /** A name of none is no mistake: {@code weir watch --kafka} calls its connection so. */
  private void warnOfUnknown(String name) {
    List<String> saved = name.isEmpty() ? List.of() : connections.get();
    if (!name.isEmpty() && !saved.contains(name)) {
      terminal.diagnose(
          "weir: no saved connection is called "
              + name
              + (saved.isEmpty() ? "" : "; saved are: " + String.join(", ", saved))
              + ". The mark is put all the same.");
    }
  }

  private Instant time() {
    if (at == null) {
      return clock.instant();
    }
    try {
      if (StartText.parse(at, ZoneId.systemDefault()) instanceof TailFrom.Since(Instant time)) {
        return time;
      }
    } catch (UsageProblem _) {
      // Said below, in words that fit.
    }
    throw new UsageProblem(
        "--at takes a time such as 2026-11-21T09:30:00Z or epoch milliseconds, not '" + at + "'.");
  }

  private void list() {
    Instant from = clock.instant().minus(since == null ? LISTED : since);
    List<DeployMark> marks = store.since(from).reversed();
    if (json) {
      terminal.bytes(Json.of(marks.stream().map(MarkLine::of).toList()));
      return;
    }
    var table = new TextTable(right("ID"), left("AT"), left("TEXT"), left("CONCERNS"), left("BY"));
    for (DeployMark mark : marks) {
      String about = mark.about().words();
      table.row(
          String.valueOf(mark.id()),
          Instant.ofEpochMilli(mark.atMillis()).toString(),
          mark.text(),
          about.isEmpty() ? "everything" : about,
          mark.by());
    }
    table.printTo(terminal);
  }

  private void remove(long id) {
    Optional<DeployMark> gone = store.remove(id);
    if (gone.isEmpty()) {
      throw new UsageProblem(
          "There is no deploy mark " + id + ": weir mark --list --since 400d shows all.");
    }
    if (json) {
      terminal.bytes(Json.of(MarkLine.of(gone.get())));
    } else {
      terminal.line("Removed deploy mark " + id + ": " + sentence(gone.get()));
    }
  }

  private static String sentence(DeployMark mark) {
    String about = mark.about().words();
    return mark.text()
        + " at "
        + Instant.ofEpochMilli(mark.atMillis())
        + (about.isEmpty() ? "" : ", concerns " + about)
        + ".";
  }

  private static String name(@Nullable String given) {
    return given == null ? "" : given.strip();
  }
}
