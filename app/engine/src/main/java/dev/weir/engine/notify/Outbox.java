package dev.weir.engine.notify;

import java.util.List;

/** Keeps letters until they are delivered, also over the end of the program. Thread-safe. */
public interface Outbox {
  /** They arrived, or nobody needs them any more. */
  void done(List<Letter> letters, Delivery delivery);

  /** They did not arrive and will be sent again, later. */
  void again(List<Letter> letters, long dueMillis, Delivery delivery);
}
