package dev.weir.engine.connection;

import dev.weir.engine.publish.Slot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Saved connections: add, change, remove, test. Commands return at once unless they say so. */
public interface ConnectionDesk {
  Slot<List<ConnectionStatus>> statuses();

  /** Kinds of broker there are connectors for: id and display name, with an example address. */
  List<Kind> kinds();

  /** What the user should know of the file of connections, such as that it was corrupt. */
  default Optional<String> notice() {
    return Optional.empty();
  }

  /** What is wrong with {@code settings}, in words; empty if it may be saved. */
  List<String> problems(ConnectionSettings settings);

  /**
   * Like {@link #problems(ConnectionSettings)}, and whether another connection has the name.
   *
   * @param previousName name it was saved under before; empty for a new one
   */
  default List<String> problems(String previousName, ConnectionSettings settings) {
    return problems(settings);
  }

  /**
   * Saves under {@code settings.name()} and connects. Plain secrets in secret properties are moved
   * to the keychain, or asked for at each start where there is no keychain; never written to the
   * settings file.
   *
   * @param previousName name it was saved under before; empty for a new one
   * @throws IllegalArgumentException if another connection has the name
   */
  void save(String previousName, ConnectionSettings settings);

  /** Why no secret can be put into a keychain here, with the remedy; empty where it can. */
  default String withoutKeychain() {
    return "";
  }

  void remove(String name);

  /** Opens a closed connection, or closes an open one. */
  void setOpen(String name, boolean open);

  /** Answers what a connection in state NEEDS_SECRET waits for; kept in memory only. */
  void answerSecrets(String name, Map<String, String> secretsByProperty);

  /** Properties of {@code settings} that wait to be asked for. */
  List<String> secretsToAsk(ConnectionSettings settings);

  CheckRun check(ConnectionSettings settings);

  /** Guesses kind and name from a pasted address. */
  default ConnectionSettings fromAddress(String pasted) {
    String kind = kinds().isEmpty() ? "" : kinds().getFirst().id();
    return new ConnectionSettings("", kind, pasted, Map.of(), Environment.DEVELOPMENT, true);
  }

  /**
   * Reads a client.properties file, or a file that holds an address. Blocks.
   *
   * @throws IOException if the file cannot be read; the message names it
   */
  ConnectionSettings importFile(Path file) throws IOException;

  /** A connector's kind. */
  record Kind(String id, String displayName, String addressExample, List<String> secretProperties) {
    public Kind {
      secretProperties = List.copyOf(secretProperties);
    }
  }
}
