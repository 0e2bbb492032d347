package dev.weir.engine.settings;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The user's settings, kept in a file. Thread-safe. A change counts at once and is written soon; a
 * file that cannot be read is kept aside, defaults are used, and {@link #notice} says so.
 */
public interface Settings {
  <T> T get(Setting<T> setting);

  <T> void set(Setting<T> setting, T value);

  /**
   * Calls {@code listener} after each change of {@code setting}, on the thread that changed it.
   *
   * @return closes the subscription
   */
  <T> AutoCloseable onChange(Setting<T> setting, Consumer<T> listener);

  /** Names of favourite streams, as {@link #favouriteName} makes them. */
  List<String> favourites();

  default boolean isFavourite(String connection, String stream) {
    return favourites().contains(favouriteName(connection, stream));
  }

  /** A stream's name among the favourites. */
  static String favouriteName(String connection, String stream) {
    return connection + "/" + stream;
  }

  void setFavourite(String connection, String stream, boolean favourite);

  /** What the user should know about the settings file, such as that it was corrupt. */
  Optional<String> notice();

  /** Where the file is. */
  String location();
}
