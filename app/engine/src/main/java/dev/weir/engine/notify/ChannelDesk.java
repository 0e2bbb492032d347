package dev.weir.engine.notify;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Writing channels. Every call returns at once, from any thread; what blocks is done elsewhere. */
public interface ChannelDesk {
  /**
   * A text to work on.
   *
   * @param text of the whole file
   * @param channel which of its channels it is about
   * @param before the file's text when it was opened
   */
  record Draft(String text, String channel, String before) {}

  /** A channel to be changed. */
  CompletableFuture<Draft> open(String channel);

  /** A new channel, behind the others. */
  CompletableFuture<Draft> begin(ChannelForm.Starter starter);

  /**
   * Writes the file, whose channels count from then on.
   *
   * @return why it was not written; empty where it was
   */
  CompletableFuture<Optional<String>> save(Draft draft);

  /**
   * Takes a channel out of the file.
   *
   * @return why it is still there; empty where it is not
   */
  CompletableFuture<Optional<String>> remove(String channel);
}
