package dev.weir.engine.alert;

/** Who of several programs that see the same alerts tells people. Thread-safe. */
public interface Lease extends AutoCloseable {
  /** Whether this program does, at the moment. */
  boolean isHeld();

  @Override
  void close();

  /** There is only this program. */
  Lease ALONE =
      new Lease() {
        @Override
        public boolean isHeld() {
          return true;
        }

        @Override
        public void close() {
          // Nothing is held.
        }
      };
}
