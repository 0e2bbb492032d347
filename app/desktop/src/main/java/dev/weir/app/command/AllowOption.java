package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.deadletter.replay.Preflight;
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

  /**
   * Looks before anything else is done.
   *
   * @throws UsageProblem if one is none of a check that may be meant
   */
  void check() {
    for (String check : checks) {
      if (!Preflight.ALLOWABLE.contains(check)) {
        throw new UsageProblem(
            "--allow takes "
                + String.join(", ", Preflight.ALLOWABLE)
                + ", not '"
                + check
                + "': no other check that blocks may be meant.");
      }
    }
  }

  /**
   * Their names.
   *
   * @throws UsageProblem as {@link #check}
   */
  Set<String> checks() {
    check();
    return Set.copyOf(checks);
  }
}
