package dev.weir.app.command;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.StreamNames;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.report.Json;
import dev.weir.engine.ledger.Ledger;
import dev.weir.engine.write.PendingRun;
import dev.weir.engine.write.PendingTally;
import dev.weir.engine.write.PendingWrite;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingEntry;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.PendingPort;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.StreamRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir dlq pending}. */
@Command(
    name = "pending",
    description = {
      "What a Redis group was given and never acknowledged: lists it, and with --claim, --ack,"
          + " --retry or --move-to acts on it in place.",
      "Without --write it says what it would do. An entry that was delivered, claimed or"
          + " acknowledged meanwhile is left alone, and counted."
    })
final class DlqPendingCommand implements Callable<Integer> {
  private static final int MOST_SHOWN = 50;
  private static final Pattern ENTRY_ID = Pattern.compile("(\\d{1,19})-(\\d{1,19})");

  private final Reach reach;
  private final Ledger ledger;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private WriteOptions consent = new WriteOptions();

  @Parameters(paramLabel = "STREAM", description = "A Redis stream.")
  private String name = "";

  @Option(names = "--group", paramLabel = "GROUP", required = true, description = "A group of it.")
  private String group = "";

  @Option(names = "--id", paramLabel = "ID", description = "This entry. May be repeated.")
  private List<String> ids = new ArrayList<>();

  @Mixin private PendingOptions which = new PendingOptions();

  @Option(names = "--all", description = "All of them: needed to act without any other choice.")
  private boolean all;

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "" + PendingFilter.USUAL,
      description =
          "No more than N, oldest first; ${DEFAULT-VALUE} unless told, "
              + PendingFilter.MOST
              + " at most.")
  private int most = PendingFilter.USUAL;

  @ArgGroup(exclusive = true)
  private @Nullable Action action;

  @Option(
      names = "--delete",
      description =
          "With --move-to: also deletes them from STREAM, except where another group has yet to"
              + " handle them.")
  private boolean delete;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  private static final class Action {
    @Option(
        names = "--claim",
        paramLabel = "CONSUMER",
        description = "Gives them to this consumer of the group. Deliveries stay as they are.")
    private @Nullable String claimer;

    @Option(
        names = "--ack",
        description = "Acknowledges them: the group is never given them again.")
    private boolean acknowledge;

    @Option(
        names = "--retry",
        description =
            "Sets their deliveries to 0. Consumer and idle time stay, so whoever takes over idle"
                + " entries takes them next.")
    private boolean retry;

    @Option(
        names = "--move-to",
        paramLabel = "STREAM",
        description =
            "Adds them to this stream, which must be there, with where they were, and acknowledges"
                + " them.")
    private @Nullable String target;
  }

  DlqPendingCommand(Reach reach, Ledger ledger) {
    this.reach = reach;
    this.ledger = ledger;
  }

  @Override
  public Integer call() {
    Brokers.Chosen chosen = reach.choose(connection);
    Optional<PendingAction> wanted = action(chosen.spec().name());
    if (consent.write && wanted.isEmpty()) {
      throw new UsageProblem("--write does what? Add --retry, --claim, --ack or --move-to.");
    }
    if (delete && !(wanted.orElse(null) instanceof PendingAction.MoveTo)) {
      throw new UsageProblem("--delete goes with --move-to.");
    }
    if (wanted.isPresent() && !all && isWithoutChoice()) {
      throw new UsageProblem(
          "Which entries? Add --id, --idle, --deliveries or --consumer, or --all if all are"
              + " meant.");
    }
    PendingFilter asked = filter();
    try (Connector connector = chosen.open()) {
      if (!(connector instanceof PendingPort port)) {
        throw new UsageProblem(
            chosen.provider().displayName() + " keeps no list of pending entries; Redis does.");
      }
      PendingList list;
      try {
        list =
            port.pending(
                new GroupRef(connector.name(), group),
                new StreamRef(connector.name(), name),
                asked);
      } catch (ConnectorException e) {
        throw StreamNames.explained(e, name, connector, chosen.spec().address());
      }
      if (wanted.isEmpty()) {
        print(list, Optional.empty(), Optional.empty());
        return ExitCode.SUCCESS;
      }
      PendingAction what = wanted.get();
      port.check(list, what);
      if (list.rows().isEmpty()) {
        print(
            list, wanted, consent.write ? Optional.of(PendingTally.none(what)) : Optional.empty());
        return ExitCode.SUCCESS;
      }
      if (!consent.write) {
        print(list, wanted, Optional.empty());
        return ExitCode.SUCCESS;
      }
      consent.guard(chosen, List.of(PendingWrite.target(list, what)));
      return ended(list, what, chosen, port);
    }
  }

  private int ended(PendingList list, PendingAction what, Brokers.Chosen chosen, PendingPort port) {
    return switch (new PendingWrite(ledger)
        .run(
            list,
            what,
            chosen.spec().address(),
            Optional.ofNullable(consent.reason).orElse(""),
            () -> port)) {
      case PendingRun.State.Done(PendingTally tally) -> {
        print(list, Optional.of(what), Optional.of(tally));
        yield tally.isWhole() ? ExitCode.SUCCESS : ExitCode.FINDING;
      }
      case PendingRun.State.Refused(String why) -> throw new UsageProblem(why);
      case PendingRun.State.Unclear(String why) -> {
        reach.terminal().diagnose("weir: " + why);
        yield ExitCode.FINDING;
      }
      case PendingRun.State.Looking _, PendingRun.State.Previewed _, PendingRun.State.Acting _ ->
          throw new IllegalStateException("a write that is over is none of these");
    };
  }

  private boolean isWithoutChoice() {
    return ids.isEmpty() && which.isNone();
  }

  private Optional<PendingAction> action(String connectionName) {
    Action typed = action;
    if (typed == null) {
      return Optional.empty();
    }
    if (typed.claimer != null) {
      return Optional.of(new PendingAction.Claim(typed.claimer));
    }
    if (typed.target != null) {
      return Optional.of(
          new PendingAction.MoveTo(new StreamRef(connectionName, typed.target), delete));
    }
    return Optional.of(
        typed.acknowledge ? new PendingAction.Acknowledge() : new PendingAction.Retry());
  }

  private PendingFilter filter() {
    if (most < 1 || most > PendingFilter.MOST) {
      throw new UsageProblem("--most takes 1 to " + PendingFilter.MOST + ", not " + most + ".");
    }
    Set<EntryId> wanted = new LinkedHashSet<>();
    for (String id : ids) {
      Matcher parts = ENTRY_ID.matcher(id);
      if (!parts.matches()) {
        throw new UsageProblem("'" + id + "' is no entry's id, such as 1700000000000-0.");
      }
      wanted.add(
          new EntryId(
              Long.parseUnsignedLong(parts.group(1)), Long.parseUnsignedLong(parts.group(2))));
    }
    return which.filter(wanted, most);
  }

  private void print(PendingList list, Optional<PendingAction> what, Optional<PendingTally> tally) {
    if (json) {
      reach.terminal().bytes(Json.of(document(list, what, tally)));
      return;
    }
    if (list.rows().isEmpty()) {
      reach
          .terminal()
          .diagnose(
              list.lookedAt() == 0
                  ? "weir: Group " + group + " has nothing pending on " + name + "."
                  : "weir: Of "
                      + Wording.count(list.lookedAt())
                      + " that group "
                      + group
                      + " has pending on "
                      + name
                      + ", none is what was asked for.");
      return;
    }
    if (tally.isPresent()) {
      reach.terminal().line(tally.get().sentence());
      return;
    }
    TextTable table =
        new TextTable(
            TextTable.left("ENTRY"),
            TextTable.left("CONSUMER"),
            TextTable.right("IDLE"),
            TextTable.right("DELIVERIES"),
            TextTable.left("FIELDS"));
    list.rows().stream()
        .limit(MOST_SHOWN)
        .forEach(
            row -> {
              PendingEntry entry = row.entry();
              table.row(
                  entry.id().toString(),
                  entry.consumer(),
                  Wording.duration(entry.idle()),
                  entry.deliveries() == Long.MAX_VALUE ? "max" : Wording.count(entry.deliveries()),
                  row.kept() ? shown(row.fields()) : "(no longer in the stream)");
            });
    table.printTo(reach.terminal());
    if (list.rows().size() > MOST_SHOWN) {
      reach
          .terminal()
          .line("… and " + Wording.count(list.rows().size() - MOST_SHOWN) + " more (--json)");
    }
    if (what.isPresent()) {
      reach
          .terminal()
          .diagnose("weir: " + PendingWrite.meaning(list, what.get()) + " Add --write to do it.");
    } else if (!list.complete()) {
      reach.terminal().diagnose("weir: There are more; --most N lists them.");
    }
  }

  private static String shown(String fields) {
    return fields.length() > 100 ? fields.substring(0, 99) + "…" : fields;
  }

  private Map<String, Object> document(
      PendingList list, Optional<PendingAction> what, Optional<PendingTally> tally) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (PendingList.Row row : list.rows()) {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("id", row.entry().id().toString());
      told.put("consumer", row.entry().consumer());
      told.put("idle_ms", row.entry().idle().toMillis());
      told.put("deliveries", row.entry().deliveries());
      told.put("in_stream", row.kept());
      told.put("fields", row.fields());
      rows.add(told);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("stream", name);
    document.put("group", group);
    document.put("complete", list.complete());
    document.put("entries", rows);
    what.ifPresent(action -> document.put("would", PendingWrite.meaning(list, action)));
    tally.ifPresent(
        done -> {
          document.remove("would");
          document.put("asked", done.asked());
          document.put("outcome", done.details());
        });
    return document;
  }
}
