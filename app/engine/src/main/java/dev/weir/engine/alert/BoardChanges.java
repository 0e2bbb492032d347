package dev.weir.engine.alert;

import java.util.function.Consumer;

/**
 * What changed and is not written down yet, and whether it was shown. Confined to the engine's
 * thread.
 */
final class BoardChanges {
  private final Consumer<AlertBatch> disk;
  private AlertBatch batch = new AlertBatch();
  private boolean isToBeShown = true;

  /**
   * @param disk takes what changed; must not block
   */
  BoardChanges(Consumer<AlertBatch> disk) {
    this.disk = disk;
  }

  /** What goes to the disk next. */
  AlertBatch batch() {
    return batch;
  }

  /** Something that is shown has changed. */
  void show() {
    isToBeShown = true;
  }

  /** Something that is shown has changed, if so. */
  void showIf(boolean hasChanged) {
    isToBeShown |= hasChanged;
  }

  /** Whether something has changed since this was asked last. */
  boolean takeShown() {
    boolean was = isToBeShown;
    isToBeShown = false;
    return was;
  }

  /** Hands what changed to the disk. */
  void handOver() {
    if (!batch.isEmpty()) {
      AlertBatch full = batch;
      batch = new AlertBatch();
      isToBeShown = true;
      disk.accept(full);
    }
  }
}
