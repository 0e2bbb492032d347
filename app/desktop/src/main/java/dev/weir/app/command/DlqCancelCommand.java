package dev.weir.app.command;

import dev.weir.engine.deadletter.replay.JobState;
import dev.weir.engine.deadletter.replay.ReplayStore;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code weir dlq cancel}. */
@Command(name = "cancel", description = "Ends a job for good; what was written stays.")
final class DlqCancelCommand extends JobCommand {
  DlqCancelCommand(Reach reach, Supplier<ReplayStore> replays) {
    super(reach, replays);
  }

  @Override
  String asked() {
    return JobState.CANCELLED.label();
  }

  @Override
  Optional<String> tell(ReplayStore store, String job) throws IOException {
    return store.cancel(job);
  }
}
