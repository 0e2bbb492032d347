package dev.weir.app.command;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.write.WriteGuard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
    // Of several saved connections of one server the least guarded could be used as well. None:
    // an address that was typed, with --write, about which nobody has decided anything.
    Optional<ConnectionSettings> deciding =
        chosen.deciding().stream()
            .min(Comparator.comparing(settings -> strictness(WriteGuard.of(settings))));
    if (deciding.isEmpty()) {
      chosen
          .unread()
          .ifPresent(
              notice -> {
                throw new UsageProblem(
                    notice + " Until then nothing is written, as it may say what must not be.");
              });
      return;
    }
    ConnectionSettings settings = deciding.get();
    String whose =
        (chosen.saved() ? "" : chosen.spec().address() + " is saved as " + settings.name() + ". ")
            + "Connection "
            + settings.name();
    switch (WriteGuard.of(settings)) {
      case READ_ONLY ->
          throw new UsageProblem(
              whose + " is read-only: unlock it in the window, under Connections.");
      case PRODUCTION -> guardProduction(whose, written);
      case OPEN -> {}
    }
  }

  private static int strictness(WriteGuard guard) {
    return switch (guard) {
      case OPEN -> 0;
      case PRODUCTION -> 1;
      case READ_ONLY -> 2;
    };
  }

  private void guardProduction(String whose, Collection<String> written) {
    List<String> missing = written.stream().filter(target -> !targets.contains(target)).toList();
    if (!missing.isEmpty()) {
      throw new UsageProblem(
          whose
              + " is production: name once more what is written to, with "
              + missing.stream()
                  .map(target -> "--target " + target)
                  .collect(Collectors.joining(" "))
              + ".");
    }
    if (reason == null || reason.isBlank()) {
      throw new UsageProblem(whose + " is production: give a --reason.");
    }
  }
}
