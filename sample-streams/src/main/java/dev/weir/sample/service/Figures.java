package dev.weir.sample.service;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the services have counted since they started. Safe for several threads. */
public final class Figures {
  private final LongAdder duplicatesPublished = new LongAdder();
  private final LongAdder duplicatesIgnored = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder notSent = new LongAdder();
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private final LongAdder notificationsDropped = new LongAdder();
  private final LongAdder restarts = new LongAdder();

  /** Events published a second time on purpose, as producers with retries do. */
  public LongAdder duplicatesPublished() {
    return duplicatesPublished;
  }

  /** Events a consumer had handled already. */
  public LongAdder duplicatesIgnored() {
    return duplicatesIgnored;
  }

  /** Records acknowledged by the broker, transactional ones apart. */
  public LongAdder sent() {
    return sent;
  }

  /** Records the broker did not take. */
  public LongAdder notSent() {
    return notSent;
  }

  /** Why it did not take them, each reason once. */
  public Set<String> refusals() {
    return refusals;
  }

  /** Redis entries given up while Redis was away. */
  public LongAdder notificationsDropped() {
    return notificationsDropped;
  }

  /** How often a service had to make a new client after a failure. */
  public LongAdder restarts() {
    return restarts;
  }
}
