package dev.weir.engine.notify;

import dev.weir.engine.rules.NamedItems;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.YamlFile;
import dev.weir.engine.threads.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The file of notifications, read and written by a person's hand. Thread-safe. */
public final class ChannelFile implements ChannelDesk {
  private static final String MEANWHILE =
      "The file was changed by somebody else meanwhile. Copy what you wrote, and open it again.";

  private final Path file;
  private final Object writing = new Object();

  public ChannelFile(Path file) {
    this.file = file;
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
          return problems.isEmpty()
              ? write(draft.before(), draft.text())
              : Optional.of(problems.getFirst().sentence());
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
              : write(text, without);
        });
  }

  private List<RuleProblem> problems(String text) {
    return ChannelBook.read(file.getFileName().toString(), text).problems();
  }

  private Optional<String> write(String before, String text) {
    synchronized (writing) {
      if (!read().equals(before)) {
        return Optional.of(MEANWHILE);
      }
      try {
        YamlFile.write(file, text);
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of(file + " cannot be written: " + e.getMessage() + ".");
      }
    }
  }
}
