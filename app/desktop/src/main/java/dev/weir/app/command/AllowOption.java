package dev.weir.app.command;

import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which checks of a plan do not stop it although they block. */
final class AllowOption {
  @Option(
      names = "--allow",
      paramLabel = "CHECK",
      description = "A check that blocks and is meant, such as tombstones. May be repeated.")
  private List<String> checks = List.of();

  /** Their names. */
  Set<String> checks() {
    return Set.copyOf(checks);
  }
}
