package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.deadletter.dialect.Dialect;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dialect dead letters are read in. */
final class DialectOption {
  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      description = "Reads the headers in this dialect only, such as spring-kafka or plain.")
  private @Nullable String name;

  /** The dialect that was typed, if one was. */
  Optional<Dialect> chosen() {
    String typed = name;
    return typed == null
        ? Optional.empty()
        : Optional.of(
            Dialect.ofLabel(typed)
                .orElseThrow(
                    () ->
                        new UsageProblem(
                            "There is no dialect "
                                + typed
                                + "; there are: "
                                + Arrays.stream(Dialect.values())
                                    .map(Dialect::label)
                                    .collect(Collectors.joining(", "))
                                + ".")));
  }
}
