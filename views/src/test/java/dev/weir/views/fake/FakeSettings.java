package dev.weir.views.fake;

import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Settings in memory. */
public final class FakeSettings implements Settings {
  private final Map<String, Object> values = new HashMap<>();
  private final List<String> favourites = new ArrayList<>();
  private final Map<String, List<Consumer<Object>>> listeners = new HashMap<>();

  @Override
  @SuppressWarnings("unchecked")
  public <T> T get(Setting<T> setting) {
    return (T) values.getOrDefault(setting.key(), setting.defaultValue());
  }

  @Override
  public <T> void set(Setting<T> setting, T value) {
    values.put(setting.key(), value);
    List.copyOf(listeners.getOrDefault(setting.key(), List.of()))
        .forEach(listener -> listener.accept(value));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> AutoCloseable onChange(Setting<T> setting, Consumer<T> listener) {
    Consumer<Object> untyped = value -> listener.accept((T) value);
    listeners.computeIfAbsent(setting.key(), key -> new ArrayList<>()).add(untyped);
    return () -> listeners.getOrDefault(setting.key(), new ArrayList<>()).remove(untyped);
  }

  /** How many listeners are registered. */
  public int listenerCount() {
    return listeners.values().stream().mapToInt(List::size).sum();
  }

  @Override
  public List<String> favourites() {
    return List.copyOf(favourites);
  }

  @Override
  public void setFavourite(String connection, String stream, boolean favourite) {
    String name = connection + "/" + stream;
    favourites.remove(name);
    if (favourite) {
      favourites.add(name);
    }
  }

  @Override
  public Optional<String> notice() {
    return Optional.empty();
  }

  @Override
  public String location() {
    return "memory";
  }
}
