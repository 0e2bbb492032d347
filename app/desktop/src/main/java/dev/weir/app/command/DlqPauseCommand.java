package dev.weir.app.command;

import dev.weir.engine.deadletter.replay.ReplayStore;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code weir dlq pause}. */
@Command(
    name = "pause",
    description = "Pauses a job that runs in another process, once its batch is written.")
final class DlqPauseCommand extends JobCommand {
  DlqPauseCommand(Supplier<ReplayStore> replays) {
    super(replays);
  }

  @Override
  Optional<String> tell(ReplayStore store, String job) throws IOException {
    return store.pause(job);
  }
}
