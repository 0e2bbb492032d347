package dev.weir.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work for the engine's thread. Any thread posts; the engine's thread runs it in order, at the next
 * tick. Whoever posts again and again waits for an answer of a broker in between, so it stays
 * short.
 */
final class Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

  private final ConcurrentLinkedQueue<Runnable> work = new ConcurrentLinkedQueue<>();

  void post(Runnable one) {
    work.add(one);
  }

  /** Runs what is there. One that fails does not keep the others from running. */
  void drain() {
    Runnable next = work.poll();
    while (next != null) {
      try {
        next.run();
      } catch (RuntimeException e) {
        LOG.error("Work of the engine failed", e);
      }
      next = work.poll();
    }
  }
}
