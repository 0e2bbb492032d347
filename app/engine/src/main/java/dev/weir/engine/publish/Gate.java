package dev.weir.engine.publish;

/**
 * Through which snapshots pass: lets only changes through, and nothing while held still. Confined
 * to one thread.
 */
public final class Gate {
  private boolean still;

  /** Holds everything back from now on, or lets it pass again. */
  public void hold(boolean hold) {
    still = hold;
  }

  public boolean isHeld() {
    return still;
  }

  /** Publishes {@code value} unless held still or equal to what the slot has. */
  public <T> void publish(Slot<T> slot, T value, long atMillis) {
    if (!still && (slot.latest().version() == 0 || !slot.latest().value().equals(value))) {
      slot.publish(value, atMillis);
    }
  }
}
