package dev.weir.app.command;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.Places;
import dev.weir.app.broker.StartText;
import dev.weir.app.broker.StreamNames;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.report.Json;
import dev.weir.engine.deadletter.change.Changer;
import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.Hop;
import dev.weir.engine.deadletter.find.Choices;
import dev.weir.engine.deadletter.replay.LeftOut;
import dev.weir.engine.deadletter.replay.PendingChoice;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.PlanFile;
import dev.weir.engine.deadletter.replay.Planner;
import dev.weir.engine.deadletter.replay.ReplayPolicy;
import dev.weir.engine.deadletter.replay.ReplayStore;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.decode.SchemaBook;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.Position;
import dev.weir.stream.ReplayPort;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir dlq plan}. */
@Command(
    name = "plan",
    description = {
      "Freezes which dead letters are to be brought back, and how, into a file.",
      "Takes every one that was not brought back before, to where it came from, unless told.",
      "Changes nothing on the broker."
    })
final class DlqPlanCommand implements Callable<Integer> {
  private final Reach reach;
  private final Supplier<ReplayStore> replays;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private DialectOption dialect = new DialectOption();

  @Parameters(paramLabel = "DLQ", description = "A topic or Redis stream.")
  private String name = "";

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The plan's file.")
  private Path out = Path.of("plan");

  @Option(
      names = "--cause",
      paramLabel = "ID",
      description =
          "Only dead letters of this cause, as weir dlq causes names it. May be repeated.")
  private List<String> causes = new ArrayList<>();

  @Option(names = "--where", paramLabel = "CEL", description = "Only those that meet a condition.")
  private @Nullable String where;

  @Option(names = "--origin", paramLabel = "STREAM", description = "Only those from this stream.")
  private @Nullable String origin;

  @Option(names = "--group", paramLabel = "GROUP", description = "Only those this group gave up.")
  private @Nullable String group;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only those whose own timestamp is not before this.")
  private @Nullable String since;

  @Option(
      names = "--before",
      paramLabel = "TIME",
      description = "Only those whose own timestamp is before this.")
  private @Nullable String before;

  @Option(
      names = "--record",
      paramLabel = "PARTITION@OFFSET|ID",
      description = "Only this one. May be repeated.")
  private List<String> places = new ArrayList<>();

  @Option(
      names = "--to",
      paramLabel = "STREAM",
      description = "Where all go that no --map names, instead of where each came from.")
  private @Nullable String to;

  @Mixin private DestinationOptions destination = new DestinationOptions();

  @Option(
      names = "--hold-keys",
      description =
          "Records are held back behind one of the same key that is set aside or dies again.")
  private boolean holdKeys;

  @Option(
      names = "--four-eyes",
      description = "Another person must approve the plan (weir dlq approve) before it is run.")
  private boolean fourEyes;

  @Option(
      names = "--map",
      paramLabel = "ORIGIN=STREAM",
      description = "Where those of one origin go. May be repeated.")
  private Map<String, String> rules = new LinkedHashMap<>();

  @Option(
      names = "--partition",
      paramLabel = "key|original|N",
      defaultValue = "key",
      description = "Which partition: by key unless told.")
  private String partition = "key";

  @Option(
      names = "--timestamps",
      paramLabel = "now|keep",
      defaultValue = "now",
      description = "Which timestamp: that of writing unless told.")
  private String timestamps = "now";

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = ReplayPolicy.PREFIX,
      description = "Of headers that are added; ${DEFAULT-VALUE} unless told, '' for none.")
  private String prefix = ReplayPolicy.PREFIX;

  @Option(
      names = "--keep-header",
      paramLabel = "NAME",
      description = "Keeps a header although it tells of the failure. May be repeated.")
  private List<String> kept = new ArrayList<>();

  @Option(
      names = "--drop-header",
      paramLabel = "NAME",
      description = "Takes a header off although it does not. May be repeated.")
  private List<String> dropped = new ArrayList<>();

  @Option(
      names = "--as-is",
      description = "Also those with the marks of their failure inside the value, as they are.")
  private boolean asIs;

  @Option(names = "--again", description = "Also those that were brought back before.")
  private boolean again;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      defaultValue = "" + ReplayPolicy.ATTEMPTS,
      description = "How often a record may be brought back to its origin; ${DEFAULT-VALUE}.")
  private int attempts = ReplayPolicy.ATTEMPTS;

  @Option(
      names = "--after",
      paramLabel = "keep|delete|done|ack",
      description =
          "What becomes of a dead letter that was brought back: it stays unless told. On Redis,"
              + " delete takes it away in the same step, done moves it to DLQ:done; ack"
              + " acknowledges an entry in the group of --pending.")
  private @Nullable String after;

  @Mixin private ChangeOptions change = new ChangeOptions();
  @Mixin private PendingSelection pending = new PendingSelection();

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  DlqPlanCommand(Reach reach, Supplier<ReplayStore> replays) {
    this.reach = reach;
    this.replays = replays;
  }

  /** What was planned, as {@code --json} prints it. */
  record PlanLine(
      String plan,
      String job,
      String sha256,
      String stream,
      long records,
      Map<String, Long> targets,
      String after,
      Map<String, Long> leftOut) {}

  @Override
  public Integer call() throws IOException {
    Plans.checkOut(out);
    Brokers.Chosen chosen = reach.choose(connection);
    Optional<DestinationOptions.Chosen> other = destination.chosen(reach);
    if (other.isPresent()
        && other.get().destination().isFile()
        && Path.of(other.get().destination().at().address()).equals(out.toAbsolutePath())) {
      throw new UsageProblem("--out and --to-file are one file: the plan needs one of its own.");
    }
    Choices choices = reach.choices(chosen);
    ReplayPolicy policy = policy(other.isPresent(), chosen.spec().kind().equals("redis"));
    if (other.isPresent() && after != null && !after.equals("keep")) {
      throw new UsageProblem("Dead letters stay where they are if records go elsewhere.");
    }
    try (PlanServers.Open open = PlanServers.planning(chosen, other);
        ReplayStore store = replays.get();
        var interrupt = reach.interrupts().open(() -> {})) {
      Connector connector = open.source();
      ReplayPort port = Plans.port(connector, chosen);
      var stream = new StreamRef(connector.name(), name);
      Optional<PendingChoice.Found> held;
      try {
        held = pending.choice().map(choice -> choice.find(connector, stream));
      } catch (ConnectorException e) {
        throw StreamNames.explained(e, name, connector, chosen.spec().address());
      }
      var asked = new Asked(connector, held.map(PendingChoice.Found::places));
      Optional<PlanFile.Sealed> sealed;
      try {
        sealed =
            new Planner(open.route(), store.ledger(), reach.clock())
                .plan(
                    new Planner.Order(
                        Plans.source(chosen),
                        store.audit().who(),
                        fourEyes,
                        other.map(DestinationOptions.Chosen::destination),
                        stream,
                        dialect.chosen().or(() -> choices.pinned(stream)),
                        policy,
                        after(port.afterReplay()),
                        held.map(PendingChoice.Found::source),
                        words()),
                    asked,
                    () -> !interrupt.isRequested());
      } catch (Planner.TooMany e) {
        throw new UsageProblem(String.valueOf(e.getMessage()));
      } catch (ConnectorException e) {
        throw StreamNames.explained(e, name, connector, chosen.spec().address());
      }
      if (sealed.isEmpty()) {
        reach.terminal().diagnose("weir: stopped; nothing was planned.");
        return ExitCode.USAGE;
      }
      asked.notices().forEach(notice -> reach.terminal().diagnose("weir: " + notice));
      try {
        sealed.get().write(out);
      } catch (IOException _) {
        throw new UsageProblem("The plan cannot be written to " + out + ": check --out.");
      }
      tell(
          sealed.get().plan(),
          asksForApproval(choices, other.isPresent() ? other.get().broker() : Optional.of(chosen)));
    }
    return ExitCode.SUCCESS;
  }

  private static boolean asksForApproval(Choices choices, Optional<Brokers.Chosen> written) {
    return choices.isApprovalAskedFor(written.map(Brokers.Chosen::deciding).orElse(List.of()));
  }

  private ReplayPolicy policy(boolean elsewhere, boolean entries) {
    ReplayPolicy.Partition which;
    if (partition.equals("key")) {
      which = new ReplayPolicy.Partition.ByKey();
    } else if (partition.equals("original")) {
      which = new ReplayPolicy.Partition.Original();
    } else if (partition.matches("\\d{1,7}")) {
      which = new ReplayPolicy.Partition.Fixed(Integer.parseInt(partition));
    } else {
      throw new UsageProblem(
          "--partition takes key, original or a number, not '" + partition + "'.");
    }
    if (!timestamps.equals("now") && !timestamps.equals("keep")) {
      throw new UsageProblem("--timestamps takes now or keep, not '" + timestamps + "'.");
    }
    if (!elsewhere && (name.equals(to) || rules.containsValue(name))) {
      throw new UsageProblem(name + " is the stream they come from: it cannot take them again.");
    }
    if (Optional.ofNullable(to).filter(String::isBlank).isPresent()) {
      throw new UsageProblem("--to takes the name of a stream.");
    }
    rules.forEach(
        (from, target) -> {
          if (from.isBlank() || target.isBlank()) {
            throw new UsageProblem("--map takes ORIGIN=STREAM, not '" + from + "=" + target + "'.");
          }
        });
    if (entries && !elsewhere && !(which instanceof ReplayPolicy.Partition.ByKey)) {
      throw new UsageProblem("A Redis stream has no partitions to choose: leave out --partition.");
    }
    if (entries && !elsewhere && timestamps.equals("keep")) {
      throw new UsageProblem(
          "Redis gives an entry its time as it is added: leave out --timestamps.");
    }
    if (attempts < 1) {
      throw new UsageProblem("--attempts takes 1 or more.");
    }
    return new ReplayPolicy(
        Optional.ofNullable(to),
        rules,
        which,
        timestamps.equals("keep"),
        prefix,
        Set.copyOf(kept),
        Set.copyOf(dropped),
        asIs,
        again,
        attempts,
        holdKeys,
        change.change(prefix, entries));
  }

  private Optional<AfterReplay> after(List<AfterReplay> possible) {
    String typed = after;
    if (typed == null) {
      return Optional.empty();
    }
    for (AfterReplay one : AfterReplay.values()) {
      if (one.name().equalsIgnoreCase(typed)) {
        if (!possible.contains(one)) {
          throw new UsageProblem("Dead letters of " + name + " stay where they are: --after keep.");
        }
        if (one == AfterReplay.ACK && pending.choice().isEmpty()) {
          throw new UsageProblem("--after ack goes with --pending GROUP: in which group?");
        }
        return Optional.of(one);
      }
    }
    throw new UsageProblem("--after takes keep, delete, done or ack, not '" + typed + "'.");
  }

  /** What was asked for, as it was typed. */
  private Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>();
    put(words, "cause", causes.isEmpty() ? null : String.join(",", causes));
    put(words, "where", where);
    put(words, "origin", origin);
    put(words, "group", group);
    put(words, "since", since);
    put(words, "before", before);
    put(words, "pending", pending.choice().map(PendingChoice::words).orElse(null));
    put(words, "records", places.isEmpty() ? null : String.join(",", places));
    return words;
  }

  private static void put(Map<String, String> words, String option, @Nullable String typed) {
    if (typed != null) {
      words.put(option, typed);
    }
  }

  /** Asks each dead letter. */
  private final class Asked implements Planner.Selection {
    private final @Nullable RecordQuestion question;
    private final Map<Position, String> wanted = new LinkedHashMap<>();
    private final Set<String> met = new HashSet<>();
    private final Optional<Set<Position>> held;
    private final long sinceMillis;
    private final long beforeMillis;

    Asked(Connector connector, Optional<Set<Position>> held) {
      this.held = held;
      var decoder = new PayloadDecoder(new SchemaBook());
      String cel = where;
      question = cel == null ? null : new RecordQuestion(cel, decoder);
      if (question != null) {
        Schemas.read(connector, decoder.schemas());
      }
      for (String place : places) {
        wanted.put(
            Places.of(place)
                .orElseThrow(
                    () ->
                        new UsageProblem(
                            "--record takes PARTITION@OFFSET or an entry id, not '"
                                + place
                                + "'.")),
            place);
      }
      sinceMillis = millis(since, "--since", Long.MIN_VALUE);
      beforeMillis = millis(before, "--before", Long.MAX_VALUE);
      if (sinceMillis >= beforeMillis) {
        throw new UsageProblem(
            "--since "
                + since
                + " is not earlier than --before "
                + before
                + ": nothing is between.");
      }
    }

    private static long millis(@Nullable String text, String option, long otherwise) {
      if (text == null) {
        return otherwise;
      }
      try {
        if (StartText.parse(text, ZoneId.systemDefault()) instanceof TailFrom.Since(var time)) {
          return time.toEpochMilli();
        }
      } catch (UsageProblem _) {
        // What else a reading could begin at is no help here.
      }
      throw new UsageProblem(
          option + " takes a time such as 2026-11-21T09:30:00Z, not '" + text + "'.");
    }

    @Override
    public boolean contains(StreamRecord record, DeadLetter letter, String causeId) {
      if (causes.contains(causeId)) {
        met.add("cause " + causeId);
      }
      letter.origin().filter(rules::containsKey).ifPresent(from -> met.add("origin " + from));
      String place = wanted.get(record.position());
      if (place != null) {
        met.add("place " + place);
      }
      return (held.isEmpty() || held.get().contains(record.position()))
          && (causes.isEmpty() || causes.contains(causeId))
          && (wanted.isEmpty() || place != null)
          && (origin == null || letter.origin().filter(origin::equals).isPresent())
          && (group == null
              || letter.newest().flatMap(Hop::group).filter(group::equals).isPresent())
          && record.timestampMillis() >= sinceMillis
          && record.timestampMillis() < beforeMillis
          && (question == null || question.isMetBy(record));
    }

    /** What somebody who asked for something else than there is should know. */
    List<String> notices() {
      List<String> notices = new ArrayList<>();
      if (question != null) {
        question.notice().ifPresent(notices::add);
      }
      unmet("cause ", causes, "No dead letter of " + name + " is of cause ", notices);
      unmet("place ", wanted.values(), name + " has no dead letter at ", notices);
      unmet(
          "origin ",
          rules.keySet(),
          "--map names an origin of no dead letter of " + name + ": ",
          notices);
      return notices;
    }

    private void unmet(
        String kind, Collection<String> typed, String sentence, List<String> notices) {
      List<String> missing = typed.stream().filter(one -> !met.contains(kind + one)).toList();
      if (!missing.isEmpty()) {
        notices.add(sentence + String.join(", ", missing) + ".");
      }
    }
  }

  private void tell(Plan plan, boolean approvalAskedFor) {
    Map<String, Long> targets = new LinkedHashMap<>();
    plan.records().forEach(record -> targets.merge(record.target(), 1L, Long::sum));
    if (json) {
      Map<String, Long> leftOut = new LinkedHashMap<>();
      plan.leftOut().forEach((reason, count) -> leftOut.put(reason.label(), count));
      reach
          .terminal()
          .bytes(
              Json.of(
                  new PlanLine(
                      out.toString(),
                      plan.job(),
                      plan.hash(),
                      name,
                      plan.records().size(),
                      targets,
                      plan.after().name().toLowerCase(Locale.ROOT),
                      leftOut)));
      return;
    }
    Terminal terminal = reach.terminal();
    terminal.line(
        Wording.records(plan.records().size())
            + " of "
            + name
            + (plan.records().size() == 1 ? " is" : " are")
            + " planned as job "
            + plan.job()
            + " in "
            + out
            + (!plan.records().isEmpty()
                ? ":"
                : plan.leftOut().isEmpty() ? ": none meets what was asked for." : "."));
    plan.destination()
        .ifPresent(
            other -> terminal.line("They go to another place: " + other.at().address() + "."));
    if (!plan.policy().change().isNone()) {
      terminal.line(
          "Changed about them: "
              + Changer.words(plan.policy().change())
              + ". weir dlq run "
              + out
              + " --dry-run shows it.");
    }
    if (plan.fourEyes() || approvalAskedFor) {
      terminal.line("Another person has to approve it: weir dlq approve " + out + ".");
    }
    targets.forEach(
        (target, count) -> terminal.line("  " + Wording.count(count) + " to " + target));
    pending.advice(plan).ifPresent(terminal::line);
    switch (plan.after()) {
      case KEEP, ACK -> {}
      case DELETE ->
          terminal.line("Each is deleted from " + name + " as it is brought back (--after).");
      case DONE ->
          terminal.line(
              "Each is moved to "
                  + AfterReplay.done(plan.stream()).name()
                  + " as it is brought back (--after).");
    }
    for (LeftOut reason : LeftOut.values()) {
      long count = plan.leftOut().getOrDefault(reason, 0L);
      if (count > 0) {
        terminal.line(
            Wording.count(count)
                + (count == 1 ? " is" : " are")
                + " left out: they "
                + reason.words()
                + ".");
      }
    }
  }
}
