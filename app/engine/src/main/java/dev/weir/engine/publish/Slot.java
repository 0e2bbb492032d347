package dev.weir.engine.publish;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Holds the latest snapshot of something; older ones are forgotten. One writer, any number of
 * readers, no locks. A reader polls and compares versions.
 */
public final class Slot<T> {
  private final AtomicReference<Snapshot<T>> latest;

  /** Starts with {@code initial} at version 0, so that a reader always finds something to show. */
  public Slot(T initial) {
    latest = new AtomicReference<>(new Snapshot<>(0, 0, initial));
  }

  public Snapshot<T> latest() {
    return latest.get();
  }

  /** Replaces the snapshot. Only the slot's owner calls this. */
  public void publish(T value, long atMillis) {
    latest.updateAndGet(previous -> new Snapshot<>(previous.version() + 1, atMillis, value));
  }
}
