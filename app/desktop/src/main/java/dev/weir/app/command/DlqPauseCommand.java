package dev.weir.app.command;

import dev.weir.engine.deadletter.replay.JobState;
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
  DlqPauseCommand(Reach reach, Supplier<ReplayStore> replays) {
    super(reach, replays);
  }

  @Override
  String asked() {
    return JobState.PAUSED.label();
  }

  @Override
  Optional<String> tell(ReplayStore store, String job) throws IOException {
    return store.pause(job);
  }
}
