package dev.weir.app.command;

import dev.weir.engine.deadletter.replay.ReplayStore;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code weir dlq cancel}. */
@Command(name = "cancel", description = "Ends a job for good; what was written stays.")
final class DlqCancelCommand extends JobCommand {
  DlqCancelCommand(Supplier<ReplayStore> replays) {
    super(replays);
  }

  @Override
  Optional<String> tell(ReplayStore store, String job) throws IOException {
    return store.cancel(job);
  }
}
