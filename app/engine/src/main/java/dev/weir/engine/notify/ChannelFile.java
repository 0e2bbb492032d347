package dev.weir.engine.notify;

import dev.weir.engine.rules.NamedItems;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.YamlFile;
import dev.weir.engine.secret.Keychain;
import dev.weir.engine.secret.KeychainEntries;
import dev.weir.engine.secret.Keychains;
import dev.weir.engine.secret.Secret;
import dev.weir.engine.secret.SecretReference;
import dev.weir.engine.threads.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The file of notifications, read and written by a person's hand. Thread-safe. */
public final class ChannelFile implements ChannelDesk {
  private static final String MEANWHILE =
      "The file was changed by somebody else meanwhile. Copy what you wrote, and open it again.";

  private final Path file;
  private final KeychainEntries keychain;
  private final Object writing = new Object();

  /**
   * @param keychain where secrets go that are typed
   */
  public ChannelFile(Path file, Optional<Keychain> keychain) {
    this.file = file;
    this.keychain =
        new KeychainEntries(keychain, Integer.toHexString(file.toAbsolutePath().hashCode()));
  }

  private String read() {
    return YamlFile.read(file);
  }

  @Override
  public CompletableFuture<Draft> open(String channel) {
    return Threads.compute(
        "channels",
        () -> {
          String text = read();
          return new Draft(text, channel, text);
        });
  }

  @Override
  public CompletableFuture<Draft> settings() {
    return open("");
  }

  @Override
  public String withoutKeychain() {
    return keychain.hasKeychain() ? "" : Keychains.remedy(System.getProperty("os.name", ""));
  }

  @Override
  public String entryFor(String text, String channel, List<String> path) {
    String now = NamedItems.CHANNELS.at(channel).value(text, path).orElse("");
    Set<String> all = KeychainEntries.names(List.of(text));
    return KeychainEntries.names(List.of(now)).stream()
        .filter(name -> keychain.isOwn(name) && isOnce(text, name))
        .findFirst()
        .orElseGet(() -> keychain.freeName("alerts/" + channel, path.getLast(), all));
  }

  private static boolean isOnce(String text, String name) {
    return SecretReference.in(text).stream()
            .filter(new SecretReference.Stored(name)::equals)
            .count()
        == 1;
  }

  @Override
  public CompletableFuture<Draft> begin(ChannelForm.Starter starter) {
    return Threads.compute(
        "channels",
        () -> {
          String text = read();
          List<String> names = NamedItems.CHANNELS.names(text);
          String name = starter.plainName();
          for (int i = 2; names.contains(name); i++) {
            name = starter.plainName() + "-" + i;
          }
          return new Draft(NamedItems.CHANNELS.with(text, starter.lines(name)), name, text);
        });
  }

  @Override
  public CompletableFuture<Optional<String>> save(Draft draft) {
    return Threads.compute(
        "channels",
        () -> {
          List<RuleProblem> problems = problems(draft.text());
          return problems.isEmpty() ? write(draft) : Optional.of(problems.getFirst().sentence());
        });
  }

  @Override
  public CompletableFuture<Optional<String>> remove(String channel) {
    return Threads.compute(
        "channels",
        () -> {
          String text = read();
          String without = NamedItems.CHANNELS.without(text, channel);
          boolean isWorse = problems(without).size() > problems(text).size();
          return isWorse || without.equals(text)
              ? Optional.of(
                  "The channel cannot be taken out of " + file + " by itself. Edit the file.")
              : write(new Draft(without, channel, text));
        });
  }

  private List<RuleProblem> problems(String text) {
    return ChannelBook.read(file.getFileName().toString(), text).problems();
  }

  private Optional<String> write(Draft draft) {
    synchronized (writing) {
      if (!read().equals(draft.before())) {
        return Optional.of(MEANWHILE);
      }
      Set<String> used = KeychainEntries.names(List.of(draft.text()));
      try {
        for (Map.Entry<String, Secret> one : draft.typed().entrySet()) {
          if (used.contains(one.getKey())) {
            keychain.store(one.getKey(), one.getValue());
          }
        }
      } catch (IOException e) {
        return Optional.of(
            "The secret is not kept, and nothing was changed: "
                + e.getMessage()
                + " Unlock the keychain and save again, or name a variable or a file.");
      }
      try {
        YamlFile.write(file, draft.text());
      } catch (IOException e) {
        return Optional.of(file + " cannot be written: " + e.getMessage() + ".");
      }
      Set<String> unused = new HashSet<>(KeychainEntries.names(List.of(draft.before())));
      unused.removeAll(used);
      keychain.forget(unused);
      return Optional.empty();
    }
  }
}
