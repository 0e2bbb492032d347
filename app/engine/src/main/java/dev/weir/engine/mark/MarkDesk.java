package dev.weir.engine.mark;

import dev.weir.engine.mark.DeployMark.About;
import dev.weir.engine.publish.Slot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a person does with deploy marks. Every call returns at once, from any thread. */
public interface MarkDesk {
  /** All that are kept, oldest first; those of commands and other programs soon after they come. */
  Slot<List<DeployMark>> marks();

  /**
   * Puts a mark.
   *
   * @return what is wrong with it, as a sentence; empty once it is on the disk
   */
  CompletableFuture<Optional<String>> put(Instant at, String text, About about);

  /**
   * Takes a mark away; one that is not there any more is no problem.
   *
   * @return why it cannot be, as a sentence; empty once it is
   */
  CompletableFuture<Optional<String>> remove(long id);
}
