package dev.weir.app.command;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.write.WriteGuard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command that writes to a broker is told before it does. */
final class WriteOptions {
  @Option(names = "--write", description = "Really writes.")
  boolean write;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit.")
  @Nullable String reason;

  @Option(
      names = "--target",
      paramLabel = "STREAM",
      description =
          "On a connection marked as production: the name of each stream that is written to, once"
              + " more. May be repeated.")
  List<String> targets = new ArrayList<>();

  /**
   * Whether this connection may be written to at all, by what its owner decided.
   *
   * @param written names of the streams that would be written to
   * @throws UsageProblem that says what is missing
   */
  void guard(Brokers.Chosen chosen, Collection<String> written) {
    if (!chosen.saved()) {
      // An address that was typed, with --write: nobody has decided anything about it.
      return;
    }
    String name = chosen.settings().name();
    switch (WriteGuard.of(chosen.settings())) {
      case READ_ONLY ->
          throw new UsageProblem(
              "Connection " + name + " is read-only: unlock it in the window, under Connections.");
      case PRODUCTION -> guardProduction(name, written);
      case OPEN -> {}
    }
  }

  private void guardProduction(String name, Collection<String> written) {
    List<String> missing = written.stream().filter(target -> !targets.contains(target)).toList();
    if (!missing.isEmpty()) {
      throw new UsageProblem(
          "Connection "
              + name
              + " is production: name once more what is written to, with "
              + missing.stream()
                  .map(target -> "--target " + target)
                  .collect(Collectors.joining(" "))
              + ".");
    }
    if (reason == null || reason.isBlank()) {
      throw new UsageProblem("Connection " + name + " is production: give a --reason.");
    }
  }
}
