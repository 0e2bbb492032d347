package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.deadletter.change.Change;
import dev.weir.engine.deadletter.change.Changer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is changed about every record of a plan. */
final class ChangeOptions {
  @Option(
      names = "--patch",
      paramLabel = "FILE",
      description = "A JSON Patch (RFC 6902) that is applied to each value.")
  private @Nullable Path patch;

  @Option(
      names = "--set",
      paramLabel = "POINTER=CEL",
      description =
          "Puts what an expression gives at a place of each value, such as /total=value.total*100."
              + " May be repeated.")
  private List<String> values = new ArrayList<>();

  @Option(
      names = "--set-header",
      paramLabel = "NAME=CEL",
      description = "Gives a header what an expression gives; null takes it off. May be repeated.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "CEL",
      description = "Gives each record the key that an expression gives; null takes it off.")
  private @Nullable String key;

  /**
   * The change that was asked for.
   *
   * @param prefix of headers that Weir puts on
   * @param entries whether the records are entries of Redis
   * @throws UsageProblem if it is none
   */
  Change change(String prefix, boolean entries) {
    var change =
        new Change(
            Optional.ofNullable(patch).map(ChangeOptions::read),
            assignments(values, "--set", "POINTER=CEL, such as /total=value.total*100", 0),
            assignments(headers, "--set-header", "NAME=CEL, such as tenant='\"acme\"'", 1),
            Optional.ofNullable(key));
    if (!change.isNone()
        && Changer.of(change, prefix, entries) instanceof Changer.Made.Problem(String why)) {
      throw new UsageProblem(why);
    }
    return change;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException _) {
      throw new UsageProblem("The patch " + file + " cannot be read: check --patch.");
    }
  }

  private static List<Change.Assignment> assignments(
      List<String> typed, String option, String form, int shortestName) {
    List<Change.Assignment> assignments = new ArrayList<>();
    for (String one : typed) {
      int equals = one.indexOf('=');
      if (equals < shortestName) {
        throw new UsageProblem(option + " takes " + form + ": '" + one + "'.");
      }
      assignments.add(
          new Change.Assignment(one.substring(0, equals), one.substring(equals + 1).strip()));
    }
    return assignments;
  }
}
