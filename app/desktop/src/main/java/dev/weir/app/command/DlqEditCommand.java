package dev.weir.app.command;

import dev.weir.app.broker.Places;
import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.deadletter.change.Edit;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.PlanFile;
import dev.weir.engine.deadletter.replay.ReplayStore;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir dlq edit}. */
@Command(
    name = "edit",
    description = {
      "Writes into a plan what one of its records is to be instead of what died.",
      "That makes it another plan: another job, and not approved yet. Changes nothing on the"
          + " broker."
    })
final class DlqEditCommand implements Callable<Integer> {
  private final Reach reach;
  private final Supplier<ReplayStore> replays;

  @Parameters(index = "0", paramLabel = "PLAN", description = "A file of weir dlq plan.")
  private Path file = Path.of("plan");

  @Parameters(
      index = "1",
      paramLabel = "PARTITION@OFFSET|ID",
      description = "The dead letter's place.")
  private String place = "";

  @ArgGroup(exclusive = true)
  private @Nullable Value value;

  @ArgGroup(exclusive = true)
  private @Nullable Key key;

  @Option(
      names = "--header",
      paramLabel = "NAME=TEXT",
      description = "Gives a header, or field of an entry, this text. May be repeated.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--header-file",
      paramLabel = "NAME=FILE",
      description = "Gives a header, or field of an entry, a file's bytes. May be repeated.")
  private List<String> headerFiles = new ArrayList<>();

  @Option(
      names = "--drop-header",
      paramLabel = "NAME",
      description = "Takes a header, or field of an entry, off. May be repeated.")
  private List<String> dropped = new ArrayList<>();

  @Option(
      names = "--undo",
      description = "Takes back what was edited of the record before; what else is told is added.")
  private boolean undo;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file of the new plan; the same unless told.")
  private @Nullable Path out;

  static final class Value {
    @Option(names = "--value-file", paramLabel = "FILE", description = "The new value's bytes.")
    private @Nullable Path file;

    @Option(names = "--null-value", description = "No value, which is not an empty one.")
    private boolean none;
  }

  static final class Key {
    @Option(names = "--key", paramLabel = "TEXT", description = "The new key.")
    private @Nullable String text;

    @Option(names = "--key-file", paramLabel = "FILE", description = "The new key's bytes.")
    private @Nullable Path file;

    @Option(names = "--null-key", description = "No key.")
    private boolean none;
  }

  DlqEditCommand(Reach reach, Supplier<ReplayStore> replays) {
    this.reach = reach;
    this.replays = replays;
  }

  @Override
  public Integer call() {
    Plan plan = Plans.read(file);
    Path to = out == null ? file : out;
    Plans.checkOut(to);
    int index = index(plan);
    Edit before =
        plan.records()
            .get(index)
            .edit()
            .filter(_ -> !undo)
            .orElseGet(() -> new Edit(Optional.empty(), Optional.empty(), Map.of()));
    Edit edit = edit(plan, index, before);
    if (edit.equals(before) && !undo) {
      throw new UsageProblem(
          "Nothing is changed: give --value-file, --key, --header or --drop-header.");
    }
    PlanFile.Sealed sealed;
    try (ReplayStore store = replays.get()) {
      if (store.ledger().job(plan.job()).isPresent()) {
        throw new UsageProblem(
            "Job " + plan.job() + " was begun with this plan: make a new one of what is left.");
      }
      sealed = PlanFile.edited(plan, index, edit, store.audit().who());
    }
    try {
      sealed.write(to);
    } catch (IOException _) {
      throw new UsageProblem("The plan cannot be written to " + to + ": check --out.");
    }
    reach
        .terminal()
        .line(
            plan.stream().name()
                + " "
                + place
                + (edit.isNone() ? " is written as it died" : " is edited")
                + " in job "
                + sealed.plan().job()
                + ", "
                + to
                + ". weir dlq run "
                + to
                + " --dry-run shows it.");
    if (sealed.plan().fourEyes()) {
      reach.terminal().line("Another person has to approve it: weir dlq approve " + to + ".");
    }
    return ExitCode.SUCCESS;
  }

  private int index(Plan plan) {
    Position at =
        Places.of(place)
            .orElseThrow(
                () ->
                    new UsageProblem(
                        "A place is PARTITION@OFFSET or an entry id, not '" + place + "'."));
    for (int i = 0; i < plan.records().size(); i++) {
      if (plan.records().get(i).position().equals(at)) {
        return i;
      }
    }
    throw new UsageProblem("There is no record " + place + " in " + file + ".");
  }

  private Edit edit(Plan plan, int index, Edit before) {
    boolean entry = plan.records().get(index).position() instanceof Position.EntryId;
    Value newValue = value;
    Key newKey = key;
    if (entry && (newValue != null || newKey != null)) {
      throw new UsageProblem(
          "An entry has fields only: --header NAME=TEXT or --header-file NAME=FILE.");
    }
    Map<String, Payload> names = new LinkedHashMap<>(before.headers());
    headers.forEach(
        typed -> {
          String[] parts = parts(plan, typed, "--header NAME=TEXT");
          names.put(parts[0], text(parts[1]));
        });
    headerFiles.forEach(
        typed -> {
          String[] parts = parts(plan, typed, "--header-file NAME=FILE");
          names.put(parts[0], read(Path.of(parts[1])));
        });
    dropped.forEach(name -> names.put(notOurs(plan, name), Payload.ABSENT));
    return new Edit(
        newKey == null ? before.key() : Optional.of(key(newKey)),
        newValue == null ? before.value() : Optional.of(value(newValue)),
        names);
  }

  private static Payload value(Value chosen) {
    Path from = chosen.file;
    return from == null ? Payload.ABSENT : read(from);
  }

  private static Payload key(Key chosen) {
    Path from = chosen.file;
    String typed = chosen.text;
    if (from != null) {
      return read(from);
    }
    return typed == null ? Payload.ABSENT : text(typed);
  }

  private static String[] parts(Plan plan, String typed, String form) {
    int equals = typed.indexOf('=');
    if (equals < 1) {
      throw new UsageProblem("It is " + form + ", not '" + typed + "'.");
    }
    String name = notOurs(plan, typed.substring(0, equals));
    return new String[] {name, typed.substring(equals + 1)};
  }

  private static String notOurs(Plan plan, String name) {
    String prefix = plan.policy().prefix();
    if (!prefix.isEmpty() && name.startsWith(prefix)) {
      throw new UsageProblem(
          "The header " + name + " is Weir's own: it is neither set nor dropped.");
    }
    return name;
  }

  private static Payload text(String text) {
    return Payload.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Payload read(Path from) {
    try {
      return Payload.of(Files.readAllBytes(from));
    } catch (IOException _) {
      throw new UsageProblem("The file " + from + " cannot be read: check its name and rights.");
    }
  }
}
