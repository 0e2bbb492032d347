package dev.weir.engine.publish;

/** One thing looked at closely: its state is refreshed until it is closed. */
public interface Opened<S> extends AutoCloseable {
  Slot<S> slot();

  @Override
  void close();
}
