package dev.weir.engine.notify;

import dev.weir.engine.secret.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Writing channels. Every call returns at once, from any thread; what blocks is done elsewhere. */
public interface ChannelDesk {
  /**
   * A text to work on.
   *
   * @param text of the whole file
   * @param channel which of its channels it is about; empty for all else
   * @param before the file's text when it was opened
   * @param typed secrets to be put into the keychain, by the name the text refers to them with
   */
  record Draft(String text, String channel, String before, Map<String, Secret> typed) {
    public Draft {
      typed = Map.copyOf(typed);
    }

    /** One in which no secret was typed. */
    public Draft(String text, String channel, String before) {
      this(text, channel, before, Map.of());
    }
  }

  /** A channel to be changed. */
  CompletableFuture<Draft> open(String channel);

  /** A new channel, behind the others. */
  CompletableFuture<Draft> begin(ChannelForm.Starter starter);

  /** What the file says besides channels, to be changed. */
  CompletableFuture<Draft> settings();

  /** Why no secret can be put into a keychain here, with the remedy; empty where it can. */
  String withoutKeychain();

  /**
   * The name of the keychain's entry for a secret of a channel that is typed now: its own one where
   * it has one already, so that it is replaced.
   *
   * @param path of the secret in the channel
   */
  String entryFor(String text, String channel, List<String> path);

  /**
   * Puts the secrets that were typed and are still referred to into the keychain, then writes the
   * file, whose channels count from then on.
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
