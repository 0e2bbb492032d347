package dev.weir.stream;

import java.time.Duration;

/**
 * Implemented by connectors through which several programs agree which of them acts. What they
 * write is the lease itself and nothing else; only one that an operator has asked for is opened.
 */
public interface LeasePort {
  /**
   * Prepares to share a lease. Does not ask the broker.
   *
   * @param name the same for all programs that share it
   * @param term how long it stays with a program that is not heard of
   */
  LeaseShare openLease(String name, Duration term);
}
