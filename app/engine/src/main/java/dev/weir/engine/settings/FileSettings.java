package dev.weir.engine.settings;

import dev.weir.engine.threads.Threads;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Settings in {@code settings.json}. Keys it does not know are left as they are. Changes count at
 * once and are written by a thread of their own, so that none of the callers waits for the disk.
 */
public final class FileSettings implements Settings, AutoCloseable {
  private static final String FAVOURITES = "favourites";

  private final JsonFile file;
  private final Map<String, String> values = new HashMap<>();
  private final Set<String> favourites = new LinkedHashSet<>();
  private final Map<String, String> misunderstood = new HashMap<>();
  private final List<Consumer<ObjectNode>> unwritten = new ArrayList<>();
  private boolean isWriting;
  private final List<Subscription<?>> subscriptions = new CopyOnWriteArrayList<>();

  /** Reads {@code folders.settingsFile()}; it need not exist. */
  public FileSettings(UserFolders folders, InstantSource clock) {
    file = new JsonFile(folders.settingsFile(), clock);
    for (Map.Entry<String, JsonNode> property : file.read().properties()) {
      JsonNode value = property.getValue();
      if (property.getKey().equals(FAVOURITES)) {
        for (JsonNode favourite : value) {
          favourites.add(favourite.asString(""));
        }
      } else if (value.isValueNode() && !value.isNull()) {
        values.put(property.getKey(), value.asString());
      }
    }
    favourites.remove("");
  }

  @Override
  public synchronized <T> T get(Setting<T> setting) {
    String text = values.get(setting.key());
    if (text == null) {
      return setting.defaultValue();
    }
    try {
      T value = setting.parse().apply(text);
      misunderstood.remove(setting.key());
      return value;
    } catch (RuntimeException _) {
      misunderstood.put(setting.key(), text);
      return setting.defaultValue();
    }
  }

  @Override
  public <T> void set(Setting<T> setting, T value) {
    String text = setting.print().apply(value);
    synchronized (this) {
      values.put(setting.key(), text);
      misunderstood.remove(setting.key());
      write(content -> put(content, setting.key(), value, text));
    }
    for (Subscription<?> subscription : subscriptions) {
      subscription.tell(setting.key(), value);
    }
  }

  @Override
  public <T> AutoCloseable onChange(Setting<T> setting, Consumer<T> listener) {
    var subscription = new Subscription<>(setting, listener);
    subscriptions.add(subscription);
    return () -> subscriptions.remove(subscription);
  }

  @Override
  public synchronized List<String> favourites() {
    return List.copyOf(favourites);
  }

  @Override
  public synchronized void setFavourite(String connection, String stream, boolean favourite) {
    String name = Settings.favouriteName(connection, stream);
    boolean changed = favourite ? favourites.add(name) : favourites.remove(name);
    if (!changed) {
      return;
    }
    write(
        content -> {
          Set<String> stored = new LinkedHashSet<>();
          for (JsonNode node : content.path(FAVOURITES)) {
            stored.add(node.asString(""));
          }
          if (favourite) {
            stored.add(name);
          } else {
            stored.remove(name);
          }
          stored.remove("");
          ArrayNode array = content.putArray(FAVOURITES);
          stored.forEach(array::add);
        });
  }

  @Override
  public synchronized Optional<String> notice() {
    List<String> notices = new ArrayList<>();
    file.notice().ifPresent(notices::add);
    misunderstood.forEach(
        (key, text) ->
            notices.add(
                "\""
                    + text
                    + "\" is no value for "
                    + key
                    + " in "
                    + location()
                    + "; its default is used."));
    return notices.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", notices));
  }

  /** Waits until all changes are written, a few seconds at most. */
  @Override
  public synchronized void close() {
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    try {
      while (isWriting && System.nanoTime() - deadline < 0) {
        wait(100);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void write(Consumer<ObjectNode> change) {
    unwritten.add(change);
    if (!isWriting) {
      isWriting = true;
      Threads.startVirtual("settings", this::writeAll);
    }
  }

  private void writeAll() {
    while (true) {
      List<Consumer<ObjectNode>> changes;
      synchronized (this) {
        if (unwritten.isEmpty()) {
          isWriting = false;
          notifyAll();
          return;
        }
        changes = List.copyOf(unwritten);
        unwritten.clear();
      }
      file.update(content -> changes.forEach(change -> change.accept(content)));
    }
  }

  @Override
  public String location() {
    return file.path().toString();
  }

  private static void put(ObjectNode content, String key, @Nullable Object value, String text) {
    switch (value) {
      case Boolean truth -> content.put(key, truth);
      case Number number when !Double.isFinite(number.doubleValue()) -> content.put(key, text);
      case Number _ -> content.put(key, new BigDecimal(text));
      case null, default -> content.put(key, text);
    }
  }

  private record Subscription<T>(Setting<T> setting, Consumer<T> listener) {
    @SuppressWarnings("unchecked") // The same key means the same setting, hence the same type.
    void tell(String key, Object value) {
      if (key.equals(setting.key())) {
        listener.accept((T) value);
      }
    }
  }
}
