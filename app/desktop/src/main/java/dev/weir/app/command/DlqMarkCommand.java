package dev.weir.app.command;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.deadletter.find.Choice;
import dev.weir.engine.deadletter.find.Choices;
import dev.weir.stream.StreamRef;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir dlq mark}. */
@Command(
    name = "mark",
    description = {
      "Remembers in the settings file whether a stream holds dead letters, and in which dialect.",
      "Changes nothing on the broker."
    })
final class DlqMarkCommand implements Callable<Integer> {
  private final Reach reach;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private DialectOption dialect = new DialectOption();

  @Parameters(paramLabel = "STREAM", description = "A topic or Redis stream.")
  private String name = "";

  @ArgGroup(exclusive = true)
  private @Nullable Word word;

  static final class Word {
    @Option(names = "--not", description = "It holds none, whatever it looks like.")
    private boolean not;

    @Option(names = "--forget", description = "Find out by itself again.")
    private boolean forget;
  }

  DlqMarkCommand(Reach reach) {
    this.reach = reach;
  }

  @Override
  public Integer call() {
    Word said = word;
    if (said != null && dialect.chosen().isPresent()) {
      throw new UsageProblem("--dialect says that it holds dead letters: leave out the other.");
    }
    Optional<Choice> choice;
    if (said == null) {
      choice = Optional.of(new Choice.DeadLetters(dialect.chosen()));
    } else {
      choice = said.not ? Optional.of(new Choice.NoDeadLetters()) : Optional.empty();
    }
    Brokers.Chosen chosen = reach.choose(connection);
    Choices choices = reach.choices(chosen);
    Optional<String> problem = choices.set(new StreamRef(chosen.spec().name(), name), choice);
    if (problem.isPresent()) {
      throw new UsageProblem(problem.get());
    }
    String where = chosen.saved() ? chosen.settings().name() : chosen.spec().address();
    reach
        .terminal()
        .line(
            name
                + " on "
                + where
                + (choice.isPresent()
                    ? " is remembered to "
                        + told(choice.get())
                        + ". Whether it is there was not looked at."
                    : " is forgotten."));
    return ExitCode.SUCCESS;
  }

  private static String told(Choice choice) {
    return switch (choice) {
      case Choice.NoDeadLetters() -> "hold no dead letters";
      case Choice.DeadLetters(Optional<Dialect> pinned) ->
          "hold dead letters" + pinned.map(dialect -> " in dialect " + dialect.label()).orElse("");
    };
  }
}
